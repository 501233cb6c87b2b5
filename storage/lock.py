"""One bot a database: a second one would poll with the same token and send the same messages."""

import fcntl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from storage.db import Database

ADVISORY_KEY = 7_262_874_001
"""The key of the lock on PostgreSQL: any number that nothing else on the server uses."""


class AlreadyRunning(Exception):
    """Another bot runs on this database."""


@asynccontextmanager
async def only_bot(database: Database) -> AsyncIterator[None]:
    """Hold the lock for as long as the bot runs; the system gives it back when the process dies.

    Raises:
        AlreadyRunning: somebody else holds it.
    """
    if database.is_sqlite:
        path = Path(f"{database.url.database}.lock")
        with path.open("w") as file:  # noqa: ASYNC230 # opened once, before anything runs
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise AlreadyRunning(str(path)) from None
            yield
        return
    async with database.engine.connect() as connection:
        got = await connection.execute(text("SELECT pg_try_advisory_lock(:key)"), {"key": ADVISORY_KEY})
        await connection.commit()
        if not got.scalar_one():
            raise AlreadyRunning(database.url.database or "")
        try:
            yield
        finally:
            # The lock is the connection's, and in the pool it would live on; without a connection it is gone already.
            with suppress(SQLAlchemyError, OSError):
                await connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": ADVISORY_KEY})
