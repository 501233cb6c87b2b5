"""Whatever Telegram brings to which of them, in copies and out of order: once each, and each person's in order."""

import asyncio
import random

import pytest
from aiogram import Router
from aiogram.types import Message
from pydantic import BaseModel
from sqlalchemy import Integer, bindparam, or_, select

from actions.forms import Form
from storage import inbox
from storage.counters import next_value
from storage.prepared import Prepared
from storage.transaction import Tx
from tests.chaos.drill import seed_of_drill
from tests.kit.database import BACKENDS
from tests.kit.replicas import Replicas, open_replicas
from views.markup import Rich
from views.reply import Reply
from views.screen import Screen

pytestmark = pytest.mark.parametrize("database_url", BACKENDS[1:], indirect=True)


class Heard(BaseModel):
    """What one person has written so far: read, changed and written back, so that a race shows."""

    numbers: list[int] = []


def remembering() -> Router:
    """Remembers what everybody writes, counts it, and answers."""
    router = Router()

    @router.message()
    async def hear(message: Message, form: Form, tx: Tx, reply: Reply) -> None:
        heard = form.draft(Heard) or Heard()
        await asyncio.sleep(0)
        await next_value(tx, "heard")
        await form.save(Heard(numbers=[*heard.numbers, int(message.text or "0")]))
        await reply.show(Screen(Rich(f"heard {message.text}")))

    return router


async def heard_by(replicas: Replicas) -> dict[str, list[int]]:
    rows = await replicas.rows("SELECT conversation, data FROM form")
    return {row.conversation: row.data["numbers"] for row in rows}


async def effects(replicas: Replicas) -> int:
    [row] = await replicas.rows("SELECT value FROM counter WHERE name = 'heard'")
    return int(row.value)


async def test_copies_in_any_order_to_two_bots_have_one_effect_each(database_url: str) -> None:
    seed = seed_of_drill()
    rng = random.Random(seed)
    print(f"\nCHAOS_SEED={seed} 500 updates, 1 to 5 copies, 2 replicas")  # noqa: T201 # a drill prints its seed
    async with open_replicas(database_url, 2, router=remembering) as replicas:
        people = await replicas.people(50)
        updates = [replicas.words(rng.choice(people), f"{number}") for number in range(500)]
        copies = [update for update in updates for _ in range(rng.randint(1, 5))]
        rng.shuffle(copies)
        at_once = asyncio.Semaphore(20)

        async def bring(update: dict[str, object]) -> None:
            async with at_once:
                await replicas.bring(update, rng)

        await asyncio.gather(*map(bring, copies))
        await replicas.quiet()
        assert await effects(replicas) == 500
        assert sorted(number for numbers in (await heard_by(replicas)).values() for number in numbers) == [*range(500)]
        answered = [words for person in people for words in await replicas.said(person)]
        assert sorted(answered) == sorted(f"heard {number}" for number in range(500))


async def bursts(database_url: str, *, people: int, each: int, rng: random.Random, kill: bool) -> dict[str, list[int]]:
    """Everybody writes in bursts, in order; what was remembered of them."""
    async with open_replicas(database_url, 2, router=remembering) as replicas:
        numbers = await replicas.people(people)

        async def write(person: int) -> None:
            for update in [replicas.words(person, f"{number}") for number in range(each)]:
                await replicas.bring(update, rng)

        writing = asyncio.gather(*map(write, numbers))
        if kill:
            while not await heard_by(replicas):  # noqa: ASYNC110 # work has begun
                await asyncio.sleep(0.01)
            await replicas.kill(replicas.apps[1])
        await writing
        await replicas.quiet()
        return await heard_by(replicas)


async def test_without_the_guard_of_conversations_updates_overtake_and_undo_each_other(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control: workers take whatever is open, oldest first."""
    seed = seed_of_drill()
    unguarded(monkeypatch)
    heard = await bursts(database_url, people=4, each=40, rng=random.Random(seed), kill=False)
    print(f"\nCHAOS_SEED={seed} without the guard {sum(map(len, heard.values()))} of 160 remembered")  # noqa: T201 # as above
    assert any(numbers != [*range(40)] for numbers in heard.values())


def unguarded(monkeypatch: pytest.MonkeyPatch) -> None:
    table = inbox.inbox
    now = bindparam("now", type_=table.c.next_at.type)
    free = or_(table.c.lease_until.is_(None), table.c.lease_until <= now)
    anything = select(table.c.seq, table.c.attempts).where(table.c.state == "new", table.c.next_at <= now, free)
    anything = anything.order_by(table.c.seq).limit(bindparam("limit", type_=Integer()))
    monkeypatch.setattr(inbox, "_ready", Prepared(anything.with_for_update(skip_locked=True)))
    monkeypatch.setattr(inbox, "_take", Prepared(inbox._taking(table.c.received_at <= now)))


async def test_everybodys_order_is_kept_by_two_bots_with_four_workers_each_of_which_one_is_killed(
    database_url: str,
) -> None:
    seed = seed_of_drill()
    print(f"\nCHAOS_SEED={seed} 20 people, 50 updates each, one of two replicas killed")  # noqa: T201 # as above
    heard = await bursts(database_url, people=20, each=50, rng=random.Random(seed), kill=True)
    assert len(heard) == 20
    assert all(numbers == [*range(50)] for numbers in heard.values())
