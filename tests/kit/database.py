"""A migrated database for each test: SQLite in a file, and a real PostgreSQL."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.db import Database
from storage.schema import migrate
from tests.kit.postgres import PostgresServer

BACKENDS = ("sqlite", "postgresql")


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


@pytest.fixture(scope="session")
def templates(tmp_path_factory: pytest.TempPathFactory) -> Templates:
    """The templates of this test process."""
    return Templates(tmp_path_factory.mktemp("templates"))


@pytest.fixture(params=BACKENDS)
async def database_url(request: pytest.FixtureRequest, tmp_path: Path, templates: Templates) -> AsyncIterator[str]:
    """The URL of a migrated, empty database: every test that asks runs on both."""
    if request.param == "sqlite":
        path = tmp_path / "banshi.db"
        shutil.copy(await templates.sqlite(), path)
        yield f"sqlite:///{path}"
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    url = server.create_database(template=await templates.postgresql(server))
    yield url
    server.drop(url)


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """An open, migrated, empty database."""
    database = Database(database_url)
    yield database
    await database.close()
