"""The one database: SQLite on a small machine, PostgreSQL for more, behind one way to read and to write."""

import asyncio
import secrets
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import asyncpg
import orjson
from sqlalchemy import NullPool, exc, func, select
from sqlalchemy.engine import URL, make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from storage.documents import dump_json
from storage.onloop import OnLoopConnection
from storage.onloop import connect as connect_on_loop
from storage.outbox import LEASE, OutboxRow, enqueue
from storage.pool import Pool
from storage.presence import NEWS
from storage.transaction import Tx

WORTH_WHILE = 0.2
"""Share of unused pages from which SQLite's file is written anew."""
LARGEST_OWNER = (1 << 31) - 1
"""Numbers of processes fit half an advisory lock's key."""
AWAY = (
    OSError,
    exc.OperationalError,
    exc.InterfaceError,
    sqlite3.OperationalError,
    asyncpg.InterfaceError,
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.IdleInTransactionSessionTimeoutError,
    asyncpg.InvalidCachedStatementError,
)
"""How SQLAlchemy and, of what goes straight to them, the drivers say it. The last: a migration beside the running bot
changed a column's type; the connection prepares the statement anew the next time."""


def is_conflict(error: BaseException) -> bool:
    """Whether PostgreSQL gave up a transaction only because another was in its way: it is not to blame."""
    cause = getattr(error, "orig", error)
    return getattr(cause, "sqlstate", None) in CONFLICTS


CONFLICTS = ("40001", "40P01", "55P03")
"""Serialization failure, deadlock, a lock that was waited for too long."""
FROZEN = "20s"
"""How long PostgreSQL waits within a transaction for the next word; less than a lease."""
LOCKED = "8s"
"""How long a statement may wait for what another holds: a conflict, told before the network counts as silent."""
CONNECTING = 5.0
"""Seconds PostgreSQL may take to let us in."""
ANSWERING = 10.0
"""Seconds it may take for a statement of a unit of work; then the network counts as silent. Much less than a lease."""


UNABLE = ("08", "53", "57P", "58")
"""Classes of PostgreSQL's errors: no connection, no room or memory left, shutting down or starting, the disk fails."""


def is_away(error: BaseException) -> bool:
    """Whether the database cannot be used now, so that the same thing may succeed later."""
    cause = getattr(error, "orig", error)
    if str(getattr(cause, "sqlstate", None) or "").startswith(UNABLE):
        return True
    if isinstance(error, exc.DBAPIError) and error.connection_invalidated:
        return True
    # SQLite calls a mistake in a statement an operational error as well, asyncpg a value that does not fit.
    mistaken = getattr(cause, "sqlite_errorcode", None) == sqlite3.SQLITE_ERROR or isinstance(cause, asyncpg.DataError)
    return isinstance(error, AWAY) and not mistaken


async def tell(tx: Tx, news: Iterable[str]) -> None:
    """Let other processes know, once this is committed, what they should look at."""
    for one in news:
        await tx.execute(select(func.pg_notify(NEWS, one)))


def _present() -> datetime:
    return datetime.now(UTC)


async def present(tx: Tx) -> datetime:
    """What time it is by the clock of a PostgreSQL server."""
    moment: datetime = (await tx.execute(select(func.clock_timestamp()))).scalar_one()
    return moment


class Database:
    """An engine with two doors: ``write()`` for a unit of work, ``read()`` for a look.

    SQLite has one writer at a time. Waiting for it inside SQLite would stop the event loop that the current writer
    needs to finish, so writers of this process queue here instead; those of other processes are waited for in a thread.
    """

    def __init__(self, url: str, *, now: Callable[[], datetime] = _present) -> None:
        # Leases are taken here and judged by delivery, so both need the same clock.
        self._now = now
        self.url: URL = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self._writer = asyncio.Lock() if self.is_sqlite else nullcontext()
        self.hand_over: Callable[[list[OutboxRow]], None] | None = None
        self.owner = secrets.randbelow(LARGEST_OWNER) + 1
        self.has_company = False
        """Whether other processes of the bot live on this database, so that they are told of news."""
        self._known: dict[Any, Any] = {}
        """What looks have found that never changes; units of work add nothing, for it may be undone with them."""
        self.engine: AsyncEngine = _sqlite(self.url) if self.is_sqlite else _postgresql(self.url)
        """For what needs a connection of its own, and time. What it opens it closes again."""
        self._pool = Pool(self.engine if self.is_sqlite else _for_units(self.url))

    @asynccontextmanager
    async def write(self) -> AsyncIterator[Tx]:
        """A transaction that commits when the block ends and rolls back when it raises.

        What it said is written just before the commit and handed over to delivery right after, if there is one here.
        """
        async with self._writer, self._pool.begun(writes=True) as connection:
            tx = Tx(connection, owner=self.owner, known={**self._known})
            yield tx
            await tx.write_deferred()
            now, hand_over = self._now(), self.hand_over
            leased_until = now + LEASE if hand_over else None
            rows = await enqueue(tx, tx.outgoing, now=now, leased_until=leased_until) if tx.outgoing else []
            if tx.news and self.has_company:
                await tell(tx, tx.news)
            await connection.driver.commit()
        if rows and hand_over:
            hand_over(rows)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Tx]:
        """A look at committed data; nothing it does is kept."""
        async with self._pool.begun(writes=False) as connection:
            yield Tx(connection, owner=self.owner, known=self._known)

    async def compact(self) -> None:
        """Give pages of SQLite that nobody uses back to the disk, if it is worth while.

        Writers wait meanwhile; readers and the event loop go on.
        """
        async with self._writer, self.engine.connect() as connection:
            free = (await connection.exec_driver_sql("PRAGMA freelist_count")).scalar_one()
            pages = (await connection.exec_driver_sql("PRAGMA page_count")).scalar_one()
            if free > pages * WORTH_WHILE:
                await connection.exec_driver_sql("VACUUM")
            await connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    async def close(self) -> None:
        """Give back every connection."""
        await self._pool.close()
        await self.engine.dispose()


def _sqlite(url: URL) -> AsyncEngine:
    if not url.database or url.database == ":memory:":
        raise ValueError("a hall's data needs a file: write sqlite:///path/to/banshi.db")
    path = Path(url.database)
    path.parent.mkdir(parents=True, exist_ok=True)

    async def open_connection(*_: Any, **__: Any) -> OnLoopConnection:
        return await connect_on_loop(str(path))

    return create_async_engine(
        URL.create("sqlite+aiosqlite", database=str(path)),
        async_creator=open_connection,
        poolclass=NullPool,
        json_serializer=dump_json,
        json_deserializer=orjson.loads,
    )


def _for_units(url: URL) -> AsyncEngine:
    """For units of work: transactions are begun and ended at the driver, so SQLAlchemy is told to keep out of them."""
    return _postgresql(url, lock_timeout=LOCKED, command_timeout=ANSWERING).execution_options(
        isolation_level="AUTOCOMMIT"
    )


def _postgresql(url: URL, *, lock_timeout: str = "0", **limits: float) -> AsyncEngine:
    # A process that freezes in a transaction would hold its locks against everybody else.
    server = {"idle_in_transaction_session_timeout": FROZEN, "lock_timeout": lock_timeout}
    return create_async_engine(
        url.set(drivername="postgresql+asyncpg"),
        poolclass=NullPool,
        isolation_level="READ COMMITTED",
        connect_args={"server_settings": server, "timeout": CONNECTING, **limits},
        json_serializer=dump_json,
        json_deserializer=orjson.loads,
    )
