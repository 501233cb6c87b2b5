"""From the outbox to Telegram: in order within a topic, within the limits, and never forgotten."""

import asyncio
from collections import deque
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial

import structlog

from gateway.backoff import pause_after
from gateway.clock import Clock, wait_for
from gateway.marks import Marks
from gateway.parcel import without_target
from gateway.posting import Poster
from gateway.queues import let_words_pass, verdict_without_sending
from gateway.replicas import Alone, Standing
from gateway.verdicts import Again, Ended
from gateway.vitals import Vitals
from storage.db import Database, is_away
from storage.faults import fault
from storage.outbox import LEASE, OutboxRow
from storage.outbox_ends import note_begun, note_failure
from storage.outbox_leases import anything_waits, claim_waiting, release, renew_leases
from storage.outgoing import Lane, Policy
from storage.transaction import Tx

POLL = 1.0
"""Seconds between looks for rows nobody holds."""
RENEW = timedelta(seconds=10)
"""How often rows that wait in memory have their lease renewed; a third of it."""
SAFE = LEASE - timedelta(seconds=10)
"""How long after its lease was renewed a row may begin to leave; the call that begins then ends within the lease."""
UNSURE = 0.1
"""Seconds between looks whether this process is seen by others again."""
CLAIM = 200
"""Rows taken over by one statement."""
IN_THE_BACKGROUND = 8
"""Queues of a lane sent side by side where nobody waits: the limits allow no more. No reminder waits behind notices."""
LONGEST_PAUSE = 60.0
"""Seconds between tries while Telegram stays away."""
QUICK_TRIES = 3
"""Tries that may follow at once on something mended; after so many the mending has not helped."""
MOST_COUNTED = 1000
"""Attempts are counted no further; a staff group may be away for weeks."""
OUR_MISTAKES = 5
"""Times we may fail to load or render a message before it is dead."""
OUR_MISTAKE_PAUSE = 30.0
"""Seconds between them: perhaps a reloaded pack mends it."""

log = structlog.get_logger(__name__)


class TakenOver(Exception):
    """Another process has a row that this one held."""


class Delivery:
    """Holds every row it has a lease on in memory, a queue for each topic or chat, a task for each queue."""

    def __init__(
        self, database: Database, poster: Poster, marks: Marks, *, clock: Clock, vitals: Vitals | None = None,
        standing: Standing | None = None,
    ) -> None:  # fmt: skip
        self._standing = standing or Alone()
        self._epoch = self._standing.epoch
        self._vitals = vitals or Vitals()
        self._database = database
        self._poster = poster
        self._marks = marks
        self._clock = clock
        self._queues: dict[str, deque[OutboxRow]] = {}
        self._held: set[int] = set()
        self._ending: set[int] = set()
        self._mistakes: dict[int, int] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._background = {lane: asyncio.Semaphore(IN_THE_BACKGROUND) for lane in Lane}
        self._stopped = asyncio.Event()
        self._woken = asyncio.Event()
        self._looking = asyncio.Lock()
        self._renewed = clock.now()

    def take(self, rows: Sequence[OutboxRow]) -> None:
        """Accept rows whose lease is ours, in their order."""
        fault("delivery.handed_over")
        if not self._held:
            # Nothing older is held: what comes now has just been leased.
            self._renewed = self._clock.now()
        for row in rows:
            if row.id in self._held:
                continue
            self._held.add(row.id)
            if self._stopped.is_set():
                continue
            queue = self._queues.get(row.queue)
            if queue is None:
                queue = self._queues[row.queue] = deque()
                task = asyncio.ensure_future(self._drain(row.queue, queue))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)
            queue.append(row)

    async def run(self) -> None:
        """Take over what nobody holds, and keep the leases of what waits, until stopped."""
        while not self._stopped.is_set():
            try:
                await self.take_over()
            except Exception:
                log.exception("delivery_failed")
            await wait_for(self._woken, self._clock, seconds=POLL)
            self._woken.clear()

    def wake(self) -> None:
        """There are rows nobody holds."""
        self._woken.set()

    async def take_over(self) -> None:
        """Look once for rows nobody holds, and renew the leases of our own when it is time."""
        async with self._looking:
            if self._stopped.is_set():
                return
            if self._held and self._clock.now() - self._renewed >= RENEW:
                await self._renew()
            now = self._clock.now()
            async with self._database.read() as tx:  # most looks find nothing, and hold up nobody who writes
                if not await anything_waits(tx, now=now):
                    return
            rows: list[OutboxRow] = []
            async with self._database.write() as tx:
                # All of them at once: what is said from now on must not overtake what was left over.
                while found := await claim_waiting(tx, now=now, limit=CLAIM):
                    rows += found
            self.take(rows)

    async def drained(self) -> None:
        """Return once nothing waits in memory."""
        while self._tasks:
            await asyncio.wait(self._tasks)

    async def stop(self) -> None:
        """Finish the calls that run, and give back what was not begun."""
        self._stopped.set()
        self._woken.set()
        await self.drained()
        fault("stop.before_release")
        async with self._looking:
            if self._held:
                async with self._database.write() as tx:
                    await release(tx, self._held)

    async def _renew(self) -> None:
        """Renew our leases and look which rows are still ours: this process was perhaps paused, cut off, or slow."""
        epoch, now, held = self._standing.epoch, self._clock.now(), list(self._held)
        async with self._database.write() as tx:
            ours = await renew_leases(tx, held, now=now)
            fault("delivery.renewed")
        # What has ended meanwhile, or whose end is being written down, was taken over by nobody.
        if lost := self._held.intersection(held) - ours - self._ending:
            log.warning("messages_taken_over", messages=len(lost))
        self._held -= lost
        self._renewed, self._epoch = now, epoch

    async def _check_ours(self, row: OutboxRow) -> None:
        """The fence before every call.

        Raises:
            TakenOver: another process has the row, or it cannot be known and this one stops.
        """
        while True:
            sure, looked = self._standing.is_sure(), self._epoch == self._standing.epoch
            if sure and looked and self._clock.now() - self._renewed < SAFE:
                break
            if self._stopped.is_set():
                raise TakenOver
            async with self._looking:
                if not self._standing.is_sure():
                    await self._clock.sleep(UNSURE)
                elif self._epoch != self._standing.epoch or self._clock.now() - self._renewed >= SAFE:
                    await self._renew()
        if row.id not in self._held:
            raise TakenOver

    async def _drain(self, key: str, queue: deque[OutboxRow]) -> None:
        while queue and not self._stopped.is_set():
            row = queue[0]
            if row.id not in self._held:
                queue.popleft()
                self._forget(row)
                continue
            if row.edits and self._put_off(row) > 0:
                if not let_words_pass(queue):
                    await wait_for(self._stopped, self._clock, seconds=min(POLL, self._put_off(row)))
                continue
            if (seconds := self._put_off(row)) > 0:
                await wait_for(self._stopped, self._clock, seconds=seconds)
            if row.lane is Lane.INTERACTIVE:
                await self._send(row, queue)
            else:
                # Taken for the try alone: a chat that must wait does not keep the others from going on.
                async with self._background[row.lane]:
                    await self._send(row, queue)
        if not queue:
            del self._queues[key]

    async def _send(self, row: OutboxRow, queue: deque[OutboxRow]) -> None:
        """Try the head of a queue once; it stays there unless it is final."""
        if self._stopped.is_set():
            return
        try:
            begin = partial(self._begin, row)
            ended = verdict_without_sending(queue, now=self._clock.now())
            result = ended or await self._poster.post(row, begin=begin, stopped=self._stopped)
        except TakenOver:
            return
        except Exception as error:
            result = self._mistake(row, error)
        if isinstance(result, Ended):
            await self._end(row, result)
            queue.popleft()
            self._forget(row)
        elif isinstance(result, Again):
            queue[0] = await self._again(row, result)
        else:
            queue[0] = replace(row, next_at=result.until)

    def _forget(self, row: OutboxRow) -> None:
        """It has ended, or is another process's now."""
        self._held.discard(row.id)
        self._ending.discard(row.id)
        self._mistakes.pop(row.id, None)
        self._poster.forget(row)

    async def _begin(self, row: OutboxRow) -> None:
        """Before a call whose repetition would be one too many, write down that it begins.

        Others are spared the commit: when the process dies, they are sent once more and flagged.

        Raises:
            TakenOver: the call must not be made.
        """
        await self._check_ours(row)
        if row.policy is Policy.NOTICE or (row.policy is Policy.CRITICAL and row.maybe_dup):

            async def begun(tx: Tx) -> None:
                if not await note_begun(tx, row.id, maybe_dup=row.maybe_dup + 1):
                    self._held.discard(row.id)

            await self._marks.write(end=begun)
            if row.id not in self._held:
                raise TakenOver

    def _mistake(self, row: OutboxRow, error: Exception) -> Ended | Again:
        """A message we failed to load or render must neither vanish nor stop its queue for good."""
        if is_away(error):
            log.warning("message_waits_for_the_database", row=row.id, reason=type(error).__name__)
            return Again(after=None, reason=type(error).__name__)
        log.error("message_failed", row=row.id, message=row.message, exc_info=error)
        self._mistakes[row.id] = self._mistakes.get(row.id, 0) + 1
        if self._mistakes[row.id] >= OUR_MISTAKES:
            return Ended("dead", type(error).__name__)
        return Again(after=OUR_MISTAKE_PAUSE, reason=type(error).__name__)

    async def _end(self, row: OutboxRow, end: Ended) -> None:
        self._vitals.end(end.state, row.dedupe_key, now=self._clock.now())
        if end.state in ("dead", "unknown"):
            log.error("message_not_delivered", row=row.id, state=end.state, method=row.method, reason=end.error)

        async def record(tx: Tx) -> bool:
            return await self._poster.record(tx, row, end)

        self._ending.add(row.id)
        tell, order = self._poster.listener(row, end), row.to.chat_id or 0
        await self._marks.write(end=record, tell=tell, order=order)

    async def _again(self, row: OutboxRow, again: Again) -> OutboxRow:
        attempts = min(row.attempts + 1, MOST_COUNTED)
        pause = again.after
        if pause is None or (not pause and attempts > QUICK_TRIES):
            pause = pause_after(attempts, longest=LONGEST_PAUSE)
        next_at = self._clock.now() + timedelta(seconds=pause)
        later = replace(row, attempts=attempts, maybe_dup=row.maybe_dup + again.ambiguous, next_at=next_at)
        if again.anew:
            # It is an edit no longer: sent twice it would be there twice.
            body = without_target(row.body)
            later = replace(later, method="sendMessage", edits=False, body=body, policy=Policy.CRITICAL)
        self._vitals.put_off += 1
        log.warning("message_put_off", row=row.id, attempts=attempts, reason=again.reason, pause=round(pause, 1))

        async def record(tx: Tx) -> None:
            counts = {"attempts": attempts, "maybe_dup": later.maybe_dup}
            await note_failure(tx, row.id, **counts, next_at=next_at, error=again.reason)

        await self._marks.write(end=record)
        fault("delivery.put_off")
        return later

    def _put_off(self, row: OutboxRow) -> float:
        """Seconds for which an earlier try, perhaps of an earlier process, has put it off."""
        return (row.next_at - self._clock.now()).total_seconds() if row.next_at else 0.0
