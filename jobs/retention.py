"""What is forgotten, when and why: one table, which docs/operations.md shows."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from storage.alerts import forget_alerts
from storage.backup_runs import forget_runs
from storage.contacts import forget_guests, forget_visit_phones
from storage.db import Database
from storage.forms import drop_abandoned
from storage.inbox import empty_raw, remove_done
from storage.outbox import empty_bodies, remove_ended
from storage.periodic import forget_periods
from storage.transaction import Tx

AT_ONCE = 1000
"""Rows looked at in one transaction, so that nobody waits long for its end."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of thing that is not kept for ever.

    Attributes:
        what: its name, as docs/operations.md has it.
        keep: how long it stays; the moment it counts from is part of ``what``.
        why: what it is kept for.
        forget: forgets what is older than a moment and returns how much that was.
    """

    what: str
    keep: timedelta
    why: str
    forget: Callable[[Database, datetime], Awaitable[int]]


def _at_once(forget: Callable[[Tx, datetime], Awaitable[int]]) -> Callable[[Database, datetime], Awaitable[int]]:
    """For what an index finds, or what is never much."""

    async def run(database: Database, before: datetime) -> int:
        async with database.write() as tx:
            return await forget(tx, before)

    return run


def _in_batches(forget: Callable[[Tx, datetime], Awaitable[int]]) -> Callable[[Database, datetime], Awaitable[int]]:
    """For what an index finds and may be much: ``AT_ONCE`` at a time, and others write in between."""

    async def run(database: Database, before: datetime) -> int:
        total, forgotten = 0, AT_ONCE
        while forgotten == AT_ONCE:
            async with database.write() as tx:
                forgotten = await forget(tx, before)
            total += forgotten
        return total

    return run


def _step_by_step(
    remove: Callable[[Tx, datetime, int], Awaitable[tuple[int, int | None]]],
) -> Callable[[Database, datetime], Awaitable[int]]:
    """For long tables, from the oldest row on; what must stay is passed over."""

    async def run(database: Database, before: datetime) -> int:
        total = 0
        after: int | None = 0
        while after is not None:
            async with database.write() as tx:
                removed, after = await remove(tx, before, after)
            total += removed
        return total

    return run


RULES = (
    Rule(
        "the JSON of an update, after it was handled",
        timedelta(hours=24),
        "to look into a complaint about the bot itself",
        _in_batches(lambda tx, before: empty_raw(tx, done_before=before, limit=AT_ONCE)),
    ),
    Rule(
        "the number of an update, after it was handled",
        timedelta(days=8),
        "Telegram may send an update again for 24 hours, and counts anew after a silent week",
        _step_by_step(lambda tx, before, after: remove_done(tx, done_before=before, after=after, limit=AT_ONCE)),
    ),
    Rule(
        "the words of a message, after it was sent",
        timedelta(hours=24),
        "the same as the JSON of an update",
        _in_batches(lambda tx, before: empty_bodies(tx, sent_before=before, limit=AT_ONCE)),
    ),
    Rule(
        "that a message was sent, expired or dropped, after it was written",
        timedelta(days=30),
        "a cause that comes again must not say it again",
        _step_by_step(lambda tx, before, after: remove_ended(tx, written_before=before, after=after, limit=AT_ONCE)),
    ),
    Rule(
        "a form that nobody finished, after its last change",
        timedelta(days=30),
        "the person may come back to it",
        _at_once(lambda tx, before: drop_abandoned(tx, untouched_since=before)),
    ),
    Rule(
        "the telephone number left with an appointment, after that is over",
        timedelta(days=7),
        "for a question that comes late",
        _in_batches(lambda tx, before: forget_visit_phones(tx, over_before=before, limit=AT_ONCE)),
    ),
    Rule(
        "name and number of a visitor without Telegram, after their last appointment",
        timedelta(days=60),
        "so long a missed appointment counts",
        _in_batches(lambda tx, before: forget_guests(tx, over_before=before, limit=AT_ONCE)),
    ),
    Rule(
        "which periodic work was done, after its period began",
        timedelta(days=35),
        "no replica may do it again",
        _at_once(lambda tx, before: forget_periods(tx, before=before)),
    ),
    Rule(
        "how a backup or drill ended, after it began",
        timedelta(days=400),
        "to show that backups are made and tried",
        _at_once(lambda tx, before: forget_runs(tx, before=before)),
    ),
    Rule(
        "an alert, after it was over",
        timedelta(days=400),
        "to see what comes back",
        _at_once(lambda tx, before: forget_alerts(tx, ended_before=before)),
    ),
)


async def forget(database: Database, *, now: datetime) -> int:
    """Forget what was done, or left lying, long enough ago; ``now`` is machine time. Returns how many rows."""
    return sum([await rule.forget(database, now - rule.keep) for rule in RULES])
