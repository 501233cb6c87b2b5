"""Whoever writes how fast, whatever fails and whenever the process ends: each update has its effects once, in order."""

import asyncio
from collections.abc import Callable
from datetime import timedelta

import asyncpg
import orjson
import pytest
from aiogram import Router
from aiogram.types import Message
from pydantic import BaseModel
from sqlalchemy import exc, select

from actions.forms import Form
from bot.app import App
from bot.settings import load_settings
from gateway.worker import BACK_OFF
from storage import inbox
from storage.db import Database
from storage.forms import find_form, save_form
from storage.inbox import Received
from storage.outgoing import Address, Outgoing
from storage.tables import inbox as inbox_table
from storage.tables import outbox as outbox_table
from storage.transaction import Tx
from tests.kit.town import A_WEDNESDAY, STAFF_GROUP, TOKEN, Town, Unlimited, open_town
from views.markup import Rich
from views.reply import Reply
from views.screen import Screen


class Heard(BaseModel):
    """Everything one person wrote, in the order it was handled."""

    texts: list[str] = []


def listening(on_text: Callable[[str], None] = lambda _: None) -> Router:
    """A feature that keeps what it hears in a form."""
    router = Router()

    @router.message()
    async def hear(message: Message, form: Form, tx: Tx, reply: Reply) -> None:
        heard = form.draft(Heard) or Heard()
        heard.texts.append(message.text or "")
        await form.save(heard)
        if message.text == "unspeakable":
            tx.say(Outgoing(dedupe_key=f"x{message.message_id}", to=Address(chat_id=1 << 80), body={"text": "x"}))
        on_text(message.text or "")
        await reply.show(Screen(Rich(f"heard {message.text}")))

    return router


async def write(town: Town, person: int, *texts: str) -> None:
    """Write without waiting for the bot."""
    for text in texts:
        await town.control("say", chat_id=person, from_id=person, text=text)


async def heard(database: Database, person: int) -> list[str]:
    async with database.read() as tx:
        form = await find_form(tx, f"p:{person}")
    return form.data["texts"] if form else []


async def test_units_side_by_side_without_an_order_lose_what_a_form_heard(database: Database) -> None:
    """The negative control: the same counting, with everybody at once as a common bot does it."""

    async def one(text: str) -> None:
        async with database.read() as tx:
            form = await find_form(tx, "p:1")
        texts = [*(form.data["texts"] if form else []), text]
        async with database.write() as tx:
            save_form(tx, "p:1", name="Heard", data={"texts": texts}, now=A_WEDNESDAY)

    await asyncio.gather(*(one(str(n)) for n in range(50)))
    assert len(await heard(database, 1)) < 50


async def test_fifty_updates_of_one_person_at_once_keep_their_order(database_url: str) -> None:
    async with open_town(database_url, router=listening()) as town:
        chen = await town.citizen()
        texts = [str(n) for n in range(50)]
        await write(town, chen.id, *texts)
        await town.settle()
        assert await heard(town.app.database, chen.id) == texts
        assert [m["text"] for m in await chen.said_by_bot()] == [f"heard {text}" for text in texts]


async def test_many_people_are_handled_side_by_side_each_in_their_own_order(database_url: str) -> None:
    async with open_town(database_url, router=listening()) as town:
        people = [(await town.citizen(f"p{n}")).id for n in range(12)]
        for n in range(5):
            for person in people:
                await write(town, person, f"{n}")
        await town.settle()
        for person in people:
            assert await heard(town.app.database, person) == [str(n) for n in range(5)]


async def test_one_update_that_cannot_be_committed_spoils_no_other_of_its_group(database_url: str) -> None:
    async with open_town(database_url, router=listening()) as town:
        people = [(await town.citizen(f"p{n}")).id for n in range(6)]
        for n, person in enumerate(people):
            await write(town, person, "unspeakable" if n == 2 else "fine")
        await town.settle()
        assert [await heard(town.app.database, person) for person in people] == [
            [] if n == 2 else ["fine"] for n in range(6)
        ]
        assert await states(town) == ["done", "done", "new", "done", "done", "done"]


async def test_whoever_made_way_for_another_transaction_has_not_failed(database_url: str) -> None:
    met: list[str] = []

    def meet(text: str) -> None:
        met.append(text)
        if len(met) < 3:
            raise asyncpg.DeadlockDetectedError("in the way")

    async with open_town(database_url, router=listening(meet)) as town:
        chen = await town.citizen()
        await write(town, chen.id, "hello")
        await town.settle()
        assert await heard(town.app.database, chen.id) == ["hello"]
        async with town.app.database.read() as tx:
            written = select(inbox_table.c.attempts).where(inbox_table.c.kind == "message")
            assert (await tx.execute(written)).scalar_one() == 1


async def states(town: Town) -> list[str]:
    async with town.app.database.read() as tx:
        kinds = select(inbox_table.c.state).where(inbox_table.c.kind == "message").order_by(inbox_table.c.seq)
        return list((await tx.execute(kinds)).scalars())


@pytest.mark.parametrize(("language", "sorry"), [("zh-hans", "抱歉"), ("en", "Sorry")])
async def test_a_failing_update_is_tried_again_after_growing_pauses_and_apologised_for(
    database_url: str, language: str, sorry: str
) -> None:
    tries = 0

    def fail(text: str) -> None:
        nonlocal tries
        tries += 1
        raise ValueError(text)

    async with open_town(database_url, router=listening(fail)) as town:
        chen = await town.citizen(language=language)
        await write(town, chen.id, "secret words")
        await town.settle()
        for number, pause in enumerate(BACK_OFF, start=1):
            # The kit's own waiting moves the clock a little, so the pauses are looked up and not measured.
            async with town.app.database.read() as tx:
                row = (await tx.execute(select(inbox_table).where(inbox_table.c.kind == "message"))).one()
            assert (tries, row.attempts, row.error) == (number, number, "ValueError")
            assert timedelta() < row.next_at - town.clock.now() <= pause
            town.clock.advance(seconds=(row.next_at - town.clock.now()).total_seconds() - 0.001)
            await town.settle()
            assert tries == number, "not before its time"
            await town.later(seconds=0.001)
        assert tries == 5
        assert await states(town) == ["dead"]
        words = await chen.reads()
        assert words.startswith(sorry)
        assert str(row.seq) in words
        assert "secret" not in words


async def test_an_update_delivered_again_has_no_second_effect(database_url: str) -> None:
    async with open_town(database_url, router=listening()) as town:
        chen = await town.citizen()
        await chen.says("once")
        async with town.app.database.read() as tx:
            row = (await tx.execute(select(inbox_table).where(inbox_table.c.kind == "message"))).one()
        again = Received(row.update_id, row.conversation, row.kind, row.raw)
        async with town.app.database.write() as tx:
            assert await inbox.store(tx, [again], bot_id=row.bot_id, now=town.clock.now()) == 0
        await town.settle()
        assert await heard(town.app.database, chen.id) == ["once"]
        assert await chen.reads_all() == "heard once"


async def test_an_update_whose_process_died_is_handled_once_by_the_next(database_url: str) -> None:
    async with open_town(database_url, router=listening()) as town:
        chen = await town.citizen()
        await write(town, chen.id, "one", "two")
        await town.app.poller.fetch(wait=1)
        async with town.app.database.write() as tx:
            assert len(await inbox.claim(tx, now=town.clock.now(), limit=16)) == 1
        await town.settle()
        assert await chen.reads() == "", "a lease is respected, and the next one waits its turn"
        await town.later(seconds=inbox.LEASE.total_seconds())
        assert await heard(town.app.database, chen.id) == ["one", "two"]


async def test_an_update_that_ends_its_process_each_time_is_buried_and_its_neighbours_live(database_url: str) -> None:
    tries: list[str] = []
    async with open_town(database_url, router=listening(tries.append)) as town:
        people = [await town.citizen(f"p{n}") for n in range(4)]
        for n, person in enumerate(people):
            await write(town, person.id, "deadly" if n == 1 else "harmless")
        await town.app.poller.fetch(wait=1)
        deaths = 0
        while True:
            async with town.app.database.write() as tx:
                rows = await inbox.claim(tx, now=town.clock.now(), limit=16)
                if not any("deadly" in row.raw for row in rows):
                    await inbox.finish(tx, [row.seq for row in rows], now=town.clock.now())
                    continue
            if rows[0].attempts > len(BACK_OFF) + 1:
                break
            deaths += 1
            town.clock.advance(seconds=31)
        assert deaths == 5
        await town.later(seconds=31)
        assert sorted(await states(town)) == ["dead", "done", "done", "done"]
        assert "deadly" not in tries
        assert "抱歉" in await people[1].reads()


async def test_an_outage_of_the_database_in_the_middle_costs_neither_updates_nor_attempts(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    outage = exc.OperationalError("", {}, OSError("no connection"))

    async def away(*_: object, **__: object) -> None:
        raise outage

    async with open_town(database_url, router=listening()) as town:
        chen, lin = await town.citizen("陈晓"), await town.citizen("林佳")
        await write(town, chen.id, "one")
        await write(town, lin.id, "two")
        for _ in range(7):
            with monkeypatch.context() as patched:
                patched.setattr(inbox, "finish", away)
                patched.setattr(inbox, "postpone", away)
                with pytest.raises(exc.OperationalError):
                    await town.settle()
        await town.settle()
        assert (await heard(town.app.database, chen.id), await heard(town.app.database, lin.id)) == (["one"], ["two"])
        async with town.app.database.read() as tx:
            attempts = select(inbox_table.c.attempts).where(inbox_table.c.kind == "message")
            assert set((await tx.execute(attempts)).scalars()) == {1}


async def test_a_stop_lets_the_running_unit_finish_and_leaves_nothing_leased(database_url: str) -> None:
    running, may_go_on = asyncio.Event(), asyncio.Event()
    router = Router()

    @router.message()
    async def slow(message: Message, reply: Reply) -> None:
        running.set()
        await may_go_on.wait()
        await reply.show(Screen(Rich("done")))

    async with open_town(database_url, router=Router()) as town:
        chen = await town.citizen()
        settings = load_settings(
            token=TOKEN, api_url=town.url, database_url=database_url, staff_chats={"main": STAFF_GROUP}, _env_file=None
        )
        app = App(settings, limiter=Unlimited(), router=router)
        await app.start()
        await write(town, chen.id, "hello")
        await asyncio.wait_for(running.wait(), 60)
        stopping = asyncio.ensure_future(app.stop())
        await asyncio.sleep(0)
        may_go_on.set()
        await asyncio.wait_for(stopping, 60)

        assert await states(town) == ["done"]
        async with town.app.database.read() as tx:
            [row] = (await tx.execute(select(outbox_table))).all()
        assert orjson.loads(row.body)["text"] == "done"
        assert (row.state, row.maybe_dup, row.lease_until) in {("sent", 0, None), ("new", 0, None)}
