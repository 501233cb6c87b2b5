"""What is due about appointments: holds that end, people who did not come, and places for those who wait."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from actions.booking.affecting import align
from actions.booking.alternatives import end_alternatives
from actions.booking.asking import ask_again, ask_next, note_unanswered
from actions.booking.expiring import end_visits, expire_holds, mark_missing
from actions.booking.offering import end_waiting, offer_place
from actions.booking.reminding import send_reminders
from content.capacity import booking_limits
from content.models import Hall
from storage.alternatives import next_alternative_end
from storage.asking import next_to_follow
from storage.bookings import next_beginning, next_day, next_hold_end
from storage.reminders import next_reminder
from storage.transaction import Tx
from storage.visit_calls import void_calls
from storage.waiting import next_hopeless

A_DAY = timedelta(days=1)


async def end_holds(tx: Tx, *, now: datetime, limit: int) -> int:
    """Give back what was held for long enough; how many holds that were."""
    return len(await expire_holds(tx, now=now, limit=limit))


async def end_kept(tx: Tx, *, now: datetime, limit: int) -> int:
    """Give back what was kept for people who had to come at another time; how much."""
    return await end_alternatives(tx, now=now, limit=limit)


async def ask_affected(tx: Tx, *, hall: Hall, now: datetime) -> int:
    """Ask somebody to come at another time; whether there was anybody. ``now`` is in the hall's zone."""
    return int(await ask_next(tx, hall=hall, now=now))


async def follow_up(tx: Tx, *, now: datetime, limit: int) -> int:
    """Ask those once more who did not answer, or have them telephoned; how many. ``now`` is in the hall's zone."""
    return await note_unanswered(tx, now=now, limit=limit) + await ask_again(tx, now=now, limit=limit)


async def note_missing(tx: Tx, *, hall: Hall, now: datetime, limit: int) -> int:
    """Note who did not come; how many. ``now`` is in the hall's zone."""
    return len(await mark_missing(tx, began_by=now - booking_limits(hall).grace, now=now, limit=limit))


async def end_with_day(tx: Tx, *, now: datetime, limit: int) -> int:
    """End the visits of days that are over; how many. ``now`` is in the hall's zone."""
    return len(await end_visits(tx, now=now, limit=limit))


async def remind(tx: Tx, *, now: datetime, limit: int) -> int:
    """Remind people of what is before them; how many reminders were due."""
    return await send_reminders(tx, now=now, limit=limit)


async def end_in_vain(tx: Tx, *, now: datetime, limit: int) -> int:
    """Take off the waiting list for whom it is too late; how many."""
    return len(await end_waiting(tx, now=now, limit=limit))


async def give_to_waiting(tx: Tx, *, hall: Hall, now: datetime) -> int:
    """Offer one free place to whoever waits for it; whether there was one. ``now`` is in the hall's zone."""
    return int(await offer_place(tx, hall=hall, now=now) is not None)


async def end_calls(tx: Tx, *, now: datetime, limit: int) -> int:
    """Take off the list of calls by which there is nothing left to tell; how many."""
    return await void_calls(tx, now=now, limit=limit)


async def relieve(tx: Tx, *, area: str, day: date, now: datetime) -> int:
    """Take off the list who need not come at another time because somebody else has gone; how many."""
    return len((await align(tx, area=area, day=day, now=now)).relieved)


async def next_of_bookings(tx: Tx, *, hall: Hall, after: datetime) -> datetime | None:
    """The next moment after one at which something is due about an appointment; aware, in UTC."""
    zone, grace = ZoneInfo(hall.facts.zone), booking_limits(hall).grace
    began = await next_beginning(tx, after=after - grace)
    over = await next_day(tx, after=after.astimezone(zone).date() - A_DAY)
    moments = [
        await next_hold_end(tx, after=after),
        await next_hopeless(tx, after=after),
        await next_reminder(tx, after=after),
        await next_alternative_end(tx, after=after),
        await next_to_follow(tx, after=after),
    ]
    moments.append(began + grace if began else None)
    moments.append(datetime.combine(over + A_DAY, time(0), tzinfo=zone).astimezone(UTC) if over else None)
    return min((moment for moment in moments if moment is not None), default=None)
