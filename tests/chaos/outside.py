"""The bot's database as somebody else reads it: plain SQL, and none of the bot's own code."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing, suppress
from typing import Any

import asyncpg
from sqlalchemy.engine import make_url

GLANCE = 0.05
"""Seconds between looks; nobody tells an outsider when the bot commits."""
TO_RETURN = 20.0
"""Seconds a database may take to come back."""
GOING = (asyncpg.AdminShutdownError, asyncpg.CrashShutdownError, asyncpg.CannotConnectNowError)
"""What a server says while it goes."""
Rows = list[dict[str, Any]]


class Books:
    """Reads what the bot wrote down, also over restarts of its database."""

    def __init__(self, url: str) -> None:
        self._url = make_url(url)
        self._connection: asyncpg.Connection | None = None

    @property
    def is_sqlite(self) -> bool:
        """Whether the database is a file."""
        return self._url.get_backend_name() == "sqlite"

    async def _connected(self) -> asyncpg.Connection:
        """A connection; a server that restarts is waited for."""
        deadline = asyncio.get_running_loop().time() + TO_RETURN
        while self._connection is None or self._connection.is_closed():
            try:
                self._connection = await asyncpg.connect(
                    user=self._url.username, database=self._url.database, host=str(self._url.query["host"])
                )
            except (OSError, asyncpg.PostgresError):
                assert asyncio.get_running_loop().time() < deadline, "the database never came back"
                await asyncio.sleep(GLANCE)
        return self._connection

    async def rows(self, query: str) -> Rows:
        """What a query finds."""
        while not self.is_sqlite:
            with suppress(OSError, asyncpg.PostgresConnectionError, asyncpg.InterfaceError, *GOING):
                return [dict(row) for row in await (await self._connected()).fetch(query)]
        with closing(sqlite3.connect(str(self._url.database), timeout=10)) as connection:
            connection.row_factory = sqlite3.Row
            return [dict(row) for row in connection.execute(query)]

    async def change(self, statement: str) -> None:
        """Let something be otherwise than the bot left it."""
        if not self.is_sqlite:
            await (await self._connected()).execute(statement)
            return
        with closing(sqlite3.connect(str(self._url.database), timeout=10)) as connection, connection:
            connection.execute(statement)

    async def is_left(self, query: str, *, within: float) -> Rows:
        """Wait until a query finds nothing; what it still finds when the time is over."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + within
        while (found := await self.rows(query)) and loop.time() < deadline:  # noqa: ASYNC110 # the bot is another process
            await asyncio.sleep(GLANCE)
        return found

    async def close(self) -> None:
        """Read no more."""
        if self._connection is not None:
            await self._connection.close()


@asynccontextmanager
async def open_books(url: str) -> AsyncIterator[Books]:
    """The books behind a database URL."""
    books = Books(url)
    try:
        yield books
    finally:
        await books.close()
