"""Citizens are asked how they found it."""

from datetime import datetime

import structlog

from actions.cases.invitations import advance
from content.models import Hall
from storage.db import is_away, is_conflict
from storage.ratings import take_due_ratings
from storage.transaction import Tx

log = structlog.get_logger(__name__)


async def ask_for_ratings(tx: Tx, *, hall: Hall, now: datetime, limit: int) -> int:
    """Do what is due about at most ``limit`` ratings, oldest first; return how many.

    One that fails is undone alone and tried again at the next look.
    """
    done, failed = 0, set[int]()
    while ratings := await take_due_ratings(tx, now=now, limit=limit - done, but=failed):
        for rating in ratings:
            try:
                async with tx.savepoint():
                    done += await advance(tx, rating, hall=hall, now=now)
            except Exception as error:
                if is_away(error) or is_conflict(error):
                    raise
                log.exception("rating_failed", case=rating.case_id, step=rating.step)
                failed.add(rating.id)
        if not failed.intersection(rating.id for rating in ratings):
            break
    return done
