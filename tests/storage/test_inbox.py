"""An update is kept once, handled in order, and given back when its worker dies."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from storage import inbox, tables
from storage.db import Database

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)


def received(update_id: int, conversation: str = "p:1") -> inbox.Received:
    return inbox.Received(update_id=update_id, conversation=conversation, kind="message", raw="{}")


async def store(database: Database, *updates: inbox.Received) -> int:
    async with database.write() as tx:
        return await inbox.store(tx, updates, bot_id=1, now=NOW)


async def claim(database: Database, *, now: datetime = NOW, limit: int = 16) -> list[int]:
    async with database.write() as tx:
        return [row.update_id for row in await inbox.claim(tx, now=now, limit=limit)]


async def test_the_same_update_is_kept_once(database: Database) -> None:
    assert await store(database, received(7), received(8)) == 2
    assert await store(database, received(8), received(9)) == 1


async def test_two_bots_may_use_the_same_update_number(database: Database) -> None:
    await store(database, received(7))
    async with database.write() as tx:
        assert await inbox.store(tx, [received(7)], bot_id=2, now=NOW) == 1


async def test_a_conversation_has_one_update_in_flight(database: Database) -> None:
    await store(database, received(5), received(3), received(4, "p:2"))

    assert await claim(database) == [5, 4], "the order of arrival counts, not the number Telegram gave"
    assert await claim(database) == []

    async with database.write() as tx:
        await inbox.finish(tx, [1], now=NOW)
    assert await claim(database) == [3]


async def test_a_postponed_update_holds_back_the_rest_of_its_conversation_only(database: Database) -> None:
    await store(database, received(1), received(2), received(3, "p:2"))
    assert await claim(database) == [1, 3]
    async with database.write() as tx:
        await inbox.postpone(tx, 1, next_at=NOW + timedelta(seconds=5), error="RuntimeError")
        await inbox.finish(tx, [3], now=NOW)

    assert await claim(database) == []
    assert await claim(database, now=NOW + timedelta(seconds=5)) == [1]


async def test_an_update_whose_worker_died_is_claimed_again_with_its_attempts_counted(database: Database) -> None:
    await store(database, received(1))
    await claim(database)
    assert await claim(database, now=NOW + inbox.LEASE - timedelta(seconds=1)) == []
    async with database.write() as tx:
        [row] = await inbox.claim(tx, now=NOW + inbox.LEASE, limit=1)
    assert row.attempts == 2


async def test_a_dead_letter_keeps_its_json_and_can_live_again(database: Database) -> None:
    await store(database, received(1), received(2))
    await claim(database)
    async with database.write() as tx:
        await inbox.bury(tx, 1, now=NOW, error="ValueError")
        assert await inbox.empty_raw(tx, done_before=NOW + timedelta(days=30), limit=9) == 0
        [dead] = await inbox.list_dead(tx)
        assert (dead.raw, dead.error) == ("{}", "ValueError")
        assert await inbox.retry_dead(tx, 1, now=NOW)
        assert not await inbox.retry_dead(tx, 2, now=NOW)
    assert await claim(database) == [1]


async def test_a_settled_letter_is_off_the_list_without_its_words_and_refuses_copies(
    database: Database,
) -> None:
    await store(database, received(1))
    await claim(database)
    async with database.write() as tx:
        assert not await inbox.settle_dead(tx, 1)
        await inbox.bury(tx, 1, now=NOW, error="ValueError")
        assert await inbox.settle_dead(tx, 1)
        assert await inbox.list_dead(tx) == []
        assert not await inbox.retry_dead(tx, 1, now=NOW)
    assert await store(database, received(1)) == 0
    async with database.read() as tx:
        assert list(await tx.execute(select(tables.inbox.c.state, tables.inbox.c.raw))) == [("settled", "")]


async def test_what_people_wrote_is_forgotten_but_a_copy_is_still_refused(database: Database) -> None:
    await store(database, received(1))
    await claim(database)
    async with database.write() as tx:
        await inbox.finish(tx, [1], now=NOW)
        assert await inbox.empty_raw(tx, done_before=NOW + timedelta(hours=25), limit=9) == 1
    assert await store(database, received(1)) == 0
