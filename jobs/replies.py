"""Replies that waited long enough leave the house."""

from datetime import datetime

from actions.cases.replies import send_due_replies
from storage.transaction import Tx


async def release_held_replies(tx: Tx, *, now: datetime, limit: int) -> int:
    """Send the held replies that are due by the hall clock, oldest first; return how many that were."""
    return await send_due_replies(tx, now=now, limit=limit)
