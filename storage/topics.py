"""Topics of the staff forums: one a matter, only a view of it, made again when somebody deletes it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, bindparam, func, insert, select, update

from domain.subjects import Part
from storage.outbox import LEASE
from storage.prepared import Prepared, given
from storage.tables import outbox, posted, topic
from storage.tables.gateway import FLAGGED
from storage.transaction import Tx

FORMER = "former_topic"
"""The kind of subject a topic has that its matter has left: nothing said there is kept any more."""
CLOCKS_APART = timedelta(minutes=1)
"""How far Telegram's clock and ours may be from each other."""


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic. ``thread_id`` is None until Telegram has made it; ``recreated`` counts how often it was lost."""

    id: int
    staff_chat: str
    name: str
    subject_kind: str
    subject_id: int
    thread_id: int | None
    recreated: int

    @property
    def is_former(self) -> bool:
        """Whether its matter has left it: it is never made again."""
        return self.subject_kind == FORMER


def _topic(row: Row[Any]) -> Topic:
    return Topic(row.id, row.staff_chat, row.name, row.subject_kind, row.subject_id, row.thread_id, row.recreated)


_NEW = ("staff_chat", "name", "subject_kind", "subject_id", "created_at")
_ADD = Prepared(insert(topic).values(given(*_NEW)).returning(topic.c.id))
_GET = Prepared(select(topic).where(topic.c.id == bindparam("topic_id")))
_OF_MATTER = Prepared(
    select(topic)
    .where(topic.c.subject_kind == bindparam("subject_kind"), topic.c.subject_id == bindparam("subject_id"))
    .order_by(topic.c.id)
    .limit(1)
)
_SET_THREAD = Prepared(
    update(topic).where(topic.c.id == bindparam("topic_id")).values(thread_id=bindparam("made_thread"))
)


async def add_topic(tx: Tx, *, staff_chat: str, name: str, subject_kind: str, subject_id: int, now: datetime) -> int:
    """Want a topic for a matter in a staff chat; delivery makes it before the first message. Returns its id."""
    values = {"staff_chat": staff_chat, "name": name[:128], "subject_kind": subject_kind, "subject_id": subject_id}
    return int((await tx.run(_ADD, created_at=now, **values))[0].id)


async def get_topic(tx: Tx, topic_id: int) -> Topic:
    """The topic of that id."""
    return _topic((await tx.run(_GET, topic_id=topic_id))[0])


async def find_topic(tx: Tx, *, subject_kind: str, subject_id: int) -> Topic | None:
    """The topic in which a matter is handled."""
    rows = await tx.run(_OF_MATTER, subject_kind=subject_kind, subject_id=subject_id)
    return _topic(rows[0]) if rows else None


async def leave_topic(tx: Tx, topic_id: int) -> None:
    """A matter moves on and leaves its topic behind, which is about itself alone from now on.

    It may come back, and leave the same chat again.
    """
    left = {"subject_kind": FORMER, "subject_id": topic.c.id}
    await tx.execute(update(topic).where(topic.c.id == topic_id).values(**left))


async def find_topic_by_thread(tx: Tx, *, staff_chat: str, thread_id: int) -> Topic | None:
    """The matter handled in a thread of a staff chat."""
    where = (topic.c.staff_chat == staff_chat, topic.c.thread_id == thread_id)
    row = (await tx.execute(select(topic).where(*where).limit(1))).one_or_none()
    return _topic(row) if row else None


async def find_topic_by_message(tx: Tx, *, chat_id: int, message_id: int) -> Topic | None:
    """The topic of the matter a posted message, such as a card, is about."""
    same = (topic.c.subject_kind == posted.c.subject_kind) & (topic.c.subject_id == posted.c.subject_id)
    about = select(topic).join(posted, same).where(posted.c.chat_id == chat_id, posted.c.message_id == message_id)
    row = (await tx.execute(about.limit(1))).one_or_none()
    return _topic(row) if row else None


async def may_show_again(
    tx: Tx, *, subject_kind: str, subject_id: int, parts: Iterable[Part], sent_at: datetime
) -> bool:
    """Whether a message that nobody noted, of that moment, may be one of these in a matter's topic.

    That is so where an answer of Telegram was lost, and only for messages of the time in which it was tried.
    """
    here = (topic.c.subject_kind == subject_kind, topic.c.subject_id == subject_id, outbox.c.part.in_(list(parts)))
    last_try = func.coalesce(outbox.c.sent_at, outbox.c.next_at, outbox.c.created_at)
    tried = (outbox.c.created_at <= sent_at + CLOCKS_APART, last_try >= sent_at - LEASE - CLOCKS_APART)
    flagged = select(outbox.c.id).join(topic, topic.c.id == outbox.c.topic_id).where(FLAGGED, *here, *tried)
    return (await tx.execute(flagged.where(outbox.c.edits.is_(False)).limit(1))).first() is not None


async def set_thread(tx: Tx, topic_id: int, *, thread_id: int) -> None:
    """Telegram has made the topic."""
    await tx.run(_SET_THREAD, topic_id=topic_id, made_thread=thread_id)


async def lose_thread(tx: Tx, topic_id: int, *, thread_id: int) -> bool:
    """Somebody deleted the topic on Telegram; False if it was made again meanwhile."""
    lost = update(topic).where(topic.c.id == topic_id, topic.c.thread_id == thread_id)
    return (await tx.execute(lost.values(thread_id=None, recreated=topic.c.recreated + 1))).rowcount == 1
