"""From the outbox to Telegram: in order within a topic, within the limits, and never forgotten."""

import asyncio
import random
from collections import deque
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import structlog

from gateway.clock import Clock, wait_for
from gateway.marks import Marks
from gateway.parcel import without_target
from gateway.posting import Again, Ended, Poster
from storage.db import Database
from storage.outbox import OutboxRow, claim_waiting, note_failure, release, renew_leases
from storage.outgoing import Lane, Policy
from storage.transaction import Tx

POLL = 1.0
"""Seconds between looks for rows nobody holds."""
RENEW = timedelta(seconds=10)
"""How often rows that wait in memory have their lease renewed; a third of it."""
CLAIM = 200
"""Rows taken over at once."""
IN_THE_BACKGROUND = 8
"""Queues of reminders and notices sent side by side; the limits allow no more anyway."""
COPIES_RISKED = 2
"""How often a message may be sent again after nobody knew whether it arrived, before people must look."""
OUR_MISTAKES = 5
"""Tries of a message that we fail to load or render, before it is dead."""
OUR_MISTAKE_PAUSE = 30.0
"""Seconds between them: perhaps a reloaded pack mends it."""

log = structlog.get_logger(__name__)
Queue = tuple[str, int, int]


class Delivery:
    """Holds every row it has a lease on in memory, a queue for each topic or chat, a task for each queue."""

    def __init__(self, database: Database, poster: Poster, marks: Marks, *, clock: Clock) -> None:
        self._database = database
        self._poster = poster
        self._marks = marks
        self._clock = clock
        self._queues: dict[Queue, deque[OutboxRow]] = {}
        self._held: set[int] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._background = asyncio.Semaphore(IN_THE_BACKGROUND)
        self._stopped = asyncio.Event()
        self._woken = asyncio.Event()
        self._renewed = clock.now()

    def take(self, rows: Sequence[OutboxRow]) -> None:
        """Accept rows whose lease is ours, in their order."""
        for row in rows:
            if row.id in self._held or self._stopped.is_set():
                continue
            self._held.add(row.id)
            queue = self._queues.get(row.queue)
            if queue is None:
                queue = self._queues[row.queue] = deque()
                task = asyncio.ensure_future(self._drain(row.queue, queue))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)
            queue.append(row)

    def wake(self) -> None:
        """Look for rows nobody holds at once."""
        self._woken.set()

    async def run(self) -> None:
        """Take over what nobody holds, and keep the leases of what waits, until stopped."""
        while not self._stopped.is_set():
            try:
                await self.take_over()
            except Exception:
                log.exception("delivery_failed")
            await wait_for(self._woken, self._clock, seconds=POLL)

    async def take_over(self) -> None:
        """Look once for rows nobody holds, and renew the leases of our own when it is time."""
        now = self._clock.now()
        async with self._database.write() as tx:
            if self._held and now - self._renewed >= RENEW:
                await renew_leases(tx, self._held, now=now)
                self._renewed = now
            rows = await claim_waiting(tx, now=now, limit=CLAIM)
        self.take(rows)

    async def drained(self) -> None:
        """Return once nothing waits in memory."""
        while self._tasks:
            await asyncio.wait(self._tasks)

    async def stop(self) -> None:
        """Finish the calls that run, and give back what was not begun."""
        self._stopped.set()
        self._woken.set()
        if self._tasks:
            await asyncio.wait(self._tasks)
        if self._held:
            async with self._database.write() as tx:
                await release(tx, self._held)

    async def _drain(self, key: Queue, queue: deque[OutboxRow]) -> None:
        while queue and not self._stopped.is_set():
            row = queue[0]
            if row.lane is Lane.INTERACTIVE:
                await self._send(row, queue)
            else:
                async with self._background:
                    await self._send(row, queue)
        if not queue:
            del self._queues[key]

    async def _send(self, row: OutboxRow, queue: deque[OutboxRow]) -> None:
        """Try the head of a queue once, and wait before the next try if there must be one."""
        try:
            result = self._verdict_without_sending(row, queue) or await self._poster.post(row, stopped=self._stopped)
        except Exception as error:
            # A mistake of ours in loading or rendering this message: it must not vanish, nor stop the queue for good.
            log.exception("message_failed", row=row.id, message=row.message)
            result = (
                Again(after=30.0, reason=type(error).__name__) if row.attempts < 5 else Ended("dead", repr(error)[:200])
            )
        if isinstance(result, Ended):
            await self._end(row, result)
            queue.popleft()
            self._held.discard(row.id)
        elif not self._stopped.is_set():
            queue[0] = await self._again(row, result)

    def _verdict_without_sending(self, row: OutboxRow, queue: deque[OutboxRow]) -> Ended | None:
        if row.expires_at is not None and row.expires_at <= self._clock.now():
            return Ended("expired", "its time was over")
        if row.edits and any(later.edits and later.subject == row.subject for later in list(queue)[1:]):
            return Ended("dropped", "a newer edit follows")
        if row.maybe_dup and (row.policy is Policy.NOTICE or row.maybe_dup > COPIES_RISKED):
            return Ended("unknown", "perhaps sent before the process died")
        return None

    async def _end(self, row: OutboxRow, end: Ended) -> None:
        if end.state in ("dead", "unknown"):
            log.error("message_not_delivered", row=row.id, state=end.state, method=row.method, error=end.error)

        async def record(tx: Tx) -> None:
            await self._poster.record(tx, row, end)

        async def tell(tx: Tx) -> None:
            await self._poster.tell(tx, row, end)

        await self._marks.write(end=record, tell=tell)

    async def _again(self, row: OutboxRow, again: Again) -> OutboxRow:
        attempts = row.attempts + 1
        pause = again.after if again.after is not None else min(60.0, 2.0 ** min(attempts, 6)) * random.uniform(0.5, 1)  # noqa: S311 # jitter
        later = replace(row, attempts=attempts, maybe_dup=row.maybe_dup + again.ambiguous)
        if again.anew:
            later = replace(later, method="sendMessage", edits=False, body=without_target(row.body))
        next_at = self._clock.now() + timedelta(seconds=pause)
        log.warning("message_put_off", row=row.id, attempts=attempts, reason=again.reason, pause=round(pause, 1))

        async def record(tx: Tx) -> None:
            await note_failure(
                tx, row.id, attempts=attempts, maybe_dup=later.maybe_dup, next_at=next_at, error=again.reason
            )

        async def tell(_: Tx) -> None:
            return None

        await self._marks.write(end=record, tell=tell)
        await self._pause(pause)
        return later

    async def _pause(self, seconds: float) -> None:
        alarm = asyncio.ensure_future(self._clock.sleep(seconds))
        stopped = asyncio.ensure_future(self._stopped.wait())
        await asyncio.wait((alarm, stopped), return_when=asyncio.FIRST_COMPLETED)
        alarm.cancel()
        stopped.cancel()
