"""What people do and see, over the sandbox's control API; everything done is written down, to be found again later."""

import asyncio
import uuid
from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

import aiohttp
import orjson

PATIENCE = 90.0
"""Seconds a person waits for a reply before it counts as lost; a killed bot is back within a few, a network later."""
LATEST = 40
"""Messages of a chat that a person looks at."""
PHOTO = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x04\x00\x00\x00\x03\x00\x08\x02\x00\x00\x00"
    b"\x00\x00\x00\x00\x00\x00\x00\x00IEND\xaeB`\x82"
)
"""The head of a picture of 1024 x 768."""

Message = dict[str, Any]


class ButtonGone(Exception):
    """The message changed between the look and the press, as happens to people."""


class Street:
    """Everybody's way to the bot. Waiting is woken by the sandbox's stream of events."""

    def __init__(self, url: str, http: aiohttp.ClientSession) -> None:
        self.url = url
        self._http = http
        self._stirred = defaultdict[int, asyncio.Event](asyncio.Event)
        self.written: list[tuple[int, int]] = []
        """Chat and number of every message a person wrote."""
        self.reworded: list[tuple[int, int, str]] = []
        """Chat, number and new words of every message a person changed."""
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

    async def upload(self, form: aiohttp.FormData) -> Any:
        """Send a file."""
        async with self._http.post(f"{self.url}/control/upload", data=form) as response:
            answer = await response.json()
            assert response.status == 200, answer
            return answer

    async def read(self, path: str, **query: Any) -> Any:
        """Look at something."""
        async with self._http.get(f"{self.url}/control/{path}", params=query) as response:
            assert response.status == 200, await response.text()
            return await response.json()

    async def watch(self) -> None:
        """Wake who waits in a chat whenever something happens there, until cancelled."""
        unlimited = aiohttp.ClientTimeout(total=None)
        async with self._http.get(f"{self.url}/control/stream", timeout=unlimited) as response:
            async for line in response.content:
                event = orjson.loads(line[6:]) if line.startswith(b"data: ") else {}
                if stirred := self._stirred.pop(event.get("chat_id", 0), None):
                    stirred.set()

    async def wait_for(self, chat_id: int, wanted: Callable[[Message], bool], *, what: str, thread: int = 0) -> Message:
        """The newest message of the bot that fits, in the chat or in one thread of it.

        Raises:
            AssertionError: none came.
        """
        loop = asyncio.get_running_loop()
        deadline = loop.time() + PATIENCE
        place = {"chat_id": chat_id, "limit": LATEST} | ({"message_thread_id": thread} if thread else {})
        while True:
            stirred = self._stirred[chat_id]
            messages = (await self.read("messages", **place))["messages"]
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

    async def newest(self) -> int:
        """The number of the newest message in private."""
        messages = (await self.street.read("messages", chat_id=self.id, limit=1))["messages"]
        return int(messages[-1]["message_id"]) if messages else 0

    async def rewords(self, message_id: int, text: str) -> None:
        """Change what was written in private."""
        await self.street.control("edit", chat_id=self.id, from_id=self.id, message_id=message_id, text=text)
        self.street.reworded.append((self.id, message_id, text))

    async def sends_album(self, *captions: str) -> int:
        """Photos, one a caption, as one album in private; the number of the last."""
        album = str(uuid.uuid4().int)[:17]
        for caption in captions:
            form = aiohttp.FormData({"chat_id": str(self.id), "from_id": str(self.id), "kind": "photo"})
            form.add_field("media_group_id", album)
            form.add_field("caption", caption)
            form.add_field("file", PHOTO, filename="photo.png", content_type="image/png")
            said = await self.street.upload(form)
            self.street.written.append((self.id, said["message_id"]))
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
            return message["message_id"] > after and find_button(message, label) is not None

        while True:
            message = await self.street.wait_for(chat, has_it, what=f"a button {label}", thread=thread)
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
