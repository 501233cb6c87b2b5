"""Whoever stops or dies leaves its messages to the next process, which knows what may have been sent."""

import asyncio
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from storage import outbox, outbox_leases
from storage.outgoing import Lane, Policy
from tests.gateway.post_office import LIN, PostOffice, open_post_office


async def next_process(office: PostOffice) -> None:
    """A process that starts where another ended, whichever way that was."""
    async with office.database.write() as tx:
        await outbox_leases.expire_leases(tx, now=office.clock.now())
    office.open_delivery()
    await office.delivery.take_over()
    await office.delivery.drained()


async def test_what_a_dead_process_left_is_sent_in_order_and_flagged(database_url: str) -> None:
    async with open_post_office(database_url) as office:
        await office.leave_behind(*(office.letter(f"{n}") for n in range(3)))
        await office.delivery.take_over()
        await office.delivery.drained()
        assert await office.texts() == [], "its leases still run"

        office.clock.advance(seconds=outbox.LEASE.total_seconds())
        await office.delivery.take_over()
        await office.delivery.drained()
        assert await office.texts() == ["0", "1", "2"]
        assert await office.states() == [("sent", 1)] * 3


async def test_a_look_that_finds_nothing_waits_for_nobody_who_writes(database_url: str) -> None:
    async with open_post_office(database_url) as office, office.database.write():
        async with asyncio.timeout(60):
            await office.delivery.take_over()


async def test_a_notice_that_only_waited_in_a_dead_process_is_sent(database_url: str) -> None:
    async with open_post_office(database_url) as office:
        await office.leave_behind(office.letter("notice", policy=Policy.NOTICE))
        await next_process(office)
        assert await office.texts() == ["notice"]
        assert await office.states() == [("sent", 0)]


@pytest.mark.parametrize(("policy", "copies", "end"), [(Policy.NOTICE, 1, "unknown"), (Policy.CRITICAL, 2, "sent")])
async def test_a_process_that_dies_between_sending_and_marking_leaves_no_unflagged_copy(
    database_url: str, policy: Policy, copies: int, end: str
) -> None:
    async with open_post_office(database_url) as office:
        await dies_after_sending(office, lambda: office.say(office.letter("x", policy=policy)), copies=1)
        await next_process(office)
        assert await office.texts() == ["x"] * copies
        assert [row.state for row in await office.rows()] == [end]


async def dies_after_sending(office: PostOffice, deed: object, *, copies: int) -> None:
    """A process that ends when its message has arrived and before it could write that down."""
    office.delivery._marks.write = _only_beginnings(office)  # type: ignore[method-assign] # the end of the process
    await deed()  # type: ignore[operator] # a coroutine function
    while len(await office.texts()) < copies:
        pass
    for task in list(office.delivery._tasks):
        task.cancel()
    await office.delivery.drained()


def _only_beginnings(office: PostOffice) -> object:
    real = type(office.delivery._marks).write
    marks = office.delivery._marks

    async def write(*, end: object, tell: object = None) -> None:
        if getattr(end, "__name__", "") != "begun":
            await asyncio.Event().wait()
        await real(marks, end=end)  # type: ignore[arg-type] # passed on

    return write


async def test_a_process_that_dies_again_and_again_sends_two_copies_at_most(database_url: str) -> None:
    async with open_post_office(database_url) as office:
        await dies_after_sending(office, lambda: office.say(office.letter("x")), copies=1)
        async with office.database.write() as tx:
            await outbox_leases.expire_leases(tx, now=office.clock.now())
        office.open_delivery()
        await dies_after_sending(office, office.delivery.take_over, copies=2)
        await next_process(office)
        assert await office.texts() == ["x"] * 2
        assert await office.states() == [("unknown", 2)], "people must look"


async def test_a_message_that_waited_through_many_deaths_is_still_sent(database_url: str) -> None:
    async with open_post_office(database_url) as office:
        await office.leave_behind(office.letter("patience"))
        for _ in range(5):
            async with office.database.write() as tx:
                await outbox_leases.expire_leases(tx, now=office.clock.now())
                await outbox_leases.claim_waiting(tx, now=office.clock.now(), limit=10)
        await next_process(office)
        assert await office.texts() == ["patience"]
        assert await office.states() == [("sent", 1)]


async def test_a_stop_in_the_middle_gives_back_what_was_not_begun_without_a_flag(database_url: str) -> None:
    async with open_post_office(database_url) as office:
        await office.fault("delay", seconds=0.2)
        lane = {"lane": Lane.NOTICE, "policy": Policy.NOTICE}
        await office.say(*(office.letter(f"{n}") for n in range(4)), office.letter("n", to=LIN, **lane))
        await office.telegram.calling.wait()
        await office.delivery.stop()
        rows = await office.rows()
        assert all(row.lease_until is None for row in rows)
        assert all(row.maybe_dup == 0 for row in rows)
        assert "sent" in {row.state for row in rows}, "the call that ran was finished"
        assert [row.state for row in rows].count("new") >= 3, "the stop came before the rest was begun"

        office.open_delivery()
        await office.delivery.take_over()
        await office.delivery.drained()
        assert await office.texts() == ["0", "1", "2", "3"]
        assert await office.texts(LIN) == ["n"]
        assert await office.states() == [("sent", 0)] * 5


async def test_a_stop_while_nobody_knows_whether_a_message_arrived_keeps_its_flag(database_url: str) -> None:
    async with open_post_office(database_url) as office:
        await office.fault("lost", method="sendMessage")
        await office.say(office.letter("x"))
        await office.telegram.calling.wait()
        await office.delivery.stop()
        assert [(row.state, row.maybe_dup, row.lease_until) for row in await office.rows()] == [("new", 1, None)]


async def test_what_is_said_while_stopping_is_given_back_too(database_url: str) -> None:
    async with open_post_office(database_url) as office:
        office.delivery._stopped.set()
        await office.say(office.letter("x"))
        await office.delivery.stop()
        assert [(row.state, row.maybe_dup, row.lease_until) for row in await office.rows()] == [("new", 0, None)]


async def test_a_pause_telegram_asked_for_outlives_the_process(database_url: str) -> None:
    async with open_post_office(database_url) as office:
        real = office.clock.sleep

        async def never(seconds: float) -> None:
            await asyncio.Event().wait()

        office.clock.sleep = never  # type: ignore[method-assign] # the process ends while it waits
        await office.fault("429", method="sendMessage", retry_after=100)
        await office.say(office.letter("x"))
        while not (await office.rows())[0].attempts:
            pass
        await office.delivery.stop()

        office.clock.sleep = real  # type: ignore[method-assign] # the next process
        began = office.clock.now()
        office.open_delivery()
        await office.delivery.take_over()
        await office.delivery.drained()
        assert await office.calls("sendMessage") == [429, 200]
        assert office.clock.now() - began >= timedelta(seconds=99)


async def test_leases_of_what_waits_are_renewed_in_time(database_url: str) -> None:
    async with open_post_office(database_url) as office:
        sleeping = asyncio.Event()

        async def never(seconds: float) -> None:
            sleeping.set()
            await asyncio.Event().wait()

        office.clock.sleep = never  # type: ignore[method-assign] # only the test moves the time
        await office.fault("500", method="sendMessage")
        await office.say(office.letter("x"))
        await sleeping.wait()
        for _ in range(12):
            office.clock.advance(seconds=10)
            await office.delivery.take_over()
        [row] = await office.rows()
        assert row.lease_until > office.clock.now()
        assert row.maybe_dup == 0, "nobody took over what is held"


async def test_a_message_that_ends_while_leases_are_renewed_was_taken_over_by_nobody(database_url: str) -> None:
    async with open_post_office(database_url) as office:
        rows: list[outbox.OutboxRow] = []
        office.database.hand_over = rows.extend
        await office.say(office.letter("x"))
        with capture_logs() as logs:
            async with office.database.write():
                office.delivery.take(rows)
                while office.delivery._marks._writing is None:
                    await office.rows()
                office.clock.advance(seconds=10)
                looking = asyncio.ensure_future(office.delivery.take_over())
                await office.rows()
            await looking
            await office.delivery.drained()
        assert await office.states() == [("sent", 0)]
        assert [entry for entry in logs if entry["event"] == "messages_taken_over"] == []


async def test_rows_written_by_another_process_are_found(database_url: str) -> None:
    async with open_post_office(database_url) as office:
        office.database.hand_over = None
        await office.say(office.letter("from the command line", policy=Policy.NOTICE))
        await office.delivery.take_over()
        await office.delivery.drained()
        assert await office.states() == [("sent", 0)]


async def test_more_is_taken_over_at_once_than_one_statement_takes(database_url: str) -> None:
    async with open_post_office(database_url) as office:
        office.database.hand_over = None
        await office.say(*(office.letter(f"{n}") for n in range(205)))
        await office.delivery.take_over()
        assert len(office.delivery._held) == 205


async def test_a_message_that_was_seen_to_otherwise_leaves_the_list(database_url: str) -> None:
    async with open_post_office(database_url) as office:
        await office.fault("lost", method="sendMessage", times=1)
        await office.send(office.letter("x", policy=Policy.NOTICE))
        [row] = await office.rows()
        async with office.database.write() as tx:
            assert len(await outbox.list_dead(tx)) == 1
            assert await outbox.settle_dead(tx, row.id)
            assert await outbox.list_dead(tx) == []
            assert not await outbox.retry_dead(tx, row.id)
        assert [(row.state, row.body) for row in await office.rows()] == [("settled", None)]


@pytest.mark.parametrize("policy", [Policy.CRITICAL, Policy.NOTICE])
async def test_an_unknown_message_sent_again_by_hand_goes_out_once_more(database_url: str, policy: Policy) -> None:
    async with open_post_office(database_url) as office:
        await office.fault("lost", method="sendMessage", times=2)
        await office.send(office.letter("x", policy=policy))
        [row] = await office.rows()
        assert row.state == "unknown"
        before = len(await office.texts())
        await office.no_more_faults()
        async with office.database.write() as tx:
            assert await outbox.retry_dead(tx, row.id)
        await office.delivery.take_over()
        await office.delivery.drained()
        assert await office.states() == [("sent", 1)]
        assert len(await office.texts()) == before + 1
