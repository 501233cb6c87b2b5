"""A prepared statement means what SQLAlchemy would have made of it, types and refusals included."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from sqlalchemy import bindparam, insert, select, text, update
from sqlalchemy.dialects import postgresql, sqlite

from domain.languages import Language
from storage.db import Database
from storage.prepared import Prepared, given
from storage.tables import chat, counter, form, inbox, person

SUMMER = datetime(2026, 7, 1, 9, 30, 15, 123456, tzinfo=timezone(timedelta(hours=8)))
NEWCOMER: dict[str, Any] = {
    "telegram_id": 1 << 52,
    "first_name": "陈 ' \" ; -- 🏠",
    "language": Language.ZH_HANT,
    "reachable": False,
    "created_at": SUMMER,
}
DRAFT: dict[str, Any] = {"conversation": "p:1", "name": "Draft", "data": {"a": [1, None, "é"]}, "updated_at": SUMMER}
ADD_PERSON = Prepared(insert(person).values({key: bindparam(key) for key in NEWCOMER}).returning(person))
ADD_FORM = Prepared(insert(form).values({key: bindparam(key) for key in DRAFT}).returning(form))
PEOPLE = Prepared(select(person).where(person.c.telegram_id == bindparam("telegram_id")))
FORMS = Prepared(select(form).where(form.c.conversation == bindparam("conversation")))


@Prepared
def add_new(on_sqlite: bool) -> Any:
    build = sqlite.insert if on_sqlite else postgresql.insert
    names = ("bot_id", "update_id", "conversation", "kind", "raw", "received_at", "next_at")
    new = build(inbox).values({name: bindparam(name) for name in names})
    return new.on_conflict_do_nothing(index_elements=["bot_id", "update_id"]).returning(inbox)


def update_of(number: int) -> dict[str, Any]:
    moments = {"received_at": SUMMER, "next_at": SUMMER}
    return {"bot_id": 1, "update_id": number, "conversation": "p:1", "kind": "message", "raw": "{}", **moments}


async def test_what_is_written_by_one_way_is_read_by_the_other(database: Database) -> None:
    async with database.write() as tx:
        (prepared,) = await tx.run(ADD_PERSON, **NEWCOMER)
        (stored,) = await tx.run(ADD_FORM, **DRAFT)
        by_sqlalchemy = (await tx.execute(select(person))).one()
        assert prepared._asdict() == dict(by_sqlalchemy._mapping)
        assert stored._asdict() == dict((await tx.execute(select(form))).one()._mapping)
        await tx.execute(insert(person), {**NEWCOMER, "telegram_id": 2})
        await tx.execute(insert(form), {**DRAFT, "conversation": "p:2"})
    async with database.read() as tx:
        (one,) = await tx.run(PEOPLE, telegram_id=1 << 52)
        (other,) = await tx.run(PEOPLE, telegram_id=2)
        assert one.created_at == other.created_at == SUMMER
        assert one.created_at.tzinfo is UTC
        assert (one.reachable, one.language) == (False, "zh-Hant")
        assert (await tx.run(FORMS, conversation="p:1"))[0].data == (await tx.run(FORMS, conversation="p:2"))[0].data


async def test_both_ways_store_the_very_same(database: Database) -> None:
    """Databases of earlier releases stay readable, and moments compare as text on SQLite."""
    async with database.write() as tx:
        await tx.run(ADD_FORM, **DRAFT)
        await tx.execute(insert(form), {**DRAFT, "conversation": "p:2"})
        stored = text("SELECT CAST(updated_at AS VARCHAR(40)), CAST(data AS VARCHAR(40)) FROM form")
        one, other = (await tx.execute(stored)).all()
    assert one == other


async def test_columns_get_the_defaults_of_their_table(database: Database) -> None:
    async with database.write() as tx:
        (row,) = await tx.run(add_new, **update_of(1))
    assert (row.state, row.attempts, row.lease_until) == ("new", 0, None)


async def test_an_insert_gives_back_nothing_that_nobody_asked_for(database: Database) -> None:
    """SQLAlchemy would have PostgreSQL return the new key."""
    insertion = Prepared(insert(person).values(given(*NEWCOMER)))
    assert "RETURNING" not in insertion.on(postgresql.asyncpg.dialect()).text
    async with database.write() as tx:
        assert await tx.run(insertion, **NEWCOMER) == []
        assert len(await tx.run(PEOPLE, telegram_id=NEWCOMER["telegram_id"])) == 1


async def test_many_run_in_order_and_give_the_rows_of_those_that_did_something(database: Database) -> None:
    async with database.write() as tx:
        await tx.run(add_new, **update_of(2))
        rows = await tx.run_many(add_new, [update_of(number) for number in (1, 2, 3)])
        assert [row.update_id for row in rows] == [1, 3]
        assert rows[0].seq < rows[1].seq


async def test_a_naive_moment_is_refused(database: Database) -> None:
    with pytest.raises(ValueError, match="naive"):
        async with database.write() as tx:
            await tx.run(ADD_PERSON, **{**NEWCOMER, "created_at": datetime(2026, 7, 1)})  # noqa: DTZ001 # the point


async def test_values_that_do_not_fit_the_statement_are_refused(database: Database) -> None:
    async with database.read() as tx:
        for wrong in ({}, {"telegram_id": 1, "more": 2}):
            with pytest.raises(TypeError, match="telegram_id"):
                await tx.run(PEOPLE, **wrong)
        with pytest.raises(KeyError):
            await tx.run(PEOPLE, other=1)


async def test_a_list_is_refused_because_its_length_is_part_of_the_text(database: Database) -> None:
    listed = Prepared(select(chat).where(chat.c.chat_id.in_(bindparam("ids", expanding=True))))
    async with database.read() as tx:
        with pytest.raises(ValueError, match="no fixed length"):
            await tx.run(listed, ids=[1])


async def test_nothing_and_json_null_stay_apart_as_sqlalchemy_has_it(database: Database) -> None:
    keep = Prepared(
        insert(chat).values(chat_id=bindparam("chat_id"), latest_message_id=0, options=bindparam("options"))
    )
    async with database.write() as tx:
        await tx.run(keep, chat_id=1, options=None)
        await tx.execute(insert(chat), {"chat_id": 2, "latest_message_id": 0, "options": None})
        stored = text("SELECT options IS NULL, CAST(options AS VARCHAR(9)) FROM chat ORDER BY chat_id")
        one, other = (await tx.execute(stored)).all()
    assert one == other


async def test_a_row_that_is_not_there_is_no_error(database: Database) -> None:
    nobody = Prepared(update(counter).where(counter.c.name == bindparam("of")).values(value=bindparam("value_")))
    async with database.write() as tx:
        assert await tx.run(nobody, of="nobody", value_=1) == []
