"""``banshi demo``: the pretended Telegram in the browser with the real bot behind it, on this machine alone."""

import asyncio
import os
import shutil
import signal
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import mkdtemp

import aiohttp

from actions.staff import create_invite
from bot.commands.failures import CannotRun
from domain.people import Role
from sandbox.seed import CITIZENS, CLERKS, STAFF_GROUP
from sandbox.server import Running, create_app, serve
from storage.db import Database
from storage.schema import migrate

TOKEN = "700000001:demo-" + "0" * 30
"""The demo's bot exists only in the sandbox."""
BOT = {"token": TOKEN, "first_name": "办事助手", "username": "banshi_demo_bot"}
COMMAND = (sys.executable, "-m", "bot", "run")
RESTART_PAUSE = 0.5
"""Seconds before a bot that died is started again."""
PATIENCE = 60.0
"""Seconds the bot may take to start on a slow machine."""


@dataclass(frozen=True, slots=True)
class Demo:
    """A running demo: where the page is, and how to play people. Numbers are Telegram's."""

    url: str
    http: aiohttp.ClientSession
    citizen: int = CITIZENS[0].id
    clerk: int = CLERKS[0].id
    groups: tuple[int, ...] = (STAFF_GROUP,)

    @property
    def staff_group(self) -> int:
        """The first of the staff groups."""
        return self.groups[0]

    async def control(self, path: str, **body: object) -> dict[str, object]:
        """Call the sandbox's control API."""
        async with self.http.post(f"{self.url}/control/{path}", json=body) as response:
            answer: dict[str, object] = await response.json()
            response.raise_for_status()
            return answer


class _Bot:
    """The bot as a process of its own, started again when it dies."""

    def __init__(self, environment: Mapping[str, str], *, log: Path, cwd: Path | None) -> None:
        self._environment = environment
        self._log = log
        self._cwd = cwd
        self._process: asyncio.subprocess.Process | None = None

    async def run(self) -> None:
        """Keep the bot running until cancelled, then end it."""
        try:
            while True:
                with self._log.open("ab") as log:  # once a start
                    self._process = await asyncio.create_subprocess_exec(
                        *(sys.executable, "-m", "bot", "run"),
                        env=self._environment,
                        stdout=log,
                        stderr=log,
                        cwd=self._cwd,
                    )
                code = await self._process.wait()
                print(f"The bot ended with {code}; it starts again. Its log: {self._log}", flush=True)
                await asyncio.sleep(RESTART_PAUSE)
        finally:
            if self._process and self._process.returncode is None:
                self._process.send_signal(signal.SIGTERM)
                await self._process.wait()


async def _invites(database_url: str) -> list[tuple[int, str]]:
    """An invite for each of the demo's clerks: (person, token)."""
    database = Database(database_url)
    await migrate(database)
    async with database.write() as tx:
        tokens = [(clerk.id, await create_invite(tx, role=Role.CLERK, now=datetime.now(UTC))) for clerk in CLERKS]
    await database.close()
    return tokens


async def _listen(port: int) -> Running:
    try:
        return await serve(create_app(), port=port)
    except OSError:
        raise CannotRun(f"Port {port} on 127.0.0.1 is taken. Choose another: banshi demo --port 8082") from None


async def _wait_for_bot(demo: Demo, bot: "asyncio.Task[None]", *, person: int) -> None:
    """Return once the bot has answered somebody."""
    deadline = asyncio.get_running_loop().time() + PATIENCE
    while asyncio.get_running_loop().time() < deadline and not bot.done():
        async with demo.http.get(f"{demo.url}/control/messages", params={"chat_id": str(person)}) as response:
            if any(message["from"]["is_bot"] for message in (await response.json())["messages"]):
                return
        await asyncio.sleep(0.1)
    raise CannotRun("The bot did not start; its log says why.")


async def _populate(demo: Demo) -> None:
    """The bot, and a group for each further name; the sandbox has people and the first group already."""
    await demo.control("bots", **BOT)
    for group in demo.groups[1:]:
        members = [{"user_id": clerk.id} for clerk in CLERKS]
        await demo.control("chats", id=group, title=str(group), is_forum=True, members=members)


@asynccontextmanager
async def running_demo(*, port: int) -> AsyncIterator[Demo]:
    """Sandbox, database, bot and enrolled clerks; all gone at the end."""
    home = Path(mkdtemp(prefix="banshi-demo-"))
    database = {"BANSHI_DATABASE_URL": f"sqlite:///{home / 'banshi.db'}"}
    try:
        async with bot_on_sandbox(home, {**os.environ, **database}, port=port) as demo:
            yield demo
    finally:
        shutil.rmtree(home, ignore_errors=True)


@asynccontextmanager
async def bot_on_sandbox(
    home: Path,
    environment: Mapping[str, str],
    *,
    staff_chats: Sequence[str] = ("main",),
    port: int = 0,
    cwd: Path | None = None,
) -> AsyncIterator[Demo]:
    """A sandbox, a bot of this environment on its database, enrolled clerks, and a group for each name of the pack.

    ``home`` gets what the bot writes.
    """
    groups = {name: STAFF_GROUP - at for at, name in enumerate(staff_chats)}
    sandbox = await _listen(port)
    log = home / "bot.log"
    tokens = await _invites(environment["BANSHI_DATABASE_URL"])
    ours = {
        "BANSHI_TOKEN": TOKEN,
        "BANSHI_API_URL": sandbox.url,
        "BANSHI_STAFF_CHATS": ",".join(f"{name}={number}" for name, number in groups.items()),
        "BANSHI_PID_FILE": str(home / "banshi.pid"),
        "BANSHI_HEALTH_LISTEN": "off",
    }
    bot = asyncio.ensure_future(_Bot({**environment, **ours}, log=log, cwd=cwd).run())
    try:
        async with aiohttp.ClientSession() as http:
            demo = Demo(sandbox.url, http, groups=tuple(groups.values()))
            await _populate(demo)
            for person, token in tokens:
                await demo.control("start", from_id=person, payload=f"inv-{token}")
            await _wait_for_bot(demo, bot, person=CLERKS[-1].id)
            yield demo
    except CannotRun:
        print(log.read_text("utf-8")[-2000:], file=sys.stderr)  # the demo ends here
        raise
    finally:
        bot.cancel()
        await asyncio.gather(bot, return_exceptions=True)
        await sandbox.close()


async def _until_told_to_stop() -> None:
    asked = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, asked.set)
    await asked.wait()


async def demo(*, port: int) -> int:
    """Run the demo until Ctrl+C."""
    print("Starting the sandbox and the bot …", flush=True)
    async with running_demo(port=port) as running:
        print(f"\n  Open {running.url}/ in a browser.  打开这个网址就可以试用。", flush=True)
        print("  Nothing leaves this machine. End with Ctrl+C.  一切都只在本机，按 Ctrl+C 结束。\n", flush=True)
        await _until_told_to_stop()
    return 0


async def tour() -> int:
    """Play the main story and print the conversation."""
    # The tour needs a running demo, and the demo may be asked for a tour.
    from bot.tour import play

    async with running_demo(port=0) as running:
        await play(running)
    return 0


async def only_sandbox(*, port: int) -> int:
    """Run the pretended Telegram alone."""
    sandbox = await _listen(port)
    print(f"The sandbox listens at {sandbox.url}/ ; docs/sandbox.md tells how to use it. End with Ctrl+C.", flush=True)
    await _until_told_to_stop()
    await sandbox.close()
    return 0
