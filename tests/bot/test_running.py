"""The bot as a process: it takes changed packs, keeps the old one from a broken one, and ends when told."""

import asyncio
import os
import shutil
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest

from content.paths import sample_pack
from sandbox.seed import STAFF_GROUP
from sandbox.server import create_app, serve
from storage.db import Database
from storage.schema import migrate

TOKEN = "700001:" + "t" * 35
CITIZEN = 1001
PATIENCE = 120.0
"""Seconds a process may take on a busy machine."""


class Process:
    """A running bot, with the sandbox it talks to and what it logs."""

    def __init__(self, process: asyncio.subprocess.Process, url: str, http: aiohttp.ClientSession) -> None:
        self.process = process
        self.log = ""
        self._url = url
        self._http = http

    async def says(self, text: str) -> None:
        body = {"chat_id": CITIZEN, "from_id": CITIZEN, "text": text}
        async with self._http.post(f"{self._url}/control/say", json=body) as response:
            assert response.status == 200

    async def reads(self, wanted: str) -> None:
        """Wait until the bot has said this."""

        async with asyncio.timeout(PATIENCE):
            while not any(wanted in words for words in await self._said()):  # noqa: ASYNC110 # another process
                await asyncio.sleep(0.05)

    async def _said(self) -> list[str]:
        async with self._http.get(f"{self._url}/control/messages", params={"chat_id": str(CITIZEN)}) as response:
            messages = (await response.json())["messages"]
        return [message.get("text", "") for message in messages if message["from"]["is_bot"]]

    async def logs(self, wanted: str) -> None:
        """Wait until the bot has logged this."""
        assert self.process.stderr
        async with asyncio.timeout(PATIENCE):
            while wanted not in self.log:
                self.log += (await self.process.stderr.readline()).decode()


@asynccontextmanager
async def running(place: Path, pack: Path) -> AsyncIterator[Process]:
    sandbox = await serve(create_app())
    url = f"sqlite:///{place}/banshi.db"
    database = Database(url)
    await migrate(database)
    await database.close()
    environment = {
        **os.environ,
        "BANSHI_TOKEN": TOKEN,
        "BANSHI_API_URL": sandbox.url,
        "BANSHI_DATABASE_URL": url,
        "BANSHI_HALL": str(pack),
        "BANSHI_STAFF_CHATS": f"main={STAFF_GROUP}",
        "BANSHI_PID_FILE": str(place / "banshi.pid"),
        "BANSHI_HEALTH_LISTEN": "off",
    }
    async with aiohttp.ClientSession() as http:
        async with http.post(
            f"{sandbox.url}/control/bots", json={"token": TOKEN, "first_name": "B", "username": "b_bot"}
        ):
            pass
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "run", env=environment, stderr=asyncio.subprocess.PIPE
        )
        try:
            yield Process(process, sandbox.url, http)
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
    await sandbox.close()


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A copy of the sample pack that a test may change."""
    return Path(shutil.copytree(sample_pack(), tmp_path / "hall"))


async def test_a_changed_pack_is_taken_and_a_broken_one_is_not(tmp_path: Path, pack: Path) -> None:
    facts = pack / "hall.yaml"
    original = facts.read_text("utf-8")
    async with running(tmp_path, pack) as bot:
        await bot.logs('"started"')

        facts.write_text(original.replace("云溪区政务服务大厅（示例）", "碧湖区政务服务大厅（示例）"), "utf-8")
        bot.process.send_signal(signal.SIGHUP)
        await bot.logs('"pack_taken"')
        await bot.says("/start")
        await bot.reads("碧湖区")

        facts.write_text(original.replace("zone: Asia/Shanghai", "zone: Asia/Nowhere"), "utf-8")
        bot.process.send_signal(signal.SIGHUP)
        await bot.logs('"pack_not_taken"')
        await bot.says("/help")
        await bot.says("孩子上户口要带什么")
        await bot.reads("出生医学证明")


async def test_the_bot_ends_cleanly_when_told(tmp_path: Path, pack: Path) -> None:
    async with running(tmp_path, pack) as bot:
        await bot.logs('"started"')
        assert (tmp_path / "banshi.pid").exists()
        bot.process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(PATIENCE):
            assert await bot.process.wait() == 0
        assert not (tmp_path / "banshi.pid").exists()
