"""A migrated database for each test: SQLite in a file, and a real PostgreSQL."""

import shutil
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import asyncpg
import pytest

from storage.db import Database
from storage.schema import migrate
from tests.kit.postgres import PostgresServer, database_name

BACKENDS = ("sqlite", "postgresql")
MEMORY = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108 # in a directory of our own there


async def _migrated(url: str) -> str:
    database = Database(url)
    await migrate(database)
    await database.close()
    return url


class Templates:
    """Migrated databases to copy, one a backend, made when first asked for."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._urls: dict[str, str] = {}

    async def sqlite(self) -> Path:
        """A migrated file."""
        path = self.folder / "template.db"
        if "sqlite" not in self._urls:
            self._urls["sqlite"] = await _migrated(f"sqlite:///{path}")
        return path

    async def postgresql(self, server: PostgresServer) -> str:
        """A migrated database on the server."""
        if "postgresql" not in self._urls:
            self._urls["postgresql"] = await _migrated(server.create_database())
        return self._urls["postgresql"]


SCHEMA = """
    SELECT concat_ws(' ',
        (SELECT md5(string_agg(concat_ws(' ', attrelid, attname, atttypid, attnotnull), ',' ORDER BY attrelid, attnum))
         FROM pg_attribute WHERE attrelid >= 16384),
        (SELECT md5(string_agg(oid::text, ',' ORDER BY oid)) FROM pg_constraint WHERE oid >= 16384),
        (SELECT md5(string_agg(oid::text, ',' ORDER BY oid)) FROM pg_trigger WHERE oid >= 16384))
"""
"""Columns of tables and indexes, constraints, triggers: by numbers that a copied database has as its template has."""
WRITTEN = """
    SELECT relname FROM pg_class
    WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND pg_relation_size(oid) > 0
"""
"""The tables into which anything was written since they were made or emptied."""
RESTART = """
    DO $$ DECLARE name text; BEGIN
        FOR name IN SELECT sequencename FROM pg_sequences WHERE last_value IS NOT NULL LOOP
            EXECUTE format('ALTER SEQUENCE %I RESTART', name);
        END LOOP;
    END $$
"""
ALONE = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = $1 AND pid <> pg_backend_pid()"
"""Whoever goes is waited for, at most so many milliseconds: until then it keeps its advisory locks."""
USES = 50
"""After which a database makes way for a new one: what is deleted stays in its files for a while."""
LOCKED_OUT = "5s"
"""After which a database that somebody uses in spite of it is given up."""


class Shelf:
    """Migrated PostgreSQL databases of a test process: a used one is emptied, which takes a tenth of a new one."""

    def __init__(self, server: PostgresServer, templates: "Templates") -> None:
        self._server = server
        self._templates = templates
        self._schema: str | None = None
        self._rows: dict[str, str] = {}
        """What a table holds from the start, as JSON; only tables that hold something."""
        self._free: list[str] = []
        self._uses = Counter[str]()

    async def take(self) -> str:
        """The URL of a database in which there is what migrations leave."""
        template = await self._templates.postgresql(self._server)
        if self._schema is None:
            await self._learn(template)
        return self._free.pop() if self._free else self._server.create_database(template=template)

    async def give_back(self, url: str) -> None:
        """Make a database as new for the next test; drop it where its schema was changed, and after ``USES``."""
        self._uses[url] += 1
        try:
            as_new = self._uses[url] < USES and await self._empty(url)
        except (asyncpg.PostgresError, OSError):
            as_new = False
        if as_new:
            self._free.append(url)
        else:
            self._server.drop(url)

    async def _learn(self, template: str) -> None:
        async with self._connected(template) as connection:
            self._schema = await connection.fetchval(SCHEMA)
            for [name] in await connection.fetch(WRITTEN):
                rows = f"SELECT json_agg(row) FROM {name} row"  # noqa: S608 # our own names
                self._rows[name] = await connection.fetchval(rows)

    async def _empty(self, url: str) -> bool:
        """Whether it is as new now."""
        async with self._connected(url) as connection, connection.transaction():
            await connection.execute(ALONE, database_name(url))
            if await connection.fetchval(SCHEMA) != self._schema:
                return False
            written = [name for [name] in await connection.fetch(WRITTEN)]
            await connection.execute(";".join(f"DELETE FROM {name}" for name in written))  # noqa: S608 # our own names
            await connection.execute(RESTART)
            for name, rows in self._rows.items():
                again = f"INSERT INTO {name} SELECT * FROM json_populate_recordset(NULL::{name}, $1)"  # noqa: S608 # as above
                await connection.execute(again, rows)
        return True

    @asynccontextmanager
    async def _connected(self, url: str) -> AsyncIterator[asyncpg.Connection]:
        place = {"host": str(self._server.home), "user": "banshi", "database": database_name(url)}
        # No key of another table, and no trigger, hinders a deletion.
        settings = {"lock_timeout": LOCKED_OUT, "session_replication_role": "replica"}
        connection = await asyncpg.connect(**place, server_settings=settings)
        try:
            yield connection
        finally:
            await connection.close()


@pytest.fixture(scope="session")
def templates(tmp_path_factory: pytest.TempPathFactory) -> Templates:
    """The templates of this test process."""
    return Templates(tmp_path_factory.mktemp("templates"))


@pytest.fixture(scope="session")
def shelf(postgres: PostgresServer, templates: Templates) -> Shelf:
    """The databases of this test process."""
    return Shelf(postgres, templates)


@asynccontextmanager
async def _sqlite(templates: Templates) -> AsyncIterator[str]:
    """A database in memory, where the machine has a place for files there: every commit waits for a disk."""
    with TemporaryDirectory(prefix="banshi-", dir=MEMORY) as folder:
        path = Path(folder) / "banshi.db"
        shutil.copy(await templates.sqlite(), path)
        yield f"sqlite:///{path}"


@pytest.fixture
async def sqlite_url(templates: Templates) -> AsyncIterator[str]:
    """The URL of a migrated, empty SQLite database, for tests of what does not depend on the database."""
    async with _sqlite(templates) as url:
        yield url


@pytest.fixture(params=BACKENDS)
async def database_url(request: pytest.FixtureRequest, templates: Templates) -> AsyncIterator[str]:
    """The URL of a migrated, empty database: every test that asks runs on both."""
    if request.param == "sqlite":
        async with _sqlite(templates) as url:
            yield url
        return
    shelf: Shelf = request.getfixturevalue("shelf")
    url = await shelf.take()
    yield url
    await shelf.give_back(url)


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """An open, migrated, empty database."""
    database = Database(database_url)
    yield database
    await database.close()
