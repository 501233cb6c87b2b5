"""What other areas were asked for in a case: what waits, how it shows, and what comes back to whoever asked.

Source: docs/rules/cases.md, 17.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from actions.cases.duty import on_duty
from actions.cases.flows import file_of, flow_of
from actions.cases.present import name_of_area
from actions.cases.saying import say_line
from actions.cases.trace import CASE, note_message, placed
from content.cases import Part, promise_of
from content.models import Hall
from content.staff_chats import may_hear
from domain.cases import Actor, Case
from domain.cohandling import COHANDLING
from domain.conversation import Author, CaseMessage, MessageState, Purpose, Written
from domain.flows import Party
from domain.languages import Language
from storage.case_messages import add_message, get_message
from storage.cases import get_case, list_promised
from storage.outgoing import Address, Lane, Outgoing
from storage.parts import list_waiting_parts
from storage.people import get_member, get_staff_name
from storage.topics import find_topic
from storage.transaction import Tx

ASKED, ANSWERED, WITHDRAWN = "part_asked", "part_answered", "part_withdrawn"
"""Events of the case that is asked for."""

Loaded = tuple[Language, Mapping[str, Any]] | None


async def list_waiting(tx: Tx, case: Case) -> list[Case]:
    """The requests of a case that wait, oldest first."""
    return [] if case.kind == COHANDLING else await list_waiting_parts(tx, case.id)


async def shown_parts(tx: Tx, case: Case, *, hall: Hall, now: datetime) -> tuple[Part, ...]:
    """The requests of a case that wait, as its card shows them."""
    parts = []
    for part in await list_waiting(tx, case):
        promised, file = await list_promised(tx, part.id), await file_of(tx, part)
        parts.append(
            Part(
                case_id=part.id,
                number=part.number,
                area=name_of_area(hall, part.area),
                owner=await get_staff_name(tx, part.owner_id) if part.owner_id else "",
                promise=promise_of(promised[0], file, now=now) if promised else None,
            )
        )
    return tuple(parts)


async def lead_of(tx: Tx, case: Case) -> str:
    """The name of whoever has the case that a request came of; empty for other cases, or if nobody has it."""
    parent = await get_case(tx, case.parent_id) if case.kind == COHANDLING and case.parent_id else None
    whose = (parent.owner_id or parent.handler_id) if parent else None
    return await get_staff_name(tx, whose) if whose else ""


async def say_withdrawn(tx: Tx, part: Case, *, parent: Case, by: Actor, now: datetime) -> None:
    """A request was taken back: the case it came of keeps it, and its topic says so."""
    detail = {"part": part.id, "number": part.number, **placed(by)}
    await note_message(tx, parent, actor=by.name, action=WITHDRAWN, now=now, detail=detail)
    await say_line(tx, parent, what="part_withdrawn", cause=f"part{part.id}", part=part.number, area=part.area or "")


async def give_part(
    tx: Tx, case: Case, *, action: str, written: Written | None, by: Actor, hall: Hall, now: datetime, version: int = 1
) -> None:
    """What another area says when it is done with a request comes to the case it came of, as a note, and to its owner.

    Nothing for any other case. A later ``version`` of the words corrects the first.
    """
    parent = await get_case(tx, case.parent_id) if case.kind == COHANDLING and case.parent_id else None
    if parent is None or case.closed_at is None:
        return
    message = await _keep(tx, parent, written, by=by, now=now) if written else None
    detail = {"part": case.id, "number": case.number, "message": message.id if message else None}
    await note_message(tx, parent, actor=by.name, action=ANSWERED, now=now, detail={**detail, **placed(by)})
    params = {"case_id": case.id, "action": action, "by": by.id, "message_id": message.id if message else 0}
    params["version"] = version
    if topic := await find_topic(tx, subject_kind=CASE, subject_id=parent.id):
        _say(tx, case, "part_given", to=Address(topic_id=topic.id), params={**params, "staff_id": 0})
    duty = await on_duty(tx, hall=hall, now=now)
    owner = duty.of(parent.owner_id)
    if owner and (hears := duty.who_hears(owner, parent, await flow_of(tx, parent))):
        params["staff_id"] = hears.id
        _say(tx, case, "part_given", to=Address(chat_id=hears.person.telegram_id), params=params)


async def _keep(tx: Tx, parent: Case, written: Written, *, by: Actor, now: datetime) -> CaseMessage:
    return await add_message(
        tx,
        parent.id,
        written,
        author=Author.STAFF,
        purpose=Purpose.NOTE,
        state=MessageState.NOTED,
        now=now,
        staff_id=by.id,
    )


async def say_wanted(tx: Tx, part: Case, *, by: Actor, hall: Hall, now: datetime) -> None:
    """Ask whoever has fewest cases in an area to take a request."""
    duty, state = await on_duty(tx, hall=hall, now=now), (await flow_of(tx, part)).states[part.state]
    if free := duty.least_busy(state.owner or Party.CLERK, case=part, state=state, but=by.ids):
        params = {"case_id": part.id, "staff_id": free.id, "by": by.id}
        _say(tx, part, "part_wanted", to=Address(chat_id=free.person.telegram_id), params=params)


def _say(tx: Tx, part: Case, message: str, *, to: Address, params: Mapping[str, Any]) -> None:
    tx.say(
        Outgoing(
            dedupe_key=f"case:{part.id}:{message}:{params.get('version', 1)}:{params['staff_id']}",
            to=to,
            message=message,
            params=params,
            lane=Lane.DEADLINE,
        )
    )


async def load_given(
    tx: Tx,
    *,
    hall: Hall,
    now: datetime,
    case_id: int,
    message_id: int,
    action: str,
    by: int,
    version: int,
    staff_id: int,
) -> Loaded:
    """What another area answered, for the topic (0) or a member of staff; nothing for whoever left or may not know."""
    found = await _part(tx, case_id, hall=hall, now=now)
    member = await get_member(tx, staff_id) if staff_id else None
    if found is None or (staff_id and (member is None or not may_hear(hall, found[0], member))):
        return None
    part, values = found
    message = await get_message(tx, message_id) if message_id else None
    written = (await file_of(tx, part)).action_anywhere(action)
    values |= {
        "by": await get_staff_name(tx, by),
        "done": written.name if written else None,
        "again": version > 1,
        "text": message.content.text if message else "",
    }
    return member.person.language if member else hall.facts.languages[0], values


async def load_wanted(tx: Tx, *, hall: Hall, now: datetime, case_id: int, staff_id: int, by: int) -> Loaded:
    """A request somebody is asked to take; nothing once it is somebody's, or over."""
    found, member = await _part(tx, case_id, hall=hall, now=now), await get_member(tx, staff_id)
    if found is None or member is None or found[0].owner_id or found[0].closed_at:
        return None
    if not may_hear(hall, found[0], member):
        return None
    return member.person.language, {**found[1], "by": await get_staff_name(tx, by)}


async def _part(tx: Tx, case_id: int, *, hall: Hall, now: datetime) -> tuple[Case, dict[str, Any]] | None:
    part = await get_case(tx, case_id)
    parent = await get_case(tx, part.parent_id) if part and part.parent_id else None
    if part is None or parent is None:
        return None
    promised, file = await list_promised(tx, part.id), await file_of(tx, part)
    promise = promise_of(promised[0], file, now=now) if promised else None
    area = name_of_area(hall, part.area)
    return part, {"number": part.number, "parent": parent.number, "area": area, "promise": promise}
