"""The control API as stories use it, over HTTP alone."""

from typing import Any

import aiohttp

Message = dict[str, Any]


class Refused(Exception):
    """The sandbox would not; the text is its sentence."""


class Control:
    """One sandbox."""

    def __init__(self, url: str, http: aiohttp.ClientSession) -> None:
        self.url = url
        self.http = http

    async def do(self, path: str, **body: Any) -> Any:
        """A call that does something.

        Raises:
            Refused: with the sandbox's sentence.
        """
        async with self.http.post(f"{self.url}/control/{path}", json=body) as response:
            return await _answer(response)

    async def read(self, path: str, **query: Any) -> Any:
        """A call that looks at something."""
        async with self.http.get(f"{self.url}/control/{path}", params=query) as response:
            return await _answer(response)

    async def clear_faults(self) -> None:
        """Take back every trouble."""
        async with self.http.delete(f"{self.url}/control/faults") as response:
            await _answer(response)

    async def upload(self, file: tuple[str, str, bytes], **fields: Any) -> Any:
        """Send a file: (name, type, bytes)."""
        name, kind, data = file
        form = aiohttp.FormData({key: str(value) for key, value in fields.items()})
        form.add_field("file", data, filename=name, content_type=kind)
        async with self.http.post(f"{self.url}/control/upload", data=form) as response:
            return await _answer(response)

    async def messages(self, chat_id: int, *, after: int) -> list[Message]:
        """A chat as people see it, oldest first, from a message on."""
        found: list[Message] = (await self.read("messages", chat_id=chat_id, after=after))["messages"]
        return found


async def _answer(response: aiohttp.ClientResponse) -> Any:
    answer = await response.json()
    if response.status >= 400:
        raise Refused(answer.get("error", f"HTTP {response.status}"))
    return answer


def words_of(message: Message) -> str:
    """What a message says."""
    return str(message.get("text") or message.get("caption") or "")


def labels_of(message: Message) -> list[str]:
    """The labels of the buttons under a message."""
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return [str(button["text"]) for row in rows for button in row]


def options_of(message: Message) -> list[str]:
    """What can be chosen in the poll of a message."""
    return [str(option["text"]) for option in message.get("poll", {}).get("options", ())]


def looks_of(message: Message) -> tuple[str, tuple[str, ...]]:
    """What changes when the bot edits a message."""
    return words_of(message), tuple(labels_of(message))
