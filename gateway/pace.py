"""Asks the limiter for all processes of the bot: in memory where there is one, by rows where there may be several."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from gateway.clock import Clock
from gateway.limiter import Limiter
from storage.db import Database
from storage.outgoing import Lane
from storage.pace import WHOLE_BOT, forget_pace, lock_pace, save_pace

QUIET = timedelta(hours=25)
"""A chat in which nothing was said for so long has no hold on it any more: Telegram's longest is a day."""
FORGETTING = 5000
"""Batches between looks for chats to forget."""


class Pace(Protocol):
    """See ``gateway.limiter.Limiter``; moments are machine time."""

    async def ask(self, chat_id: int, *, lane: Lane, now: datetime, edits: bool) -> datetime | None:
        """Take a place for one message to this chat; None when taken, else the moment to ask again."""

    async def hold(self, chat_id: int, *, retry_after: int, now: datetime) -> None:
        """Telegram said 429."""


class InMemory:
    """The pace of the only process.

    The limiter is given a time that only grows: set back by an hour, the machine's would silence the bot for as long.
    """

    def __init__(self, limiter: Limiter, *, clock: Clock) -> None:
        self._limiter = limiter
        self._clock = clock
        self._began = clock.now() - timedelta(seconds=clock.monotonic())

    async def ask(self, chat_id: int, *, lane: Lane, now: datetime, edits: bool) -> datetime | None:
        steady = self._steady()
        free = self._limiter.ask(chat_id, lane=lane, now=steady, edits=edits)
        return None if free is None else now + (free - steady)

    async def hold(self, chat_id: int, *, retry_after: int, now: datetime) -> None:  # noqa: ARG002 # see _steady
        self._limiter.hold(chat_id, retry_after=retry_after, now=self._steady())

    def _steady(self) -> datetime:
        return self._began + timedelta(seconds=self._clock.monotonic())


@dataclass(frozen=True, slots=True)
class _Wish:
    chat_id: int
    deed: Callable[[datetime], datetime | None]
    """Given the server's time; a moment it gives is of that time too."""
    done: asyncio.Future[datetime | None]


class Shared:
    """The pace of all processes on one PostgreSQL, kept in its rows.

    What is asked while one transaction runs shares the next. If the database is away nothing passes: nobody could write
    down what was sent either. Everybody goes by the server's clock.
    """

    def __init__(self, database: Database, limiter: Limiter, *, clock: Clock) -> None:
        self._database = database
        self._limiter = limiter
        self._clock = clock
        self._wishes: list[_Wish] = []
        self._asking: asyncio.Task[None] | None = None
        self._batches = 0

    async def ask(self, chat_id: int, *, lane: Lane, now: datetime, edits: bool) -> datetime | None:  # noqa: ARG002 # the server's counts
        def deed(present: datetime) -> datetime | None:
            return self._limiter.ask(chat_id, lane=lane, now=present, edits=edits)

        return await self._do(chat_id, deed)

    async def hold(self, chat_id: int, *, retry_after: int, now: datetime) -> None:  # noqa: ARG002 # as above
        def deed(present: datetime) -> None:
            self._limiter.hold(chat_id, retry_after=retry_after, now=present)

        await self._do(chat_id, deed)

    async def _do(self, chat_id: int, deed: Callable[[datetime], datetime | None]) -> datetime | None:
        wish = _Wish(chat_id, deed, asyncio.get_running_loop().create_future())
        self._wishes.append(wish)
        if self._asking is None or self._asking.done():
            self._asking = asyncio.ensure_future(self._ask_all())
        return await wish.done

    async def _ask_all(self) -> None:
        while self._wishes:
            batch, self._wishes = self._wishes, []
            try:
                answers: Sequence[Any] = await self._grant(batch)
            except Exception as error:
                answers = [error] * len(batch)
            for wish, answer in zip(batch, answers, strict=True):
                if wish.done.done():
                    continue
                if isinstance(answer, Exception):
                    wish.done.set_exception(answer)
                else:
                    wish.done.set_result(answer)

    async def _grant(self, batch: Sequence[_Wish]) -> list[datetime | None]:
        chat_ids = {wish.chat_id for wish in batch}
        async with self._database.write() as tx:
            now, states = await lock_pace(tx, chat_ids)
            for key in (WHOLE_BOT, *chat_ids):
                self._limiter.restore(key, states.get(key, {}))
            answers = [wish.deed(now) for wish in batch]
            await save_pace(tx, {key: self._limiter.dump(key) for key in (WHOLE_BOT, *sorted(chat_ids))}, now=now)
            self._batches += 1
            if self._batches % FORGETTING == 0:
                await forget_pace(tx, quiet_since=now - QUIET)
        here = self._clock.now()
        return [None if free is None else here + (free - now) for free in answers]


def pace_of(database: Database, limiter: Limiter, *, clock: Clock) -> Pace:
    """The pace for a database: SQLite has one process, and a limiter that counts nothing has nothing to share."""
    shared = limiter.counts and not database.is_sqlite
    return Shared(database, limiter, clock=clock) if shared else InMemory(limiter, clock=clock)
