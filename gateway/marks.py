"""Records what was made and how messages ended, many in one transaction, because each commit waits for the disk."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace

import structlog

from gateway.clock import Clock
from storage.db import Database, is_away, is_conflict
from storage.faults import fault
from storage.transaction import Tx

RETRY = 1.0
"""Seconds between tries while the database is away."""

log = structlog.get_logger(__name__)
Mark = Callable[[Tx], Awaitable[None]]
End = Callable[[Tx], Awaitable[bool | None]]


@dataclass(frozen=True, slots=True)
class _Waiting:
    end: End
    tell: Mark | None
    order: int
    done: asyncio.Future[None]


class Marks:
    """Collects marks while one transaction commits, and writes them together in the next."""

    def __init__(self, database: Database, *, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._waiting: list[_Waiting] = []
        self._writing: asyncio.Task[None] | None = None

    async def write(self, *, end: End, tell: Mark | None = None, order: int = 0) -> None:
        """Return once a message's end is recorded; until then nothing may go on, or it would be sent again.

        Args:
            end: records it; false if another process did so before, which has then told.
            tell: what features do about it. If it fails, the end is recorded all the same: the message is out.
            order: the chat; marks and units of work lock them by their numbers, so that neither stops the other.
        """
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Waiting(end, tell, order, done))
        if self._writing is None or self._writing.done():
            self._writing = asyncio.ensure_future(self._write_all())
        await asyncio.shield(done)

    async def _write_all(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting, []
            left = await self._write(batch)
            fault("delivery.marked")
            if left:
                self._waiting = [*left, *self._waiting]
                await self._clock.sleep(RETRY)

    async def _write(self, batch: Sequence[_Waiting]) -> Sequence[_Waiting]:
        """Write a batch; return what is left to be written."""
        try:
            await self._commit(batch)
        except Exception as error:
            log.exception("marks_failed", waiting=len(batch))
            return batch if is_away(error) else await self._one_by_one(batch)
        return ()

    async def _one_by_one(self, batch: Sequence[_Waiting]) -> list[_Waiting]:
        """One mark cannot be written: the others must not wait for it, and it is tried without its listener."""
        left = []
        for mark in batch:
            for attempt in (mark, replace(mark, tell=None)):
                try:
                    await self._commit([attempt])
                    break
                except Exception:
                    log.exception("mark_failed", without_listener=attempt.tell is None)
            else:
                left.append(mark)
        return left

    async def _commit(self, batch: Sequence[_Waiting]) -> None:
        async with self._database.write() as tx:
            for mark in sorted(batch, key=lambda mark: mark.order):
                if await mark.end(tx) is not False and mark.tell:
                    await _told(tx, mark.tell)
        for mark in batch:
            mark.done.set_result(None)


async def _told(tx: Tx, tell: Mark) -> None:
    try:
        async with tx.savepoint():
            await tell(tx)
    except Exception as error:
        if is_away(error) or is_conflict(error):
            # The listener is not to blame, and would be told never again.
            raise
        log.exception("listener_failed")
