"""Those above a clerk urge whoever has a case: with a reason, in private and in its topic.

Source: docs/rules/cases.md, 16.
"""

from datetime import datetime, tzinfo

from actions.cases.duty import on_duty
from actions.cases.finding import lock_for
from actions.cases.flows import flow_of
from actions.cases.nudging import Loaded, say_push, who_is_pushed
from actions.cases.present import shown_to_staff
from actions.cases.saying import refresh_card
from actions.cases.standing import in_place
from actions.cases.trace import CASE, note_message
from actions.cases.work import owner_of
from content.calendars import work_calendar
from content.cases import Urging
from content.models import Hall
from domain.cases import Case, acting_staff
from domain.nudges import check_can_urge
from domain.people import Member
from domain.revealing import check_reason
from storage.events import Event, find_event, list_events
from storage.people import get_staff_name
from storage.transaction import Tx

URGED = "urged"
"""The event of it, with the words and whom they were for."""


async def offer_urging(tx: Tx, case_id: int, *, member: Member, hall: Hall, now: datetime) -> tuple[Case, str]:
    """The case and the name of whoever has it, if this member of staff may urge them now.

    Raises:
        Gone: there is no such case.
        Refusal: whatever ``lock_for`` and ``check_can_urge`` raise.
    """
    case, _ = await _lock(tx, case_id, member=member, hall=hall, now=now)
    return case, await owner_of(tx, case)


async def urge(tx: Tx, case_id: int, words: str, *, member: Member, hall: Hall, now: datetime) -> Case:
    """Push whoever has a case; the words are for them and for the topic, never for the citizen.

    Raises:
        NothingToSend: there are no words.
        WordsMissing: there are too many.
        Refusal: whatever ``offer_urging`` raises.
    """
    reason = check_reason(words)
    case, earlier = await _lock(tx, case_id, member=member, hall=hall, now=now)
    duty = await on_duty(tx, hall=hall, now=now)
    owner = duty.of(case.owner_id)
    hears = duty.who_hears(owner, case, await flow_of(tx, case)) if owner else None
    detail = {"owner": case.owner_id, "words": reason, "times": len(earlier) + 1}
    event_id = await note_message(tx, case, actor=f"staff:{member.id}", action=URGED, now=now, detail=detail)
    await say_push(
        tx,
        case,
        message="case_urged",
        params={"event_id": event_id},
        key=f"urged:{event_id}",
        whom=[hears] if hears else [],
        hall=hall,
        now=now,
    )
    await refresh_card(tx, case, cause=f"urged{event_id}")
    return case


async def _lock(tx: Tx, case_id: int, *, member: Member, hall: Hall, now: datetime) -> tuple[Case, list[Event]]:
    """The case, and every time it was urged before, oldest first."""
    case = await lock_for(tx, case_id, member=member)
    earlier = await list_events(tx, subject_kind=CASE, subject_id=case.id, actions=(URGED,))
    last, calendar = earlier[-1].at if earlier else None, work_calendar(hall)
    actor = await in_place(tx, case, acting_staff(member), now=now)
    check_can_urge(case, await flow_of(tx, case), actor, last=last, calendar=calendar, now=now)
    return case, earlier


async def urging_of(tx: Tx, event: Event, *, zone: tzinfo | None) -> Urging:
    """One time a case was urged."""
    by = await get_staff_name(tx, int(event.actor.partition(":")[2]))
    return Urging(by, event.at.astimezone(zone), event.detail["words"], event.detail["times"])


async def load_urged(tx: Tx, *, hall: Hall, now: datetime, event_id: int, staff_id: int) -> Loaded:
    """An urging, for its topic (0) or whoever had the case; nothing once that one has it no more."""
    event = await find_event(tx, event_id)
    found = await who_is_pushed(tx, event.subject_id, staff_id, hall=hall) if event else None
    if event is None or found is None:
        return None
    case, member = found
    if member and case.owner_id != event.detail["owner"]:
        return None
    values = {
        "shown": await shown_to_staff(tx, case, hall=hall, now=now),
        "urging": await urging_of(tx, event, zone=now.tzinfo),
        "is_owner": member is not None,
    }
    return member.person.language if member else hall.facts.languages[0], values
