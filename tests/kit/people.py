"""People who write and press."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aiogram.filters.callback_data import CallbackData

if TYPE_CHECKING:
    from tests.kit.town import Town


def labels_of(message: dict[str, Any]) -> list[str]:
    """The labels of the buttons under a message."""
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return [button["text"] for row in rows for button in row]


def words_of(message: dict[str, Any]) -> str:
    """What a message says."""
    words: str = message.get("text") or message.get("caption") or ""
    return words


class Someone:
    """A person: what they write goes to the bot, what the bot did then can be read."""

    def __init__(self, town: Town, person_id: int, name: str) -> None:
        self.town = town
        self.id = person_id
        self.name = name
        self.toast = ""
        self.alerted = False

    async def messages(self) -> list[dict[str, Any]]:
        """The private chat with the bot, oldest first."""
        answer = await self.town.read("messages", chat_id=self.id)
        messages: list[dict[str, Any]] = answer["messages"]
        return messages

    async def said_by_bot(self) -> list[dict[str, Any]]:
        """The bot's messages in the private chat, oldest first."""
        return [message for message in await self.messages() if message["from"]["is_bot"]]

    async def reads(self) -> str:
        """The bot's latest words in the private chat."""
        said = await self.said_by_bot()
        return words_of(said[-1]) if said else ""

    async def reads_all(self) -> str:
        """Everything the bot has said in the private chat."""
        return "\n---\n".join(words_of(message) for message in await self.said_by_bot())

    async def sees(self) -> list[str]:
        """The buttons under the bot's latest message."""
        said = await self.said_by_bot()
        return labels_of(said[-1]) if said else []

    async def starts(self, payload: str | None = None) -> None:
        """Open the chat, perhaps by a link."""
        await self.town.control("start", from_id=self.id, **({"payload": payload} if payload else {}))
        await self.town.settle()

    async def says(self, text: str, *, reply_to: int | None = None) -> dict[str, Any]:
        """Write in the private chat."""
        body: dict[str, Any] = {"chat_id": self.id, "from_id": self.id, "text": text}
        if reply_to:
            body["reply_to_message_id"] = reply_to
        message: dict[str, Any] = await self.town.control("say", **body)
        await self.town.settle()
        return message

    async def sends(
        self, content: bytes = b"x", *, kind: str = "photo", name: str = "a.jpg", **more: Any
    ) -> dict[str, Any]:
        """Send a file in the private chat."""
        sent: dict[str, Any] = await self.town.upload(
            content, name=name, chat_id=self.id, from_id=self.id, kind=kind, **more
        )
        await self.town.settle()
        return sent

    async def edits(self, message_id: int, text: str) -> None:
        """Change what was written in the private chat."""
        await self.town.control("edit", chat_id=self.id, from_id=self.id, message_id=message_id, text=text)
        await self.town.settle()

    async def presses(self, what: str | CallbackData, *, message_id: int | None = None) -> None:
        """Press a button by a part of its label or by its data: the newest that has it, unless a message is named."""
        await self._press(what, chat_id=self.id, messages=await self.said_by_bot(), message_id=message_id)

    async def _press(
        self, what: str | CallbackData, *, chat_id: int, messages: list[dict[str, Any]], message_id: int | None
    ) -> None:
        wanted = what.pack() if isinstance(what, CallbackData) else None
        for message in reversed(messages):
            if message_id not in (None, message["message_id"]):
                continue
            for row in message.get("reply_markup", {}).get("inline_keyboard", []):
                for button in row:
                    data = button.get("callback_data")
                    if data and (data == wanted if wanted else str(what) in button["text"]):
                        await self.town.press(self, chat_id=chat_id, message_id=message["message_id"], data=data)
                        return
        shown = [labels_of(message) for message in messages if labels_of(message)]
        raise AssertionError(f"{self.name} finds no button {what!r}; there are {shown}")


class Citizen(Someone):
    """Somebody with a phone and no patience."""

    async def blocks_the_bot(self) -> None:
        """Want to hear no more."""
        await self.town.control("block", user_id=self.id)
        await self.town.settle()


class Clerk(Someone):
    """Somebody in the staff group."""

    def __init__(self, town: Town, person_id: int, name: str, *, group: int) -> None:
        super().__init__(town, person_id, name)
        self.group = group
        """The group they are in now."""

    async def presses_in_topic(self, what: str | CallbackData, *, thread_id: int | None = None) -> None:
        """Press a button in a topic of the group; the newest topic if none is named."""
        messages = await self.town.in_topic(thread_id, group=self.group)
        await self._press(what, chat_id=self.group, messages=messages, message_id=None)

    async def writes_in_topic(
        self, text: str, *, reply_to: int | None = None, thread_id: int | None = None, anonymous: bool = False
    ) -> dict[str, Any]:
        """Write in a topic of the group; a reply only if a message is named."""
        thread = thread_id or (await self.town.topics(self.group))[-1]["message_thread_id"]
        body: dict[str, Any] = {
            "chat_id": self.group,
            "from_id": self.id,
            "text": text,
            "message_thread_id": thread,
            "anonymous": anonymous,
        }
        if reply_to:
            body["reply_to_message_id"] = reply_to
        message: dict[str, Any] = await self.town.control("say", **body)
        await self.town.settle()
        return message

    async def reads_in_topic(self, thread_id: int | None = None) -> str:
        """Everything that stands in a topic."""
        return "\n---\n".join(words_of(message) for message in await self.town.in_topic(thread_id, group=self.group))

    async def goes_to(self, group: int) -> None:
        """Be taken into another group, and do everything there from now on."""
        await self.town.joins(self, group)
        self.group = group
