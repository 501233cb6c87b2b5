"""One message to Telegram: call, understand the answer, mend what can be mended."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import structlog

from gateway.clock import Clock
from gateway.marks import Marks
from gateway.messages import Registry
from gateway.pace import Pace
from gateway.parcel import NotConfigured, Packer, Parcel
from gateway.present import Present
from gateway.telegram import Ambiguous, NotReached, Telegram, TelegramError
from gateway.verdicts import Again, Ended, NotYet
from gateway.vitals import Vitals
from storage import outbox_ends
from storage.chats import add_options, note_message, note_migration, note_posted
from storage.documents import dump_json
from storage.faults import fault
from storage.outbox import UNREACHABLE, OutboxRow
from storage.outgoing import Policy
from storage.people import set_reachable
from storage.topics import Topic, get_topic, lose_thread, set_thread
from storage.transaction import Tx

LOST_THREAD = ("message thread not found", "TOPIC_DELETED", "TOPIC_ID_INVALID")
UNCHANGED = ("message is not modified", "TOPIC_NOT_MODIFIED")
LOST_MESSAGE = ("message to edit not found", "message can't be edited", "MESSAGE_ID_INVALID")
SHUT_OUT = ("chat not found", "not enough rights", "have no rights", "CHAT_WRITE_FORBIDDEN", "CHAT_RESTRICTED")
"""What a group answers to a bot that may not write in it, besides 403."""
WAIT_FOR_STAFF_CHAT = 60.0
"""Seconds between tries while the bot is not in a staff group or may not write there: its messages wait."""
WORTH_WAITING = timedelta(seconds=2)
"""A place this near is waited for on the spot; until a later one others may try."""

Step = Callable[[], Awaitable[None]]
"""What is awaited before a call."""

log = structlog.get_logger(__name__)


class _NoPlace(Exception):
    def __init__(self, until: datetime) -> None:
        super().__init__()
        self.until = until


class _NotReady(Exception):
    """The staff group does not let the bot do what it must; a person has to mend that."""


class Poster:
    """Sends rows, one call at a time, and records how they ended."""

    def __init__(
        self,
        telegram: Telegram,
        packer: Packer,
        pace: Pace,
        marks: Marks,
        registry: Registry,
        *,
        clock: Clock,
        present: Callable[[], Present],
        vitals: Vitals | None = None,
    ) -> None:
        self._vitals = vitals or Vitals()
        self._telegram = telegram
        self._packer = packer
        self._pace = pace
        self._marks = marks
        self._registry = registry
        self._clock = clock
        self._present = present
        self.refused = asyncio.Event()
        """Set when Telegram does not know the token: the process must stop."""
        self._parts: dict[int, list[int]] = {}
        """Messages sent so far of rows that take several, so that a later part's failure does not repeat them."""

    async def post(self, row: OutboxRow, *, begin: Step, stopped: asyncio.Event) -> Ended | Again | NotYet:
        """Send a row now, or say when. ``begin`` is awaited before every call that may make the message appear."""
        try:
            parcel = await self._packer.pack(row)
            if parcel is None:
                return Ended("dropped", "nothing to say any more")
        except NotConfigured as error:
            log.error("staff_chat_not_configured", name=str(error), hint="name it in BANSHI_STAFF_CHATS")
            return Again(after=WAIT_FOR_STAFF_CHAT, reason="staff chat not configured")
        except (NotReached, Ambiguous, TelegramError) as error:
            return Again(after=None, reason=str(error))
        try:
            place = partial(self._wait_for_place, parcel.chat_id, row, stopped)
            thread_id = await self._thread(parcel, place)
            return await self._call_all(row, parcel, thread_id, place, begin)
        except _NoPlace as error:
            if stopped.is_set() and self._parts.get(row.id):
                return Again(after=0.0, reason="stopped between parts", ambiguous=True)
            return NotYet(error.until)
        except _NotReady as error:
            log.error("staff_chat_not_ready", chat=parcel.chat_id, reason=str(error))
            return Again(after=WAIT_FOR_STAFF_CHAT, reason=str(error))
        except TelegramError as error:
            return await self._understand(row, parcel, error)
        except NotReached as error:
            return Again(after=None, reason=str(error))
        except Ambiguous as error:
            return self._ambiguous(row, parcel, str(error))

    async def _call_all(self, row: OutboxRow, parcel: Parcel, thread_id: int | None, place: Step, begin: Step) -> Ended:
        if row.maybe_dup and not parcel.may_repeat:
            await self._see_an_answer()
        sent = self._parts.get(row.id, [])
        for body in parcel.calls(thread_id)[len(sent) :]:
            await place()
            await begin()
            fault("delivery.before_send")
            result = await self._telegram.call(parcel.method, body, upload=parcel.upload)
            fault("delivery.sent")
            sent.append(result.get("message_id", 0) if isinstance(result, dict) else 0)
            self._parts[row.id] = sent
        return Ended("sent", chat_id=parcel.chat_id, message_ids=tuple(filter(None, sent)), options=parcel.options)

    async def _see_an_answer(self) -> None:
        """Before a copy, which is the last there may be: make sure that Telegram answers at all.

        Else a few seconds without a network would use it up, and the message were lost.

        Raises:
            NotReached, TelegramError: it does not.
        """
        try:
            await self._telegram.call("getMe")
        except Ambiguous as error:
            raise NotReached(str(error)) from None
        except TelegramError as error:
            if error.code < 500 and error.code not in (401, 429):
                # Whoever answers is not Telegram, and says nothing about the message.
                raise NotReached(str(error)) from None
            raise

    async def _wait_for_place(self, chat_id: int, row: OutboxRow, stopped: asyncio.Event) -> None:
        """Wait until the limits allow one more message.

        Raises:
            _NoPlace: the process stops first, or that is too far away.
        """
        while not stopped.is_set():
            now = self._clock.now()
            free = await self._pace.ask(chat_id, lane=row.lane, now=now, edits=row.edits)
            if free is None:
                return
            if free - now > WORTH_WAITING:
                raise _NoPlace(free)
            self._vitals.waiting += 1
            try:
                await self._clock.sleep((free - now).total_seconds())
            finally:
                self._vitals.waiting -= 1
        raise _NoPlace(self._clock.now())

    async def _thread(self, parcel: Parcel, place: Step) -> int | None:
        """The thread a parcel goes to; its topic is made on Telegram before its first message."""
        topic = parcel.topic
        if topic is None or topic.thread_id is not None:
            return topic.thread_id if topic else parcel.thread_id
        await place()
        body = dump_json({"chat_id": parcel.chat_id, "name": topic.name})
        try:
            made = await self._telegram.call("createForumTopic", body)
        except Ambiguous as error:
            # The message itself was not sent; at worst an empty topic is left over.
            raise NotReached(str(error)) from None
        except TelegramError as error:
            if error.code == 400 and not error.migrate_to:
                raise _NotReady(error.description) from None
            raise
        fault("topic.made")
        thread_id = int(made["message_thread_id"])
        listener = self._registry.recreated.get(topic.subject_kind) if topic.recreated else None
        noted, now = partial(set_thread, topic_id=topic.id, thread_id=thread_id), self._present().now

        async def tell(tx: Tx) -> None:
            if listener:  # its matter may have left the topic meanwhile
                await listener(tx, await get_topic(tx, topic.id), now=now)

        await self._marks.write(end=noted, tell=tell, order=parcel.chat_id)
        fault("topic.noted")
        return thread_id

    async def _understand(self, row: OutboxRow, parcel: Parcel, error: TelegramError) -> Ended | Again:
        """What a refusal means for the row."""
        now = self._clock.now()
        if error.code == 429:
            self._vitals.refusals.note(self._clock.monotonic())
            await self._pace.hold(parcel.chat_id, retry_after=error.retry_after or 1, now=now)
            return Again(after=float(error.retry_after or 1), reason="429")
        if error.code >= 500:
            return Again(after=None, reason=str(error))
        if error.code == 401:
            self.refused.set()
            return Again(after=WAIT_FOR_STAFF_CHAT, reason="401")
        if error.migrate_to:
            return await self._moved(parcel.chat_id, error.migrate_to)
        if error.code == 403 or any(text in error.description for text in SHUT_OUT):
            return self._shut_out(parcel, error)
        if any(text in error.description for text in LOST_THREAD) and parcel.topic:
            self._parts.pop(row.id, None)
            return await self._lost_topic(parcel.topic)
        if "TOPIC_CLOSED" in error.description and parcel.topic:
            return await self._reopen(parcel.chat_id, parcel.topic)
        return self._edit_refused(parcel, error)

    def _edit_refused(self, parcel: Parcel, error: TelegramError) -> Ended | Again:
        if any(text in error.description for text in UNCHANGED):
            return Ended("sent", error="not modified")
        if parcel.method.startswith("edit") and any(text in error.description for text in LOST_MESSAGE):
            if parcel.method == "editMessageReplyMarkup":
                return Ended("dropped", error.description)
            return Again(after=0.0, reason=error.description, anew=True)
        return Ended("dead", f"{error.code} {error.description}")

    async def _moved(self, chat_id: int, migrate_to: int) -> Again:
        self._packer.moved[chat_id] = migrate_to
        await self._marks.write(end=partial(note_migration, chat_id=chat_id, migrated_to=migrate_to), order=chat_id)
        fault("group.moved")
        log.warning("group_moved", chat=chat_id, to=migrate_to, hint="write the new number into BANSHI_STAFF_CHATS")
        return Again(after=0.0, reason="group moved")

    def _shut_out(self, parcel: Parcel, error: TelegramError) -> Ended | Again:
        if parcel.chat_id in self._present().staff_chats:
            log.error("staff_chat_unreachable", chat=parcel.chat_id, reason=error.description)
            return Again(after=WAIT_FOR_STAFF_CHAT, reason=error.description)
        unreachable = parcel.chat_id > 0
        reason = f"{UNREACHABLE if unreachable else ''}{error.description}"
        return Ended("dead", reason, chat_id=parcel.chat_id, unreachable=unreachable)

    async def _lost_topic(self, topic: Topic) -> Again:
        await self._marks.write(end=partial(lose_thread, topic_id=topic.id, thread_id=topic.thread_id or 0))
        fault("topic.lost")
        log.warning("topic_deleted", topic=topic.id)
        return Again(after=0.0, reason="topic deleted")

    async def _reopen(self, chat_id: int, topic: Topic) -> Again:
        body = dump_json({"chat_id": chat_id, "message_thread_id": topic.thread_id})
        try:
            await self._telegram.call("reopenForumTopic", body)
        except (NotReached, Ambiguous) as error:
            return Again(after=None, reason=str(error))
        except TelegramError as error:
            log.error("topic_not_reopened", topic=topic.id, reason=error.description)
            return Again(after=WAIT_FOR_STAFF_CHAT, reason=error.description)
        return Again(after=0.0, reason="topic was closed")

    @staticmethod
    def _ambiguous(row: OutboxRow, parcel: Parcel, reason: str) -> Ended | Again:
        if parcel.may_repeat:
            return Again(after=None, reason=reason)
        if row.policy is Policy.NOTICE or row.maybe_dup:
            return Ended("unknown", reason)
        return Again(after=1.0, reason=reason, ambiguous=True)

    def forget(self, row: OutboxRow) -> None:
        """Nothing more of it will be sent here."""
        self._parts.pop(row.id, None)

    async def record(self, tx: Tx, row: OutboxRow, end: Ended) -> bool:
        """Write down how a row ended and what it is about; False if another process had, and somebody waits to hear."""
        now, first = self._clock.now(), True
        last = end.message_ids[-1] if end.message_ids else None
        how: dict[str, Any] = {"state": end.state, "maybe_dup": row.maybe_dup, "message_id": last, "error": end.error}
        if row.subject and row.subject.kind in self._registry.delivered:
            first = await outbox_ends.finish(tx, row.id, now=now, **how)
        else:
            outbox_ends.finish_unheard(tx, row.id, now=now, **how)
        if end.chat_id is None:
            return first
        if end.unreachable:
            await set_reachable(tx, end.chat_id, reachable=False)
        if last is not None and end.chat_id > 0:
            note_message(tx, end.chat_id, message_id=last)
            if end.options:
                await add_options(tx, end.chat_id, options=end.options)
        if row.subject:
            for message_id in end.message_ids:
                note_posted(tx, chat_id=end.chat_id, message_id=message_id, subject=row.subject, now=now)
        return first

    def listener(self, row: OutboxRow, end: Ended) -> Callable[[Tx], Awaitable[None]] | None:
        """Whatever lets the feature know how its message ended, if it wants to know."""
        subject, outcome = row.subject, end.outcome
        listener = self._registry.delivered.get(subject.kind) if subject else None
        if not (subject and outcome and listener):
            return None
        return partial(listener, subject=subject, outcome=outcome, now=self._present().now)
