"""Staff find that two cases are one matter, and handle them together.

Source: docs/rules/merging.md.
"""

from dataclasses import dataclass
from datetime import datetime

from actions.cases.doing import do_without_words
from actions.cases.finding import in_zone, lock_any
from actions.cases.flows import file_of, flow_of
from actions.cases.following import list_following
from actions.cases.present import shown_to_staff
from actions.cases.saying import refresh_card, say_line, topic_of
from actions.cases.sharing import tell_of_merging
from actions.cases.standing import in_place
from actions.cases.trace import CASE, note, note_message, placed
from actions.cases.work import owner_of
from content.calendars import work_calendar
from content.cases import Shown
from content.models import Hall
from content.texts import Text
from domain.acting import (
    check_goes_alone,
    check_is_free,
    check_is_with_staff,
    is_kept_out,
    is_merged,
)
from domain.cases import Case, acting_staff
from domain.duplicates import find_duplicates
from domain.errors import CaseChanged
from domain.flows import Action, Flow
from domain.merging import MERGED, MOST_MERGED, TOOK_IN, Obstacle, obstacle_to, step_before
from domain.merging_refusals import CannotMerge
from domain.numbers import endings_of
from domain.people import Member
from storage.cases import change_case, get_case
from storage.merging import find_in, list_open_in, lock_cases
from storage.people import get_member
from storage.transaction import Tx

LOOKED_THROUGH = 200
"""Open cases of a kind in a staff chat among which likely duplicates are looked for, the newest."""
MOST_LIKELY = 5


@dataclass(frozen=True, slots=True)
class Joined:
    """Two cases that are to become one matter, as staff see them.

    ``first`` is what is done to ``case`` before; ``others``: how many cases that go along with it would come along.
    """

    case: Case
    main: Shown
    first: Text | None
    others: int


async def offer_mains(tx: Tx, case_id: int, *, member: Member, now: datetime) -> tuple[Case, tuple[Case, ...]]:
    """A case, locked, and the open ones it may be the same as, the likeliest first.

    Raises:
        Refusal: whatever ``_begin`` raises.
    """
    case, flow = await _begin(tx, case_id, member=member, now=now)
    chat, actor = (await topic_of(tx, case)).staff_chat, acting_staff(member)
    found = await list_open_in(tx, chat, kind=case.kind, subject_kind=CASE, limit=LOOKED_THROUGH)
    likely = [
        in_zone(other, now.tzinfo)
        for other in find_duplicates(found, case, at=case.filed_at)
        if obstacle_to(case, flow, other, await flow_of(tx, other), actor=actor) is None
    ]
    return case, tuple(likely[:MOST_LIKELY])


async def find_main(tx: Tx, case_id: int, written: str, *, member: Member, now: datetime) -> Case:
    """The case somebody means by a number, or the last digits of one, in the staff chat of this case.

    Raises:
        CannotMerge: there is none.
        Refusal: whatever ``_begin`` raises.
    """
    case, _flow = await _begin(tx, case_id, member=member, now=now)
    endings, chat = endings_of(written), (await topic_of(tx, case)).staff_chat
    found = await find_in(tx, chat, kind=case.kind, subject_kind=CASE, endings=endings) if endings else None
    if found is None:
        raise CannotMerge(number=case.number, why=Obstacle.UNKNOWN)
    return found


async def preview_merge(tx: Tx, case_id: int, main_id: int, *, member: Member, hall: Hall, now: datetime) -> Joined:
    """What becomes of a case that is handled with another one.

    Raises:
        CannotMerge: it cannot be; the reason is named.
        Refusal: whatever ``_begin`` raises.
    """
    case, flow = await _begin(tx, case_id, member=member, now=now)
    main, first = await _check(tx, case, flow, main_id, member=member, hall=hall, now=now)
    shown = await shown_to_staff(tx, main, hall=hall, now=now)
    named = (await file_of(tx, case)).action(case.state, first.name) if first else None
    others = len(await list_following(tx, case))
    return Joined(in_zone(case, now.tzinfo), shown, named.name if named else None, others)


async def merge(
    tx: Tx, case_id: int, *, version: int, main_id: int, member: Member, hall: Hall, now: datetime
) -> tuple[Case, Case]:
    """Handle a case with another one from now on; done a second time it changes nothing. Both, as they are then.

    Raises:
        CannotMerge: it cannot be; the reason is named.
        CaseChanged: it changed since the button was shown.
        Refusal: whatever ``_begin`` raises.
    """
    root = await _main_of(tx, main_id)
    locked = await lock_cases(tx, case_id, main_id, root.id if root else main_id)
    before = locked.get(case_id)
    if before and root and before.main_id == root.id:
        return before, root
    case, flow = await _begin(tx, case_id, member=member, now=now)
    if case.version != version:
        raise CaseChanged(number=case.number)
    main, first = await _check(tx, case, flow, main_id, member=member, hall=hall, now=now)
    if main.id not in locked:
        raise CaseChanged(number=case.number)
    if first:
        seen = case.version
        case, _ = await do_without_words(tx, case.id, first.name, version=seen, member=member, hall=hall, now=now)
    others = await list_following(tx, case)
    for one in (case, *others):
        await _join(tx, one, main, member=member, now=now)
    return await lock_any(tx, case.id), main


async def _begin(tx: Tx, case_id: int, *, member: Member, now: datetime) -> tuple[Case, Flow]:
    """A locked case and its flow, if this member of staff may say what it is the same as.

    Raises:
        AlreadyTaken: it is a colleague's.
        CaseMerged: it goes along with another one.
        CaseOver: it is not the staff's turn.
        Gone: there is no such case.
        NotYours: it is for those above, or for somebody new to the case.
    """
    case = await lock_any(tx, case_id)
    flow, actor = await flow_of(tx, case), await in_place(tx, case, acting_staff(member), now=now)
    check_goes_alone(case, flow.states[case.state])
    check_is_free(case, actor, owner=await owner_of(tx, case))
    check_is_with_staff(case, flow, actor)
    return case, flow


async def _check(
    tx: Tx, case: Case, flow: Flow, main_id: int, *, member: Member, hall: Hall, now: datetime
) -> tuple[Case, Action | None]:
    """The main case, that of the main case if it goes along with one itself, and what must be done before."""
    main = await _main_of(tx, main_id)
    topic = await topic_of(tx, main) if main else None
    if main is None or topic is None or topic.staff_chat != (await topic_of(tx, case)).staff_chat:
        raise CannotMerge(number=case.number, why=Obstacle.UNKNOWN)
    main_flow, actor = await flow_of(tx, main), acting_staff(member)
    if why := obstacle_to(case, flow, main, main_flow, actor=actor):
        raise CannotMerge(number=case.number, why=why)
    if len(await list_following(tx, case)) + len(await list_following(tx, main)) >= MOST_MERGED:
        raise CannotMerge(number=case.number, why=Obstacle.FULL)
    state, calendar = main_flow.states[main.state], work_calendar(hall)
    return main, step_before(case, flow, state, actor=actor, calendar=calendar, now=now)


async def _main_of(tx: Tx, case_id: int) -> Case | None:
    """The case that this one goes along with, or else itself; None if there is none."""
    case = await get_case(tx, case_id)
    if case and case.main_id and is_merged(case, (await flow_of(tx, case)).states[case.state]):
        return await get_case(tx, case.main_id)
    return case


async def _join(tx: Tx, case: Case, main: Case, *, member: Member, now: datetime) -> None:
    actor, owner = await in_place(tx, case, acting_staff(member), now=now), await get_member(tx, main.owner_id or 0)
    state = (await flow_of(tx, case)).states[case.state]
    is_theirs = owner is None or is_kept_out(case, state, acting_staff(owner))
    joined = await change_case(
        tx, case, main_id=main.id, owner_id=actor.in_place_of or actor.id if is_theirs else main.owner_id
    )
    if joined is None:
        raise CaseChanged(number=case.number)
    detail = {"into": main.id, "from": case.main_id}
    await note(tx, MERGED, before=case, after=joined, actor=actor, now=now, detail=detail)
    await note_message(tx, main, actor=actor.name, action=TOOK_IN, now=now, detail={"case": case.id, **placed(actor)})
    cause = f"{case.id}.v{joined.version}"
    await refresh_card(tx, joined, cause=cause)
    await refresh_card(tx, main, cause=f"joined{cause}")
    await say_line(tx, joined, what="merged", cause=cause, by=str(member.id), other=str(main.id))
    await say_line(tx, main, what="took_in", cause=cause, by=str(member.id), other=str(case.id))
    await tell_of_merging(tx, joined, main, now=now)
