"""``banshi slots plan`` and ``banshi verify visits`` say what they did and found."""

from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import update

from bot.commands.failures import Problems
from bot.commands.slots import plan
from bot.commands.verifying import verify_visits
from bot.schedule import planning_job
from gateway.present import Present
from storage.db import Database
from storage.slots import list_areas
from storage.tables import slot
from tests.content.packs import HALL, write_pack
from tests.kit.booking import TODAY, BookingDesk, area_with, hall_with

NOW = datetime(2026, 9, 7, 6, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
PLACE = "    place: {zh: 一楼, en: Ground floor}\n"
BOOKED = PLACE + "    booking: {slot: 30 minutes, counters: 2}\n"
WORDS = (
    "times added, 0 with other places, 0 closed, 0 opened again; 0 people must come at another time, 0 need not any "
    "more"
)


@pytest.fixture
def pack(tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A pack whose one area can be booked, and settings that name it."""
    pack = write_pack(tmp_path / "pack")
    pack.write("hall.yaml", HALL.replace(PLACE, BOOKED))
    monkeypatch.setenv("BANSHI_DATABASE_URL", database_url)
    monkeypatch.setenv("BANSHI_HALL", str(pack.root))
    return pack.root


async def test_planning_says_what_it_did_and_does_nothing_the_second_time(
    pack: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await plan(preview=True, now=NOW) == 0
    looked = capsys.readouterr().out
    assert await plan(preview=False, now=NOW) == 0
    planned = capsys.readouterr().out
    assert await plan(preview=False, now=NOW) == 0

    assert looked == f"general: 134 {WORDS}\nNothing was changed. Run it without --preview to do this.\n"
    assert planned == f"general: 134 {WORDS}\n"
    assert capsys.readouterr().out == f"general: 0 {WORDS}\n"


async def test_planning_names_who_must_come_at_another_time(
    pack: Path, database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    desk = BookingDesk(database)
    await desk.plans(hall_with(area_with(counters=1)))
    booked = await desk.books(await desk.somebody(), "14:00")

    assert await plan(preview=True, now=desk.now) == 0

    assert f"\n  {booked.code}  2026-12-03 14:00  closed\n" in capsys.readouterr().out


async def test_a_pack_with_errors_plans_nothing(pack: Path, database: Database) -> None:
    (pack / "hall.yaml").write_text(HALL.replace(PLACE, BOOKED.replace("2", "none")), "utf-8")

    with pytest.raises(Problems, match="'none' is no whole number"):
        await plan(preview=False, now=NOW)
    async with database.read() as tx:
        assert await list_areas(tx, first=date(2026, 1, 1)) == set()


async def test_counting_anew_says_where_a_slot_differs(
    pack: Path, database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    desk = BookingDesk(database)
    await desk.plans()
    await desk.books(await desk.somebody(), "14:00")
    assert await verify_visits() == 0
    assert "1 appointments agree" in capsys.readouterr().out
    wrong = await desk.slot("09:00")
    async with database.write() as tx:
        await tx.execute(update(slot).where(slot.c.id == wrong.id).values(booked=1))

    with pytest.raises(Problems, match="1 places differ"):
        await verify_visits()
    assert f"slot {wrong.id}\tshould be {{'booked': 0, 'excess': 0}}\tis {{'booked': 1" in capsys.readouterr().out


async def test_the_night_plans_with_the_pack_of_the_moment(database: Database) -> None:
    desk = BookingDesk(database)
    zone = ZoneInfo("Asia/Shanghai")
    present = Present(desk.now, hall_with(), index=None, staff_chats={})  # type: ignore[arg-type] # nobody searches
    job = planning_job(database, present=lambda: present, zone=zone)

    await job.run()

    assert len(await desk.slots(first=TODAY, days=0)) == 14
    assert job.period(desk.now).astimezone(zone).hour == 3
