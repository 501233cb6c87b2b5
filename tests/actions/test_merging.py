"""Cases that are one matter are handled together: one answer, each under its own number, and no promise lost."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from functools import partial

import pytest

from actions.cases import finding, merging
from actions.cases.doing import do_without_words, send_words
from actions.cases.merging import find_main, offer_mains, preview_merge
from actions.cases.passing import assign
from actions.cases.replies import hold_reply
from actions.cases.work import release, take, take_over
from actions.desk.handover import hand_over
from domain.cases import Case, Privacy
from domain.errors import AlreadyTaken, CaseChanged, CaseOver, NotYours, Refusal
from domain.merging_refusals import CannotMerge, CaseMerged, MergedAwait
from domain.people import Member, Person, Role
from storage import cases as rows
from storage.case_messages import list_messages
from storage.db import Database
from storage.merging import lock_cases
from storage.ratings import find_rating
from storage.transaction import Tx
from tests.actions.case_desk import Desk, a_desk, at
from tests.actions.merging_desk import (
    ANSWER,
    ONLY_OF_LIN,
    accepted,
    answers,
    clocks,
    merges,
    previewed,
    ready,
    running,
)
from tests.actions.people_desk import a_citizen, a_clerk, words


@pytest.fixture
async def desk(database: Database) -> AsyncIterator[Desk]:
    """Whatever happens there, rows and events agree in the end."""
    desk = await a_desk(database)
    yield desk
    assert await desk.drifts() == []


@pytest.fixture
async def lin(desk: Desk) -> Person:
    """Another citizen."""
    return await a_citizen(desk.database, telegram_id=101, name="林夕")


async def together(desk: Desk, lin: Person) -> tuple[Case, Case]:
    """Lin's complaint goes along with Chen's, which was accepted the day after it was filed."""
    main = await accepted(desk)
    other = await desk.files(when="2026-09-03 09:00", by=lin, text=ONLY_OF_LIN)
    return main, await merges(desk, other, main, when="2026-09-03 10:00")


async def why(desk: Desk, case: Case, main: Case, *, by: Member | None = None) -> str:
    """Why two cases are not handled together."""
    with pytest.raises(CannotMerge) as refused:
        await merges(desk, case, main, when="2026-09-03 10:00", by=by)
    return str(refused.value.params["why"])


async def says_nothing(desk: Desk, case: Case, action: str, *, when: str) -> None:
    """A clerk does something without words."""
    async with desk.database.write() as tx:
        done = {"version": case.version, "member": desk.wang, "hall": desk.hall, "now": at(when)}
        await do_without_words(tx, case.id, action, **done)


async def actions_of(desk: Desk, case: Case) -> list[str]:
    """What happened to a case, oldest first."""
    return [event.action for event in await desk.events(case)]


async def test_a_case_that_goes_along_is_accepted_first_and_keeps_dates_of_its_own(desk: Desk, lin: Person) -> None:
    main, other = await together(desk, lin)

    assert (other.state, other.main_id, other.owner_id) == ("investigating", main.id, desk.wang.id)
    assert other.closed_at is None
    assert await running(desk, other) == {"answer": at("2026-09-23 17:30")}, "15 working days of its own"
    assert await running(desk, main) == {"answer": at("2026-09-22 17:30")}
    assert (await actions_of(desk, other))[:4] == ["filed", "accept", "told", "merged"]
    assert "took_in" in await actions_of(desk, main)


async def test_its_citizen_reads_the_other_number_and_nothing_else_of_that_case(desk: Desk, lin: Person) -> None:
    main, other = await together(desk, lin)
    [row] = await desk.said("case_merged")

    told = await desk.reads(row, when="2026-09-03 10:01")

    assert row.chat_id == lin.telegram_id
    assert main.number in told
    assert f"按 {other.number} 发给您" in told
    assert "9月23日" in told
    for secret in (main.text, "陈", desk.wang.person.first_name):
        assert secret not in told
    assert [row.chat_id for row in await desk.said("case_told")] == [lin.telegram_id], "Chen is told nothing"


async def test_one_answer_goes_to_both_under_their_own_numbers_and_each_goes_on_by_themselves(
    desk: Desk, lin: Person
) -> None:
    main, other = await together(desk, lin)
    main = await ready(desk, main, when="2026-09-04 10:00")
    main = await answers(desk, main, when="2026-09-07 10:00")
    other = await desk.now(other)

    assert (main.state, main.code, other.state, other.code) == ("answered", "substantiated") * 2
    assert (other.handler_id, other.main_id) == (desk.wang.id, main.id)
    told = {row.chat_id: await desk.reads(row, when="2026-09-07 10:01") for row in await desk.said("case_answer")}
    assert set(told) == {desk.chen.telegram_id, lin.telegram_id}
    for person, own, theirs in ((desk.chen, main, other), (lin, other, main)):
        assert ANSWER in told[person.telegram_id]
        assert own.number in told[person.telegram_id]
        assert theirs.number not in told[person.telegram_id]
    [shared] = await desk.said("case_shared")
    assert ANSWER in await desk.reads(shared, when="2026-09-07 10:01")

    other = await desk.does(other, "dispute", by=lin, when="2026-09-08 10:00")
    assert (other.state, other.round, other.main_id, other.code) == ("review", 2, None, None)
    main = await desk.does(main, "confirm", by=desk.chen, when="2026-09-08 11:00")
    assert ((await desk.now(main)).state, (await desk.now(other)).state) == ("closed", "review")
    other = await desk.does(other, "decide", by=desk.sun, when="2026-09-09 10:00")
    async with desk.database.read() as tx:
        for case in (main, other):
            assert await find_rating(tx, case_id=case.id, round_number=case.round), "each rates their own"


async def test_words_on_the_way_are_for_the_main_cases_citizen_alone(desk: Desk, lin: Person) -> None:
    main, other = await together(desk, lin)
    main = await answers(desk, main, when="2026-09-04 10:00", action="ask")

    assert (main.state, (await desk.now(other)).state) == ("asked", "investigating")
    assert [row.chat_id for row in await desk.said("case_answer")] == [desk.chen.telegram_id]
    async with desk.database.read() as tx:
        assert await list_messages(tx, other.id) == []


async def test_what_is_promised_anew_in_the_main_case_is_so_in_all_that_go_along(desk: Desk, lin: Person) -> None:
    main, other = await desk.files(when="2026-09-01 10:00"), await desk.files(when="2026-09-01 11:00", by=lin)
    other = await merges(desk, other, main, when="2026-09-01 12:00")
    assert (other.state, await running(desk, other)) == ("submitted", {"acceptance": at("2026-09-03 17:30")})

    await says_nothing(desk, main, "accept", when="2026-09-02 10:00")

    other = await desk.now(other)
    assert other.state == "investigating"
    assert await running(desk, other) == {"answer": at("2026-09-22 17:30")}
    assert (await clocks(desk, other))[0].stopped_at == at("2026-09-02 10:00"), "the acceptance was kept"
    told = [row for row in await desk.said("case_told") if row.chat_id == lin.telegram_id]
    assert "受理" in await desk.reads(told[-1], when="2026-09-02 10:01")


async def test_who_should_not_have_the_answer_goes_on_alone_by_their_own_date(desk: Desk, lin: Person) -> None:
    main, other = await together(desk, lin)
    due = await running(desk, other)
    main = await ready(desk, main, when="2026-09-04 10:00")

    await answers(desk, main, when="2026-09-07 10:00", alone=True)

    other = await desk.now(other)
    assert (other.state, other.main_id, await running(desk, other)) == ("investigating", None, due)
    assert [row.chat_id for row in await desk.said("case_answer")] == [desk.chen.telegram_id]
    [row] = await desk.said("case_split")
    assert "单独办理" in await desk.reads(row, when="2026-09-07 10:01")


async def test_nobody_is_sent_words_that_were_previewed_for_others(desk: Desk, lin: Person) -> None:
    main = await ready(desk, await accepted(desk), when="2026-09-03 08:30")
    draft = await previewed(desk, main)
    other = await desk.files(when="2026-09-03 09:00", by=lin)
    await merges(desk, other, main, when="2026-09-03 10:00")

    with pytest.raises(CaseChanged):
        async with desk.database.write() as tx:
            await send_words(tx, draft, member=desk.wang, hall=desk.hall, now=at("2026-09-03 11:00"))

    assert await desk.said("case_answer") == []


async def test_nothing_ends_without_a_word_while_others_await_the_answer(desk: Desk, lin: Person) -> None:
    main = await desk.files("enquiry", when="2026-09-01 10:00")
    other = await desk.files("enquiry", when="2026-09-01 11:00", by=lin)
    other = await merges(desk, other, main, when="2026-09-01 12:00")

    with pytest.raises(MergedAwait):
        await says_nothing(desk, main, "close", when="2026-09-01 13:00")
    await answers(desk, main, when="2026-09-01 14:00", action="close")

    assert (await desk.now(other)).state == "closed"
    assert {row.chat_id for row in await desk.said("case_answer")} == {desk.chen.telegram_id, lin.telegram_id}


async def test_whatever_ends_without_words_by_its_flow_ends_for_all(desk: Desk, lin: Person) -> None:
    main = await desk.files("praise", when="2026-09-01 10:00")
    other = await desk.files("praise", when="2026-09-01 11:00", by=lin)
    await merges(desk, other, main, when="2026-09-01 12:00")

    await says_nothing(desk, main, "pass-on", when="2026-09-01 13:00")

    assert (await desk.now(other)).state == "closed"
    assert {row.chat_id for row in await desk.said("case_told")} == {desk.chen.telegram_id, lin.telegram_id}


async def test_where_the_main_case_is_taken_back_the_others_go_on_where_they_stand(desk: Desk, lin: Person) -> None:
    main, other = await together(desk, lin)
    due = await running(desk, other)

    await desk.does(main, "withdraw", by=desk.chen, when="2026-09-04 10:00")

    other = await desk.now(other)
    assert (other.state, other.main_id, await running(desk, other)) == ("investigating", None, due)
    last = (await desk.events(other))[-2]
    assert (last.action, last.actor, last.detail["from"]) == ("split", "clock", main.id)
    [row] = await desk.said("case_split")
    assert "撤回" not in await desk.reads(row, when="2026-09-04 10:01"), "that is the other citizen's matter"
    other = await ready(desk, other, when="2026-09-04 11:00")
    assert (await answers(desk, other, when="2026-09-04 12:00")).state == "answered"


async def test_whoever_takes_back_a_case_that_goes_along_ends_theirs_alone(desk: Desk, lin: Person) -> None:
    main, other = await together(desk, lin)
    other = await desk.does(other, "withdraw", by=lin, when="2026-09-04 10:00")

    assert (other.state, other.main_id) == ("withdrawn", None)
    assert (await desk.now(main)).state == "investigating"
    main = await ready(desk, main, when="2026-09-04 11:00")
    await answers(desk, main, when="2026-09-04 12:00")
    assert [row.chat_id for row in await desk.said("case_answer")] == [desk.chen.telegram_id]


async def test_staff_act_on_the_main_case_and_not_on_one_that_goes_along(desk: Desk, lin: Person) -> None:
    _main, other = await together(desk, lin)
    for member in (desk.wang, desk.qian):
        with pytest.raises(CaseMerged):
            await desk.does(other, "find", by=member, when="2026-09-04 10:00")
    assert (await desk.now(other)).version == other.version


async def test_a_question_of_the_hall_is_still_answered_by_whose_case_goes_along(desk: Desk, lin: Person) -> None:
    main, other = await accepted(desk), await desk.files(when="2026-09-02 11:00", by=lin)
    other = await desk.does(other, "accept", by=desk.wang, when="2026-09-02 12:00")
    other = await desk.does(other, "ask", by=desk.wang, when="2026-09-02 13:00")
    other = await merges(desk, other, main, when="2026-09-02 14:00")

    other = await desk.does(other, "reply", by=lin, when="2026-09-02 15:00")

    assert (other.state, other.main_id) == ("investigating", main.id)


async def test_it_climbs_the_ladder_by_its_own_date(desk: Desk, lin: Person) -> None:
    _main, other = await together(desk, lin)
    while await desk.clock("2026-09-23 17:30"):
        pass
    assert "deadline_due" in await actions_of(desk, other)
    assert (await desk.now(other)).main_id is not None


async def test_what_comes_along_with_a_case_goes_with_the_new_main_one(desk: Desk, lin: Person) -> None:
    last = await accepted(desk)
    middle = await desk.files(when="2026-09-02 11:00")
    first = await desk.files(when="2026-09-02 12:00", by=lin)
    first = await merges(desk, first, middle, when="2026-09-02 13:00")
    due = (await clocks(desk, first))[0].due_at

    middle = await merges(desk, await desk.now(middle), last, when="2026-09-02 14:00")

    first = await desk.now(first)
    assert (middle.main_id, first.main_id) == (last.id, last.id)
    assert (first.state, (await clocks(desk, first))[0].due_at) == ("investigating", due)
    told = [await desk.reads(row, when="2026-09-02 14:01") for row in await desk.said("case_merged")]
    assert sum(last.number in words for words in told) == 2, "the number that goes on is another one now"
    last = await ready(desk, last, when="2026-09-03 10:00")
    await answers(desk, last, when="2026-09-03 11:00")
    assert {(await desk.now(case)).state for case in (first, middle, last)} == {"answered"}


async def test_whoever_names_a_case_that_goes_along_means_its_main_case(desk: Desk, lin: Person) -> None:
    main, other = await together(desk, lin)
    third = await desk.files(when="2026-09-03 11:00", by=lin)
    async with desk.database.read() as tx:
        now = at("2026-09-03 12:00")
        joined = await preview_merge(tx, third.id, other.id, member=desk.wang, hall=desk.hall, now=now)
    assert (joined.main.case.id, joined.first and joined.first.zh, joined.others) == (main.id, "受理", 0)
    assert (await merges(desk, third, other, when="2026-09-03 12:00")).main_id == main.id
    assert await why(desk, await desk.now(main), other) == "itself"


async def test_of_two_who_merge_the_same_cases_in_opposite_directions_one_wins(desk: Desk, lin: Person) -> None:
    one, two = await desk.files(when="2026-09-01 10:00"), await desk.files(when="2026-09-01 11:00", by=lin)

    async def tries(case: Case, main: Case) -> bool:
        try:
            await merges(desk, case, main, when="2026-09-01 12:00")
        except Refusal:
            return False
        return True

    assert sorted(await asyncio.gather(tries(one, two), tries(two, one))) == [False, True]
    mains = [(await desk.now(case)).main_id for case in (one, two)]
    assert sorted(mains, key=str) in ([one.id, None], [two.id, None])


async def test_without_the_lock_both_would_go_along_with_each_other(
    desk: Desk, lin: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control; SQLite lets one writer in at a time, so there is nothing to see there."""
    one, two = await desk.files(when="2026-09-01 10:00"), await desk.files(when="2026-09-01 11:00", by=lin)
    both_have_looked = asyncio.Barrier(2)

    async def look(tx: Tx, *case_ids: int) -> dict[int, Case]:
        return {case_id: case for case_id in case_ids if (case := await rows.get_case(tx, case_id))}

    async def change(tx: Tx, case: Case, **changes: object) -> Case | None:
        if not tx.is_sqlite:
            await both_have_looked.wait()
        return await rows.change_case(tx, case, **changes)

    monkeypatch.setattr(merging, "lock_cases", look)
    monkeypatch.setattr(finding, "lock_case", rows.get_case)
    monkeypatch.setattr(merging, "change_case", change)
    tries = (merges(desk, one, two, when="2026-09-01 12:00"), merges(desk, two, one, when="2026-09-01 12:00"))
    await asyncio.gather(*tries, return_exceptions=True)

    mains = {(await desk.now(case)).main_id for case in (one, two)}
    async with desk.database.read() as tx:
        assert (mains == {one.id, two.id}) is not tx.is_sqlite


async def test_all_that_is_changed_is_locked_at_once_in_one_order(
    desk: Desk, lin: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    main, other = await together(desk, lin)
    third = await desk.files(when="2026-09-03 11:00", by=lin)
    locked = list[set[int]]()

    async def lock_all(tx: Tx, *case_ids: int) -> dict[int, Case]:
        locked.append(set(case_ids))
        return await lock_cases(tx, *case_ids)

    async def lock_one(tx: Tx, case_id: int) -> Case:
        locked.append({case_id})
        return await finding.lock_any(tx, case_id)

    monkeypatch.setattr(merging, "lock_cases", lock_all)
    monkeypatch.setattr(merging, "lock_any", lock_one)
    await merges(desk, third, other, when="2026-09-03 12:00")

    assert set().union(*locked) == locked[0] == {main.id, other.id, third.id}


async def test_pressed_twice_and_after_a_death_it_is_done_once(desk: Desk, lin: Person) -> None:
    main, other = await desk.files(when="2026-09-01 10:00"), await desk.files(when="2026-09-01 11:00", by=lin)
    await merges(desk, other, main, when="2026-09-01 12:00", dies=True)
    assert (await desk.now(other)).main_id is None
    assert await desk.said("case_merged") == []

    merged = await merges(desk, other, main, when="2026-09-01 12:01")
    again = await merges(desk, other, main, when="2026-09-01 12:02")

    assert again == merged
    assert (await actions_of(desk, other)).count("merged") == 1
    assert len(await desk.said("case_merged")) == 1


async def test_a_case_that_changed_since_the_preview_stays_alone(desk: Desk, lin: Person) -> None:
    main, other = await desk.files(when="2026-09-01 10:00"), await desk.files(when="2026-09-01 11:00", by=lin)
    await desk.does(other, "accept", by=desk.wang, when="2026-09-01 12:00")
    with pytest.raises(CaseChanged):
        await merges(desk, other, main, when="2026-09-01 12:01")


async def test_nothing_goes_along_with_what_is_answered_over_of_another_kind_or_not_that_far(
    desk: Desk, lin: Person
) -> None:
    case = await desk.files(when="2026-09-01 10:00", by=lin)
    other_kind = await desk.files("suggestion", when="2026-09-01 10:00")
    taken_back = await desk.files(when="2026-09-01 10:00")
    taken_back = await desk.does(taken_back, "withdraw", by=desk.chen, when="2026-09-01 11:00")
    answered = await ready(desk, await accepted(desk), when="2026-09-02 10:30")
    answered = await answers(desk, answered, when="2026-09-02 11:00")
    for main in (other_kind, taken_back, answered):
        assert await why(desk, case, main) == "unknown"
    assert await why(desk, case, case) == "itself"

    further = await accepted(desk)
    assert await why(desk, further, case) == "stage"
    with pytest.raises(CaseOver):
        await merges(desk, answered, case, when="2026-09-03 10:00")
    under_review = await desk.does(answered, "dispute", by=desk.chen, when="2026-09-03 10:00")
    assert await why(desk, further, under_review, by=desk.qian) == "stage"


async def test_what_is_delicate_goes_along_only_with_what_is_just_as_delicate(desk: Desk, lin: Person) -> None:
    confidential = await desk.files(when="2026-09-01 10:00", privacy=Privacy.CONFIDENTIAL)
    about_sun = await desk.files(when="2026-09-01 10:00", about_id=desk.sun.id)
    case = await desk.files(when="2026-09-01 11:00", by=lin)
    for one, main in ((case, confidential), (confidential, case), (case, about_sun), (about_sun, confidential)):
        assert await why(desk, one, main, by=desk.qian) == "unknown"
    too = await desk.files(when="2026-09-01 12:00", by=lin, about_id=desk.sun.id)
    with pytest.raises(NotYours):
        await merges(desk, too, about_sun, when="2026-09-01 13:00", by=desk.sun)
    assert (await merges(desk, too, about_sun, when="2026-09-01 13:00", by=desk.qian)).main_id == about_sun.id


async def test_a_colleagues_case_goes_along_with_nothing_but_may_be_what_another_goes_along_with(
    desk: Desk, lin: Person
) -> None:
    li = await a_clerk(desk.database, telegram_id=205, name="李雷")
    main = await accepted(desk)
    other = await desk.files(when="2026-09-02 11:00", by=lin)
    with pytest.raises(AlreadyTaken):
        await merges(desk, main, other, when="2026-09-02 12:00", by=li)
    other = await merges(desk, other, main, when="2026-09-02 12:00", by=li)
    assert (other.main_id, other.owner_id) == (main.id, desk.wang.id)


async def test_nobody_of_staff_answers_their_own_case_along_with_another(desk: Desk) -> None:
    main = await accepted(desk)
    own = await desk.files(when="2026-09-02 11:00", by=desk.wang.person)
    own = await merges(desk, own, main, when="2026-09-02 12:00", by=desk.sun)
    assert own.owner_id == desk.sun.id
    main = await ready(desk, main, when="2026-09-02 13:00")

    main = await answers(desk, main, when="2026-09-03 10:00")

    own = await desk.now(own)
    assert (main.state, own.state, own.main_id) == ("answered", "investigating", None)


async def test_no_more_go_along_than_can_be_done_at_once(
    desk: Desk, lin: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(merging, "MOST_MERGED", 2)
    main = await desk.files(when="2026-09-01 10:00")
    for _ in range(2):
        await merges(desk, await desk.files(when="2026-09-01 11:00", by=lin), main, when="2026-09-01 12:00")
    assert await why(desk, await desk.files(when="2026-09-01 13:00", by=lin), main) == "full"


async def test_what_is_likely_is_offered_and_any_other_found_by_its_number(desk: Desk, lin: Person) -> None:
    same = await desk.files(when="2026-09-01 10:00")
    near = await desk.files(when="2026-09-02 10:00", text="排队两个小时没人管", service="id-card")
    far = await desk.files(when="2026-09-03 10:00", text="电梯坏了三天没有人修")
    await desk.files(when="2026-09-03 10:00", text="电梯坏了三天没有人修", privacy=Privacy.CONFIDENTIAL)
    case = await desk.files(when="2026-09-04 10:00", by=lin, service="id-card")
    async with desk.database.read() as tx:
        now = at("2026-09-04 11:00")
        _case, likely = await offer_mains(tx, case.id, member=desk.wang, now=now)
        assert [one.id for one in likely] == [same.id, near.id]
        for written in (far.number, far.number[-6:], str(int(far.number[-6:]))):
            assert (await find_main(tx, case.id, written, member=desk.wang, now=now)).id == far.id
        with pytest.raises(CannotMerge):
            await find_main(tx, case.id, "TS2026-999999", member=desk.wang, now=now)


async def test_whoever_gets_the_main_case_gets_what_goes_along_with_it(desk: Desk, lin: Person) -> None:
    li = await a_clerk(desk.database, telegram_id=205, name="李雷", role=Role.CLERK)
    main, other = await together(desk, lin)
    async with desk.database.write() as tx:
        to = {"to": li.id, "member": desk.sun, "hall": desk.hall, "now": at("2026-09-03 11:00")}
        await assign(tx, main.id, version=main.version, **to)
    assert (await desk.now(other)).owner_id == li.id


async def test_what_goes_along_is_given_to_nobody_by_itself(desk: Desk, lin: Person) -> None:
    main, other = await together(desk, lin)
    now = at("2026-09-03 11:00")
    for member, deed in (
        (desk.wang, release),
        (desk.wang, take),
        (desk.sun, partial(take_over, version=other.version)),
        (desk.sun, partial(assign, version=other.version, to=desk.wang.id, hall=desk.hall)),
    ):
        with pytest.raises(CaseMerged):
            async with desk.database.write() as tx:
                await deed(tx, other.id, member=member, now=now)
    async with desk.database.write() as tx:
        await release(tx, main.id, member=desk.wang, now=now)
        await hold_reply(tx, other.id, words("好的。"), member=desk.wang, now=now)
    assert (await desk.now(other)).owner_id is None, "whose words they are does not make it theirs alone"


async def test_shared_out_what_goes_along_goes_with_its_main_case_and_counts(desk: Desk, lin: Person) -> None:
    li = await a_clerk(desk.database, telegram_id=205, name="李雷", role=Role.CLERK)
    await a_clerk(desk.database, telegram_id=206, name="韩梅", role=Role.CLERK)
    main, other = await together(desk, lin)
    async with desk.database.write() as tx:
        handed = await hand_over(tx, desk.wang.id, 0, member=desk.sun, hall=desk.hall, now=at("2026-09-03 11:00"))
    assert handed.got == (("李雷", 2),)
    assert [(await desk.now(case)).owner_id for case in (main, other)] == [li.id, li.id]


async def test_whom_the_ladder_names_for_the_main_case_has_what_goes_along_with_it(desk: Desk, lin: Person) -> None:
    main, other = await together(desk, lin)
    async with desk.database.write() as tx:
        await release(tx, main.id, member=desk.wang, now=at("2026-09-03 11:00"))
    assert (await desk.now(other)).owner_id is None
    moment = at("2026-09-03 12:00")
    while (await desk.now(main)).owner_id is None:
        moment += timedelta(hours=1)
        await desk.clock(moment)
    owners = {(await desk.now(case)).owner_id for case in (main, other)}
    assert len(owners) == 1
    assert None not in owners


async def test_who_has_no_telegram_is_called_about_each_step(desk: Desk, lin: Person) -> None:
    main = await accepted(desk)
    other = await desk.files(when="2026-09-03 09:00", calls=True)
    await merges(desk, other, main, when="2026-09-03 10:00")
    main = await ready(desk, main, when="2026-09-03 11:00")
    await answers(desk, main, when="2026-09-04 10:00")

    said = [await desk.reads(row, when="2026-09-04 10:01") for row in await desk.said("call_task")]
    assert [any(words in one for one in said) for words in ("受理", f"和 {main.number} 是同一件事", ANSWER)] == [
        True
    ] * 3
    assert main.text not in "".join(said)
