"""A database that was used is as new for the next test, or is not used again."""

import asyncpg
import pytest

from tests.kit.database import Shelf, Templates
from tests.kit.postgres import PostgresServer, database_name

NOTHING = (
    "SELECT (SELECT count(*) FROM inbox), (SELECT json_agg(pace) FROM pace), (SELECT count(*) FROM alembic_version)"
)
ONE_UPDATE = """
    INSERT INTO inbox (bot_id, update_id, conversation, kind, raw, received_at, next_at, state, attempts)
    VALUES (1, 1, 'c', 'message', '{}', now(), now(), 'new', 0)
"""


@pytest.fixture
def shelf(postgres: PostgresServer, templates: Templates) -> Shelf:
    """One that nobody else takes from."""
    return Shelf(postgres, templates)


async def test_what_was_written_is_gone_and_numbers_begin_anew(shelf: Shelf, postgres: PostgresServer) -> None:
    url = await shelf.take()
    new = postgres.execute(NOTHING, url=url)
    for statement in (ONE_UPDATE, "DELETE FROM pace", "UPDATE alembic_version SET version_num = 'x'"):
        postgres.execute(statement, url=url)
    assert postgres.execute(NOTHING, url=url) != new
    await shelf.give_back(url)

    assert await shelf.take() == url
    assert postgres.execute(NOTHING, url=url) == new
    assert postgres.execute(f"{ONE_UPDATE} RETURNING seq", url=url) == "1"


@pytest.mark.parametrize(
    "change",
    [
        "ALTER TABLE inbox ALTER raw TYPE varchar",
        "DROP INDEX ix_hall_case_person",
        "ALTER TABLE inbox DROP CONSTRAINT pk_inbox",
    ],
)
async def test_one_whose_schema_was_changed_is_not_used_again(
    shelf: Shelf, postgres: PostgresServer, change: str
) -> None:
    url = await shelf.take()
    postgres.execute(change, url=url)
    await shelf.give_back(url)
    assert await shelf.take() != url


async def test_whoever_is_still_connected_is_shut_out(shelf: Shelf, postgres: PostgresServer) -> None:
    url = await shelf.take()
    left = await asyncpg.connect(host=str(postgres.home), user="banshi", database=database_name(url))
    await left.execute(f"BEGIN; {ONE_UPDATE}")
    await shelf.give_back(url)

    assert await shelf.take() == url
    with pytest.raises((asyncpg.PostgresError, asyncpg.InterfaceError)):
        await left.execute("SELECT 1")
    await left.close()
