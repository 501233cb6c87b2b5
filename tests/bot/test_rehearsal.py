"""A rehearsal presses what stands there now, also when a card is edited under its finger."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import pytest

from bot.demo.running import Demo
from bot.rehearsal import Person
from sandbox import seed
from sandbox.server import create_app, serve
from sandbox.world import World
from tests.sandbox.town import CITIZEN, TOKEN, Town
from views.case_callbacks import TakeCase, WriteWords


def keys(*buttons: str) -> dict[str, Any]:
    return {"inline_keyboard": [[{"text": data, "callback_data": data}] for data in buttons]}


def answer(version: int) -> str:
    return WriteWords(case_id=1, version=version, action="answer").pack()


@dataclass(frozen=True, slots=True, kw_only=True)
class HastyDemo(Demo):
    """A demo whose bot edits its message each time somebody is about to press, and answers each press."""

    town: Town
    message_id: int
    edits: list[dict[str, Any]]
    pressed: list[object] = field(default_factory=list)

    async def control(self, path: str, **body: object) -> dict[str, object]:
        if self.edits:
            keyboard = self.edits.pop(0)
            where = {"chat_id": CITIZEN, "message_id": self.message_id}
            await self.town.ok("editMessageReplyMarkup", **where, reply_markup=keyboard)
        done = await Demo.control(self, path, **body)
        self.pressed.append(body["data"])
        await self.town.ok("answerCallbackQuery", callback_query_id=done["callback_query_id"])
        return done


@pytest.fixture
async def town() -> AsyncIterator[Town]:
    world = World(seed=7)
    seed.populate(world)
    world.announce_bot(TOKEN, first_name="Hall", username="hall_bot")
    running = await serve(create_app(world))
    async with aiohttp.ClientSession() as http:
        town = Town(running.url, world, http)
        await town.control("start", from_id=CITIZEN)
        yield town
    await running.close()


async def demo(town: Town, now: dict[str, Any], *edits: dict[str, Any]) -> HastyDemo:
    """A demo with one message of these buttons, and what they become before each press."""
    sent = await town.send(reply_markup=now)
    return HastyDemo(url=town.url, http=town.http, town=town, message_id=sent["message_id"], edits=list(edits))


async def test_it_presses_the_button_of_the_edited_card(town: Town) -> None:
    hasty = await demo(town, keys(answer(1)), keys(answer(2)))
    await Person(hasty, CITIZEN, chats=[CITIZEN]).presses(WriteWords)
    assert hasty.pressed == [answer(2)]


async def test_it_leaves_a_card_that_is_still_to_be_taken(town: Town) -> None:
    hasty = await demo(town, keys(answer(2)))
    await town.send(reply_markup=keys(TakeCase(case_id=1).pack(), answer(1)))
    await Person(hasty, CITIZEN, chats=[CITIZEN]).presses(WriteWords, without=TakeCase)
    assert hasty.pressed == [answer(2)]


async def test_a_press_that_stays_refused_is_an_error(town: Town) -> None:
    hasty = await demo(town, keys(answer(1)))
    stranger = Person(hasty, CITIZEN + 1, chats=[CITIZEN])
    with pytest.raises(aiohttp.ClientResponseError):
        await stranger.presses(WriteWords)
    assert hasty.pressed == []
