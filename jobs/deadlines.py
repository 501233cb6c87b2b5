"""Promised dates whose moment has come."""

from datetime import datetime

import structlog

from actions.cases.deadlines import climb
from actions.cases.duty import on_duty
from actions.cases.words import say_words
from content.models import Hall
from storage.db import is_away, is_conflict
from storage.deadlines import take_due
from storage.transaction import Tx

log = structlog.get_logger(__name__)


async def fire_due(tx: Tx, *, hall: Hall, now: datetime, limit: int) -> int:
    """Climb at most ``limit`` steps, oldest first; return how many.

    A step that fails is undone alone and tried again at the next look: it must not keep those behind it from firing.
    """
    fired, failed = 0, set[int]()
    duty = None
    while rows := await take_due(tx, now=now, limit=limit - fired, but=failed):
        duty = duty or await on_duty(tx, hall=hall, now=now)
        for row in rows:
            try:
                async with tx.savepoint():
                    fired += await climb(tx, row, duty=duty, hall=hall, now=now)
            except Exception as error:
                if is_away(error) or is_conflict(error):
                    raise
                log.exception("deadline_failed", case=row.case_id, step=row.step)
                failed.add(row.id)
        if not failed.intersection(row.id for row in rows):
            break
    return fired


async def tell(tx: Tx, *, hall: Hall, now: datetime) -> int:
    """Say what people may be told now of steps that fired; return how many words."""
    return await say_words(tx, hall=hall, now=now)
