"""What came of a call to a visitor: they were told, or said what they want, or nobody answered.

Source: docs/rules/booking.md, 21.
"""

from datetime import datetime
from typing import Any

from actions.booking.calls import call_of_theirs, shown_call
from actions.booking.cancelling import cancel
from actions.booking.confirming import confirm
from actions.booking.trace import note
from content.models import Hall
from content.visits import ToCall
from domain.booking import Booking
from domain.booking_refusals import VisitChanged
from domain.cases import Actor, acting_staff
from domain.people import Member
from domain.visit_calls import CallOutcome, outcomes_of
from storage.transaction import Tx
from storage.visit_calls import change_call, has_sense


async def note_call(
    tx: Tx, call_id: int, *, version: int, outcome: CallOutcome, member: Member, hall: Hall, now: datetime
) -> ToCall:
    """Keep what came of a call, and do what was wanted; where nobody answered it stays on the list.

    Raises:
        Gone: there is no such call in their areas.
        VisitChanged: a colleague has made it, there is nothing to tell any more, or nothing like that can come of it.
    """
    call, booking = await call_of_theirs(tx, call_id, member=member)
    actor = acting_staff(member)
    if outcome is CallOutcome.NOT_REACHED:
        changes: dict[str, Any] = {"tries": call.tries + 1, "tried_at": now}
    else:
        changes = {"done_at": now}
    still = call.version == version and outcome in outcomes_of(call.reason) and await has_sense(tx, call.id, now=now)
    changed = await change_call(tx, call, outcome=outcome, staff_id=member.id, **changes) if still else None
    if changed is None:
        raise VisitChanged
    detail = {"reason": call.reason, "outcome": outcome}
    await note(tx, "called_up", before=booking, after=booking, actor=actor, now=now, detail=detail)
    settled = await _do(tx, booking, outcome, by=actor, hall=hall, now=now)
    return await shown_call(tx, changed, settled, hall=hall, now=now)


async def _do(tx: Tx, booking: Booking, outcome: CallOutcome, *, by: Actor, hall: Hall, now: datetime) -> Booking:
    """What they want of the place they are offered."""
    if outcome is CallOutcome.TAKEN:
        return await confirm(tx, booking.ref, visitor=None, by=by, hall=hall, now=now)
    if outcome is CallOutcome.DECLINED:
        return await cancel(tx, booking.ref, version=booking.version, visitor=None, by=by, now=now)
    return booking
