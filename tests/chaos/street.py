"""What people do and see, over the sandbox's control API; everything done is written down, to be found again later."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

import aiohttp

PATIENCE = 30.0
"""Seconds a person waits for a reply before it counts as lost; a killed bot is back within a few."""
LATEST = 40
"""Messages of a chat that a person looks at."""

Message = dict[str, Any]


class ButtonGone(Exception):
    """The message changed between the look and the press, as happens to people."""


class Street:
    """Everybody's way to the bot. Waiting is woken by the sandbox's stream of events."""

    def __init__(self, url: str, http: aiohttp.ClientSession) -> None:
        self.url = url
        self._http = http
        self._stirred = asyncio.Event()
        self.written: list[tuple[int, int]] = []
        """Chat and number of every message a person wrote."""
        self.pressed: list[str] = []
        """The id of every press."""

    async def control(self, path: str, **body: Any) -> Any:
        """Do something."""
        async with self._http.post(f"{self.url}/control/{path}", json=body) as response:
            answer = await response.json()
            if response.status == 400 and path == "press":
                raise ButtonGone
            assert response.status == 200, answer
            return answer

    async def read(self, path: str, **query: Any) -> Any:
        """Look at something."""
        async with self._http.get(f"{self.url}/control/{path}", params=query) as response:
            assert response.status == 200, await response.text()
            return await response.json()

    async def watch(self) -> None:
        """Wake who waits whenever something happens, until cancelled."""
        unlimited = aiohttp.ClientTimeout(total=None)
        async with self._http.get(f"{self.url}/control/stream", timeout=unlimited) as response:
            async for _ in response.content:
                stirred, self._stirred = self._stirred, asyncio.Event()
                stirred.set()

    async def wait_for(self, chat_id: int, wanted: Callable[[Message], bool], *, what: str) -> Message:
        """The newest message of the bot that fits.

        Raises:
            AssertionError: none came.
        """
        loop = asyncio.get_running_loop()
        deadline = loop.time() + PATIENCE
        while True:
            stirred = self._stirred
            messages = (await self.read("messages", chat_id=chat_id, limit=LATEST))["messages"]
            for message in reversed(messages):
                if message["from"]["is_bot"] and wanted(message):
                    return dict(message)
            with suppress(TimeoutError):
                await asyncio.wait_for(stirred.wait(), deadline - loop.time())
            assert loop.time() < deadline, (
                f"in chat {chat_id} nobody ever saw {what}; the end: {[m.get('text') for m in messages[-4:]]}"
            )


class Person:
    """Somebody in the street."""

    def __init__(self, street: Street, person_id: int, name: str) -> None:
        self.street = street
        self.id = person_id
        self.name = name

    async def says(self, text: str, *, chat_id: int | None = None, **more: Any) -> int:
        """Write, in private unless told; the message's number."""
        chat = chat_id or self.id
        said = await self.street.control("say", chat_id=chat, from_id=self.id, text=text, **more)
        self.street.written.append((chat, said["message_id"]))
        return int(said["message_id"])

    async def reads(self, *words: str, after: int = 0, chat_id: int | None = None) -> Message:
        """The newest message of the bot that holds one of these, newer than ``after``."""
        return await self.street.wait_for(
            chat_id or self.id,
            lambda message: message["message_id"] > after and any(part in message.get("text", "") for part in words),
            what=" or ".join(words),
        )

    async def presses(self, label: str, *, chat_id: int | None = None, after: int = 0, thread: int = 0) -> Message:
        """Press the newest button whose label holds this, or whose data it is; the message it stood under."""
        chat = chat_id or self.id

        def has_it(message: Message) -> bool:
            fits = message["message_id"] > after and message.get("message_thread_id", 0) == thread
            return fits and find_button(message, label) is not None

        while True:
            message = await self.street.wait_for(chat, has_it, what=f"a button {label}")
            with suppress(ButtonGone):
                await self.press_below(message, label)
                return message

    async def press_below(self, message: Message, label: str) -> None:
        """Press a button of a message.

        Raises:
            ButtonGone: it is not there any more.
        """
        place = {"chat_id": message["chat"]["id"], "message_id": message["message_id"]}
        pressed = await self.street.control("press", from_id=self.id, text=find_button(message, label), **place)
        self.street.pressed.append(pressed["callback_query_id"])


def find_button(message: Message, wanted: str) -> str | None:
    """The label of the button that is meant by a part of its label or by its data."""
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    fits = (b["text"] for row in rows for b in row if wanted in b["text"] or wanted == b.get("callback_data"))
    return next(fits, None)


@asynccontextmanager
async def open_street(url: str) -> AsyncIterator[Street]:
    """A street before a sandbox."""
    async with aiohttp.ClientSession() as http:
        street = Street(url, http)
        watching = asyncio.ensure_future(street.watch())
        try:
            yield street
        finally:
            watching.cancel()
            await asyncio.gather(watching, return_exceptions=True)
