"""What is forgotten, and when."""

from datetime import datetime, timedelta

from storage.db import Database
from storage.forms import drop_abandoned
from storage.inbox import empty_raw
from storage.outbox import empty_bodies

KEEP_RAW = timedelta(hours=24)
"""How long the JSON of handled updates and sent messages is kept, for looking into a complaint about the bot itself."""
KEEP_DRAFT = timedelta(days=30)
"""How long an unfinished form waits for the person who began it."""


async def forget(database: Database, *, now: datetime) -> int:
    """Forget what was done, or left lying, long enough ago; ``now`` is machine time. Returns how many rows."""
    async with database.write() as tx:
        updates = await empty_raw(tx, done_before=now - KEEP_RAW)
        messages = await empty_bodies(tx, sent_before=now - KEEP_RAW)
        return updates + messages + await drop_abandoned(tx, untouched_since=now - KEEP_DRAFT)
