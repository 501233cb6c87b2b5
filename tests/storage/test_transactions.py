"""What a savepoint undoes, and that the database hears of one only when something is written in it."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import bindparam, exc, select, text, update

from domain.subjects import Part, Subject
from storage.chats import forget_posted, note_message, note_posted
from storage.counters import next_value
from storage.db import Database
from storage.flow_documents import add_flow, find_flow, get_flow_digest
from storage.forms import drop_form, find_form, save_form
from storage.onloop import OnLoopConnection
from storage.outgoing import Address, Outgoing
from storage.pool import NotCommitted, PostgresDriver
from storage.prepared import Prepared
from storage.tables import counter, outbox
from storage.transaction import Tx

NOW = datetime(2026, 9, 1, 10, tzinfo=UTC)
VALUE = Prepared(select(counter.c.value).where(counter.c.name == bindparam("of")))
SET = Prepared(update(counter).where(counter.c.name == bindparam("of")).values(value=bindparam("value_")))


class Wrong(Exception):
    """What a handler raises."""


@asynccontextmanager
async def undone(scope: AbstractAsyncContextManager[Any]) -> AsyncIterator[Any]:
    """A savepoint, or a unit of work, that fails at its end."""
    with suppress(Wrong):
        async with scope as given:
            yield given
            raise Wrong


@pytest.fixture
def statements(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What goes straight to the driver, as it is sent."""
    sent: list[str] = []
    for driver in (OnLoopConnection, PostgresDriver):

        async def fetch(self: object, text: str, parameters: Sequence[object] = (), real=driver.fetch) -> object:
            sent.append(text)
            return await real(self, text, parameters)

        async def command(self: object, *statements: str, real=driver.command) -> None:
            sent.extend(statements)
            await real(self, *statements)

        monkeypatch.setattr(driver, "fetch", fetch)
        monkeypatch.setattr(driver, "command", command)
    return sent


async def value(tx: Tx, name: str) -> int | None:
    rows = await tx.run(VALUE, of=name)
    return rows[0].value if rows else None


async def values_of(database: Database, *names: str) -> list[int | None]:
    async with database.read() as tx:
        return [await value(tx, name) for name in names]


async def test_a_flow_kept_in_an_undone_savepoint_is_not_known_after_it(database: Database) -> None:
    """What never changes is read once in a transaction; but it must be there."""
    async with database.write() as tx:
        async with undone(tx.savepoint()):
            await add_flow(tx, flow="f", version="2026-1", digest="lost", document={}, now=NOW)
            assert await find_flow(tx, digest="lost")
        assert await find_flow(tx, digest="lost") is None
        await add_flow(tx, flow="f", version="2026-1", digest="kept", document={}, now=NOW)
        flow_id = await find_flow(tx, digest="kept")
        assert flow_id
        assert await get_flow_digest(tx, flow_id) == "kept"


async def test_what_a_look_found_that_never_changes_is_known_from_then_on(
    database: Database, statements: list[str]
) -> None:
    async with database.write() as tx:
        await add_flow(tx, flow="f", version="2026-1", digest="kept", document={}, now=NOW)
    async with database.read() as tx:
        flow_id = await find_flow(tx, digest="kept") or 0
        assert await get_flow_digest(tx, flow_id) == "kept"
    statements.clear()
    async with database.read() as tx:
        assert await get_flow_digest(tx, flow_id) == "kept"
    async with database.write() as tx:
        assert await find_flow(tx, digest="kept") == flow_id
    assert not statements


async def test_what_an_undone_unit_of_work_found_is_not_known_after_it(database: Database) -> None:
    async with undone(database.write()) as tx:
        await add_flow(tx, flow="f", version="2026-1", digest="lost", document={}, now=NOW)
        assert await find_flow(tx, digest="lost")
    async with database.read() as tx:
        assert await find_flow(tx, digest="lost") is None


async def test_a_flow_is_looked_up_once_in_a_transaction(database: Database, statements: list[str]) -> None:
    async with database.write() as tx:
        await add_flow(tx, flow="f", version="2026-1", digest="kept", document={}, now=NOW)
        statements.clear()
        assert await find_flow(tx, digest="kept") == await find_flow(tx, digest="kept")
    assert len(statements) == 1


async def test_the_last_word_about_a_form_is_what_is_kept_of_it(database: Database) -> None:
    """Kinds of deferred statements run one after the other, whatever came first."""

    def save(tx: Tx, conversation: str, name: str) -> None:
        save_form(tx, conversation, name=name, data={}, now=NOW)

    async with database.write() as tx:
        save(tx, "p:1", "First")
        save(tx, "p:1", "Second")
        drop_form(tx, "p:2")
        save(tx, "p:2", "Anew")
        save(tx, "p:3", "Given up")
        drop_form(tx, "p:3")
        save(tx, "p:4", "Stays")
        async with undone(tx.savepoint()):
            drop_form(tx, "p:4")
    async with database.read() as tx:
        forms = [await find_form(tx, f"p:{number}") for number in range(1, 5)]
    assert [form and form.name for form in forms] == ["Second", "Anew", None, "Stays"]


async def test_who_only_looks_makes_no_savepoint(database: Database, statements: list[str]) -> None:
    async with database.write() as tx, tx.savepoint():
        await value(tx, "n")
        await tx.execute(select(counter))
    assert not [sent for sent in statements if "SAVEPOINT" in sent]


async def test_the_first_statement_that_writes_makes_the_savepoint_before_it(
    database: Database, statements: list[str]
) -> None:
    async with database.write() as tx, tx.savepoint():
        await value(tx, "n")
        await tx.run(SET, of="n", value_=1)
        await tx.run(SET, of="n", value_=2)
    kinds = [sent.split()[0] for sent in statements]
    assert kinds == ["SELECT", "SAVEPOINT", "UPDATE", "UPDATE"]


async def test_a_savepoint_that_is_over_goes_with_the_next_one(database: Database, statements: list[str]) -> None:
    """Else those of a long unit of work would pile up, each inside the one before."""
    async with database.write() as tx:
        await next_value(tx, "n")
        statements.clear()
        async with tx.savepoint():
            for number in (1, 2):
                async with tx.savepoint():
                    await tx.run(SET, of="n", value_=number)
        async with undone(tx.savepoint()):
            await tx.run(SET, of="n", value_=3)
        async with tx.savepoint():
            await next_value(tx, "n")
    kinds = [sent.replace("SAVEPOINT s", "") for sent in statements if "SAVEPOINT" in sent]
    assert kinds == ["1", "2", "RELEASE 2", "2", "RELEASE 1", "1", "ROLLBACK TO 1", "RELEASE 1", "1"]
    assert await values_of(database, "n") == [3]


async def test_what_is_written_between_savepoints_stays_when_the_next_one_fails(database: Database) -> None:
    async with database.write() as tx:
        async with tx.savepoint():
            await next_value(tx, "inside")
        await next_value(tx, "between")
        async with undone(tx.savepoint()):
            await next_value(tx, "failed")
        await next_value(tx, "between")
    assert await values_of(database, "inside", "between", "failed") == [1, 2, None]


@pytest.mark.parametrize("by_driver", [True, False], ids=["prepared", "sqlalchemy"])
async def test_a_savepoint_that_fails_takes_back_only_what_was_written_in_it(
    database: Database, by_driver: bool
) -> None:
    async with database.write() as tx:
        await next_value(tx, "before")
        async with undone(tx.savepoint()):
            if by_driver:
                await tx.run(SET, of="before", value_=99)
            await next_value(tx, "inside")
        await next_value(tx, "after")
    assert await values_of(database, "before", "inside", "after") == [1, None, 1]


async def test_a_failing_savepoint_inside_leaves_what_the_outer_one_wrote(database: Database) -> None:
    async with database.write() as tx, tx.savepoint():
        await next_value(tx, "outer")
        async with undone(tx.savepoint()):
            await next_value(tx, "inner")
        await next_value(tx, "outer")
    assert await values_of(database, "outer", "inner") == [2, None]


async def test_a_write_of_the_inner_savepoint_belongs_to_the_outer_one_too(database: Database) -> None:
    """The outer one had written nothing yet, so it must be begun before the inner one."""
    async with database.write() as tx:
        async with undone(tx.savepoint()), tx.savepoint():
            await next_value(tx, "inner")
        async with undone(tx.savepoint()):
            async with tx.savepoint():
                await value(tx, "nothing")
            await next_value(tx, "outer")
    assert await values_of(database, "inner", "outer") == [None, None]


async def test_a_statement_the_database_refuses_is_undone_by_its_savepoint_alone(database: Database) -> None:
    async with database.write() as tx:
        await next_value(tx, "n")
        with pytest.raises(exc.IntegrityError):
            async with tx.savepoint():
                await tx.execute(counter.insert(), {"name": "n", "value": 1})
        await next_value(tx, "n")
    assert await values_of(database, "n") == [2]


async def test_what_was_said_and_put_off_goes_with_its_savepoint(database: Database) -> None:
    async with database.write() as tx:
        await next_value(tx, "n")
        await next_value(tx, "m")
        tx.defer(SET, at="n", of="n", value_=7)
        async with undone(tx.savepoint()):
            tx.defer(SET, at="m", of="m", value_=8)
            tx.say(Outgoing(dedupe_key="k", to=Address(chat_id=1), body={"text": "x"}))
    assert await values_of(database, "n", "m") == [7, 1]
    async with database.read() as tx:
        assert (await tx.execute(select(outbox))).all() == []


async def test_what_is_put_off_is_written_in_order(database: Database) -> None:
    async with database.write() as tx:
        await next_value(tx, "n")
        await next_value(tx, "m")
        for number in (1, 2, 3):
            tx.defer(SET, at="n", of="n", value_=number)
        tx.defer(SET, at="m", of="m", value_=9)
        assert await value(tx, "n") == 1, "not yet"
    assert await values_of(database, "n", "m") == [3, 9]


async def test_what_is_put_off_runs_table_by_table_whatever_came_first(
    database: Database, statements: list[str]
) -> None:
    """Else one transaction holds a chat and waits for a message, and another the other way round."""
    subject = Subject("matter", 1, Part.CARD)

    async def tables(*deeds: Callable[[Tx], None]) -> list[str]:
        async with database.write() as tx:
            statements.clear()
            for deed in deeds:
                deed(tx)
        return [next(name for name in ("posted", "chat") if f" {name} " in sent) for sent in statements]

    def chat(tx: Tx) -> None:
        note_message(tx, 1, message_id=2)

    def shown(tx: Tx) -> None:
        note_posted(tx, chat_id=1, message_id=2, subject=subject, now=NOW)

    def gone(tx: Tx) -> None:
        forget_posted(tx, chat_id=1, message_id=3)

    assert await tables(gone, chat, shown) == await tables(shown, chat, gone) == ["chat", "posted", "posted"]


async def test_a_transaction_broken_by_a_statement_somebody_passed_over_is_not_called_committed(
    database: Database,
) -> None:
    """PostgreSQL answers such a COMMIT with ROLLBACK and no error; SQLite undoes only the statement."""

    async def write() -> None:
        async with database.write() as tx:
            await next_value(tx, "n")
            with pytest.raises(exc.DBAPIError, match="nowhere"):
                await tx.execute(text("SELECT * FROM nowhere"))

    if database.is_sqlite:
        await write()
        assert await values_of(database, "n") == [1]
    else:
        with pytest.raises(NotCommitted):
            await write()
        assert await values_of(database, "n") == [None]


async def test_both_ways_to_run_a_statement_share_one_transaction(database: Database) -> None:
    async with undone(database.write()) as tx:
        await tx.execute(counter.insert(), {"name": "n", "value": 1})
        await tx.run(SET, of="n", value_=2)
        found = await tx.execute(select(counter.c.value).where(counter.c.name == "n"))
        assert found.scalar_one() == 2
    assert await values_of(database, "n") == [None]
