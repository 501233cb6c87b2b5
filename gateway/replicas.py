"""This process among its equals: whether it is still seen, whether it leads, and what the dead left behind."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from contextlib import AsyncExitStack
from typing import Any, Protocol

import structlog

from gateway.clock import Clock, wait_for
from storage import inbox, outbox_leases
from storage.db import Database
from storage.lock import only_bot
from storage.presence import NotPresent, Presence, Seen, appear

LOOK = 0.5
"""Seconds between looks at who lives."""
GRACE = 2.0
"""Seconds for which nobody must have seen a process before its work is taken over: a restarted database is no death."""
SURE = 10.0
"""Seconds after a look in which nobody can have taken this process for dead, unless it knows that it lost touch."""

log = structlog.get_logger(__name__)


class Standing(Protocol):
    """How this process stands with others; see ``Replicas``."""

    @property
    def epoch(self) -> int:
        """Grows whenever others may have taken this process for dead, so that what it holds must be looked at anew."""

    def is_sure(self) -> bool:
        """Whether nobody can have taken this process for dead."""


class Alone:
    """The only process there is."""

    epoch = 0

    def is_sure(self) -> bool:
        return True


class Replicas:
    """One of any number of equal processes on PostgreSQL; on SQLite the only one, which always leads."""

    def __init__(
        self, database: Database, *, clock: Clock, polls: bool, heard: Callable[[str], None],
        refresh: Callable[[], Awaitable[None]],
    ) -> None:  # fmt: skip
        self._database = database
        self._clock = clock
        self._polls = polls
        self._heard = heard
        self._refresh = refresh
        self._lock = AsyncExitStack()
        self._presence: Presence | None = None
        self._opened = False
        self._sure_until = 0.0
        self._missing: dict[int, float] = {}
        self._leading, self._following = asyncio.Event(), asyncio.Event()
        self._following.set()
        self._changed = asyncio.Event()
        self._stale = True
        self._stopped = False
        self.epoch = 0

    @property
    def leads(self) -> bool:
        """Whether this process may poll; before it is opened nobody else is known."""
        return not self._opened or self._leading.is_set()

    def is_sure(self) -> bool:
        """Whether nobody can have taken this process for dead."""
        if not self._opened or self._database.is_sqlite:
            return True
        return self._presence is not None and self._clock.monotonic() < self._sure_until

    async def open(self) -> None:
        """Be seen, and take over what processes left that are gone.

        Raises:
            AlreadyRunning: another bot uses the SQLite file.
            NotPresent: PostgreSQL is away.
        """
        if self._database.is_sqlite:
            await self._lock.enter_async_context(only_bot(self._database))
            async with self._database.write() as tx:
                now = self._clock.now()
                await inbox.expire_leases(tx, now=now)
                await outbox_leases.expire_leases(tx, now=now)
            self._lead(leads=True)
            await self._refresh()
        else:
            await self._look()
        self._opened = True

    async def run(self) -> None:
        """Look again and again, until closed."""
        while not self._stopped:
            self._changed.clear()
            if not self._database.is_sqlite:
                try:
                    await self._look()
                except NotPresent as error:
                    self._lose()
                    log.warning("not_present", reason=str(error))
                except Exception:
                    # The look succeeded, but what it found could not be seen to.
                    log.exception("replicas_failed")
            await wait_for(self._changed, self._clock, seconds=LOOK)

    async def while_leading(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Do something whenever this process leads, and only then; it is cancelled at once when it leads no more."""
        while True:
            await self._leading.wait()
            doing = asyncio.ensure_future(work())
            lost = asyncio.ensure_future(self._following.wait())
            try:
                await asyncio.wait((doing, lost), return_when=asyncio.FIRST_COMPLETED)
                if doing.done():
                    return doing.result()
            finally:
                for task in (doing, lost):
                    task.cancel()
                await asyncio.gather(doing, lost, return_exceptions=True)

    async def close(self) -> None:
        """Let others see that this process has gone; what it held must be given back before."""
        self._stopped = True
        self._changed.set()
        self._lead(leads=False)
        if self._presence:
            await self._presence.close()
        await self._lock.aclose()

    async def _look(self) -> None:
        began = self._clock.monotonic()
        if self._presence is None:
            self._presence = await appear(
                self._database.url, owner=self._database.owner, wants_to_lead=self._polls, heard=self._hear,
                lost=self._lose,
            )  # fmt: skip
            self._stale = True
            # Whoever lost touch together with us needs the time to come back.
            self._missing.clear()
        seen = await self._presence.look()
        if began >= self._sure_until:
            self.epoch += 1
        self._sure_until = began + SURE
        self._database.has_company = len(seen.living) > 1
        self._lead(leads=seen.leads)
        await self._take_over(seen)
        if self._stale:
            self._stale = False
            await self._refresh()

    async def _take_over(self, seen: Seen) -> None:
        """Free what dead processes hold, once they have been missing for long enough."""
        async with self._database.read() as tx:
            now = self._clock.now()
            holders = await inbox.list_holders(tx, now=now) | await outbox_leases.list_holders(tx, now=now)
        moment = self._clock.monotonic()
        self._missing = {owner: self._missing.get(owner, moment) for owner in holders - seen.living}
        gone = [owner for owner, since in self._missing.items() if moment - since >= GRACE]
        if gone:
            await self._free(gone)

    async def _free(self, gone: Iterable[int]) -> None:
        async with self._database.write() as tx:
            now = self._clock.now()
            updates = await inbox.expire_leases(tx, now=now, owners=gone)
            messages = await outbox_leases.expire_leases(tx, now=now, owners=gone)
            tx.news |= {"inbox", "outbox"}
        log.warning("replica_gone", owners=len(list(gone)), updates=updates, messages=messages)
        for news in ("inbox", "outbox"):
            self._heard(news)

    def _hear(self, news: str) -> None:
        if news == "moved":
            self._stale = True
            self._changed.set()
        self._heard(news)

    def _lose(self) -> None:
        """The connection is lost: stop leading at once, and be sure of nothing."""
        if self._presence is None:
            return
        self._presence.drop()
        self._presence = None
        self._sure_until = 0.0
        self._lead(leads=False)
        self._changed.set()

    def _lead(self, *, leads: bool) -> None:
        if leads == self._leading.is_set():
            return
        (self._leading if leads else self._following).set()
        (self._following if leads else self._leading).clear()
        if leads:
            log.info("leads")
        else:
            log.info("leads_no_more")
