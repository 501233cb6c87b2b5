"""More time is asked for in time and with a reason, granted by somebody else, once, and the citizen is told."""

import pytest

from actions.cases.drafts import DraftPart, TimeWords
from actions.cases.extensions import decide_extension, request_extension
from domain.cases import Case
from domain.errors import (
    AlreadyExtended,
    CaseChanged,
    CaseOver,
    ExtensionTooLong,
    Gone,
    NotExtendable,
    NotYours,
    Refusal,
    TooLateToExtend,
    WordsMissing,
)
from domain.extensions import ExtensionRequest
from domain.people import Member, Person, Role
from storage.cases import list_running
from storage.db import Database
from tests.actions.case_desk import Desk, a_desk, actor_of, at
from tests.actions.people_desk import a_clerk
from tests.actions.people_desk import words as said

REASON = "鉴定机构还没有出具报告。"
DUE = "2026-09-22 17:30"


@pytest.fixture
async def desk(database: Database) -> Desk:
    return await a_desk(database)


async def accepted(desk: Desk) -> Case:
    """A complaint that is looked into, due on 22 September."""
    case = await desk.files(when="2026-09-01 10:00")
    case = await desk.does(case, "accept", by=desk.wang, when="2026-09-02 10:00")
    async with desk.database.read() as tx:
        (clock,) = await list_running(tx, case.id)
    assert clock.due_at == at(DUE)
    return case


async def asks(
    desk: Desk,
    case: Case,
    *,
    by: Member | Person | None = None,
    amount: int = 5,
    reason: str = REASON,
    when: str = "2026-09-20 10:00",
    version: int | None = None,
) -> ExtensionRequest:
    """Somebody asks for more time; the clerk if nobody is named."""
    async with desk.database.write() as tx:
        seen = case.version if version is None else version
        words = TimeWords(case_id=case.id, version=seen, amount=amount, part=DraftPart.of(said(reason)))
        actor = actor_of(by or desk.wang)
        return await request_extension(tx, words, actor=actor, hall=desk.hall, now=at(when))


async def decides(
    desk: Desk,
    request: ExtensionRequest,
    *,
    granted: bool,
    by: Member | None = None,
    answer: str = "",
    when: str = "2026-09-21 10:00",
) -> ExtensionRequest:
    """Somebody decides; the supervisor if nobody is named."""
    async with desk.database.write() as tx:
        return await decide_extension(
            tx,
            request.id,
            granted=granted,
            actor=actor_of(by or desk.sun),
            answer=answer,
            hall=desk.hall,
            now=at(when),
        )


async def test_what_is_granted_moves_the_date_once_and_the_citizen_reads_why_and_until_when(desk: Desk) -> None:
    case = await accepted(desk)
    request = await asks(desk, case)
    [asked] = await desk.said("extension_asked")
    assert asked.chat_id == desk.sun.person.telegram_id
    words = await desk.reads(asked, when="2026-09-20 10:00")
    assert "5个工作日" in words
    assert REASON in words

    await decides(desk, request, granted=True)

    async with desk.database.read() as tx:
        (clock,) = await list_running(tx, case.id)
    assert (clock.limit.amount, clock.extensions, clock.due_at) == (20, 1, at("2026-09-30 17:30"))
    [told] = await desk.said("case_extended")
    assert told.chat_id == desk.chen.telegram_id
    words = await desk.reads(told, when="2026-09-21 10:00")
    assert REASON in words
    assert "9月22日" in words
    assert "9月30日" in words
    [answer] = await desk.said("extension_decided")
    assert "同意延期" in await desk.reads(answer, when="2026-09-21 10:00")
    actions = [event.action for event in await desk.events(case)]
    assert actions[-4:] == ["extension_asked", "extension_granted", "due_moved", "told"]
    assert await desk.drifts() == []


async def test_of_two_periods_that_run_at_once_only_the_one_that_was_asked_for_is_prolonged(desk: Desk) -> None:
    flow = desk.hall.flow_named("complaint")
    handling = flow.state("investigating").model_copy(update={"also": "review"})
    states = tuple(handling if state.id == handling.id else state for state in flow.states)
    changed = flow.model_copy(update={"states": states})
    flows = tuple(changed if one.id == flow.id else one for one in desk.hall.flows)
    desk.hall = desk.hall.model_copy(update={"flows": flows})
    case = await desk.files(when="2026-09-01 10:00")
    case = await desk.does(case, "accept", by=desk.wang, when="2026-09-02 10:00")
    async with desk.database.read() as tx:
        before = {clock.name: clock for clock in await list_running(tx, case.id)}
    assert set(before) == {"answer", "review"}

    await decides(desk, await asks(desk, case), granted=True)

    async with desk.database.read() as tx:
        after = {clock.name: clock for clock in await list_running(tx, case.id)}
    assert after["answer"].due_at > before["answer"].due_at
    assert after["review"] == before["review"]
    assert len(await desk.said("case_extended")) == 1
    assert await desk.drifts() == []


async def test_what_fires_afterwards_fires_for_the_new_date_and_not_for_the_old_one(desk: Desk) -> None:
    case = await accepted(desk)
    await desk.clock("2026-09-14 10:00")
    await decides(desk, await asks(desk, case), granted=True)
    await desk.clock("2026-09-21 10:01")

    assert await desk.clock(DUE) == 0
    assert await desk.clock("2026-09-30 17:30") == 2, "the reminder and the due moment"


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"amount": 11}, ExtensionTooLong),
        ({"amount": 0}, ExtensionTooLong),
        ({"reason": "  "}, WordsMissing),
        ({"reason": "长" * 3501}, WordsMissing),
        ({"when": DUE}, TooLateToExtend),
        ({"version": 1}, CaseChanged),
    ],
)
async def test_a_request_that_asks_too_much_too_late_or_without_a_reason_is_refused(
    desk: Desk, change: dict[str, object], refusal: type[Refusal]
) -> None:
    case = await accepted(desk)
    with pytest.raises(refusal):
        await asks(desk, case, **change)  # type: ignore[arg-type] # one of its arguments
    assert await desk.said("extension_asked") == []


async def test_only_whose_turn_it_is_asks_and_only_for_what_may_be_prolonged(desk: Desk) -> None:
    case = await accepted(desk)
    with pytest.raises(NotYours):
        await asks(desk, case, by=desk.chen)
    fresh = await desk.files(when="2026-09-20 09:00")
    with pytest.raises(NotExtendable):
        await asks(desk, fresh)


async def test_nobody_asks_again_while_a_request_waits_or_after_one_was_granted(desk: Desk) -> None:
    case = await accepted(desk)
    request = await asks(desk, case)
    with pytest.raises(AlreadyExtended):
        await asks(desk, case)
    await decides(desk, request, granted=True)
    with pytest.raises(AlreadyExtended):
        await asks(desk, case, amount=1)


async def test_a_refused_request_leaves_the_date_and_another_may_be_made(desk: Desk) -> None:
    case = await accepted(desk)
    request = await asks(desk, case)
    with pytest.raises(WordsMissing):
        await decides(desk, request, granted=False)
    await decides(desk, request, granted=False, answer="时间够用。")

    [told] = await desk.said("extension_decided")
    assert "时间够用。" in await desk.reads(told, when="2026-09-21 10:00")
    assert await desk.said("case_extended") == []
    async with desk.database.read() as tx:
        (clock,) = await list_running(tx, case.id)
    assert clock.due_at == at(DUE)
    await asks(desk, case, when="2026-09-22 10:00")


async def test_a_clerk_does_not_decide_nor_whoever_asked(desk: Desk) -> None:
    case = await accepted(desk)
    li = await a_clerk(desk.database, telegram_id=301, name="李雷")
    request = await asks(desk, case, by=desk.sun)
    for member in (desk.wang, li, desk.sun):
        with pytest.raises(NotYours):
            await decides(desk, request, granted=True, by=member)
    await decides(desk, request, granted=True, by=desk.qian)


async def test_what_is_over_is_not_granted_any_more(desk: Desk) -> None:
    case = await accepted(desk)
    request = await asks(desk, case)
    with pytest.raises(TooLateToExtend):
        await decides(desk, request, granted=True, when=DUE)
    found = await desk.does(case, "find", by=desk.wang, when="2026-09-22 10:00")
    await desk.does(found, "answer", by=desk.wang, when="2026-09-22 11:00")
    with pytest.raises(CaseOver):
        await decides(desk, request, granted=True, when="2026-09-22 12:00")


async def test_of_two_decisions_the_first_counts(desk: Desk) -> None:
    director = await a_clerk(desk.database, telegram_id=303, name="周立", role=Role.DIRECTOR)
    request = await asks(desk, await accepted(desk))
    await decides(desk, request, granted=True)
    with pytest.raises(CaseChanged):
        await decides(desk, request, granted=True, by=director)
    with pytest.raises(Gone):
        async with desk.database.write() as tx:
            await decide_extension(
                tx, request.id + 1, granted=True, actor=actor_of(director), hall=desk.hall, now=at(DUE)
            )
