"""The bot's database as somebody else reads it: plain SQL, and none of the bot's own code."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from typing import Any

import asyncpg
from sqlalchemy.engine import make_url

GLANCE = 0.05
"""Seconds between looks; nobody tells an outsider when the bot commits."""
Rows = list[dict[str, Any]]


class Books:
    """Reads what the bot wrote down."""

    def __init__(self, url: str, connection: asyncpg.Connection | None) -> None:
        self._url = make_url(url)
        self._connection = connection

    async def rows(self, query: str) -> Rows:
        """What a query finds."""
        if self._connection is not None:
            return [dict(row) for row in await self._connection.fetch(query)]
        with closing(sqlite3.connect(str(self._url.database), timeout=10)) as connection:
            connection.row_factory = sqlite3.Row
            return [dict(row) for row in connection.execute(query)]

    async def change(self, statement: str) -> None:
        """Let something be otherwise than the bot left it."""
        if self._connection is not None:
            await self._connection.execute(statement)
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


@asynccontextmanager
async def open_books(url: str) -> AsyncIterator[Books]:
    """The books behind a database URL."""
    address = make_url(url)
    if address.get_backend_name() == "sqlite":
        yield Books(url, None)
        return
    connection = await asyncpg.connect(
        user=address.username, database=address.database, host=str(address.query["host"])
    )
    try:
        yield Books(url, connection)
    finally:
        await connection.close()
