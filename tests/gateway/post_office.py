"""Delivery alone, over real HTTP to the pretended Telegram: rows are written, sent and looked at; time stands still."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
from sqlalchemy import Row, select

from content.models import Hall
from domain.languages import Language
from domain.subjects import Outcome, Part, Subject
from gateway.delivery import Delivery
from gateway.limiter import Limiter
from gateway.marks import Marks
from gateway.messages import LateMessage, Registry
from gateway.pace import pace_of
from gateway.parcel import Packer
from gateway.posting import Poster
from gateway.present import Present
from gateway.telegram import Telegram
from gateway.vitals import Vitals
from sandbox.server import create_app, serve
from sandbox.world import World
from storage.db import Database
from storage.outgoing import Address, Outgoing
from storage.people import add_person
from storage.tables import outbox
from storage.topics import Topic, add_topic
from storage.transaction import Tx
from tests.kit.town import STAFF_GROUP, TOKEN, StandingClock, Unlimited
from views.markup import Rich
from views.screen import Screen

CHEN, LIN = 5001, 5002
"""Two people who have started the bot."""


class WatchedTelegram(Telegram):
    """Lets a test do something the moment a call leaves."""

    calling: asyncio.Event

    async def call(self, method: str, body: str = "{}", **more: Any) -> Any:
        self.calling.set()
        return await super().call(method, body, **more)


class PostOffice:
    """One delivery on one database. ``heard`` is what the listeners were told; ``said`` what a loader shows."""

    def __init__(self, url: str, api_url: str, http: aiohttp.ClientSession, limiter: Limiter | None) -> None:
        self.clock = StandingClock()
        self.url = url
        self.database = Database(url, now=self.clock.now)
        self.vitals = Vitals()
        self.heard: list[tuple[int, Outcome]] = []
        self.recreated: list[int] = []
        self.words: dict[int, str | Exception | None] = {}
        self.moved: dict[int, int] = {}
        self.staff_chats = {"main": STAFF_GROUP}
        self.limiter = limiter or Unlimited()
        self.telegram = WatchedTelegram(api_url=api_url, token=TOKEN)
        self.telegram.calling = asyncio.Event()
        self._api_url, self._http = api_url, http
        self._keys = itertools.count()
        self.delivery = self.open_delivery()

    def open_delivery(self) -> Delivery:
        """A delivery as the next process would have it: the same database, an empty memory."""
        registry = Registry(
            messages={"late": LateMessage(self._load, lambda _, words: Screen(Rich(words)))},
            delivered={"matter": self._hear},
            recreated={"matter": self._hear_of_topic},
        )
        packer = Packer(
            self.database,
            registry,
            present=self._present,
            staff_chats=self.staff_chats,
            moved=self.moved,
            username=self.telegram.username,
        )
        marks = Marks(self.database, clock=self.clock)
        self.poster = Poster(
            self.telegram,
            packer,
            pace_of(self.database, self.limiter, clock=self.clock),
            marks,
            registry,
            clock=self.clock,
            present=self._present,
            vitals=self.vitals,
        )
        self.delivery = Delivery(self.database, self.poster, marks, clock=self.clock, vitals=self.vitals)
        self.database.hand_over = self.delivery.take
        return self.delivery

    def _present(self) -> Present:
        chats = {self.moved.get(number, number): name for name, number in self.staff_chats.items()}
        nothing: Any = None  # delivery only hands the hall and its index on
        return Present(now=self.clock.now(), hall=nothing, index=nothing, staff_chats=chats)

    async def _load(self, _: Tx, *, hall: Hall, now: object, number: int) -> tuple[Language, Mapping[str, Any]] | None:
        words = self.words[number]
        if isinstance(words, Exception):
            raise words
        return None if words is None else (Language.EN, {"words": words})

    async def _hear(self, tx: Tx, subject: Subject, *, outcome: Outcome, now: object) -> None:
        self.heard.append((subject.id, outcome))

    async def _hear_of_topic(self, tx: Tx, topic: Topic, *, now: object) -> None:
        if not topic.is_former:
            self.recreated.append(topic.id)

    def letter(self, text: str, *, to: int | Address = CHEN, **more: Any) -> Outgoing:
        """A message with plain words."""
        address = to if isinstance(to, Address) else Address(chat_id=to)
        body = None if "message" in more else {"text": text}
        return Outgoing(**{"dedupe_key": f"k{next(self._keys)}", "to": address, "body": body, **more})

    async def say(self, *letters: Outgoing) -> None:
        """Commit messages, which hands them over."""
        async with self.database.write() as tx:
            for letter in letters:
                tx.say(letter)

    async def send(self, *letters: Outgoing) -> None:
        """Commit messages and wait until each has ended."""
        await self.say(*letters)
        await self.delivery.drained()

    async def leave_behind(self, *letters: Outgoing) -> None:
        """Messages in the memory of a process that dies before it sends them."""
        self.database.hand_over = lambda rows: None
        await self.say(*letters)
        self.open_delivery()

    async def topic(self, name: str = "matter") -> Address:
        """The address of a topic that Telegram has not made yet."""
        async with self.database.write() as tx:
            number = await add_topic(
                tx, staff_chat="main", name=name, subject_kind="matter", subject_id=next(self._keys),
                now=self.clock.now(),
            )  # fmt: skip
        return Address(topic_id=number)

    async def rows(self) -> list[Row[Any]]:
        """The outbox, oldest first."""
        async with self.database.read() as tx:
            return list((await tx.execute(select(outbox).order_by(outbox.c.id))).all())

    async def states(self) -> list[tuple[str, int]]:
        """(state, maybe_dup) of every row."""
        return [(row.state, row.maybe_dup) for row in await self.rows()]

    async def control(self, path: str, **body: Any) -> Any:
        """Call the sandbox's control API."""
        async with self._http.post(f"{self._api_url}/control/{path}", json=body) as response:
            answer = await response.json()
            assert response.status == 200, answer
            return answer

    async def fault(self, kind: str, **order: Any) -> None:
        """Order trouble for the next calls."""
        await self.control("faults", kind=kind, **order)

    async def no_more_faults(self) -> None:
        """Take back the trouble ordered."""
        async with self._http.delete(f"{self._api_url}/control/faults") as response:
            assert response.status == 200

    async def read(self, path: str, **query: Any) -> Any:
        """Ask the sandbox's control API."""
        async with self._http.get(f"{self._api_url}/control/{path}", params=query) as response:
            return await response.json()

    async def texts(self, chat_id: int = CHEN, **query: Any) -> list[str]:
        """What the bot has said in a chat, oldest first, as people see it now."""
        found = (await self.read("messages", chat_id=chat_id, **query))["messages"]
        return [message["text"] for message in found if message["from"]["is_bot"] and "text" in message]

    async def calls(self, method: str) -> list[int]:
        """The answers to every call of a method; 0 is a connection that was dropped."""
        return [call["status"] for call in (await self.read("calls"))["calls"] if call["method"] == method]


def about(number: int) -> dict[str, Subject]:
    """What a message is about, so that its listener hears how it ended."""
    return {"subject": Subject("matter", number, Part.COPY)}


@asynccontextmanager
async def open_post_office(url: str, *, limiter: Limiter | None = None) -> AsyncIterator[PostOffice]:
    """A delivery on a migrated database, two people and a staff forum."""
    running = await serve(create_app(World()))
    async with aiohttp.ClientSession() as http:
        office = PostOffice(url, running.url, http, limiter)
        try:
            await _furnish(office)
            yield office
            await asyncio.wait_for(office.delivery.stop(), 60)
        finally:
            await office.telegram.close()
            await office.database.close()
            await running.close()


async def _furnish(office: PostOffice) -> None:
    await office.control("bots", token=TOKEN, first_name="办事", username="banshi_test_bot")
    await office.control("limits", enforce=False)
    async with office.database.write() as tx:
        for number, name in ((CHEN, "陈晓"), (LIN, "林佳")):
            await office.control("people", id=number, first_name=name, language_code="zh-hans")
            await office.control("start", from_id=number)
            now = office.clock.now()
            await add_person(tx, telegram_id=number, first_name=name, language=Language.ZH_HANS, now=now)
    group = {"id": STAFF_GROUP, "title": "值班组", "type": "supergroup", "is_forum": True, "members": []}
    await office.control("chats", **group, bot_status="administrator")
