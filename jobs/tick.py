"""What the clock starts, in one place: the truth is rows, this only looks at them."""

from datetime import datetime

from jobs.replies import release_held_replies
from storage.db import Database
from storage.enquiries import next_held_reply
from storage.faults import fault
from storage.transaction import Tx

BATCH = 50
"""Rows one transaction takes, oldest first; the next tick takes the next."""


async def tick(database: Database, *, now: datetime) -> None:
    """Look once at everything that may be due; ``now`` is the hall clock, by which people were promised things."""
    async with database.write() as tx:
        done = await release_held_replies(tx, now=now, limit=BATCH)
        if done:
            fault("tick.before_commit")
    if done:
        fault("tick.committed")


async def next_due(tx: Tx, *, now: datetime) -> datetime | None:
    """The next moment after ``now`` at which a tick will find something to do."""
    return await next_held_reply(tx, after=now)
