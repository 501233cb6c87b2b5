"""What a queue of messages says about its head before anything is sent."""

from collections import deque
from datetime import datetime

from gateway.verdicts import Ended
from storage.outbox import OutboxRow
from storage.outgoing import Policy


def verdict_without_sending(queue: deque[OutboxRow], *, now: datetime) -> Ended | None:
    """How the head ends if it need not, or must not, be sent."""
    row = queue[0]
    if row.expires_at is not None and row.expires_at <= now:
        return Ended("expired", "its time was over")
    if row.edits and any(later.edits and later.subject == row.subject for later in list(queue)[1:]):
        return Ended("dropped", "a newer edit follows")
    copies_known = 0 if row.policy is Policy.NOTICE else 1
    if row.maybe_dup > copies_known and row.policy is not Policy.EDIT:
        return Ended("unknown", "perhaps sent before the process died")
    return None


def let_words_pass(queue: deque[OutboxRow]) -> bool:
    """Let the first message behind waiting changes of cards go before them; False if there is none.

    Where a minute's places are short, a clerk's press is answered before the card shows what it did.
    """
    for at, row in enumerate(queue):
        if not row.edits:
            del queue[at]
            queue.appendleft(row)
            return True
    return False
