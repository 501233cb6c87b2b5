"""Connections kept open, each with two ways in: SQLAlchemy's, and straight to the driver for what runs all the time."""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any, Protocol

import asyncpg
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

SIZE = 12
"""Connections at most; on PostgreSQL four workers, intake, delivery, marks and ticks, and some to spare."""
PATIENCE = 30.0
"""Seconds to wait for a connection while all of them are in use."""
UNDOING = 2.0
"""Seconds PostgreSQL may take to undo a transaction; a connection that takes longer is given up, and undone so."""


_END = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE pid = $1 AND usename = current_user AND backend_start < clock_timestamp() - make_interval(secs => $2)
"""
"""The age keeps a session of somebody else from being ended that was given the same process number since."""


class NotCommitted(Exception):
    """The database undid a transaction that was to be committed, because an earlier statement had failed in it."""


@dataclass(frozen=True, slots=True)
class Session:
    """What PostgreSQL keeps for a connection: its process, and since when (monotonic seconds)."""

    pid: int
    began: float


class Driver(Protocol):
    """A connection of the database's own driver. Between ``begin`` and ``commit`` SQLAlchemy may use it as well."""

    @property
    def is_open(self) -> bool:
        """Whether it can still be used, as far as is known without asking."""

    async def begin(self, *, writes: bool) -> None:
        """Begin a transaction; on SQLite one that ``writes`` takes the one write lock."""

    async def commit(self) -> None:
        """Keep what the transaction did, or raise."""

    async def rollback(self) -> None:
        """Undo the open transaction, if there is one."""

    def stop(self) -> Session | None:
        """Give the connection up without a word to the server, which may not listen; what it may still hold open."""

    async def command(self, *statements: str) -> None:
        """Run statements without values that give no rows, at the price of one where that is possible."""

    async def fetch(self, text: str, parameters: Sequence[Any] = ()) -> Sequence[Sequence[Any]]:
        """Run a statement; its rows, if it gives any."""

    async def fetch_many(self, text: str, many: Sequence[Sequence[Any]], *, returns: bool) -> Sequence[Sequence[Any]]:
        """Run a statement once for each of the parameters, in order; all their rows."""


class PostgresDriver:
    """asyncpg as a ``Driver``."""

    def __init__(self, connection: asyncpg.Connection) -> None:
        self._connection = connection
        self._session = Session(connection.get_server_pid(), time.monotonic())

    @property
    def is_open(self) -> bool:
        return not self._connection.is_closed()

    async def begin(self, *, writes: bool) -> None:  # noqa: ARG002 # only SQLite has to know
        await self._connection.execute("BEGIN ISOLATION LEVEL READ COMMITTED")

    async def commit(self) -> None:
        # Asked to commit a transaction with a failed statement, PostgreSQL says ROLLBACK and no error.
        if (done := await self._connection.execute("COMMIT")) != "COMMIT":
            raise NotCommitted(done)

    async def rollback(self) -> None:
        if self._connection.is_in_transaction():
            await self._connection.execute("ROLLBACK", timeout=UNDOING)

    def stop(self) -> Session | None:
        self._connection.terminate()
        return self._session

    async def command(self, *statements: str) -> None:
        await self._connection.execute("; ".join(statements))

    async def fetch(self, text: str, parameters: Sequence[Any] = ()) -> Sequence[Sequence[Any]]:
        rows: Sequence[Sequence[Any]] = await self._connection.fetch(text, *parameters)
        return rows

    async def fetch_many(self, text: str, many: Sequence[Sequence[Any]], *, returns: bool) -> Sequence[Sequence[Any]]:
        if not returns:
            await self._connection.executemany(text, many)
            return ()
        rows: Sequence[Sequence[Any]] = await self._connection.fetchmany(text, many)
        return rows


@dataclass(frozen=True, slots=True)
class Connection:
    """One connection: ``core`` is SQLAlchemy's door to it, ``driver`` the other. SQLAlchemy begins and ends nothing."""

    core: AsyncConnection
    driver: Driver

    @property
    def dialect(self) -> Dialect:
        return self.core.dialect

    @property
    def is_open(self) -> bool:
        return self.driver.is_open and not self.core.invalidated


class Pool:
    """Hands out connections, one transaction at a time, and keeps them open in between."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._idle: list[Connection] = []
        self._given_up: list[Session] = []
        self._places = asyncio.Semaphore(SIZE)

    @asynccontextmanager
    async def begun(self, *, writes: bool) -> AsyncIterator[Connection]:
        """A connection of one's own with a transaction begun; what is not committed in the block is undone."""
        async with asyncio.timeout(PATIENCE):
            await self._places.acquire()
        try:
            connection = await self._begin(writes=writes)
            try:
                yield connection
            finally:
                await self._take_back(connection)
        finally:
            self._places.release()

    async def _begin(self, *, writes: bool) -> Connection:
        """A kept connection may have died since, which its first statement tells; a new one is tried once."""
        while self._idle:
            connection = self._idle.pop()
            try:
                if connection.is_open:
                    await connection.driver.begin(writes=writes)
                    return connection
            except TimeoutError:
                # The network is silent: what else is kept is so too, and would cost everybody the same wait.
                silent, self._idle = self._idle, []
                for other in silent:
                    await self._discard(other)
            except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
                pass
            except BaseException:
                await self._take_back(connection)
                raise
            await self._discard(connection)
        connection = await self._open()
        try:
            await self._end_given_up(connection.driver)
            await connection.driver.begin(writes=writes)
        except BaseException:
            await self._discard(connection)
            raise
        return connection

    async def _open(self) -> Connection:
        core = await self._engine.connect()
        try:
            raw: Any = (await core.get_raw_connection()).driver_connection
        except BaseException:
            await core.close()
            raise
        return Connection(core, PostgresDriver(raw) if core.dialect.name == "postgresql" else raw)

    async def _take_back(self, connection: Connection) -> None:
        try:
            await connection.driver.rollback()
        except Exception:
            # Whatever went wrong before is already on its way to whoever asked; without its connection it is undone.
            await self._discard(connection)
        except BaseException:
            await self._discard(connection)
            raise
        else:
            if connection.is_open:
                self._idle.append(connection)
            else:
                await self._discard(connection)

    async def close(self) -> None:
        """Close what is kept."""
        idle, self._idle = self._idle, []
        await asyncio.gather(*(connection.core.close() for connection in idle), return_exceptions=True)

    async def _discard(self, connection: Connection) -> None:
        if left := connection.driver.stop():
            self._given_up.append(left)
        try:
            with suppress(Exception):
                await connection.core.invalidate()
        finally:  # also where whoever waits for it was told to stop
            with suppress(Exception):
                await connection.core.close()

    async def _end_given_up(self, driver: Driver) -> None:
        """Let PostgreSQL end sessions whose connections we gave up, and with them their locks.

        It may not have heard that we left. Its own limit for idle transactions does not count between the two halves of
        a statement, its name and its values, and asyncpg sends them apart when it runs one for the first time.
        """
        while self._given_up:
            session = self._given_up.pop()
            try:
                await driver.fetch(_END, (session.pid, time.monotonic() - session.began))
            except BaseException:
                self._given_up.append(session)
                raise
