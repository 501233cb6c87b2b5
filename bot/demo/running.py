"""A running demo: sandbox, database, bot and enrolled clerks, all of them gone at its end."""

import asyncio
import os
import shutil
import socket
import sys
from collections.abc import AsyncIterator, Coroutine, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import mkdtemp

import aiohttp

from actions.staff import create_invite
from bot.commands.failures import CannotRun
from bot.demo.backstage import DemoBackstage
from bot.demo.pack import FOLDER, WatchedPack
from bot.demo.process import COMMAND, BotProcess
from bot.settings import load_settings
from content.paths import sample_pack
from domain.people import Role
from sandbox.backstage import Backstage
from sandbox.seed import CITIZENS, CLERKS, STAFF, STAFF_GROUP, SUPERVISOR
from sandbox.server import Running, create_app, serve
from sandbox.statefile import StateError
from storage.db import Database
from storage.schema import migrate

TOKEN = "700000001:demo-" + "0" * 30
"""The demo's bot exists only in the sandbox."""
BOT = {"token": TOKEN, "first_name": "办事助手", "username": "banshi_demo_bot"}
PATIENCE = 120.0
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


async def listen(
    port: int, *, behind: Backstage | None = None, state: Path | None = None, scenes: Path | None = None
) -> Running:
    """A listening sandbox.

    Raises:
        CannotRun: the port is taken, or the state file damaged or in use.
    """
    check_port(port)
    try:
        return await serve(create_app(behind=behind, state=state, scenes=scenes), port=port)
    except StateError as error:
        raise CannotRun(str(error)) from None


def check_port(port: int) -> None:
    """Refuse a port before anything is made for what shall listen there.

    Raises:
        CannotRun: it is taken, or not to be had.
    """
    with socket.socket() as probe:
        # As the server does: what was closed a moment ago is no hindrance.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except PermissionError:
            raise CannotRun(f"Port {port} is not for everybody. Choose another: --port 8082") from None
        except OSError:
            raise CannotRun(f"Port {port} on 127.0.0.1 is taken. Choose another: --port 8082") from None


def pack_of(hall: Path | None) -> Path:
    """The pack a demo shows: the one that is named, or set, or the sample hall."""
    return hall or load_settings(needs_token=False).hall or sample_pack()


@asynccontextmanager
async def running_demo(*, port: int, hall: Path | None = None, command: Sequence[str] = COMMAND) -> AsyncIterator[Demo]:
    """The demo of a hall pack; see ``pack_of``.

    Raises:
        Problems: the pack has errors.
        CannotRun: the port is taken.
    """
    check_port(port)
    home = Path(mkdtemp(prefix="banshi-demo-"))
    try:
        pack = WatchedPack(pack_of(hall), home=home)
        ours = {"BANSHI_DATABASE_URL": f"sqlite:///{home / 'banshi.db'}", "BANSHI_HALL": str(pack.shown)}
        names = [chat.name for chat in pack.hall.facts.staff_chats]
        async with bot_on_sandbox(
            home, {**os.environ, **ours}, staff_chats=names, port=port, pack=pack, command=command
        ) as demo:
            yield demo
    finally:
        shutil.rmtree(home, ignore_errors=True)


@asynccontextmanager
async def bot_on_sandbox(
    home: Path,
    environment: Mapping[str, str],
    *,
    staff_chats: Sequence[str],
    port: int = 0,
    cwd: Path | None = None,
    pack: WatchedPack | None = None,
    command: Sequence[str] = COMMAND,
) -> AsyncIterator[Demo]:
    """A sandbox, a bot of this environment on its database, enrolled clerks, and a group for each name of the pack.

    ``home`` gets what the bot writes. With a ``pack`` the bot takes what is saved there, goes by the sandbox's clock,
    and can be looked at and killed from the page.
    """
    groups = {name: STAFF_GROUP - at for at, name in enumerate(staff_chats)}
    log = home / "bot.log"
    process = BotProcess(log=log, cwd=cwd, command=command)
    try:
        async with AsyncExitStack() as stack:
            database = Database(environment["BANSHI_DATABASE_URL"])
            stack.push_async_callback(database.close)
            tokens = await _invites(database)
            behind = DemoBackstage(process, database, pack) if pack else None
            sandbox = await listen(port, behind=behind, scenes=pack.root / FOLDER if pack else None)
            stack.push_async_callback(sandbox.close)
            ours = _settings(sandbox.url, groups, home=home)
            if pack:
                ours["BANSHI_CLOCK_URL"] = sandbox.url
            http = await stack.enter_async_context(aiohttp.ClientSession())
            bot = await stack.enter_async_context(_task(process.run({**environment, **ours})))
            if pack:
                await stack.enter_async_context(_task(pack.watch(take=process.reload)))
            demo = Demo(sandbox.url, http, groups=tuple(groups.values()))
            await _populate(demo, tokens, named={number: name for name, number in groups.items()})
            await _wait_for_bot(demo, bot, person=STAFF[-1].id)
            yield demo
    except CannotRun:
        print(log.read_text("utf-8")[-2000:] if log.exists() else "", file=sys.stderr)  # the demo ends here
        raise


def _settings(url: str, groups: Mapping[str, int], *, home: Path) -> dict[str, str]:
    return {
        "BANSHI_TOKEN": TOKEN,
        "BANSHI_API_URL": url,
        "BANSHI_STAFF_CHATS": ",".join(f"{name}={number}" for name, number in groups.items()),
        "BANSHI_PID_FILE": str(home / "banshi.pid"),
        "BANSHI_HEALTH_LISTEN": "off",
    }


@asynccontextmanager
async def _task(work: Coroutine[object, object, None]) -> AsyncIterator["asyncio.Task[None]"]:
    """Runs beside the block, and ends with it."""
    task = asyncio.ensure_future(work)
    try:
        yield task
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def _invites(database: Database) -> list[tuple[int, str]]:
    """An invite for each of the demo's staff: (person, token)."""
    await migrate(database)
    async with database.write() as tx:
        now, roles = datetime.now(UTC), {SUPERVISOR.id: Role.SUPERVISOR}
        ids = [person.id for person in STAFF]
        return [(one, await create_invite(tx, role=roles.get(one, Role.CLERK), now=now)) for one in ids]


async def _populate(demo: Demo, tokens: Sequence[tuple[int, str]], *, named: Mapping[int, str]) -> None:
    """The bot, a group for each further name, and clerks on their way; the sandbox has people and a group already.

    ``named`` gives each group's name in the hall pack.
    """
    await demo.control("bots", **BOT)
    for group in demo.groups[1:]:
        members = [{"user_id": clerk.id} for clerk in STAFF]
        await demo.control("chats", id=group, title=named[group], is_forum=True, members=members, lasting=True)
    for person, token in tokens:
        await demo.control("start", from_id=person, payload=f"inv-{token}")


async def _wait_for_bot(demo: Demo, bot: "asyncio.Task[None]", *, person: int) -> None:
    """Return once the bot has answered somebody."""
    deadline = asyncio.get_running_loop().time() + PATIENCE
    while asyncio.get_running_loop().time() < deadline and not bot.done():
        async with demo.http.get(f"{demo.url}/control/messages", params={"chat_id": str(person)}) as response:
            if any(message["from"]["is_bot"] for message in (await response.json())["messages"]):
                return
        await asyncio.sleep(0.1)
    raise CannotRun("The bot did not start; its log says why.")
