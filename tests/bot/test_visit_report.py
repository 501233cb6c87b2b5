"""``banshi report visits`` says how appointments were used, waited for, served and missed, and of whom nothing."""

import csv
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import update

from actions.booking.counter import call, check_in, finish, miss, serve
from actions.line.taking import Wanted, give_number
from bot.commands.reports import report_visits
from domain.booking import Booking, Visitor
from domain.cases import acting_citizen
from domain.filing import Contact
from domain.ratings import Level
from domain.walk_ins import WalkInState
from storage.contacts import add_guest
from storage.db import Database
from storage.people import get_person
from storage.tables import visit_rating, walk_in
from tests.kit.booking import AREA, CLERK, TODAY, TOMORROW, BookingDesk
from tests.kit.rebooking import kept_for

COUNTER = "=1+1"
"""Nobody calls a counter so; a spreadsheet program would reckon with it."""


async def goes_through(desk: BookingDesk, booking: Booking) -> None:
    """They check in ten minutes early, are called on time and served for twenty minutes."""
    steps: tuple[tuple[Any, int, dict[str, Any]], ...] = (
        (check_in, -10, {}),
        (call, 0, {"counter": COUNTER}),
        (serve, 1, {"counter": COUNTER}),
        (finish, 21, {}),
    )
    for deed, minutes, more in steps:
        desk.now = booking.span.starts_at.astimezone(desk.now.tzinfo) + timedelta(minutes=minutes)
        async with desk.database.write() as tx:
            booking = await deed(tx, booking.ref, version=booking.version, by=CLERK, now=desk.now, **more)


async def comes_without_one(desk: BookingDesk) -> None:
    """Somebody takes a number, is called after five minutes, served for eight, and very content."""
    whose = await desk.somebody()
    async with desk.database.write() as tx:
        person = await get_person(tx, whose.person_id or 0)
        wanted = Wanted(AREA, None, person, "number", by=acting_citizen(person))
        number = (await give_number(tx, wanted, hall=desk.hall, now=desk.now)).walk_in
        called, ended = desk.now + timedelta(minutes=5), desk.now + timedelta(minutes=13)
        done = {"state": WalkInState.DONE, "called_at": called, "began_at": called, "ended_at": ended}
        await tx.execute(update(walk_in).where(walk_in.c.id == number.id).values(**done))
        about = {"person_id": person.id, "area": AREA, "service": None, "staff_id": None, "invited_at": ended}
        rating = visit_rating.insert().values(**about, walk_in_id=number.id, level=int(Level.GREAT))
        await tx.execute(rating)


@pytest.fixture
async def empty(database: Database, database_url: str, monkeypatch: pytest.MonkeyPatch) -> BookingDesk:
    """Nobody has booked yet."""
    monkeypatch.setenv("BANSHI_DATABASE_URL", database_url)
    desk = BookingDesk(database)
    await desk.opens()
    return desk


@pytest.fixture
async def desk(empty: BookingDesk) -> BookingDesk:
    """Tomorrow somebody comes, somebody else does not, and a third cancels a quarter of an hour before."""
    desk = empty
    async with desk.database.write() as tx:
        caller = Visitor(guest_id=await add_guest(tx, Contact("李女士", "13800000000"), now=desk.now))
    comes = await desk.books(caller, "09:00", by=CLERK)
    stays_away = await desk.books(await desk.somebody(), "10:00")
    thinks_better = await desk.books(await desk.somebody(), "15:00")
    await desk.books(await desk.somebody(), "16:00", day=TOMORROW + timedelta(days=1))
    await goes_through(desk, comes)
    desk.now = desk.now.replace(hour=10, minute=20)
    async with desk.database.write() as tx:
        await miss(tx, stays_away.ref, version=stays_away.version, by=CLERK, hall=desk.hall, now=desk.now)
    await comes_without_one(desk)
    desk.now = desk.now.replace(hour=14, minute=45)
    await desk.cancels(thinks_better)
    desk.now = desk.now.replace(hour=20)
    return desk


async def test_the_figures_and_a_row_for_each_appointment(
    desk: BookingDesk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = {"csv": tmp_path / "visits.csv", "xlsx": tmp_path / "visits.xlsx"}

    assert await report_visits(first=TODAY, last=TOMORROW, **files, language="en", now=desk.now) == 0

    said = capsys.readouterr().out
    assert "Booked: 3. Came: 1, missed: 1, cancelled: 1 (of these late: 1), cancelled by the hall: 0." in said
    assert "Places to book: 28, taken: 2 (7.1%)" in said
    heads, everybody, *_ = (line.split() for line in said.splitlines() if line.startswith(("      ", "All")))
    assert heads[-1] == "ahead"
    assert " ".join(everybody[1:]) == "3 7.1% 50.0% 33.3% 10 / 10 20 / 20 1 / 1"
    *_, numbers, ratings = (line for line in said.splitlines() if line.startswith("  Area C"))
    assert numbers.split()[-8:] == ["1", "100.0%", "5", "/", "5", "8", "/", "8"]
    assert ratings.split()[-3:] == ["1", "100.0%", "100.0%"]
    with files["csv"].open(encoding="utf-8-sig", newline="") as file:
        head, came, *others = csv.reader(file)
    row = dict(zip(head, came, strict=True))
    assert (row["Minutes waited"], row["Minutes served"], row["Booked by"]) == ("10", "20", "Telegram")
    assert row["Counter"] == f"'{COUNTER}"
    assert len(others) == 2
    assert "李" not in files["csv"].read_text("utf-8-sig") + said
    sheet = load_workbook(files["xlsx"]).active
    assert sheet is not None
    assert [sheet.max_row, sheet["A1"].value] == [4, "Code"]


async def test_a_time_that_was_only_kept_for_somebody_was_not_used(
    empty: BookingDesk, capsys: pytest.CaptureFixture[str]
) -> None:
    booked = await empty.books(await empty.somebody(), "15:00")
    await empty.closes("15:00", "15:30")
    await empty.later(seconds=1)
    assert len(await kept_for(empty, booked)) == 3

    assert (
        await report_visits(
            first=TOMORROW,
            last=TOMORROW,
            csv=None,
            xlsx=None,
            language="en",
            now=empty.now + timedelta(days=1, hours=12),
        )
        == 0
    )

    assert "taken: 0 (0.0%)" in capsys.readouterr().out


async def test_whoever_came_and_of_whom_nothing_more_was_noted_came_and_was_served_nobody_knows_how_long(
    empty: BookingDesk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    booked, file = await empty.books(await empty.somebody(), "10:00", day=TODAY), tmp_path / "visits.csv"
    async with empty.database.write() as tx:
        await check_in(tx, booked.ref, version=booked.version, by=CLERK, now=empty.now)
    await empty.later(days=1)

    assert await report_visits(first=TODAY, last=TODAY, csv=file, xlsx=None, language="en", now=empty.now) == 0

    assert "Came: 1, missed: 0" in capsys.readouterr().out
    with file.open(encoding="utf-8-sig", newline="") as rows:
        head, came = csv.reader(rows)
    row = dict(zip(head, came, strict=True))
    assert (row["State"], row["Minutes served"]) == ("was here, nothing noted after that", "")
