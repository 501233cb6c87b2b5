"""What is forgotten, and when."""

from datetime import datetime, timedelta

from storage.db import Database
from storage.inbox import empty_raw

KEEP_RAW = timedelta(hours=24)
"""How long the JSON of a handled update is kept, for looking into a complaint about the bot itself."""


async def forget(database: Database, *, now: datetime) -> int:
    """Empty the raw JSON of updates done long enough ago; ``now`` is machine time. Returns how many."""
    async with database.write() as tx:
        return await empty_raw(tx, done_before=now - KEEP_RAW)
