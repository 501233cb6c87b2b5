"""The database's schema: is it at head, and how to get it there."""

from functools import cache
from importlib.resources import files
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from storage.db import Database


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(files("storage") / "migrations"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


@cache
def head() -> str:
    """The revision this release needs."""
    return str(ScriptDirectory.from_config(_config()).get_current_head())


def knows(revision: str | None) -> bool:
    """Whether this release has a revision among its own, so that it can migrate from there."""
    known = {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}
    return revision is None or revision in known


async def current(database: Database) -> str | None:
    """The revision the database is at; None when it is empty."""
    async with database.engine.connect() as connection:
        return await connection.run_sync(lambda sync: MigrationContext.configure(sync).get_current_revision())


async def migrate(database: Database, *, to: str = "head") -> None:
    """Bring the database to a revision, up or down; ``base`` is empty. Each migration is one transaction."""

    def run(connection: Connection, *_: Any) -> None:
        if database.is_sqlite:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        config = _config(connection)
        if to == "head" or MigrationContext.configure(connection).get_current_revision() is None:
            command.upgrade(config, to)
        else:
            command.downgrade(config, to)

    async with database.engine.connect() as connection:
        await connection.run_sync(run)
        await connection.commit()
