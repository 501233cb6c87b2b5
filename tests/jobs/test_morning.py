"""When work begins everybody is told once what waits for them, and nobody on a rest day or without a reason."""

from datetime import datetime, timedelta

import pytest

from actions.cases.work import take
from content.calendars import work_calendar
from domain.cases import Case
from domain.people import Member, Role
from jobs.morning import opened_at, tell_morning
from jobs.periodic import Job, run_due
from storage.audit import head, seal_new
from storage.db import Database
from tests.actions.case_desk import Desk, a_desk, at
from tests.actions.people_desk import a_clerk

GROUP = -1001000000001
FRIDAY, SATURDAY, MONDAY = "2026-09-04", "2026-09-05", "2026-09-07"


@pytest.fixture
async def desk(database: Database) -> Desk:
    return await a_desk(database)


class Bot:
    """Looks whether a new morning has come; it may be away for a while, or be several processes."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.now = at("2026-09-01 00:00")

    async def tell(self) -> None:
        await tell_morning(self.desk.database, hall=self.desk.hall, staff_chats={GROUP: "main"}, now=self.now)

    async def looks(self, when: str | datetime) -> None:
        self.now = at(when) if isinstance(when, str) else when
        calendar = work_calendar(self.desk.hall)
        job = Job("morning", timedelta(days=1), self.tell, begins=lambda now: opened_at(now, calendar=calendar))
        await run_due(self.desk.database, [job], now=lambda: self.now)

    async def told(self, message: str = "morning") -> list[int]:
        """Who was told, in order."""
        return [row.chat_id for row in await self.desk.said(message)]


@pytest.fixture
def bot(desk: Desk) -> Bot:
    return Bot(desk)


async def takes(desk: Desk, case: Case, member: Member) -> None:
    async with desk.database.write() as tx:
        await take(tx, case.id, member=member, now=case.filed_at)


async def test_work_begins_with_the_opening_of_the_last_working_day(desk: Desk) -> None:
    calendar = work_calendar(desk.hall)
    opening = calendar.opening_of(at(f"{FRIDAY} 12:00").date())
    assert opened_at(opening, calendar=calendar) == opening
    assert opened_at(at(f"{MONDAY} 00:00"), calendar=calendar) == opening
    assert opened_at(opening - timedelta(seconds=1), calendar=calendar) < opening - timedelta(hours=20)


async def test_a_clerk_reads_what_is_overdue_ends_today_and_is_nobodys(desk: Desk, bot: Bot) -> None:
    late, today, free = [
        await desk.files(when=when) for when in ("2026-09-01 10:00", "2026-09-02 10:00", f"{FRIDAY} 08:00")
    ]
    for case in (late, today):
        await takes(desk, case, desk.wang)
    await desk.clock(f"{FRIDAY} 09:00")
    await bot.looks(f"{FRIDAY} 09:00")

    [row] = [row for row in await desk.said("morning") if row.chat_id == desk.wang.person.telegram_id]
    words = await desk.reads(row, when=f"{FRIDAY} 09:00")
    for line in (
        "早上好",
        "已超期 1 件",
        "今天到期 1 件",
        "等待接手 1 件",
        f"1. 🔴 {late.number}",
        f"2. 🟡 {today.number}",
    ):
        assert line in words
    assert free.number not in words


async def test_what_is_half_over_is_worth_a_word(desk: Desk, bot: Bot) -> None:
    case = await desk.files(when="2026-09-01 10:00")
    accepted = await desk.does(case, "accept", by=desk.wang, when="2026-09-01 11:00")
    await desk.clock("2026-09-14 09:00")
    await bot.looks("2026-09-14 09:00")
    [row] = [row for row in await desk.said("morning") if row.chat_id == desk.wang.person.telegram_id]
    assert "期限过半 1 件" in await desk.reads(row, when="2026-09-14 09:00")
    await desk.does(accepted, "withdraw", by=desk.chen, when="2026-09-14 09:01")
    assert await desk.reads(row, when="2026-09-14 09:02") == ""


async def test_whoever_has_nothing_to_do_is_left_in_peace(desk: Desk, bot: Bot) -> None:
    await bot.looks(f"{FRIDAY} 09:00")
    assert await bot.told() == []
    assert await bot.told("group_morning") == [GROUP]


async def test_without_rows_two_looks_would_tell_twice(desk: Desk, bot: Bot) -> None:
    """The negative control: what was said once before says itself again the next day."""
    await desk.files(when="2026-09-01 10:00")
    for day in (FRIDAY, MONDAY):
        bot.now = at(f"{day} 09:00")
        await bot.tell()
    assert await bot.told() == [200, 201, 202] * 2


async def test_each_is_told_once_a_day_however_often_and_by_whomever_it_is_looked(desk: Desk, bot: Bot) -> None:
    await desk.files(when="2026-09-01 10:00")
    for moment in ("08:29", "09:00", "09:00", "15:00"):
        await bot.looks(f"{FRIDAY} {moment}")
    await bot.tell()
    assert await bot.told() == [200, 201, 202]
    assert await bot.told("group_morning") == [GROUP]


async def test_rest_days_nights_and_evenings_are_quiet(desk: Desk, bot: Bot) -> None:
    await desk.files(when="2026-09-01 10:00")
    for moment in (f"{FRIDAY} 06:00", f"{FRIDAY} 20:00", f"{SATURDAY} 10:00", "2026-09-06 12:00", f"{MONDAY} 02:00"):
        await bot.looks(moment)
    assert await bot.told() == []
    assert await bot.told("group_morning") == []


async def test_a_bot_that_stood_still_makes_one_morning_good(desk: Desk, bot: Bot) -> None:
    await desk.files(when="2026-09-01 10:00")
    await bot.looks("2026-09-01 11:00")
    await bot.looks(f"{MONDAY} 15:00")
    await bot.looks(f"{MONDAY} 16:00")
    assert await bot.told("group_morning") == [GROUP] * 2


async def test_auditors_hear_of_the_hall_and_editors_nothing(desk: Desk, bot: Bot) -> None:
    await a_clerk(desk.database, telegram_id=302, name="韩梅", role=Role.AUDITOR)
    await a_clerk(desk.database, telegram_id=303, name="编辑", role=Role.EDITOR)
    await takes(desk, await desk.files(when="2026-09-01 10:00"), desk.wang)
    await bot.looks(f"{FRIDAY} 09:00")
    assert await bot.told() == [200, 201, 202, 302]
    row = (await desk.said("morning"))[-1]
    assert "团队超期 1 件" in await desk.reads(row, when=f"{FRIDAY} 09:00")


async def test_a_group_reads_how_it_stands_and_the_head_of_the_sealed_history(desk: Desk, bot: Bot) -> None:
    await desk.files(when="2026-09-01 10:00")
    await desk.files(when=f"{FRIDAY} 08:00")
    await bot.looks(f"{FRIDAY} 09:00")
    [row] = await desk.said("group_morning")
    words = await desk.reads(row, when=f"{FRIDAY} 09:00")
    assert "在办 2 件：🔴 超期 1，🟡 今天到期 0，🆕 等待接手 2" in words
    assert "封存" not in words

    async with desk.database.write() as tx:
        await seal_new(tx, key=b"k" * 32, now=at(f"{FRIDAY} 09:00"), limit=100)
    async with desk.database.read() as tx:
        newest = await head(tx)
    assert f"封存至 {newest.place}:{newest.mac[:16]}" in await desk.reads(row, when=f"{FRIDAY} 09:00")
