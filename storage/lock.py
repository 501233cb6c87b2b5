"""One bot an SQLite file: a second one would poll with the same token and send the same messages."""

import fcntl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from storage.db import Database


class AlreadyRunning(Exception):
    """Another bot runs on this file."""


@asynccontextmanager
async def only_bot(database: Database) -> AsyncIterator[None]:
    """Hold the lock for as long as the bot runs; the system gives it back when the process dies.

    Raises:
        AlreadyRunning: somebody else holds it.
    """
    path = Path(f"{database.url.database}.lock")
    with path.open("w") as file:  # noqa: ASYNC230 # opened once, before anything runs
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyRunning(str(path)) from None
        yield
