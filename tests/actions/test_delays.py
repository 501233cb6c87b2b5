"""Whoever has a case that is late is asked why; who says it is spared the director, and reports count the causes."""

from datetime import timedelta

import pytest

from actions.cases.delays import EXPLAINED, choose_cause, explain, offer_cause
from actions.cases.work import release
from content.staff_chats import sight_in
from domain.cases import Case
from domain.delays import MAX_EXPLANATION
from domain.desk import Day, Pile
from domain.errors import AlreadyTaken, NothingToExplain, NothingToSend, NotYours, OutdatedButton, WordsMissing
from domain.people import Member, Role
from storage.cases import list_clocks
from storage.db import Database
from storage.desk import count_piles
from tests.actions.case_desk import Desk, a_desk, at
from tests.actions.people_desk import a_clerk
from tests.actions.test_case_ledger import reckons_anew, with_rest
from tests.actions.test_case_words import told
from tests.actions.test_reports import line_of, september, tally

WORDS = "卷宗借出未还，周五办结。"
OVERDUE = "2026-09-03 17:30"
"""When a complaint of the first of September at ten should have been accepted."""
DIRECTOR = "2026-09-11 09:00"


@pytest.fixture
async def desk(database: Database) -> Desk:
    return await a_desk(database)


async def overdue(desk: Desk) -> Case:
    """A complaint that a clerk has and has not accepted in time."""
    case = await desk.files(when="2026-09-01 10:00")
    for moment in ("2026-09-02 09:00", OVERDUE):
        await desk.ticks(moment)
    return await desk.now(case)


async def says_why(
    desk: Desk, case: Case, *, by: Member, when: str, cause: str = "other-unit", words: str = WORDS
) -> None:
    """Choose a cause and write the words, as two presses and a message do."""
    async with desk.database.write() as tx:
        late = await offer_cause(tx, case.id, member=by, now=at(when))
        draft, _, _ = await choose_cause(tx, late.clock_id, cause, member=by, hall=desk.hall, now=at(when))
    async with desk.database.write() as tx:
        await explain(tx, draft, words, member=by, now=at(when))


async def to_explain(desk: Desk, member: Member, *, when: str) -> int:
    """How many delays somebody finds at their desk."""
    async with desk.database.read() as tx:
        found = await count_piles(tx, [Pile.UNEXPLAINED], sight_in(desk.hall, member), day=Day.of(at(when)))
    return found[Pile.UNEXPLAINED]


async def test_the_director_is_told_of_a_delay_that_nobody_explains_and_of_no_other(desk: Desk) -> None:
    silent, spoken = await overdue(desk), await overdue(desk)
    assert silent.owner_id == spoken.owner_id == desk.wang.id
    await says_why(desk, spoken, by=desk.wang, when="2026-09-04 10:00")
    for moment in ("2026-09-07 09:00", DIRECTOR):
        await desk.ticks(moment, times=2)

    read = (await told(desk, when=DIRECTOR))[desk.qian.person.telegram_id]
    assert len(read) == 1
    assert silent.number in read[0]
    assert "也没有写明原因" in read[0]
    steps = [event.action for event in await desk.events(spoken) if event.action.startswith("deadline")]
    assert steps[-1] == "deadline_director", "the step fired, and is written down"


async def test_what_is_explained_before_the_director_is_told_in_the_morning_is_not_told_any_more(desk: Desk) -> None:
    case = await overdue(desk)
    await desk.clock("2026-09-11 08:00")
    assert (await desk.events(case))[-1].action != "deadline_director"
    await desk.clock("2026-09-12 22:00")
    assert (await desk.events(case))[-1].action == "deadline_director", "on a Saturday night, when nobody is told"
    await says_why(desk, case, by=desk.wang, when="2026-09-14 08:30")
    await desk.ticks("2026-09-14 09:00", times=2)

    assert desk.qian.person.telegram_id not in await told(desk, when="2026-09-14 09:00")


async def test_a_case_of_nobodys_that_was_explained_gets_an_owner_at_the_last_step_all_the_same(desk: Desk) -> None:
    case = await overdue(desk)
    await says_why(desk, case, by=desk.wang, when="2026-09-04 10:00")
    async with desk.database.write() as tx:
        await release(tx, case.id, member=desk.wang, now=at("2026-09-08 10:00"))
    await desk.ticks(DIRECTOR, times=2)

    assert (await desk.now(case)).owner_id is not None
    assert desk.qian.person.telegram_id not in await told(desk, when=DIRECTOR)


async def test_a_delay_stays_on_the_desk_until_it_is_explained_also_once_the_case_is_over(desk: Desk) -> None:
    case = await overdue(desk)
    assert await to_explain(desk, desk.wang, when=OVERDUE) == 1
    case = await desk.does(case, "accept", by=desk.wang, when="2026-09-04 10:00")
    case = await desk.does(case, "find", by=desk.wang, when="2026-09-04 11:00")
    case = await desk.does(case, "answer", by=desk.wang, when="2026-09-04 12:00")
    case = await desk.does(case, "confirm", by=desk.chen, when="2026-09-04 13:00")
    assert (case.owner_id, case.closed_at is None) == (None, False)

    assert await to_explain(desk, desk.wang, when="2026-09-07 09:00") == 1
    assert await to_explain(desk, desk.sun, when="2026-09-07 09:00") == 0
    await says_why(desk, case, by=desk.wang, when="2026-09-07 09:30")
    assert await to_explain(desk, desk.wang, when="2026-09-07 09:31") == 0
    with pytest.raises(NothingToExplain):
        await says_why(desk, case, by=desk.wang, when="2026-09-07 09:32")


async def test_what_is_done_late_while_the_bot_stood_still_is_asked_about_too(desk: Desk) -> None:
    case = await desk.files(when="2026-09-01 10:00")
    await desk.does(case, "accept", by=desk.wang, when=at(OVERDUE) + timedelta(seconds=1))

    assert await to_explain(desk, desk.wang, when="2026-09-04 09:00") == 1
    in_time = await desk.files(when="2026-09-01 10:00")
    await desk.does(in_time, "accept", by=desk.wang, when=at(OVERDUE))
    assert await to_explain(desk, desk.wang, when="2026-09-04 09:00") == 1


async def test_what_the_calendar_makes_punctual_again_needs_no_cause_until_it_is_late_again(desk: Desk) -> None:
    silent, spoken = await overdue(desk), await overdue(desk)
    await says_why(desk, spoken, by=desk.wang, when="2026-09-03 17:45")
    desk.hall = with_rest(desk.hall, first="2026-09-02", days=1)
    for case in (silent, spoken):
        await reckons_anew(desk, case, when=at("2026-09-03 18:00"))
    assert await to_explain(desk, desk.wang, when="2026-09-03 18:00") == 0
    await desk.ticks("2026-09-04 17:30", times=2)
    assert await to_explain(desk, desk.wang, when="2026-09-04 17:31") == 2


async def test_it_is_for_whoever_has_the_case_or_those_above_and_never_for_whom_it_is_about(desk: Desk) -> None:
    case = await overdue(desk)
    other = await a_clerk(desk.database, telegram_id=203, name="赵强")
    with pytest.raises(AlreadyTaken):
        await says_why(desk, case, by=other, when="2026-09-04 10:00")
    own = await a_clerk(desk.database, telegram_id=desk.chen.telegram_id, name="陈晓", role=Role.SUPERVISOR)
    with pytest.raises(NotYours):
        await says_why(desk, case, by=own, when="2026-09-04 10:00")
    await says_why(desk, case, by=desk.sun, when="2026-09-04 10:00", cause="staff")

    case = await desk.does(case, "accept", by=desk.wang, when="2026-09-25 10:00")
    case = await desk.does(case, "find", by=desk.wang, when="2026-09-25 11:00")
    answered = await desk.does(case, "answer", by=desk.wang, when="2026-11-20 12:00")
    assert answered.owner_id is None
    with pytest.raises(NotYours):
        await says_why(desk, answered, by=other, when="2026-11-20 13:00")
    await says_why(desk, answered, by=desk.wang, when="2026-11-20 13:00")


@pytest.mark.parametrize(("words", "refusal"), [("  ", NothingToSend), ("长" * (MAX_EXPLANATION + 1), WordsMissing)])
async def test_words_are_needed_and_have_a_measure(desk: Desk, words: str, refusal: type[Exception]) -> None:
    case = await overdue(desk)
    with pytest.raises(refusal):
        await says_why(desk, case, by=desk.wang, when="2026-09-04 10:00", words=words)
    with pytest.raises(OutdatedButton):
        await says_why(desk, case, by=desk.wang, when="2026-09-04 10:00", cause="weather")
    assert not [event for event in await desk.events(case) if event.action == EXPLAINED]


async def test_of_two_delays_the_one_that_was_due_first_is_explained_first(desk: Desk) -> None:
    case = await overdue(desk)
    await desk.does(case, "accept", by=desk.wang, when="2026-09-04 10:00")
    await desk.ticks("2026-09-28 17:30")
    for cause in ("staff", "technical"):
        await says_why(desk, case, by=desk.wang, when="2026-09-29 10:00", cause=cause)

    async with desk.database.read() as tx:
        assert {clock.name: clock.cause for clock in await list_clocks(tx, case.id)} == {
            "acceptance": "staff",
            "answer": "technical",
        }


async def test_a_cause_is_of_the_period_it_was_chosen_for_and_of_no_other(desk: Desk) -> None:
    case = await overdue(desk)
    await desk.does(case, "accept", by=desk.wang, when="2026-09-04 10:00")
    await desk.ticks("2026-09-28 17:30")
    async with desk.database.write() as tx:
        shown = await offer_cause(tx, case.id, member=desk.wang, now=at("2026-09-29 10:00"))
    await says_why(desk, case, by=desk.sun, when="2026-09-29 10:01")

    async with desk.database.write() as tx:
        with pytest.raises(NothingToExplain):
            await choose_cause(
                tx, shown.clock_id, "staff", member=desk.wang, hall=desk.hall, now=at("2026-09-29 10:02")
            )


async def test_causes_are_counted_on_the_day_they_are_told_and_what_is_not_explained_at_the_end(desk: Desk) -> None:
    case, closed, _silent = [await overdue(desk) for _ in range(3)]
    await says_why(desk, case, by=desk.wang, when="2026-09-08 10:00")
    closed = await desk.does(closed, "refuse", by=desk.wang, when="2026-09-04 10:00")
    await says_why(desk, closed, by=desk.wang, when="2026-09-09 10:00", cause="staff")

    early, later, all_of_it = [await tally(desk, september(*days)) for days in ((1, 7), (8, 30), (1, 30))]

    assert (early.causes, early.promises.all.missed, early.unexplained) == ({}, 3, 3)
    assert (later.causes, later.unexplained) == ({"other-unit": 1, "staff": 1}, 0)
    assert (all_of_it.causes, all_of_it.unexplained) == (later.causes, 1)
    assert (await line_of(desk, closed, september(8, 30))).causes == ("staff",), "closed before, and told since"
    assert (await line_of(desk, case, september(1, 7))).causes == ()
