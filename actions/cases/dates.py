"""What people are told of promised dates that move: the citizen, and whoever asked or decides."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from actions.cases.calls import ToTell
from actions.cases.clocks import Moved
from actions.cases.duty import on_duty
from actions.cases.flows import file_of, flow_of
from actions.cases.telling import tell
from actions.cases.trace import CASE
from content.models import Hall
from content.staff_chats import may_hear
from domain.cases import Case, CaseClock
from domain.extensions import ExtensionRequest
from domain.languages import Language
from domain.limits import Limit
from domain.people import Member
from domain.subjects import Part, Subject
from storage.cases import get_case, list_clocks
from storage.extensions import get_request
from storage.outgoing import Address, Lane, Outgoing, Policy
from storage.people import get_member, get_person, get_staff_name
from storage.topics import find_topic
from storage.transaction import Tx

EXTENSION = "extension"
"""The kind of subject a request for more time is."""
Loaded = tuple[Language, Mapping[str, Any]] | None


async def named(tx: Tx, case: Case, *, clock: str) -> dict[str, Any]:
    """A case as messages about its dates name it: its number, its kind and the period, in the words of its flow."""
    file = await file_of(tx, case)
    period = next((one.name for one in file.clocks if one.id == clock), file.name)
    return {"number": case.number, "kind": file.name, "period": period}


async def say_moved(tx: Tx, case: Case, *, moved: Moved, now: datetime, why: ToTell = ToTell.MOVED) -> None:
    """The end of what was promised moved; a calendar moves that of many at once, so nobody else waits behind."""
    before = moved.before.due_at.isoformat()
    await tell(
        tx,
        case,
        "case_date_moved",
        params={"case_id": case.id, "clock_id": moved.after.id, "before": before, "why": why},
        by_phone={"what": why, **_for_phone(moved)},
        cause=f"moved:{moved.after.id}:v{moved.after.due_version}",
        lane=Lane.NOTICE,
        now=now,
    )


async def say_extended(tx: Tx, case: Case, request: ExtensionRequest, *, moved: Moved, now: datetime) -> None:
    """The period was prolonged: why, and until when."""
    await tell(
        tx,
        case,
        "case_extended",
        params={"request_id": request.id, "before": moved.before.due_at.isoformat()},
        by_phone={"what": ToTell.EXTENDED, "reason": request.reason, **_for_phone(moved)},
        cause=f"extended:{request.id}",
        now=now,
    )


def _for_phone(moved: Moved) -> dict[str, Any]:
    return {
        "clock": moved.after.name,
        "before": moved.before.due_at.isoformat(),
        "due": moved.after.due_at.isoformat(),
        "provisional": moved.after.is_provisional,
    }


def say_request(tx: Tx, request: ExtensionRequest, *, to: Member) -> None:
    """Somebody asks for more time; ``to`` may decide."""
    _say_to_staff(tx, request, "extension_asked", to=to)


async def say_decided(tx: Tx, case: Case, request: ExtensionRequest, *, hall: Hall, now: datetime) -> None:
    """Whoever asked, or who stands in for them, learns what was decided, if they still work here."""
    duty = await on_duty(tx, hall=hall, now=now)
    asker = duty.of(request.asked_by)
    if asker and (hears := duty.who_hears(asker, case, await flow_of(tx, case))):
        _say_to_staff(tx, request, "extension_decided", to=hears)


def _say_to_staff(tx: Tx, request: ExtensionRequest, message: str, *, to: Member) -> None:
    tx.say(
        Outgoing(
            dedupe_key=f"extension:{request.id}:{message}:{to.id}",
            to=Address(chat_id=to.person.telegram_id),
            message=message,
            params={"request_id": request.id, "staff_id": to.id},
            lane=Lane.DEADLINE,
        )
    )


def request_subject(request_id: int) -> Subject:
    """A request as the topic of its case shows it."""
    return Subject(EXTENSION, request_id, Part.STATUS)


async def show_request(tx: Tx, request: ExtensionRequest, *, cause: str = "first") -> None:
    """Show a request in the topic of its case, where whoever may decide does so by a button."""
    if topic := await find_topic(tx, subject_kind=CASE, subject_id=request.case_id):
        tx.say(
            Outgoing(
                dedupe_key=f"extension:{request.id}:topic:{cause}",
                to=Address(topic_id=topic.id),
                message="extension_in_topic",
                params={"request_id": request.id},
                subject=request_subject(request.id),
            )
        )


async def refresh_request(tx: Tx, request: ExtensionRequest) -> None:
    """Say in the topic what became of a request; its buttons go."""
    if topic := await find_topic(tx, subject_kind=CASE, subject_id=request.case_id):
        tx.say(
            Outgoing(
                dedupe_key=f"extension:{request.id}:topic:{request.decision}",
                to=Address(topic_id=topic.id),
                message="extension_in_topic",
                params={"request_id": request.id},
                subject=request_subject(request.id),
                edits=True,
                policy=Policy.EDIT,
            )
        )


async def load_moved(
    tx: Tx,
    *,
    hall: Hall,  # noqa: ARG001 # every loader is given it
    now: datetime,
    case_id: int,
    clock_id: int,
    before: str,
    why: str = ToTell.MOVED,
) -> Loaded:
    """An end that moved; nothing if the period is over, or ends again when it did before."""
    case, clock = await get_case(tx, case_id), await _clock(tx, case_id, clock_id)
    moment = datetime.fromisoformat(before)
    if case is None or case.person_id is None or clock is None or clock.stopped_at or clock.due_at == moment:
        return None
    person = await get_person(tx, case.person_id)
    dates = {**_dates(clock, before=moment, now=now), "by_category": why == ToTell.CATEGORY}
    return person.language, {**await named(tx, case, clock=clock.name), **dates}


async def load_extended(
    tx: Tx,
    *,
    hall: Hall,  # noqa: ARG001 # every loader is given it
    now: datetime,
    request_id: int,
    before: str,
) -> Loaded:
    """A period that was prolonged, for the citizen."""
    request = await get_request(tx, request_id)
    case = await get_case(tx, request.case_id) if request else None
    clock = await _clock(tx, request.case_id, request.clock_id) if request else None
    if request is None or case is None or case.person_id is None or clock is None:
        return None
    person = await get_person(tx, case.person_id)
    dates = _dates(clock, before=datetime.fromisoformat(before), now=now)
    return person.language, {**await named(tx, case, clock=clock.name), "reason": request.reason, **dates}


async def load_request(tx: Tx, *, hall: Hall, now: datetime, request_id: int, staff_id: int) -> Loaded:
    """A request, and what was decided about it, for a member of staff; nothing for whoever left or may not know."""
    member, request = await get_member(tx, staff_id), await get_request(tx, request_id)
    case = await get_case(tx, request.case_id) if request else None
    if member is None or case is None or not may_hear(hall, case, member):
        return None
    values = await _request(tx, request_id, now=now)
    return (member.person.language, values) if values else None


async def load_request_in_topic(tx: Tx, *, hall: Hall, now: datetime, request_id: int) -> Loaded:
    """A request, and what was decided about it, for the topic of its case."""
    values = await _request(tx, request_id, now=now)
    return (hall.facts.languages[0], values) if values else None


async def _request(tx: Tx, request_id: int, *, now: datetime) -> dict[str, Any] | None:
    request = await get_request(tx, request_id)
    case = await get_case(tx, request.case_id) if request else None
    clock = await _clock(tx, request.case_id, request.clock_id) if request else None
    if request is None or case is None or clock is None:
        return None
    return {
        **await named(tx, case, clock=clock.name),
        "request": request,
        "asked_by": await get_staff_name(tx, request.asked_by),
        "decided_by": await get_staff_name(tx, request.decided_by) if request.decided_by else "",
        "longer": Limit(request.amount, clock.limit.unit),
        "due": clock.due_at.astimezone(now.tzinfo),
    }


async def _clock(tx: Tx, case_id: int, clock_id: int) -> CaseClock | None:
    return next((clock for clock in await list_clocks(tx, case_id) if clock.id == clock_id), None)


def _dates(clock: CaseClock, *, before: datetime, now: datetime) -> dict[str, Any]:
    return {
        "before": before.astimezone(now.tzinfo),
        "due": clock.due_at.astimezone(now.tzinfo),
        "is_provisional": clock.is_provisional,
    }
