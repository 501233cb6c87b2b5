"""One message to Telegram: call, understand the answer, mend what can be mended."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import structlog

from domain.subjects import Outcome
from gateway.clock import Clock
from gateway.faults import fault
from gateway.limiter import Limiter
from gateway.messages import Registry
from gateway.parcel import NotConfigured, Packer, Parcel
from gateway.telegram import Ambiguous, NotReached, Telegram, TelegramError
from gateway.worker import Present
from storage import outbox
from storage.chats import note_message, note_migration, note_posted
from storage.db import Database
from storage.documents import dump_json
from storage.outbox import OutboxRow
from storage.outgoing import Lane, Policy
from storage.people import set_reachable
from storage.topics import Topic, get_topic, lose_thread, set_thread
from storage.transaction import Tx

LOST_THREAD = ("message thread not found", "TOPIC_DELETED", "TOPIC_ID_INVALID")
LOST_MESSAGE = ("message to edit not found", "message can't be edited", "MESSAGE_ID_INVALID")
WAIT_FOR_STAFF_CHAT = 60.0
"""Seconds between tries while the bot is not in a staff group or may not write there: its messages wait."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Ended:
    """The row is final: ``sent``, ``dead``, ``unknown``, ``expired`` or ``dropped``."""

    state: str
    error: str | None = None
    chat_id: int | None = None
    message_id: int | None = None
    unreachable: bool = False

    @property
    def outcome(self) -> Outcome | None:
        """What features are told; None for an edit that a newer one replaced."""
        if self.unreachable:
            return Outcome.UNREACHABLE
        return None if self.state == "dropped" else Outcome(self.state)


@dataclass(frozen=True, slots=True)
class Again:
    """Try once more: after so many seconds, or by back-off when None. ``ambiguous``: it may have arrived."""

    after: float | None
    reason: str
    ambiguous: bool = False
    anew: bool = False
    """What should have been edited is gone: send it as a new message."""


class Poster:
    """Sends rows, one call at a time, and records how they ended."""

    def __init__(
        self,
        database: Database,
        telegram: Telegram,
        packer: Packer,
        limiter: Limiter,
        registry: Registry,
        *,
        clock: Clock,
        present: Callable[[], Present],
    ) -> None:
        self._database = database
        self._telegram = telegram
        self._packer = packer
        self._limiter = limiter
        self._registry = registry
        self._clock = clock
        self._present = present
        self.refused = asyncio.Event()
        """Set when Telegram does not know the token: the process must stop."""

    async def post(self, row: OutboxRow, *, stopped: asyncio.Event) -> Ended | Again:
        """Send a row now, as soon as the limits allow."""
        try:
            parcel = await self._packer.pack(row)
        except NotConfigured as error:
            log.error("staff_chat_not_configured", name=str(error), hint="name it in BANSHI_STAFF_CHATS")
            return Again(after=WAIT_FOR_STAFF_CHAT, reason="staff chat not configured")
        if parcel is None:
            return Ended("dropped", "nothing to say any more")
        try:
            thread_id = await self._thread(parcel, row.lane, stopped)
            return await self._call_all(row, parcel, thread_id, stopped)
        except TelegramError as error:
            return await self._understand(parcel, error)
        except NotReached as error:
            return Again(after=None, reason=str(error))
        except Ambiguous as error:
            return self._ambiguous(row, str(error))

    async def _call_all(
        self, row: OutboxRow, parcel: Parcel, thread_id: int | None, stopped: asyncio.Event
    ) -> Ended | Again:
        result: Any = None
        for body in parcel.calls(thread_id):
            if not await self._wait_for_place(parcel.chat_id, row.lane, stopped):
                return Again(after=0.0, reason="stopping")
            fault("delivery.before_send")
            result = await self._telegram.call(parcel.method, body)
            fault("delivery.sent")
        message_id = result.get("message_id") if isinstance(result, dict) else None
        return Ended("sent", chat_id=parcel.chat_id, message_id=message_id)

    async def _wait_for_place(self, chat_id: int, lane: Lane, stopped: asyncio.Event) -> bool:
        """Wait until the limits allow one more message; False when the process stops first."""
        while not stopped.is_set():
            now = self._clock.now()
            free = self._limiter.ask(chat_id, lane=lane, now=now)
            if free is None:
                return True
            await self._clock.sleep(min(1.0, (free - now).total_seconds()))
        return False

    async def _thread(self, parcel: Parcel, lane: Lane, stopped: asyncio.Event) -> int | None:
        """The thread a parcel goes to; its topic is made on Telegram before its first message."""
        topic = parcel.topic
        if topic is None or topic.thread_id is not None:
            return topic.thread_id if topic else parcel.thread_id
        await self._wait_for_place(parcel.chat_id, lane, stopped)
        body = dump_json({"chat_id": parcel.chat_id, "name": topic.name})
        try:
            made = await self._telegram.call("createForumTopic", body)
        except Ambiguous as error:
            # The message itself was not sent; at worst an empty topic is left over.
            raise NotReached(str(error)) from None
        thread_id = int(made["message_thread_id"])
        async with self._database.write() as tx:
            await set_thread(tx, topic.id, thread_id=thread_id)
            if topic.recreated and (listener := self._registry.recreated.get(topic.subject_kind)):
                await listener(tx, await get_topic(tx, topic.id), now=self._present().now)
        return thread_id

    async def _understand(self, parcel: Parcel, error: TelegramError) -> Ended | Again:
        """What a refusal means for the row."""
        now = self._clock.now()
        if error.code == 429:
            self._limiter.hold(parcel.chat_id, retry_after=error.retry_after or 1, now=now)
            return Again(after=float(error.retry_after or 1), reason="429")
        if error.code >= 500:
            return Again(after=None, reason=str(error))
        if error.code == 401:
            self.refused.set()
            return Again(after=WAIT_FOR_STAFF_CHAT, reason="401")
        if error.migrate_to:
            return await self._moved(parcel.chat_id, error.migrate_to)
        if error.code == 403 or "chat not found" in error.description:
            return await self._shut_out(parcel, error)
        if any(text in error.description for text in LOST_THREAD) and parcel.topic:
            return await self._lost_topic(parcel.topic)
        if "TOPIC_CLOSED" in error.description and parcel.topic:
            body = dump_json({"chat_id": parcel.chat_id, "message_thread_id": parcel.topic.thread_id})
            await self._telegram.call("reopenForumTopic", body)
            return Again(after=0.0, reason="topic was closed")
        return self._edit_refused(parcel, error)

    def _edit_refused(self, parcel: Parcel, error: TelegramError) -> Ended | Again:
        if "message is not modified" in error.description:
            return Ended("sent", error="not modified")
        if any(text in error.description for text in LOST_MESSAGE):
            if parcel.method == "editMessageReplyMarkup":
                return Ended("dropped", error.description)
            return Again(after=0.0, reason=error.description, anew=True)
        return Ended("dead", f"{error.code} {error.description}")

    async def _moved(self, chat_id: int, migrate_to: int) -> Again:
        self._packer.moved[chat_id] = migrate_to
        async with self._database.write() as tx:
            await note_migration(tx, chat_id, migrated_to=migrate_to)
        log.warning("group_moved", chat=chat_id, to=migrate_to, hint="write the new number into BANSHI_STAFF_CHATS")
        return Again(after=0.0, reason="group moved")

    async def _shut_out(self, parcel: Parcel, error: TelegramError) -> Ended | Again:
        if parcel.chat_id < 0:
            log.error("staff_chat_unreachable", chat=parcel.chat_id, reason=error.description)
            return Again(after=WAIT_FOR_STAFF_CHAT, reason=error.description)
        return Ended("dead", error.description, chat_id=parcel.chat_id, unreachable=True)

    async def _lost_topic(self, topic: Topic) -> Again:
        async with self._database.write() as tx:
            await lose_thread(tx, topic.id, thread_id=topic.thread_id or 0)
        log.warning("topic_deleted", topic=topic.id)
        return Again(after=0.0, reason="topic deleted")

    def _ambiguous(self, row: OutboxRow, reason: str) -> Ended | Again:
        if row.policy is Policy.NOTICE or (row.policy is Policy.CRITICAL and row.maybe_dup):
            return Ended("unknown", reason)
        return Again(after=1.0, reason=reason, ambiguous=row.policy is Policy.CRITICAL)

    async def record(self, tx: Tx, row: OutboxRow, end: Ended) -> None:
        """Write down how a row ended and what the message is about."""
        now = self._clock.now()
        await outbox.finish(tx, row.id, state=end.state, now=now, message_id=end.message_id, error=end.error)
        if end.unreachable and end.chat_id is not None:
            await set_reachable(tx, end.chat_id, reachable=False)
        if end.message_id is None or end.chat_id is None:
            return
        if end.chat_id > 0:
            await note_message(tx, end.chat_id, message_id=end.message_id)
        if row.subject:
            await note_posted(tx, chat_id=end.chat_id, message_id=end.message_id, subject=row.subject, now=now)

    async def tell(self, tx: Tx, row: OutboxRow, end: Ended) -> None:
        """Let the feature know how its message ended."""
        if row.subject and end.outcome and (listener := self._registry.delivered.get(row.subject.kind)):
            await listener(tx, row.subject, outcome=end.outcome, now=self._present().now)
