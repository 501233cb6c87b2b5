"""What the clock starts, in one place: the truth is rows, this only looks at them."""

from datetime import datetime

from jobs.replies import release_held_replies
from storage.db import Database
from storage.faults import fault

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
