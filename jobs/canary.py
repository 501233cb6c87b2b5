"""Once a day a hidden case is filed, whose end shows that the clock is at work."""

from datetime import datetime

from actions.cases.canary import file_canary
from content.models import Hall
from storage.db import Database


async def send_canary(database: Database, *, hall: Hall, now: datetime) -> None:
    """File the canary of this period; ``now`` is the hall clock."""
    async with database.write() as tx:
        await file_canary(tx, hall=hall, now=now)
