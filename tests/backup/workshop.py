"""What tests of backups need: the means to make them, empty places to restore into, and a look from outside."""

import itertools
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from content.starter import write_starter
from storage.backup.make import Made, Means, make_backup
from storage.backup.postgres import Tools
from storage.backup.restore import Restored, restore
from storage.backup.sealed import write_new_key
from storage.backup.shelf import Shelf
from storage.db import Database


def present() -> datetime:
    """The real present."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Workshop:
    """One database with everything around it."""

    database: Database
    means: Means
    key_file: Path
    programs: Path | None
    empty_place: Callable[[], str]

    async def backup(self) -> Made:
        """Make a backup as the command does."""
        return await make_backup(self.database, self.means, now=present)

    async def restore(self, source: Path, *, into: str, hall: Path | None = None) -> Restored:
        """Restore one as the command does."""
        target = Database(into)
        try:
            tools = Tools(self.programs, url=target.url)
            return await restore(source, key=self.means.key, into=target, tools=tools, hall=hall)
        finally:
            await target.close()


@pytest.fixture
def empty_place(request: pytest.FixtureRequest, database_url: str, tmp_path: Path) -> Iterator[Callable[[], str]]:
    """Makes places of the same kind as the database, with nothing in them."""
    numbers, made = itertools.count(1), []
    if database_url.startswith("sqlite"):
        yield lambda: f"sqlite:///{tmp_path}/restored{next(numbers)}/banshi.db"
        return
    server = request.getfixturevalue("postgres")

    def create() -> str:
        made.append(server.create_database())
        return str(made[-1])

    yield create
    for url in made:
        server.drop(url)


@pytest.fixture
def workshop(
    request: pytest.FixtureRequest, database: Database, tmp_path: Path, empty_place: Callable[[], str]
) -> Workshop:
    """A migrated database, a key, a shelf, and a hall pack."""
    programs = None if database.is_sqlite else request.getfixturevalue("postgres").programs
    key_file = tmp_path / "key"
    key = write_new_key(key_file)
    tools = Tools(programs, url=database.url)
    write_starter(tmp_path / "pack", today=present().date())
    means = Means(Shelf(tmp_path / "shelf"), key, tools, tmp_path / "pack", "0.1.0")
    return Workshop(database, means, key_file, programs, empty_place)


def integrity(url: str) -> str:
    """What SQLite says of a file; nothing can be said of PostgreSQL from outside, so that is "ok"."""
    address = make_url(url)
    if address.get_backend_name() != "sqlite":
        return "ok"
    with closing(sqlite3.connect(str(address.database))) as connection:
        return str(connection.execute("PRAGMA integrity_check").fetchone()[0])
