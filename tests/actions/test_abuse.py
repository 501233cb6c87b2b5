"""What a citizen writes in a case is marked as abusive: they are told, keep every way, and it is taken back."""

import pytest

from actions.cases.abuse import MARKED, UNMARKED, find_mark
from actions.cases.additions import keep_addition
from actions.cases.finding import lock_any
from actions.desk.abuse import mark, unmark
from domain.abuse import Abuse
from domain.cases import Case
from domain.errors import CaseChanged, Gone, StaffOnly
from domain.people import Member, Role
from storage.db import Database
from tests.actions.case_desk import Desk, a_desk, at
from tests.actions.people_desk import a_clerk, words

WHEN = "2026-09-02 10:00"


@pytest.fixture
async def desk(database: Database) -> Desk:
    return await a_desk(database)


async def marks(desk: Desk, case: Case, *, by: Member | None = None, abuse: Abuse = Abuse.INSULT) -> None:
    """The supervisor does, if nobody is named."""
    async with desk.database.write() as tx:
        await mark(tx, case.id, abuse, member=by or desk.sun, hall=desk.hall, now=at(WHEN))


async def unmarks(desk: Desk, case: Case, *, by: Member | None = None) -> None:
    async with desk.database.write() as tx:
        await unmark(tx, case.id, member=by or desk.sun, hall=desk.hall, now=at(WHEN))


async def rings(desk: Desk, case: Case, text: str) -> bool:
    """The citizen adds something; whether phones of staff ring for it."""
    async with desk.database.write() as tx:
        locked = await lock_any(tx, case.id)
        await keep_addition(tx, locked, words(text), now=at(WHEN))
    return "disable_notification" not in str((await desk.said("case_added"))[-1].body)


async def test_the_citizen_is_told_as_what_and_that_everything_goes_on_and_what_they_write_is_only_silent(
    desk: Desk,
) -> None:
    case = await desk.files(when="2026-09-01 10:00")
    assert await rings(desk, case, "还有一件事")
    await marks(desk, case)

    read = await desk.reads((await desk.said("case_marked"))[-1], when=WHEN)
    assert all(part in read for part in (case.number, "“辱骂”", "期限不变", "投诉"))
    assert not await rings(desk, case, "第二件事")
    assert (await desk.now(case)).version == case.version
    assert await desk.drifts() == []


async def test_it_is_taken_back_of_which_the_citizen_is_told_and_both_are_kept(desk: Desk) -> None:
    case = await desk.files(when="2026-09-01 10:00")
    await marks(desk, case)
    await unmarks(desk, case)
    await marks(desk, case, by=desk.qian, abuse=Abuse.THREAT)
    await unmarks(desk, case)

    assert "已经撤销" in await desk.reads((await desk.said("case_marked"))[-1], when=WHEN)
    assert await rings(desk, case, "第二件事")
    async with desk.database.read() as tx:
        assert await find_mark(tx, case, zone=None) is None
    kept = [(event.action, event.actor) for event in await desk.events(case) if event.action in (MARKED, UNMARKED)]
    sun, qian = f"staff:{desk.sun.id}", f"staff:{desk.qian.id}"
    assert kept == [(MARKED, sun), (UNMARKED, sun), (MARKED, qian), (UNMARKED, sun)]


async def test_nobody_marks_twice_or_takes_back_what_is_not_there(desk: Desk) -> None:
    case = await desk.files(when="2026-09-01 10:00")
    with pytest.raises(CaseChanged):
        await unmarks(desk, case)
    await marks(desk, case)
    with pytest.raises(CaseChanged):
        await marks(desk, case, by=desk.qian)
    assert len(await desk.said("case_marked")) == 1


async def test_a_second_tap_marks_and_takes_back_nothing_more(desk: Desk) -> None:
    case = await desk.files(when="2026-09-01 10:00")
    for done in (True, False):
        async with desk.database.write() as tx:
            assert await mark(tx, case.id, Abuse.INSULT, member=desk.sun, hall=desk.hall, now=at(WHEN)) is done
    for done in (True, False):
        async with desk.database.write() as tx:
            assert await unmark(tx, case.id, member=desk.sun, hall=desk.hall, now=at(WHEN)) is done
    assert len(await desk.said("case_marked")) == 2


async def test_a_mark_says_nothing_in_the_persons_other_cases(desk: Desk) -> None:
    case, other = [await desk.files(when="2026-09-01 10:00") for _ in range(2)]
    await marks(desk, case)
    async with desk.database.read() as tx:
        assert await find_mark(tx, other, zone=None) is None
    assert await rings(desk, other, "另一件事")


async def test_it_is_for_those_above_a_clerk_and_never_for_whom_the_case_is_about(desk: Desk) -> None:
    case = await desk.files(when="2026-09-01 10:00")
    own = await a_clerk(desk.database, telegram_id=desk.chen.telegram_id, name="陈晓", role=Role.SUPERVISOR)
    with pytest.raises(StaffOnly):
        await marks(desk, case, by=desk.wang)
    with pytest.raises(Gone):
        await marks(desk, case, by=own)
    assert await desk.said("case_marked") == []
