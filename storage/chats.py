"""What we know of each chat: its latest message, the buttons last shown, where it moved to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ClauseElement, bindparam, delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from domain.subjects import Part, Subject
from storage.prepared import Prepared
from storage.tables import chat, posted
from storage.transaction import Tx

_STATE = Prepared(select(chat.c.latest_message_id, chat.c.options).where(chat.c.chat_id == bindparam("chat_id")))


MOST_OPTIONS = 60
"""Buttons remembered in a chat: several screens' worth."""


@dataclass(frozen=True, slots=True)
class ChatState:
    """One chat. ``options`` are the buttons last shown there: (label, callback data), in order."""

    latest_message_id: int
    options: tuple[tuple[str, str], ...]


async def find_chat(tx: Tx, chat_id: int) -> ChatState:
    """The state of a chat; a new chat has nothing in it."""
    rows = await tx.run(_STATE, chat_id=chat_id)
    return chat_state(rows[0].latest_message_id, rows[0].options) if rows else ChatState(0, options=())


def chat_state(latest_message_id: int | None, options: Sequence[Sequence[str]] | None) -> ChatState:
    """A chat from its columns; all of them are None for a new one."""
    return ChatState(latest_message_id or 0, tuple((label, data) for label, data in options or ()))


def note_message(tx: Tx, chat_id: int, *, message_id: int) -> None:
    """Remember from this commit on that this message is in the chat; the highest number is the latest."""
    tx.defer(_keep_latest, at=chat_id, chat_id=chat_id, message_id=message_id)


@Prepared
def _keep_latest(on_sqlite: bool) -> ClauseElement:
    statement = (sqlite.insert if on_sqlite else postgresql.insert)(chat)
    later = func.max if on_sqlite else func.greatest
    latest = {"latest_message_id": later(chat.c.latest_message_id, statement.excluded.latest_message_id)}
    first = statement.values(chat_id=bindparam("chat_id"), latest_message_id=bindparam("message_id"))
    return first.on_conflict_do_update(index_elements=["chat_id"], set_=latest)


def set_options(tx: Tx, chat_id: int, *, options: Sequence[tuple[str, str]]) -> None:
    """Remember the buttons shown from this commit on, so that they can be typed as well."""
    tx.defer(_keep_options, at=chat_id, chat_id=chat_id, options=options)


async def add_options(tx: Tx, chat_id: int, *, options: Sequence[tuple[str, str]]) -> None:
    """Remember the buttons of a message that came by itself; those of the screen before it can still be typed."""
    before = (await find_chat(tx, chat_id)).options
    kept = [pair for pair in before if pair not in options]
    await tx.run(_keep_options, chat_id=chat_id, options=[*options, *kept][:MOST_OPTIONS])


@Prepared
def _keep_options(on_sqlite: bool) -> ClauseElement:
    statement = (sqlite.insert if on_sqlite else postgresql.insert)(chat)
    first = statement.values(chat_id=bindparam("chat_id"), latest_message_id=0, options=bindparam("options"))
    return first.on_conflict_do_update(index_elements=["chat_id"], set_={"options": statement.excluded.options})


async def note_migration(tx: Tx, chat_id: int, *, migrated_to: int) -> None:
    """Remember that a group became a supergroup with another number, and let every process know."""
    tx.news.add("moved")
    await tx.run(_keep_latest, chat_id=chat_id, message_id=0)
    await tx.execute(update(chat).where(chat.c.chat_id == chat_id).values(migrated_to=migrated_to))


async def list_migrations(tx: Tx) -> dict[int, int]:
    """Old chat number -> new one, for every group that moved."""
    moved = select(chat.c.chat_id, chat.c.migrated_to).where(chat.c.migrated_to.is_not(None))
    return {row.chat_id: row.migrated_to for row in await tx.execute(moved)}


def note_posted(tx: Tx, *, chat_id: int, message_id: int, subject: Subject, now: datetime) -> None:
    """Remember from this commit on what a message on Telegram is about; a message is about one thing."""
    which = f"posted:{chat_id}:{message_id}"
    about = {"subject_kind": subject.kind, "subject_id": subject.id, "part": subject.part, "posted_at": now}
    tx.defer(_note_posted, at=which, only_last=which, chat_id=chat_id, message_id=message_id, **about)


@Prepared
def _note_posted(on_sqlite: bool) -> ClauseElement:
    about: dict[str, Any] = {name: bindparam(name) for name in ("subject_kind", "subject_id", "part", "posted_at")}
    statement = (sqlite.insert if on_sqlite else postgresql.insert)(posted)
    first = statement.values(chat_id=bindparam("chat_id"), message_id=bindparam("message_id"), **about)
    set_ = {name: statement.excluded[name] for name in about}
    return first.on_conflict_do_update(index_elements=["chat_id", "message_id"], set_=set_)


_FORGET_POSTED = Prepared(
    delete(posted).where(posted.c.chat_id == bindparam("chat_id"), posted.c.message_id == bindparam("message_id"))
)


def forget_posted(tx: Tx, *, chat_id: int, message_id: int) -> None:
    """From this commit on a message shows something that is about nothing."""
    which = f"posted:{chat_id}:{message_id}"
    tx.defer(_FORGET_POSTED, at=which, only_last=which, chat_id=chat_id, message_id=message_id)


async def forget_in_groups(tx: Tx, *, subject_kind: str, subject_ids: Iterable[int], parts: Iterable[Part]) -> None:
    """Forget which messages of groups, whose numbers are negative, show these parts of these subjects."""
    about = (posted.c.subject_kind == subject_kind, posted.c.subject_id.in_(list(subject_ids)))
    await tx.execute(delete(posted).where(*about, posted.c.part.in_(list(parts)), posted.c.chat_id < 0))


async def find_subject(tx: Tx, *, chat_id: int, message_id: int) -> Subject | None:
    """What a message on Telegram is about."""
    found = select(posted).where(posted.c.chat_id == chat_id, posted.c.message_id == message_id)
    row = (await tx.execute(found)).one_or_none()
    return Subject(row.subject_kind, row.subject_id, Part(row.part)) if row else None


async def find_posted(tx: Tx, subject: Subject) -> tuple[int, int] | None:
    """The newest message that shows this: (chat_id, message_id)."""
    about = (posted.c.subject_kind == subject.kind, posted.c.subject_id == subject.id, posted.c.part == subject.part)
    newest = select(posted.c.chat_id, posted.c.message_id).where(*about)
    row = (await tx.execute(newest.order_by(posted.c.posted_at.desc(), posted.c.message_id.desc()).limit(1))).first()
    return (row.chat_id, row.message_id) if row else None


async def list_posted(tx: Tx, subject: Subject) -> list[tuple[int, int]]:
    """Every message that shows this, oldest first: (chat_id, message_id)."""
    about = (posted.c.subject_kind == subject.kind, posted.c.subject_id == subject.id, posted.c.part == subject.part)
    shown = select(posted.c.chat_id, posted.c.message_id).where(*about)
    rows = await tx.execute(shown.order_by(posted.c.posted_at, posted.c.message_id))
    return [(row.chat_id, row.message_id) for row in rows]
