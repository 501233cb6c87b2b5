"""A town whose Telegram keeps its limits: the sandbox in this process, the bot in another, people who measure."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bench.machine import PATIENCE, BenchFailed, python_process
from bench.pace import Pace, SandboxClock
from bench.stage import TOKEN
from sandbox import seed as demo
from sandbox import speaking
from sandbox.people import Person
from sandbox.server import create_app, serve
from sandbox.world import World

Message = dict[str, Any]
Wish = Callable[[Message], bool]
SIGHTS = frozenset({"message", "edited"})


@dataclass(frozen=True, slots=True)
class Seen:
    """Something of the bot's, and when it stood there, in seconds of the town's clock."""

    message: Message
    at: float


@dataclass(slots=True)
class Town:
    """Everybody and everything; ``pace`` is the clock of all."""

    world: World
    pace: Pace
    url: str
    onlookers: list[Callable[[Seen], None]] = field(default_factory=list)

    async def watch(self) -> None:
        """Show everybody what the bot does, until cancelled."""
        stream = self.world.stream
        last = stream.last_id
        while True:
            for number, event in await stream.more(last, wait_seconds=PATIENCE):
                last = number
                if event["kind"] in SIGHTS and event["message"]["from"]["is_bot"]:
                    seen = Seen(event["message"], self.pace.monotonic())
                    for onlooker in [*self.onlookers]:
                        onlooker(seen)

    async def waits_for(self, chat_id: int, deed: Callable[[], object], *, wish: Wish) -> Seen:
        """Do something, and return what the bot did in that chat that fits.

        Raises:
            BenchFailed: nothing came.
        """
        answer: asyncio.Future[Seen] = asyncio.get_running_loop().create_future()

        def look(seen: Seen) -> None:
            if seen.message["chat"]["id"] == chat_id and wish(seen.message) and not answer.done():
                answer.set_result(seen)

        self.onlookers.append(look)
        try:
            deed()
            return await asyncio.wait_for(answer, PATIENCE)
        except TimeoutError:
            raise BenchFailed(f"nobody in chat {chat_id} ever saw an answer") from None
        finally:
            self.onlookers.remove(look)

    def press(self, message: Message, prefix: str, *, from_id: int) -> None:
        """Press the first button with such data under a message."""
        chat = self.world.chat(message["chat"]["id"])
        standing = speaking.find_message(chat, message["message_id"])
        data = next(data for data in data_below(standing.body) if data.partition(":")[0] == prefix)
        button = speaking.find_button(standing, data=data, label=None)
        speaking.press(self.world, chat, standing, button, from_id=from_id)

    def arrive(self, numbers: Sequence[int]) -> list[Person]:
        """Make people who have met the bot before."""
        bot = self.world.announce_bot(TOKEN)
        people = [Person(number, f"Resident {number}", started={bot.id}, language_code="en") for number in numbers]
        for person in people:
            self.world.add_person(person)
        return people

    def refused(self) -> tuple[int, int]:
        """How many calls were answered 429, and how many there were, polling not counted."""
        calls = [call for call in self.world.record.calls() if call["method"] != "getUpdates"]
        return sum(call["status"] == 429 for call in calls), len(calls)

    def sends(self, *, after: int = 0) -> list[tuple[float, int]]:
        """When each message and edit after that number stood there, on the town's clock, and in which chat."""
        sends = [send for send in self.world.record.sends(after=after) if not send["method"].startswith("delete")]
        moments = [datetime.fromisoformat(send["at"]).timestamp() - self.pace.epoch for send in sends]
        return [(moment, send["chat_id"]) for moment, send in zip(moments, sends, strict=True)]


def data_below(message: Message) -> list[str]:
    """The data of the buttons under a message."""
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return [button["callback_data"] for row in rows for button in row if "callback_data" in button]


def offers(prefix: str) -> Wish:
    """A message with a button of this prefix."""
    return lambda message: any(data.partition(":")[0] == prefix for data in data_below(message))


@asynccontextmanager
async def open_town(pace: Pace, *, seed: int) -> AsyncIterator[Town]:
    """The sandbox with the demo's people and staff group, its clock at this pace."""
    world = World(clock=SandboxClock(pace), seed=seed)
    demo.populate(world)
    world.announce_bot(TOKEN)
    running = await serve(create_app(world))
    town = Town(world, pace, running.url)
    watching = asyncio.ensure_future(town.watch())
    try:
        yield town
    finally:
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)
        await running.close()


@contextmanager
def bot_of(town: Town, *options: str, url: str, core: int) -> Iterator[None]:
    """The bot of that town as a process; ``options`` of ``bench.ours``."""
    settings = {
        "BANSHI_TOKEN": TOKEN,
        "BANSHI_API_URL": town.url,
        "BANSHI_DATABASE_URL": url,
        "BANSHI_STAFF_CHATS": f"main={demo.STAFF_GROUP}",
        "BANSHI_LOG_LEVEL": "ERROR",
    }
    with python_process("bench.ours", *options, "--pace", town.pace.write(), core=core, environment=settings):
        yield
