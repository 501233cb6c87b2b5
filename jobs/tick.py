"""What the clock starts, in one place: the truth is rows, this only looks at them."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial

from content.models import Hall
from jobs.booking import (
    ask_affected,
    end_calls,
    end_holds,
    end_in_vain,
    end_kept,
    end_with_day,
    follow_up,
    give_to_waiting,
    next_of_bookings,
    note_missing,
    relieve,
    remind,
)
from jobs.closing import closures_to_apply, note_closed, plan_again, tell_closers
from jobs.deadlines import fire_due, tell
from jobs.line import close_lines, move_waiting, next_of_lines
from jobs.ratings import ask_for_ratings
from jobs.replies import release_held_replies
from storage.asking import is_anybody_listed
from storage.case_messages import next_held_reply
from storage.db import Database
from storage.deadlines import next_deadline
from storage.faults import fault
from storage.ladder_words import next_word
from storage.ratings import next_step
from storage.rebooking import days_with_fewer
from storage.transaction import Tx

BATCH = 50
"""Rows one transaction takes, oldest first; the next tick takes the next."""
ASKED = 10
"""People who are asked to come at another time in one tick: for each the times of weeks are looked through."""


async def tick(database: Database, *, hall: Hall, now: datetime) -> None:
    """Look once at everything that may be due; ``now`` is the hall clock, by which people were promised things."""
    await _in_one_transaction(database, lambda tx: release_held_replies(tx, now=now, limit=BATCH))
    await _in_one_transaction(database, lambda tx: ask_for_ratings(tx, hall=hall, now=now, limit=BATCH))
    fired = await _in_one_transaction(database, lambda tx: fire_due(tx, hall=hall, now=now, limit=BATCH))
    if fired < BATCH:
        # While more is due, whoever is told now would be told again in a second.
        await _in_one_transaction(database, lambda tx: tell(tx, hall=hall, now=now))
    await look_at_bookings(database, hall=hall, now=now)


async def look_at_bookings(database: Database, *, hall: Hall, now: datetime) -> None:
    """What was closed first, that nobody books there; then what comes back, for those who must come at another time.

    Whoever waits for a place is offered what these leave.
    """
    await follow_closures(database, hall=hall, now=now)
    await _in_one_transaction(database, lambda tx: end_holds(tx, now=now, limit=BATCH))
    is_done = await ask_to_move(database, hall=hall, now=now)
    await _in_one_transaction(database, lambda tx: note_missing(tx, hall=hall, now=now, limit=BATCH))
    await _in_one_transaction(database, lambda tx: end_with_day(tx, now=now, limit=BATCH))
    await _in_one_transaction(database, lambda tx: remind(tx, now=now, limit=BATCH))
    await _in_one_transaction(database, lambda tx: end_in_vain(tx, now=now, limit=BATCH))
    await _in_one_transaction(database, lambda tx: end_calls(tx, now=now, limit=BATCH))
    if is_done:
        await _one_by_one(database, lambda tx: give_to_waiting(tx, hall=hall, now=now))
    async with database.read() as tx:
        crowded = await days_with_fewer(tx)
    for area, day in crowded:
        await _in_one_transaction(database, partial(relieve, area=area, day=day, now=now))
    # Numbers that are over end first: nobody's phone rings because it is nearly their turn in a line of yesterday.
    await _in_one_transaction(database, lambda tx: close_lines(tx, hall=hall, now=now))
    await _in_one_transaction(database, lambda tx: move_waiting(tx, hall=hall, now=now, limit=BATCH))


async def ask_to_move(database: Database, *, hall: Hall, now: datetime) -> bool:
    """Look at those who must come at another time, if there is anybody; whether all of them were asked."""
    async with database.read() as tx:
        if not await is_anybody_listed(tx):
            return True
    await _in_one_transaction(database, lambda tx: end_kept(tx, now=now, limit=BATCH))
    is_done = await _one_by_one(database, lambda tx: ask_affected(tx, hall=hall, now=now), most=ASKED)
    await _in_one_transaction(database, lambda tx: follow_up(tx, now=now, limit=BATCH))
    await _in_one_transaction(database, lambda tx: tell_closers(tx, now=now, limit=BATCH))
    return is_done


async def _one_by_one(database: Database, work: Callable[[Tx], Awaitable[int]], *, most: int = BATCH) -> bool:
    """Do it as long as there is anything to do, but not more often than so; whether all is done."""
    for _ in range(most):
        if not await _in_one_transaction(database, work):
            return True
    return False


async def follow_closures(database: Database, *, hall: Hall, now: datetime) -> None:
    """A day of an area at a time: nobody who books waits for all of it, and what was not done is done anew."""
    async with database.read() as tx:
        closures = await closures_to_apply(tx, hall=hall, now=now)
    for closure, days in closures:
        for area, day in days:
            await _in_one_transaction(database, partial(plan_again, area=area, day=day, hall=hall, now=now))
        await _in_one_transaction(database, partial(note_closed, closure=closure, now=now))


async def _in_one_transaction(database: Database, work: Callable[[Tx], Awaitable[int]]) -> int:
    """Do what is due of one kind; what goes wrong with it must not hold up the others. Returns how much it was."""
    async with database.write() as tx:
        done = await work(tx)
        if done:
            fault("tick.before_commit")
    if done:
        fault("tick.committed")
    return done


async def next_due(tx: Tx, *, hall: Hall, now: datetime) -> datetime | None:
    """The next moment after ``now`` at which a tick will find something to do."""
    looks = (next_held_reply, next_deadline, next_word, next_step)
    moments = [await look(tx, after=now) for look in looks]
    moments += [await next_of_bookings(tx, hall=hall, after=now), await next_of_lines(tx, hall=hall, after=now)]
    return min((moment for moment in moments if moment is not None), default=None)
