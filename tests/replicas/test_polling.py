"""Bots that poll: one at a time, the next within seconds, and nothing lost while they are restarted one by one."""

import asyncio
import os

import pytest
from aiogram import Router
from aiogram.types import Message

from tests.chaos.lives import Stopwatch
from tests.kit.database import BACKENDS
from tests.kit.replicas import PATIENCE, Replicas, open_replicas
from views.markup import Rich
from views.reply import Reply
from views.screen import Screen

pytestmark = pytest.mark.parametrize("database_url", BACKENDS[1:], indirect=True)
TAKE_OVER = 10.0
"""Seconds in which another bot must poll, on a core of its own."""


def echo() -> Router:
    """Answers with the words it was sent."""
    router = Router()

    @router.message()
    async def answer(message: Message, reply: Reply) -> None:
        await reply.show(Screen(Rich(f"you said {message.text}")))

    return router


async def conflicts(replicas: Replicas) -> int:
    """How often Telegram refused a poll because there was another."""
    calls = (await replicas.read("calls"))["calls"]
    return sum(call["method"] == "getUpdates" and call["status"] == 409 for call in calls)


async def reads(replicas: Replicas, person: int, words: str) -> None:
    async with asyncio.timeout(PATIENCE):
        while words not in await replicas.said(person):  # noqa: ASYNC110 # over HTTP, as people see it
            await asyncio.sleep(0.05)


async def test_exactly_one_polls_and_when_it_dies_another_does_within_ten_seconds(database_url: str) -> None:
    async with open_replicas(database_url, 3, router=echo, by_webhook=False) as replicas:
        [person] = await replicas.people(1)
        assert [app.replicas.leads for app in replicas.apps] == [True, False, False]
        await replicas.control("say", chat_id=person, from_id=person, text="one")
        await reads(replicas, person, "you said one")
        assert await conflicts(replicas) == 0

        watch = Stopwatch(os.getpid())
        await replicas.kill(replicas.apps[0])
        await replicas.control("say", chat_id=person, from_id=person, text="two")
        await reads(replicas, person, "you said two")
        assert watch.seconds() < TAKE_OVER
        assert sum(app.replicas.leads for app in replicas.apps) == 1


async def test_restarted_one_after_the_other_under_load_they_lose_nothing_and_say_nothing_twice(
    database_url: str,
) -> None:
    async with open_replicas(database_url, 2, router=echo, by_webhook=False) as replicas:
        people = await replicas.people(5)
        enough = asyncio.Event()
        said: dict[int, int] = {}

        async def talk(person: int) -> None:
            while not enough.is_set():
                said[person] = said.get(person, 0) + 1
                await replicas.control("say", chat_id=person, from_id=person, text=f"{said[person]}")
                await reads(replicas, person, f"you said {said[person]}")

        talking = asyncio.gather(*map(talk, people))
        for _ in range(2):
            for app in list(replicas.apps):
                await replicas.end(app)
                await replicas.bear()
        enough.set()
        await talking
        await replicas.quiet()
        for person in people:
            written = ["/start", *range(1, said[person] + 1)]
            assert await replicas.said(person) == [f"you said {words}" for words in written]
