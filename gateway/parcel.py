"""An outbox row made ready to leave: where it goes and what exactly is called."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace

import orjson

from gateway.messages import Registry
from gateway.present import Present
from gateway.telegram import Upload
from gateway.wire import bodies, commands
from storage.chats import find_posted
from storage.db import Database
from storage.documents import dump_json
from storage.outbox import OutboxRow
from storage.topics import Topic, get_topic
from storage.transaction import Tx
from views.screen import File, Menu


class NotConfigured(Exception):
    """The row goes to a staff chat that BANSHI_STAFF_CHATS does not name; it waits until somebody adds it."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """What leaves for one row.

    Attributes:
        chat_id: after every migration.
        topic: the topic it belongs to; its thread may not exist yet.
        thread_id: the thread of a plain address.
        method: the Bot API method of every call.
        bodies: the parameters of each call, JSON objects without chat and thread.
        options: the buttons it shows, (label, callback data), so that they can be typed as well.
        upload: the file that goes with the only call.
    """

    chat_id: int
    topic: Topic | None
    thread_id: int | None
    method: str
    bodies: tuple[str, ...]
    options: tuple[tuple[str, str], ...] = ()
    upload: Upload | None = None

    @property
    def may_repeat(self) -> bool:
        """Whether it may be called as often as one likes: what is done twice is done once."""
        return self.method.startswith("edit") or self.method in ("closeForumTopic", "deleteForumTopic")

    def calls(self, thread_id: int | None) -> list[str]:
        """The calls' complete parameters, with the thread they go to."""
        head = f'{{"chat_id":{self.chat_id}'
        if thread_id is not None and not self.method.startswith("edit"):
            head += f',"message_thread_id":{thread_id}'
        return [head + ("," if len(body) > 2 else "") + body[1:] for body in self.bodies]


def _with_file(parcel: Parcel, file: File) -> Parcel:
    parameter = "photo" if file.is_picture else "document"
    upload = Upload(parameter, file.name, file.content)
    return replace(parcel, method=f"send{parameter.capitalize()}", upload=upload)


def without_target(body: str | None) -> str | None:
    """The parameters of an edit as those of a new message."""
    if body is None:
        return None
    parameters = orjson.loads(body)
    parameters.pop("message_id", None)
    return dump_json(parameters)


class Packer:
    """Loads, renders and addresses rows."""

    def __init__(
        self,
        database: Database,
        registry: Registry,
        *,
        present: Callable[[], Present],
        staff_chats: Mapping[str, int],
        moved: dict[int, int],
        username: Callable[[], Awaitable[str]],
    ) -> None:
        self._database = database
        self._registry = registry
        self._present = present
        self._staff_chats = staff_chats
        self._username = username
        self.moved = moved

    async def pack(self, row: OutboxRow) -> Parcel | None:
        """Make a row ready; None when there is nothing to say any more.

        Raises:
            NotConfigured: its staff chat has no number.
            TelegramError, NotReached, Ambiguous: it shows a link to the bot, whose name Telegram does not say now.
        """
        if row.to.topic_id is None and not row.message and not row.edits:
            # An answer, as most rows are: all is in it already.
            return self._parcel(row, topic=None)
        more = {"bot": await self._username()} if row.message and self._registry.messages[row.message].links else {}
        async with self._database.read() as tx:
            topic = await get_topic(tx, row.to.topic_id) if row.to.topic_id is not None else None
            parcel = self._parcel(row, topic=topic)
            if topic and topic.is_former and topic.thread_id is None:
                return None
            if row.message:
                return await self._render(tx, row, parcel, more)
            return await self._aim(tx, row, parcel) if row.edits else parcel

    async def _aim(self, tx: Tx, row: OutboxRow, parcel: Parcel) -> Parcel | None:
        """An edit of the newest message that shows its subject; None where there is none."""
        target = await find_posted(tx, row.subject) if row.subject else None
        if target is None:
            return None
        body = {"message_id": target[1], **orjson.loads(row.body or "{}")}
        return replace(parcel, bodies=(dump_json(body),))

    def _parcel(self, row: OutboxRow, *, topic: Topic | None) -> Parcel:
        return Parcel(self._chat(row, topic), topic, row.to.thread_id, row.method, (row.body or "{}",))

    def _chat(self, row: OutboxRow, topic: Topic | None) -> int:
        if topic is None:
            chat_id = row.to.chat_id or 0
        elif topic.staff_chat in self._staff_chats:
            chat_id = self._staff_chats[topic.staff_chat]
        else:
            raise NotConfigured(topic.staff_chat)
        # As often as there are moves at most: two that point at each other must not hold everything up.
        for _ in self.moved:
            chat_id = self.moved.get(chat_id, chat_id)
        return chat_id

    async def _render(self, tx: Tx, row: OutboxRow, parcel: Parcel, more: Mapping[str, str]) -> Parcel | None:
        present = self._present()
        message = self._registry.messages[row.message or ""]
        loaded = await message.load(tx, hall=present.hall, now=present.now, **row.params)
        if loaded is None:
            return None
        language, values = loaded
        screen = message.show(language, **values, **more)
        if isinstance(screen, Menu):
            scope = {"type": "chat", "chat_id": parcel.chat_id}
            return replace(parcel, bodies=(dump_json({**commands(screen), "scope": scope}),))
        parcel = replace(parcel, options=screen.options)
        if screen.file:
            parcel = _with_file(parcel, screen.file)
        ready = bodies(screen)
        if row.body:
            ready[0] |= orjson.loads(row.body)
        if not row.edits or row.subject is None:
            return replace(parcel, bodies=tuple(map(dump_json, ready)))
        if (target := await find_posted(tx, row.subject)) is None:
            # Its message was lost with its topic, or never left: show it anew.
            return replace(parcel, method="sendMessage", bodies=tuple(map(dump_json, ready)))
        edit = {
            "message_id": target[1],
            **ready[0],
            "reply_markup": ready[-1].get("reply_markup", {"inline_keyboard": []}),
        }
        return replace(parcel, method="editMessageText", bodies=(dump_json(edit),))
