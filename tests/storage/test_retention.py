"""What people wrote is forgotten when it was promised, and nothing else is."""

from datetime import timedelta

from jobs.retention import KEEP_DRAFT, KEEP_RAW, forget
from storage.db import Database
from storage.forms import find_form, save_form
from storage.outbox import claim_waiting, finish
from storage.outgoing import Address, Outgoing
from tests.storage.test_inbox import NOW


async def test_a_message_that_arrived_is_emptied_after_a_day_and_one_that_waits_is_not(database: Database) -> None:
    async with database.write() as tx:
        for key in ("arrived", "waits"):
            tx.say(Outgoing(dedupe_key=key, to=Address(chat_id=1), body={"text": "private words"}))
    async with database.write() as tx:
        arrived, _ = await claim_waiting(tx, now=NOW, limit=2)
        await finish(tx, arrived.id, state="sent", maybe_dup=0, now=NOW)

    assert await forget(database, now=NOW + KEEP_RAW) == 0
    assert await forget(database, now=NOW + KEEP_RAW + timedelta(seconds=1)) == 1
    async with database.write() as tx:
        [waits] = await claim_waiting(tx, now=NOW + KEEP_RAW + timedelta(days=1), limit=2)
    assert waits.body
    assert "private words" in waits.body


async def test_a_form_nobody_finished_is_forgotten(database: Database) -> None:
    async with database.write() as tx:
        await save_form(tx, "p:1", name="Question", data={"text": "half a"}, now=NOW)
    await forget(database, now=NOW + KEEP_DRAFT - timedelta(seconds=1))
    async with database.read() as tx:
        assert await find_form(tx, "p:1")
    await forget(database, now=NOW + KEEP_DRAFT + timedelta(seconds=1))
    async with database.read() as tx:
        assert await find_form(tx, "p:1") is None
