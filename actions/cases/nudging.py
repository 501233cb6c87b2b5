"""A citizen nudges: whoever has the case hears of it, its topic too, and once it is late also those above.

Source: docs/rules/cases.md, 13.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from actions.cases.duty import on_duty
from actions.cases.finding import lock_own
from actions.cases.flows import flow_of
from actions.cases.present import name_for_staff, shown_to_citizen, shown_to_staff
from actions.cases.saying import silently_at_night, topic_of
from actions.cases.trace import CASE, note_message
from content.calendars import work_calendar
from content.cases import Shown
from content.models import Hall
from content.staff_chats import may_hear
from domain.acting import is_kept_out
from domain.cases import Case, acting_staff
from domain.flows import Flow, Party
from domain.languages import Language
from domain.nudges import check_can_nudge
from domain.people import Member, Person
from storage.cases import get_case, list_promised
from storage.events import list_events
from storage.outgoing import Address, Lane, Outgoing
from storage.people import get_member
from storage.transaction import Tx

NUDGED = "nudged"
"""The event of it."""

Loaded = tuple[Language, Mapping[str, Any]] | None


@dataclass(frozen=True, slots=True)
class Nudged:
    """A case that was nudged, as its citizen sees it; ``above``: those above were told too, because it is late."""

    shown: Shown
    above: bool


async def nudge(tx: Tx, case_id: int, *, person: Person, hall: Hall, now: datetime) -> Nudged:
    """Push a case of one's own that waits for staff.

    Raises:
        CaseOver: the next word is the citizen's, or it is over.
        Gone: there is no such case of this person.
        NudgedToday: one a working day.
    """
    case = await lock_own(tx, case_id, person=person)
    flow, calendar = await flow_of(tx, case), work_calendar(hall)
    earlier = await list_events(tx, subject_kind=CASE, subject_id=case.id, actions=(NUDGED,))
    check_can_nudge(case, flow, last=earlier[-1].at if earlier else None, calendar=calendar, now=now)
    hears, above = await _who_hears(tx, case, flow, hall=hall, now=now)
    times = len(earlier) + 1
    detail = {"times": times, "owner": hears.id if hears else None, "above": above.id if above else None}
    await note_message(tx, case, actor="citizen", action=NUDGED, now=now, detail=detail)
    whom, params = [one for one in (hears, above) if one], {"case_id": case.id, "times": times}
    await say_push(tx, case, message="case_nudged", params=params, key=f"nudge:{times}", whom=whom, hall=hall, now=now)
    return Nudged(await shown_to_citizen(tx, case, hall=hall, now=now), above=above is not None)


async def _who_hears(
    tx: Tx, case: Case, flow: Flow, *, hall: Hall, now: datetime
) -> tuple[Member | None, Member | None]:
    """Whoever has the case, and, once a promised period is over, somebody above; never whom it is about."""
    state, duty = flow.states[case.state], await on_duty(tx, hall=hall, now=now)
    owner = duty.of(case.owner_id)
    if owner and is_kept_out(case, state, acting_staff(owner)):
        owner = None
    hears = duty.who_hears(owner, case, flow) if owner else None
    promised = await list_promised(tx, case.id)
    if not any(clock.due_at < now for clock in promised):
        return hears, None
    but = {*(owner.ids if owner else ()), *(hears.ids if hears else ())}
    return hears, duty.least_busy(Party.SUPERVISOR, case=case, state=state, but=but)


async def say_push(
    tx: Tx,
    case: Case,
    *,
    message: str,
    params: Mapping[str, Any],
    key: str,
    whom: Iterable[Member],
    hall: Hall,
    now: datetime,
) -> None:
    """Tell of a push in the topic of a case, and these of its staff in private; at night no phone rings for it.

    ``key`` names the push among those of this case; the loader of ``message`` gets ``params`` and a ``staff_id``, 0 for
    the topic.
    """
    body = silently_at_night(hall, now)
    places = {0: Address(topic_id=(await topic_of(tx, case)).id)}
    places |= {member.id: Address(chat_id=member.person.telegram_id) for member in whom}
    for staff_id, place in places.items():
        tx.say(
            Outgoing(
                dedupe_key=f"case:{case.id}:{key}:{staff_id}",
                to=place,
                message=message,
                params={**params, "staff_id": staff_id},
                body=body,
                lane=Lane.DEADLINE,
            )
        )


async def who_is_pushed(tx: Tx, case_id: int, staff_id: int, *, hall: Hall) -> tuple[Case, Member | None] | None:
    """The case of a push and whom of staff it is said to, nobody (0) in its topic.

    None for whoever left or may not know, and once it is over.
    """
    case = await get_case(tx, case_id)
    member = await get_member(tx, staff_id) if staff_id else None
    if case is None or case.closed_at or (staff_id and (member is None or not may_hear(hall, case, member))):
        return None
    return case, member


async def load_nudged(tx: Tx, *, hall: Hall, now: datetime, case_id: int, staff_id: int, times: int) -> Loaded:
    """A nudge, for its topic (0) or a member of staff."""
    if (found := await who_is_pushed(tx, case_id, staff_id, hall=hall)) is None:
        return None
    case, member = found
    shown = await shown_to_staff(tx, case, hall=hall, now=now)
    values = {
        "shown": shown,
        "citizen": await name_for_staff(tx, case),
        "times": times,
        "is_owner": member is not None and case.owner_id == member.id,
        "stands_in": member is not None and shown.standing is not None and shown.standing.staff_id == member.id,
    }
    return member.person.language if member else hall.facts.languages[0], values
