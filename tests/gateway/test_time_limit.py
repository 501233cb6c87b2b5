"""On SQLite there is one writer: a handler that hangs must let it go, or the webhook could store nothing."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from aiogram import Router
from aiogram.types import Message
from sqlalchemy import select

from gateway import worker
from gateway.webhook import STORING
from gateway.worker import BACK_OFF, TOGETHER
from storage.inbox import Received, store
from storage.tables import inbox
from tests.kit.town import Town, open_town
from views.markup import Rich
from views.reply import Reply
from views.screen import Screen

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


class Handler:
    """Echoes; over ``slow`` it sits for ever, after ``while_it_hangs``."""

    def __init__(self) -> None:
        self.hangs = asyncio.Event()
        self.while_it_hangs: Callable[[], None] = lambda: None
        self.tries = 0

    def router(self) -> Router:
        router = Router()

        @router.message()
        async def answer(message: Message, reply: Reply) -> None:
            await reply.show(Screen(Rich(f"you said {message.text}")))
            if message.text == "slow":
                self.tries += 1
                self.hangs.set()
                self.while_it_hangs()
                await asyncio.Event().wait()

        return router


@pytest.fixture
def handler() -> Handler:
    return Handler()


@pytest.fixture
async def town(database_url: str, handler: Handler) -> AsyncIterator[Town]:
    async with open_town(database_url, router=handler.router()) as town:
        yield town


async def write(town: Town, person: int, text: str) -> None:
    await town.control("say", chat_id=person, from_id=person, text=text)


async def bring(town: Town) -> None:
    """Store one more update, as the webhook does."""
    update = Received(update_id=1 << 40, conversation="p:7", kind="message", raw="{}")
    async with town.app.database.write() as tx:
        await store(tx, [update], bot_id=town.app.bot.id, now=town.clock.now())


async def while_it_hangs(town: Town, handler: Handler, look: Callable[[], Awaitable[None]]) -> None:
    """Let somebody write ``slow``, and look around once it hangs."""
    await write(town, (await town.citizen()).id, "slow")
    settling = asyncio.ensure_future(town.settle())
    await asyncio.wait_for(handler.hangs.wait(), 60)
    await look()
    settling.cancel()
    await asyncio.gather(settling, return_exceptions=True)


@on_sqlite
async def test_without_a_limit_nothing_can_be_stored_while_a_handler_hangs(
    town: Town, handler: Handler, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control."""
    monkeypatch.setattr(worker, "TOGETHER", None)

    async def look() -> None:
        storing = asyncio.ensure_future(bring(town))
        town.clock.advance(seconds=STORING)
        _, waiting = await asyncio.wait((storing,), timeout=0.5)
        assert waiting
        storing.cancel()
        await asyncio.gather(storing, return_exceptions=True)

    await while_it_hangs(town, handler, look)


@on_sqlite
async def test_what_is_brought_while_a_handler_hangs_is_stored_before_telegram_gives_up(
    town: Town, handler: Handler
) -> None:
    async def look() -> None:
        storing = asyncio.ensure_future(bring(town))
        town.clock.advance(seconds=TOGETHER)
        await asyncio.wait_for(storing, 60)

    assert TOGETHER < STORING
    await while_it_hangs(town, handler, look)


@on_sqlite
async def test_a_handler_that_always_hangs_becomes_a_dead_letter_and_holds_nobody_up(
    town: Town, handler: Handler
) -> None:
    chen, lin = await town.citizen("陈晓"), await town.citizen("林远")
    handler.while_it_hangs = lambda: town.clock.advance(seconds=TOGETHER)
    await write(town, chen.id, "slow")
    await write(town, lin.id, "quick")
    await town.settle()
    assert [message["text"] for message in await lin.said_by_bot()] == ["you said quick"]
    assert await chen.said_by_bot() == []
    for pause in BACK_OFF:
        town.clock.advance(seconds=pause.total_seconds())
        await town.settle()
    async with town.app.database.read() as tx:
        found = select(inbox.c.state, inbox.c.attempts, inbox.c.error).where(inbox.c.kind == "message")
        states = (await tx.execute(found.order_by(inbox.c.seq))).all()
    assert states == [("dead", len(BACK_OFF) + 1, "TookTooLong"), ("done", 1, None)]
    # The first time it was tried together with another, and then alone.
    assert handler.tries == len(BACK_OFF) + 2
    [apology] = await chen.said_by_bot()
    assert "you said" not in apology["text"]


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_where_others_can_write_meanwhile_a_handler_may_take_its_time(town: Town, handler: Handler) -> None:
    async def look() -> None:
        town.clock.advance(seconds=10 * TOGETHER)
        await asyncio.wait_for(bring(town), 60)
        assert handler.tries == 1

    await while_it_hangs(town, handler, look)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_whoever_came_together_with_one_that_hangs_is_answered_before_it_ends(
    town: Town, handler: Handler
) -> None:
    chen, lin = await town.citizen("陈晓"), await town.citizen("林远")
    handler.while_it_hangs = lambda: town.clock.advance(seconds=TOGETHER)
    await write(town, chen.id, "slow")
    await write(town, lin.id, "quick")

    settling = asyncio.ensure_future(town.settle())
    async with asyncio.timeout(60):
        while handler.tries < 3:  # noqa: ASYNC110 # together, alone while others wait, alone
            await asyncio.sleep(0.01)
    async with town.app.database.read() as tx:
        found = select(inbox.c.state).where(inbox.c.kind == "message").order_by(inbox.c.seq)
        states = list((await tx.execute(found)).scalars())
    assert states == ["new", "done"]
    settling.cancel()
    await asyncio.gather(settling, return_exceptions=True)
