"""How much waits in the house, how long already, and what failed for good: figures for those who keep it running."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Column, ColumnElement, Row, Select, Table, func, literal_column, select

from storage.outbox import UNREACHABLE
from storage.outgoing import Lane, Policy
from storage.tables import case_message, deadline, inbox, outbox
from storage.transaction import Tx


@dataclass(frozen=True, slots=True)
class Waiting:
    """Rows that are not final, and when the oldest of them came."""

    count: int = 0
    oldest: datetime | None = None

    def age(self, now: datetime) -> float:
        """Seconds the oldest has waited; 0 when nothing waits."""
        return max(0.0, (now - self.oldest).total_seconds()) if self.oldest else 0.0


@dataclass(frozen=True, slots=True)
class Backlog:
    """What waits and what failed.

    Attributes:
        updates: updates that are not handled yet.
        messages: messages that are not final yet, by lane.
        held: held replies that should have left by the hall clock; ``oldest`` is when.
        steps: steps of promised dates that should have fired by then.
        dead_updates: updates that failed for good.
        dead_messages: messages Telegram refused; people who blocked the bot are no fault and not among them.
        unknown_messages: messages of which nobody knows whether they arrived, by policy.
    """

    updates: Waiting
    messages: dict[Lane, Waiting]
    held: Waiting
    steps: Waiting
    dead_updates: int
    dead_messages: int
    unknown_messages: dict[Policy, int] = field(default_factory=dict)

    def late(self, now: datetime) -> float:
        """Seconds by which the clock is late with what it should have done."""
        return max(self.held.age(now), self.steps.age(now))


async def read_backlog(tx: Tx, *, hall_now: datetime) -> Backlog:
    """Count, by the partial indexes of what is open or failed. ``hall_now`` judges what was promised."""
    new = _count(inbox.c.received_at).where(_is(inbox, "new"))
    lanes = _count(outbox.c.created_at).add_columns(outbox.c.lane).where(_is(outbox, "new"))
    late = _count(case_message.c.send_at).where(_is(case_message, "held"), case_message.c.send_at <= hall_now)
    steps = _count(deadline.c.due_at).where(deadline.c.fired_at.is_(None), deadline.c.due_at <= hall_now)
    fault = outbox.c.error.is_(None) | ~outbox.c.error.startswith(UNREACHABLE)
    failed = _count(outbox.c.created_at).add_columns(outbox.c.state, outbox.c.policy)
    failed = failed.where(_is(outbox, "dead", "unknown"), fault).group_by(outbox.c.state, outbox.c.policy)
    counts = {(row.state, Policy(row.policy)): row.rows for row in await tx.execute(failed)}
    return Backlog(
        updates=_waiting((await tx.execute(new)).one()),
        messages={Lane(row.lane): _waiting(row) for row in await tx.execute(lanes.group_by(outbox.c.lane))},
        held=_waiting((await tx.execute(late)).one()),
        steps=_waiting((await tx.execute(steps)).one()),
        dead_updates=(await tx.execute(_count(inbox.c.done_at).where(_is(inbox, "dead")))).one().rows,
        dead_messages=sum(count for (state, _), count in counts.items() if state == "dead"),
        unknown_messages={policy: count for (state, policy), count in counts.items() if state == "unknown"},
    )


async def count_states(tx: Tx) -> dict[tuple[str, str], int]:
    """How many rows of inbox and outbox are in which state, of all there are: for a demo, not for a full database."""
    counts: dict[tuple[str, str], int] = {}
    for table in (inbox, outbox):
        rows = await tx.execute(select(table.c.state, func.count().label("rows")).group_by(table.c.state))
        counts |= {(table.name, row.state): row.rows for row in rows}
    return counts


async def count_due(tx: Tx, *, by: datetime) -> int:
    """How many updates and messages are to be handled by a moment of the machine clock, those in hand included."""
    moments = ((inbox, inbox.c.next_at <= by), (outbox, outbox.c.next_at.is_(None) | (outbox.c.next_at <= by)))
    counts = [select(func.count()).select_from(table).where(_is(table, "new"), due) for table, due in moments]
    return sum([(await tx.execute(count)).scalar_one() for count in counts])


def _is(table: Table, *states: str) -> ColumnElement[bool]:
    """Which rows: the states as words of the statement, because no partial index is found by a parameter."""
    words: list[ColumnElement[str]] = [literal_column(f"'{state}'") for state in states]
    return table.c.state == words[0] if len(words) == 1 else table.c.state.in_(words)


def _count(moment: Column[Any]) -> Select[Any, Any]:
    """How many rows, and the oldest moment among them."""
    return select(func.count().label("rows"), func.min(moment).label("oldest"))


def _waiting(row: Row[Any]) -> Waiting:
    return Waiting(row.rows, row.oldest)
