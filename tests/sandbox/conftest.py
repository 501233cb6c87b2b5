"""A fresh sandbox for every test, with the demo's people and a clock that stands still."""

from collections.abc import AsyncIterator

import aiohttp
import pytest

from sandbox import seed
from sandbox.clock import Clock
from sandbox.server import create_app, serve
from sandbox.world import World
from tests.sandbox.town import CITIZEN, NOON, TOKEN, Town


@pytest.fixture
def world() -> World:
    made = World(clock=Clock(NOON, frozen=True), seed=7)
    seed.populate(made)
    made.announce_bot(TOKEN, first_name="Hall", username="hall_bot")
    made.bot().queue.drop_all()
    return made


@pytest.fixture
async def bare_town(world: World) -> AsyncIterator[Town]:
    """Nobody has spoken to the bot yet."""
    running = await serve(create_app(world))
    async with aiohttp.ClientSession() as http:
        yield Town(running.url, world, http)
    await running.close()


@pytest.fixture
async def town(bare_town: Town) -> Town:
    """One citizen has started the bot, and the bot has read it."""
    await bare_town.control("start", from_id=CITIZEN)
    bare_town.world.bot().queue.drop_all()
    return bare_town
