"""The migrations make exactly the tables the code uses, and go both ways."""

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, inspect

from storage.db import Database
from storage.schema import current, head, migrate
from storage.tables import metadata


async def test_a_migrated_database_is_at_head_and_equals_the_tables(database: Database) -> None:
    def differences(connection: Connection) -> list[object]:
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        return list(compare_metadata(context, metadata))

    assert await current(database) == head()
    async with database.engine.connect() as connection:
        assert await connection.run_sync(differences) == []


async def test_a_migration_goes_both_ways(database: Database) -> None:
    def tables(connection: Connection) -> set[str]:
        return set(inspect(connection).get_table_names()) - {"alembic_version"}

    await migrate(database, to="base")
    async with database.engine.connect() as connection:
        assert await connection.run_sync(tables) == set()
    assert await current(database) is None

    await migrate(database)
    async with database.engine.connect() as connection:
        assert await connection.run_sync(tables) == set(metadata.tables)
