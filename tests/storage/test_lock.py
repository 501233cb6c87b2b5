"""One bot an SQLite file, until it stops or dies."""

import asyncio
import signal
import sys

import pytest

from storage.db import Database
from storage.lock import AlreadyRunning, only_bot
from tests.kit.database import BACKENDS

BOT = """
import asyncio, sys
from storage.db import Database
from storage.lock import only_bot

async def hold():
    async with only_bot(Database(sys.argv[1])):
        print("held", flush=True)
        await asyncio.Event().wait()

asyncio.run(hold())
"""


async def take(url: str) -> None:
    """Take the lock as a second bot would, and give it back."""
    database = Database(url)
    try:
        async with only_bot(database):
            pass
    finally:
        await database.close()


@pytest.mark.parametrize("database_url", BACKENDS[:1], indirect=True)
async def test_a_second_bot_is_refused_until_the_first_has_stopped(database_url: str) -> None:
    first = Database(database_url)
    async with only_bot(first):
        with pytest.raises(AlreadyRunning):
            await take(database_url)
    await take(database_url)
    await first.close()


@pytest.mark.parametrize("database_url", BACKENDS[:1], indirect=True)
async def test_the_lock_of_a_bot_that_died_is_free(database_url: str) -> None:
    bot = await asyncio.create_subprocess_exec(sys.executable, "-c", BOT, database_url, stdout=asyncio.subprocess.PIPE)
    assert bot.stdout
    assert await asyncio.wait_for(bot.stdout.readline(), 60) == b"held\n"
    with pytest.raises(AlreadyRunning):
        await take(database_url)

    bot.send_signal(signal.SIGKILL)
    await bot.wait()
    await take(database_url)
