"""The piles on somebody's desk, one page of a pile, and one case of it."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from actions.cases.finding import in_zone
from actions.cases.flows import file_of, flow_of
from actions.cases.present import name_for_staff, name_of_service, shown_to_staff
from actions.cases.remarks import remarks_on
from actions.cases.standing import as_stands
from actions.cases.trace import CASE
from actions.desk.sight import sight_now
from content.cases import Shown, promise_of
from content.desk import Counts, Line, OnDesk, Page, TopicPlace
from content.flows import FlowFile
from content.models import Hall
from content.staff_chats import may_hear
from domain.acting import has_case, is_about, is_kept_out, is_party
from domain.cases import Actor, Case, CaseClock, acting_staff
from domain.correcting import may_correct
from domain.delays import may_explain
from domain.desk import PILES, Day, Pile, Place, Sight, stands_above_clerks
from domain.errors import Gone, OutdatedButton
from domain.flows import Party
from domain.people import ANSWERS_CITIZENS, Member
from storage.cases import get_case
from storage.desk import Found, count_piles, find_seen, list_pile, list_promises, list_threads, names_of
from storage.people import get_staff_name
from storage.transaction import Tx

PAGE = 8
"""Cases on one page of a pile."""


async def count_desk(tx: Tx, member: Member, *, hall: Hall, now: datetime) -> Counts:
    """How much lies on the desk of somebody who has one."""
    sight = await sight_now(tx, member, hall=hall, now=now)
    return await count_piles(tx, PILES[member.role], sight, day=Day.of(now))


async def look_at_pile(
    tx: Tx, pile: Pile, *, member: Member, hall: Hall, now: datetime, kind: str = "", after: Place | None = None
) -> Page:
    """One page of a pile, behind a place of it.

    Raises:
        OutdatedButton: there is no such pile on their desk, or not any more.
    """
    if pile not in PILES[member.role]:
        raise OutdatedButton
    day, sight = Day.of(now), await sight_now(tx, member, hall=hall, now=now)
    found = await list_pile(tx, pile, sight, day=day, limit=PAGE + 1, kind=kind, after=after)
    lines = await lines_of(tx, found[:PAGE], sight=sight, now=now)
    kinds = {flow.id: flow.name for flow in hall.flows}
    return Page(pile, lines, kind, kinds, found[PAGE - 1].place if len(found) > PAGE else None)


async def lines_of(tx: Tx, found: Sequence[Found], *, sight: Sight, now: datetime) -> tuple[Line, ...]:
    """Cases in the words of their flows; asked for together, because a list must not take longer with each line."""
    cases = [one.case for one in found]
    clocks = await list_promises(tx, [case.id for case in cases]) if cases else {}
    owners = {case.owner_id for case in cases if case.owner_id}
    names = await names_of(tx, owners) if owners else {}
    files: dict[int, FlowFile] = {}
    for case in cases:
        if case.flow_id not in files:
            files[case.flow_id] = await file_of(tx, case)
    lines = []
    for case in cases:
        nearest = _nearest(clocks.get(case.id, []))
        file, owner = files[case.flow_id], names.get(case.owner_id or 0, "")
        lines.append(
            Line(
                case=in_zone(case, now.tzinfo),
                kind=file.name,
                state=file.state(case.state).name,
                owner=owner,
                promise=promise_of(nearest, file, now=now) if nearest else None,
                stands_in=case.owner_id in sight.stands_for and case.id not in sight.kept_from,
            )
        )
    return tuple(lines)


def _nearest(clocks: Sequence[CaseClock]) -> CaseClock | None:
    """Of the clocks that run in a case the one people were promised that ends next."""
    return min((clock for clock in clocks if clock.is_promise), key=lambda clock: clock.due_at, default=None)


async def get_seen(tx: Tx, case_id: int, *, member: Member, hall: Hall, now: datetime) -> Case:
    """A case, if this member of staff may see it.

    Raises:
        Gone: there is none, or it is not for their eyes.
    """
    case = await find_seen(tx, case_id, sight=await sight_now(tx, member, hall=hall, now=now))
    if case is None:
        raise Gone
    return case


async def get_offered(tx: Tx, case_id: int, *, member: Member, hall: Hall, now: datetime) -> Case:
    """A case that this member of staff may take, or could have taken until a colleague did.

    Raises:
        Gone: there is none, or it never was for their eyes.
    """
    if seen := await find_seen(tx, case_id, sight=await sight_now(tx, member, hall=hall, now=now)):
        return seen
    case = await get_case(tx, case_id)
    if case is None or not (member.takes(case.area) and may_hear(hall, case, member)):
        raise Gone
    return case


async def look_at_case(
    tx: Tx, case_id: int, *, member: Member, hall: Hall, staff_chats: Mapping[int, str], now: datetime
) -> OnDesk:
    """One case with what this member of staff may do now.

    Raises:
        Gone: there is none, or it is not for their eyes.
    """
    case = await get_seen(tx, case_id, member=member, hall=hall, now=now)
    actor = await as_stands(tx, case, acting_staff(member), now=now)
    shown = await shown_to_staff(tx, case, hall=hall, now=now, actor=actor)
    remarks = await remarks_on(tx, case, zone=now.tzinfo)
    theirs = member.role in ANSWERS_CITIZENS and await _is_their_turn(tx, case, shown, actor=actor)
    return OnDesk(
        shown=shown,
        citizen=await name_for_staff(tx, case),
        topic=(await places_of(tx, [case.id], staff_chats=staff_chats)).get(case.id),
        may_take=theirs and not shown.main and case.owner_id is None,
        may_release=theirs and not shown.main and has_case(case, actor),
        may_explain=shown.wants_cause and member.role in ANSWERS_CITIZENS and may_explain(case, actor),
        may_urge=theirs and stands_above_clerks(member) and case.owner_id is not None and not has_case(case, actor),
        urging=remarks.urging,
        may_mark=stands_above_clerks(member) and case.person_id is not None and not is_about(case, member),
        mark=remarks.mark,
        may_name=stands_above_clerks(member),
        about=await get_staff_name(tx, case.about_id) if case.about_id else "",
        may_correct=member.role in ANSWERS_CITIZENS and await _may_correct(tx, case, actor=actor),
        service=name_of_service(hall, case.service),
    )


async def _is_their_turn(tx: Tx, case: Case, shown: Shown, *, actor: Actor) -> bool:
    if shown.turn is None or shown.turn is Party.CITIZEN:
        return False
    state = (await file_of(tx, case)).flow().states[case.state]
    return is_party(actor, shown.turn) and not is_kept_out(case, state, actor)


async def _may_correct(tx: Tx, case: Case, *, actor: Actor) -> bool:
    return may_correct(case, (await flow_of(tx, case)).states[case.state], actor)


async def places_of(tx: Tx, case_ids: Sequence[int], *, staff_chats: Mapping[int, str]) -> dict[int, TopicPlace]:
    """Where the topics of these cases stand, for those that stand anywhere; ``staff_chats`` are names by number."""
    numbers = {name: number for number, name in staff_chats.items()}
    threads = await list_threads(tx, case_ids, subject_kind=CASE)
    return {
        case_id: TopicPlace(numbers[chat], thread)
        for case_id, (chat, thread) in threads.items()
        if thread is not None and chat in numbers
    }
