"""What people wrote is forgotten when it was promised, and nothing else is."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import update

from jobs import retention
from jobs.retention import RULES, forget
from storage import inbox
from storage.backup_runs import Kind, begin_run, last_run
from storage.db import Database
from storage.forms import find_form, save_form
from storage.outbox_ends import finish
from storage.outbox_leases import claim_waiting
from storage.outgoing import Address, Outgoing
from storage.tables import backup_run, outbox, periodic
from storage.tables import inbox as inbox_table
from tests.kit.sources import ROOT
from tests.storage.test_inbox import NOW, received, store

A_MOMENT = timedelta(seconds=1)
DAY = timedelta(hours=24)
ROW = re.compile(r"^\| (.+?, after .+?) \| (\d+) (hours|days) \| (.+?) \|$", re.MULTILINE)


def test_the_page_shows_every_rule_with_its_time_and_its_reason() -> None:
    page = (ROOT / "docs/operations.md").read_text()
    shown = [(what, timedelta(**{unit: int(n)}), why) for what, n, unit, why in ROW.findall(page)]
    assert shown == [(rule.what, rule.keep, rule.why) for rule in RULES]


async def handle(database: Database, count: int) -> None:
    """So many updates, each in a conversation of its own, done at NOW."""
    await store(database, *(received(number, f"p:{number}") for number in range(1, count + 1)))
    async with database.write() as tx:
        rows = await inbox.claim(tx, now=NOW, limit=count)
        await inbox.finish(tx, [row.seq for row in rows], now=NOW)


async def test_a_message_that_arrived_is_emptied_after_a_day_and_one_that_waits_is_not(database: Database) -> None:
    async with database.write() as tx:
        for key in ("arrived", "waits"):
            tx.say(Outgoing(dedupe_key=key, to=Address(chat_id=1), body={"text": "private words"}))
    async with database.write() as tx:
        arrived, _ = await claim_waiting(tx, now=NOW, limit=2)
        await finish(tx, arrived.id, state="sent", maybe_dup=0, now=NOW)

    assert await forget(database, now=NOW + DAY) == 0
    assert await forget(database, now=NOW + DAY + A_MOMENT) == 1
    async with database.write() as tx:
        [waits] = await claim_waiting(tx, now=NOW + 2 * DAY, limit=2)
    assert waits.body
    assert "private words" in waits.body


async def test_what_is_emptied_is_emptied_in_batches_to_the_last_row(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "AT_ONCE", 3)
    await handle(database, 8)
    sent = {"lane": 0, "policy": "critical", "method": "sendMessage", "chat_id": 1, "created_at": NOW, "sent_at": NOW}
    async with database.write() as tx:
        for number in range(7):
            await tx.execute(outbox.insert(), {"dedupe_key": str(number), "state": "sent", "body": "words", **sent})

    assert await forget(database, now=NOW + DAY + A_MOMENT) == 15
    async with database.read() as tx:
        assert (await tx.execute(outbox.select().where(outbox.c.body.is_not(None)))).all() == []
        assert (await tx.execute(inbox_table.select().where(inbox_table.c.raw != ""))).all() == []


async def test_the_key_of_an_update_refuses_copies_for_eight_days_and_a_dead_letter_stays(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "AT_ONCE", 3)
    await handle(database, 8)
    async with database.write() as tx:
        await tx.execute(update(inbox_table).where(inbox_table.c.seq == 2).values(state="dead", error="ValueError"))
    await forget(database, now=NOW + 8 * DAY)
    assert await store(database, *(received(number) for number in range(1, 9))) == 0

    assert await forget(database, now=NOW + 8 * DAY + A_MOMENT) == 6
    async with database.read() as tx:
        [dead] = await inbox.list_dead(tx)
    assert (dead.seq, dead.raw) == (2, "{}")


async def test_a_number_is_never_given_twice_even_if_everything_was_forgotten(database: Database) -> None:
    await handle(database, 3)
    await forget(database, now=NOW + 30 * DAY)
    await store(database, received(9))
    async with database.write() as tx:
        [row] = await inbox.claim(tx, now=NOW + 30 * DAY, limit=1)
    assert row.seq == 4


async def test_messages_that_ended_are_forgotten_and_those_that_somebody_must_see_are_not(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "AT_ONCE", 2)
    states = ("sent", "dead", "dropped", "unknown", "held", "new", "expired", "sent", "sent")
    written = {"lane": 0, "policy": "critical", "method": "sendMessage", "chat_id": 1, "created_at": NOW}
    async with database.write() as tx:
        for at, state in enumerate(states):
            await tx.execute(outbox.insert(), {"dedupe_key": str(at), "state": state, **written})
    await forget(database, now=NOW + 30 * DAY + A_MOMENT)
    async with database.read() as tx:
        left = (await tx.execute(outbox.select().order_by(outbox.c.id))).all()
    assert [row.state for row in left] == ["dead", "unknown", "held", "new", "sent"], "the newest row always stays"


async def test_a_form_nobody_finished_is_forgotten(database: Database) -> None:
    async with database.write() as tx:
        save_form(tx, "p:1", name="Question", data={"text": "half a"}, now=NOW)
    await forget(database, now=NOW + 30 * DAY - A_MOMENT)
    async with database.read() as tx:
        assert await find_form(tx, "p:1")
    await forget(database, now=NOW + 30 * DAY + A_MOMENT)
    async with database.read() as tx:
        assert await find_form(tx, "p:1") is None


async def test_the_books_of_periodic_work_and_backups_do_not_grow_for_ever(database: Database) -> None:
    async with database.write() as tx:
        for day in range(500):
            await begin_run(tx, Kind.BACKUP, now=NOW + day * DAY)
            values = {"job": "retention", "period": NOW + day * DAY, "attempts": 1, "free_at": NOW}
            await tx.execute(periodic.insert(), values)
    await forget(database, now=NOW + 500 * DAY)
    async with database.read() as tx:
        assert len((await tx.execute(backup_run.select())).all()) == 400
        assert len((await tx.execute(periodic.select())).all()) == 35
        assert await last_run(tx, Kind.BACKUP) is None, "none of them ended"
