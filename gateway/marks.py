"""Records how messages ended, many in one transaction, because each commit waits for the disk."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from gateway.clock import Clock
from gateway.faults import fault
from storage.db import Database
from storage.transaction import Tx

RETRY = 1.0
"""Seconds between tries while the database is away."""

log = structlog.get_logger(__name__)
Mark = Callable[[Tx], Awaitable[None]]


class Marks:
    """Collects marks while one transaction commits, and writes them together in the next."""

    def __init__(self, database: Database, *, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._waiting: list[tuple[Mark, Mark, asyncio.Future[None]]] = []
        self._writing: asyncio.Task[None] | None = None

    async def write(self, *, end: Mark, tell: Mark) -> None:
        """Return once a message's end is recorded.

        Args:
            end: records it; must not fail.
            tell: what features do about it. If it fails, the end is recorded all the same: the message is out.
        """
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((end, tell, done))
        if self._writing is None or self._writing.done():
            self._writing = asyncio.ensure_future(self._write_all())
        await asyncio.shield(done)

    async def _write_all(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting, []
            while not await self._commit(batch):
                # What was sent must not be sent again by this process, so nothing goes on before it is recorded.
                await self._clock.sleep(RETRY)
            fault("delivery.marked")
            for _, _, done in batch:
                done.set_result(None)

    async def _commit(self, batch: list[tuple[Mark, Mark, asyncio.Future[None]]]) -> bool:
        try:
            async with self._database.write() as tx:
                for end, tell, _ in batch:
                    await end(tx)
                    try:
                        async with tx.savepoint():
                            await tell(tx)
                    except Exception:
                        log.exception("listener_failed")
        except Exception:
            log.exception("marks_failed", waiting=len(batch))
            return False
        return True
