"""Who may be away when, who is told, how it ends; and nobody slips through when two act at one moment."""

import asyncio
from collections.abc import AsyncIterator
from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from actions.alerts import say_trial
from actions.cases import standing
from actions.cases.doing import begin_action
from actions.cases.work import release
from actions.desk import deputies
from actions.desk.away import AwayDraft, find_away, list_colleagues_away, look_at_plan
from actions.desk.deputies import STAFF, end_away, set_away
from actions.staff import accept_invite, create_invite, dismiss
from content.desk import Missing
from domain.deputies import Absence, span_of
from domain.errors import AlreadyTaken, OutdatedButton, Refusal, StaffOnly
from domain.people import Member, Role
from domain.staff_errors import DaysImpossible, DeputyUnfit, NoDeputy, StandsInAlready
from jobs.morning import tell_morning
from storage.db import Database
from storage.deputies import add_absence, find_current, list_absences
from storage.events import Event, list_events
from storage.tables import absence
from storage.transaction import Tx
from tests.actions.away_desk import (
    AFTER,
    BEFORE,
    DURING,
    FRIDAY,
    TUESDAY,
    WEDNESDAY,
    comes_back,
    in_areas,
    leaves,
    owns,
    readers,
)
from tests.actions.case_desk import Desk, a_desk, at
from tests.actions.people_desk import a_clerk
from tests.kit.at_once import has_ended
from tests.kit.database import Templates
from tests.kit.postgres import PostgresServer


@pytest.fixture
async def desk(database: Database) -> Desk:
    return await a_desk(database)


@pytest.fixture
async def li(desk: Desk) -> Member:
    return await a_clerk(desk.database, telegram_id=210, name="李雷")


async def happened_to(desk: Desk, member: Member) -> list[Event]:
    async with desk.database.read() as tx:
        events = await list_events(tx, subject_kind=STAFF, subject_id=member.id)
    return [event for event in events if event.action in ("away", "back")]


async def stands_in(desk: Desk, member: Member, *, when: str = DURING) -> int | None:
    async with desk.database.read() as tx:
        found = await find_current(tx, member.id, now=at(when))
    return found.deputy_id if found else None


async def last_words(desk: Desk, message: str, *, to: int, when: str = DURING) -> str:
    [*_, row] = [row for row in await desk.said(message) if row.chat_id == to]
    return await desk.reads(row, when=when)


async def test_it_is_written_down_and_the_deputy_is_told(desk: Desk, li: Member) -> None:
    await leaves(desk, desk.wang, li)
    assert await readers(desk, "deputy_named") == [210]
    read = await last_words(desk, "deputy_named", to=210, when=BEFORE)
    assert "9月2日（周三） 至 9月4日（周五），请您代 王敏 办理" in read
    assert await readers(desk, "away_set") == []
    [event] = await happened_to(desk, desk.wang)
    assert (event.action, event.actor, event.detail["deputy"]) == ("away", f"staff:{desk.wang.id}", li.id)


async def test_a_supervisor_says_it_of_a_clerk_who_fell_ill_and_both_read_why(desk: Desk, li: Member) -> None:
    await leaves(desk, desk.wang, li, by=desk.sun, reason="生病", first=TUESDAY)
    told = [await last_words(desk, message, to=to) for message, to in (("deputy_named", 210), ("away_set", 200))]
    assert all("孙莉" in words and "原因：生病" in words for words in told)
    assert "替您安排了离开" in told[1]
    assert await stands_in(desk, desk.wang, when="2026-09-01 16:00") == li.id
    [event] = await happened_to(desk, desk.wang)
    assert event.actor == f"staff:{desk.sun.id}"
    assert "生病" not in str(event.detail), "history is kept for ever"


async def test_nobody_says_it_of_others_who_does_not_stand_above_them(desk: Desk, li: Member) -> None:
    for who, by in ((desk.wang, li), (desk.sun, desk.wang), (desk.qian, desk.sun)):
        with pytest.raises(StaffOnly):
            await leaves(desk, who, li, by=by, reason="生病")
    away = await leaves(desk, desk.wang, li)
    with pytest.raises(StaffOnly):
        await comes_back(desk, away, by=li)
    async with desk.database.read() as tx:
        assert await list_colleagues_away(tx, member=desk.wang, now=at(BEFORE)) == ()
        found = await list_colleagues_away(tx, member=desk.sun, now=at(BEFORE))
    assert [(one.id, is_away) for one, is_away in found] == [(desk.wang.id, True), (li.id, False)]


async def test_only_who_fits_and_is_there_stands_in(desk: Desk, li: Member) -> None:
    auditor = await a_clerk(desk.database, telegram_id=302, name="韩梅", role=Role.AUDITOR)
    for deputy in (desk.wang, auditor):
        with pytest.raises(DeputyUnfit):
            await leaves(desk, desk.wang, deputy)
    with pytest.raises(DeputyUnfit):
        await leaves(desk, desk.sun, desk.wang)
    await leaves(desk, li, desk.sun, first=FRIDAY, last=FRIDAY)
    with pytest.raises(DeputyUnfit):
        await leaves(desk, desk.wang, li)
    await leaves(desk, desk.wang, li, last=date(2026, 9, 3))
    assert await stands_in(desk, desk.wang) == li.id


async def test_the_choice_offers_those_who_fit_and_are_there_with_fewest_cases_first(desk: Desk, li: Member) -> None:
    mei = await a_clerk(desk.database, telegram_id=211, name="韩梅")
    await in_areas(desk, mei, "a")
    await owns(desk, li)
    draft = AwayDraft(staff_id=desk.wang.id, first=WEDNESDAY, last=FRIDAY)
    async with desk.database.read() as tx:
        planned = await look_at_plan(tx, draft, member=desk.wang, now=at(BEFORE))
    assert planned.missing is Missing.DEPUTY
    assert [(one.id, cases) for one, cases in planned.deputies] == [(desk.sun.id, 0), (desk.qian.id, 0), (li.id, 1)]


async def test_whoever_alone_stands_on_top_is_told_that_nobody_can_stand_in(desk: Desk) -> None:
    draft = AwayDraft(staff_id=desk.qian.id, first=WEDNESDAY, last=FRIDAY)
    async with desk.database.read() as tx:
        with pytest.raises(NoDeputy):
            await look_at_plan(tx, draft, member=desk.qian, now=at(BEFORE))


async def test_whoever_stands_in_does_not_leave_until_somebody_else_does(desk: Desk, li: Member) -> None:
    mei = await a_clerk(desk.database, telegram_id=211, name="韩梅")
    await leaves(desk, desk.wang, li)
    with pytest.raises(StandsInAlready) as refused:
        await leaves(desk, li, mei, first=FRIDAY, last=FRIDAY)
    assert refused.value.params["colleague"] == "王敏"
    await leaves(desk, desk.wang, mei, by=desk.sun, reason="换人")
    assert await last_words(desk, "away_ended", to=210) != ""
    await leaves(desk, li, mei)
    assert (await stands_in(desk, desk.wang), await stands_in(desk, li)) == (mei.id, mei.id)


async def test_a_plan_that_grew_old_is_checked_by_the_day_it_is_confirmed(desk: Desk, li: Member) -> None:
    with pytest.raises(DaysImpossible):
        await leaves(desk, desk.wang, li, when="2026-09-03 09:00")


async def test_another_plan_takes_the_place_of_the_first(desk: Desk, li: Member) -> None:
    first = await leaves(desk, desk.wang, li)
    await leaves(desk, desk.wang, li, first=FRIDAY, last=FRIDAY)
    assert await stands_in(desk, desk.wang) is None
    assert await readers(desk, "deputy_named") == [210, 210]
    assert await readers(desk, "away_ended") == []
    with pytest.raises(OutdatedButton):
        await comes_back(desk, first, by=desk.wang)
    async with desk.database.read() as tx:
        assert len(await list_absences(tx, now=at(DURING))) == 1


async def test_what_is_over_leaves_room_for_the_next(desk: Desk, li: Member) -> None:
    await leaves(desk, desk.wang, li)
    await leaves(desk, desk.wang, li, first=date(2026, 9, 10), last=date(2026, 9, 10), when=AFTER)
    async with desk.database.read() as tx:
        rows = (await tx.execute(select(absence.c.ended_at, absence.c.ends_at).order_by(absence.c.id))).all()
        assert await find_away(tx, desk.wang.id, now=at(AFTER)) is not None
    assert rows[0].ended_at == rows[0].ends_at
    assert rows[1].ended_at is None
    assert await readers(desk, "away_ended") == []


async def test_back_ends_it_at_once_and_the_deputy_knows(desk: Desk, li: Member) -> None:
    case = await owns(desk, desk.wang)
    away = await leaves(desk, desk.wang, li)
    await comes_back(desk, away, by=desk.wang)
    assert await stands_in(desk, desk.wang) is None
    async with desk.database.write() as tx:
        with pytest.raises(AlreadyTaken):
            await begin_action(tx, case.id, "accept", member=li, now=at(DURING))
    assert "不用再代 王敏 办理了" in await last_words(desk, "away_ended", to=210)
    assert await readers(desk, "away_ended") == [210]
    with pytest.raises(OutdatedButton):
        await comes_back(desk, away, by=desk.wang)
    assert [event.action for event in await happened_to(desk, desk.wang)] == ["away", "back"]


async def test_cards_say_who_stands_in_from_the_first_morning_until_the_return(desk: Desk, li: Member) -> None:
    case = await owns(desk, desk.wang)
    away = await leaves(desk, desk.wang, li)

    async def shown_for() -> list[str]:
        keys = [row.dedupe_key.rpartition(":")[2] for row in await desk.said("case_card")]
        return [key for key in keys if key.endswith(str(away.id)) and key.startswith(("away", "back"))]

    assert await shown_for() == []
    for day in ("2026-09-02", "2026-09-03"):
        await tell_morning(desk.database, hall=desk.hall, staff_chats={}, now=at(f"{day} 09:00"))
    [row] = [row for row in await desk.said("case_card") if row.dedupe_key.endswith(f"away{away.id}")]
    assert "李雷 代办" in await desk.reads(row, when="2026-09-03 09:00")
    await comes_back(desk, away, by=desk.wang, when="2026-09-03 10:00")
    assert await shown_for() == [f"away{away.id}", f"back{away.id}"]
    assert "李雷" not in await desk.reads(row, when="2026-09-03 10:00")
    assert case.id == row.params["case_id"]


async def test_a_supervisor_ends_it_and_both_know(desk: Desk, li: Member) -> None:
    await comes_back(desk, await leaves(desk, desk.wang, li), by=desk.sun)
    assert sorted(await readers(desk, "away_ended")) == [200, 210]


async def test_a_plan_that_was_dropped_before_it_reached_the_deputy_says_nothing(desk: Desk, li: Member) -> None:
    away = await leaves(desk, desk.wang, li)
    await comes_back(desk, away, by=desk.wang, when="2026-09-01 16:01")
    assert await last_words(desk, "deputy_named", to=210) == ""


async def test_a_deputy_who_leaves_the_hall_ends_it_and_somebody_above_knows(desk: Desk, li: Member) -> None:
    await leaves(desk, desk.wang, li)
    async with desk.database.write() as tx:
        await dismiss(tx, telegram_id=210, now=at(DURING))
    assert await stands_in(desk, desk.wang) is None
    assert sorted(await readers(desk, "away_ended")) == [200, 201]
    assert "请发 /away 另请一位" in await last_words(desk, "away_ended", to=200)
    assert "李雷 已离岗" in await last_words(desk, "away_ended", to=201)
    assert (await happened_to(desk, desk.wang))[-1].actor == "hall"


async def test_whoever_is_away_and_leaves_the_hall_is_stood_in_for_no_more(desk: Desk, li: Member) -> None:
    case = await owns(desk, desk.wang)
    await leaves(desk, desk.wang, li)
    async with desk.database.write() as tx:
        await dismiss(tx, telegram_id=200, now=at(DURING))
    assert (await desk.now(case)).owner_id is None
    assert await readers(desk, "away_ended") == [210]
    async with desk.database.read() as tx:
        assert await list_absences(tx, now=at(DURING)) == []


async def test_another_role_ends_it_too(desk: Desk, li: Member) -> None:
    case = await owns(desk, desk.wang)
    await leaves(desk, desk.wang, li)
    async with desk.database.write() as tx:
        token = await create_invite(tx, role=Role.SUPERVISOR, now=at(DURING))
        above = await accept_invite(tx, token=token, person=desk.wang.person, now=at(DURING))
    assert (await desk.now(case)).owner_id == above.id
    assert await stands_in(desk, above) is None
    assert await readers(desk, "away_ended") == [210]


async def test_an_alarm_of_the_bot_wakes_only_administrators_who_are_here(desk: Desk) -> None:
    one, other = [
        await a_clerk(desk.database, telegram_id=400 + n, name=name, role=Role.ADMIN)
        for n, name in enumerate(("赵一", "钱二"))
    ]
    await leaves(desk, one, other)
    async with desk.database.write() as tx:
        assert await say_trial(tx, now=at(DURING)) == 1
        assert await say_trial(tx, now=at(AFTER)) == 2
    assert (await readers(desk, "alert_trial"))[0] == 401


@pytest.fixture
async def busy(postgres: PostgresServer, templates: Templates) -> AsyncIterator[Desk]:
    """A hall on a database where more than one writes at a time."""
    database = Database(postgres.create_database(template=await templates.postgresql(postgres)))
    yield await a_desk(database)
    await database.close()


async def name_each_other(desk: Desk, one: Member, other: Member) -> int:
    """Two who are about to leave name each other at one moment; how many of them got through."""

    async def plans(who: Member, deputy: Member) -> bool:
        try:
            await leaves(desk, who, deputy)
        except Refusal:
            return False
        return True

    draft = AwayDraft(staff_id=one.id, first=WEDNESDAY, last=FRIDAY, deputy_id=other.id)
    async with desk.database.write() as tx:
        await set_away(tx, draft, member=one, now=at(BEFORE))
        second = asyncio.create_task(plans(other, one))
        await has_ended(second, desk.database)
    return 1 + await second


async def test_of_two_who_name_each_other_at_once_one_stays(busy: Desk) -> None:
    li = await a_clerk(busy.database, telegram_id=210, name="李雷")
    assert await name_each_other(busy, busy.wang, li) == 1


async def test_without_the_lock_both_would_be_away(busy: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control."""

    async def lock_nothing(tx: Tx, staff_id: int) -> None:
        """Wait for nobody."""

    monkeypatch.setattr(deputies, "lock_staff", lock_nothing)
    li = await a_clerk(busy.database, telegram_id=210, name="李雷")
    assert await name_each_other(busy, busy.wang, li) == 2


async def deputy_and_owner_at_once(desk: Desk) -> list[str]:
    """A deputy gives a case back at the moment its owner returns; what was done first, and then."""
    li = await a_clerk(desk.database, telegram_id=210, name="李雷")
    case, away = await owns(desk, desk.wang), await leaves(desk, desk.wang, li)
    order = []

    async def returns() -> None:
        await comes_back(desk, away, by=desk.wang)
        order.append("back")

    async with desk.database.write() as tx:
        await release(tx, case.id, member=li, now=at(DURING))
        owner = asyncio.create_task(returns())
        await has_ended(owner, desk.database)
        order.append("released")
    await owner
    return order


async def test_an_owner_who_returns_waits_for_what_is_being_done_in_their_place(busy: Desk) -> None:
    assert await deputy_and_owner_at_once(busy) == ["released", "back"]


async def test_without_that_something_would_be_done_in_the_place_of_whoever_is_back(
    busy: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control."""

    async def only_look(tx: Tx, staff_id: int, *, now: datetime) -> Absence | None:
        return await find_current(tx, staff_id, now=now)

    monkeypatch.setattr(standing, "lock_current", only_look)
    assert await deputy_and_owner_at_once(busy) == ["back", "released"]


async def test_a_deputy_who_is_a_moment_too_late_changes_nothing(busy: Desk) -> None:
    li = await a_clerk(busy.database, telegram_id=210, name="李雷")
    case, away = await owns(busy, busy.wang), await leaves(busy, busy.wang, li)

    async def releases() -> None:
        async with busy.database.write() as tx:
            await release(tx, case.id, member=li, now=at(DURING))

    async with busy.database.write() as tx:
        await end_away(tx, away.id, member=busy.wang, now=at(DURING))
        late = asyncio.create_task(releases())
        assert not await has_ended(late, busy.database)
    with pytest.raises(AlreadyTaken):
        await late
    assert (await busy.now(case)).owner_id == busy.wang.id


async def test_somebody_is_away_once_at_a_time_whatever_the_code_does(desk: Desk, li: Member) -> None:
    """The constraint behind the rule."""
    span = span_of(WEDNESDAY, FRIDAY, now=at(BEFORE))
    about: dict[str, Any] = {"deputy_id": li.id, "span": span, "reason": "", "set_by": desk.wang.id, "now": at(BEFORE)}

    async def adds() -> None:
        async with desk.database.write() as tx:
            await add_absence(tx, staff_id=desk.wang.id, **about)

    await adds()
    with pytest.raises(IntegrityError):
        await adds()
