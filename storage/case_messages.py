"""What was written in cases, what became of it, and every earlier wording."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, func, insert, select, update

from domain.conversation import Author, CaseMessage, ContentKind, MessageState, Purpose, Written
from storage.prepared import LIMIT, Prepared, insertion
from storage.tables import case_edit, case_message
from storage.transaction import Tx


def _message(row: Row[Any]) -> CaseMessage:
    return CaseMessage(
        id=row.id,
        case_id=row.case_id,
        author=Author(row.author),
        staff_id=row.staff_id,
        purpose=Purpose(row.purpose),
        content=Written(ContentKind(row.kind), row.text, row.chat_id, row.message_id, row.media_group),
        version=row.version,
        state=MessageState(row.state),
        at=row.at,
        send_at=row.send_at,
        action=row.action,
    )


_GET = Prepared(select(case_message).where(case_message.c.id == bindparam("message_id")))
_OF_CASE = Prepared(
    select(case_message).where(case_message.c.case_id == bindparam("case_id")).order_by(case_message.c.id)
)


async def add_message(
    tx: Tx,
    case_id: int,
    written: Written,
    *,
    author: Author,
    purpose: Purpose,
    state: MessageState,
    now: datetime,
    staff_id: int | None = None,
    send_at: datetime | None = None,
    action: str | None = None,
) -> CaseMessage:
    """Keep what somebody wrote in a case."""
    values = {
        "case_id": case_id,
        "author": author,
        "staff_id": staff_id,
        "purpose": purpose,
        "kind": written.kind,
        "text": written.text,
        "version": 1,
        "state": state,
        "chat_id": written.chat_id,
        "message_id": written.message_id,
        "media_group": written.media_group,
        "at": now,
        "send_at": send_at,
        "action": action,
    }
    return _message((await tx.run(insertion(case_message, *values), **values))[0])


async def get_message(tx: Tx, message_id: int) -> CaseMessage | None:
    """The message of that id."""
    rows = await tx.run(_GET, message_id=message_id)
    return _message(rows[0]) if rows else None


async def list_messages(tx: Tx, case_id: int) -> list[CaseMessage]:
    """Everything written in a case, oldest first."""
    return [_message(row) for row in await tx.run(_OF_CASE, case_id=case_id)]


async def find_in_album(tx: Tx, *, case_ids: Iterable[int], media_group: str) -> CaseMessage | None:
    """The first part of an album that was already added to one of these cases."""
    same = (case_message.c.case_id.in_(list(case_ids)), case_message.c.media_group == media_group)
    found = select(case_message).where(*same).order_by(case_message.c.id).limit(1)
    row = (await tx.execute(found)).one_or_none()
    return _message(row) if row else None


async def has_note(tx: Tx, case_id: int) -> bool:
    """Whether a case holds an internal note."""
    notes = (case_message.c.case_id == case_id, case_message.c.purpose == Purpose.NOTE.value)
    return (await tx.execute(select(case_message.c.id).where(*notes).limit(1))).first() is not None


async def move_message(
    tx: Tx, message_id: int, *, from_states: Iterable[MessageState], to: MessageState, purpose: Purpose | None = None
) -> bool:
    """Change what became of a message; False if it is in none of ``from_states`` any more."""
    values: dict[str, Any] = {"state": to} | ({"purpose": purpose} if purpose else {})
    present = (case_message.c.id == message_id, case_message.c.state.in_(list(from_states)))
    return (await tx.execute(update(case_message).where(*present).values(**values))).rowcount == 1


async def reword(
    tx: Tx, message: CaseMessage, *, text: str, now: datetime, send_at: datetime | None = None
) -> CaseMessage | None:
    """Give a message new words and keep the old ones as a version; None if it changed or left meanwhile."""
    same = (
        case_message.c.id == message.id,
        case_message.c.version == message.version,
        case_message.c.state == message.state,
    )
    values: dict[str, Any] = {"text": text, "version": message.version + 1} | ({"send_at": send_at} if send_at else {})
    changed = update(case_message).where(*same).values(**values).returning(case_message)
    row = (await tx.execute(changed)).one_or_none()
    if row is None:
        return None
    former = {"message_id": message.id, "version": message.version, "text": message.content.text, "at": now}
    await tx.execute(insert(case_edit).values(**former))
    return _message(row)


@dataclass(frozen=True, slots=True)
class FormerWording:
    """What a message said before; ``at`` is when it was replaced."""

    version: int
    text: str
    at: datetime


async def list_wordings(tx: Tx, message_id: int) -> list[FormerWording]:
    """Every earlier wording of a message, oldest first."""
    rows = select(case_edit).where(case_edit.c.message_id == message_id).order_by(case_edit.c.version)
    return [FormerWording(row.version, row.text, row.at) for row in await tx.execute(rows)]


_HELD = (
    select(case_message.c.id)
    .where(case_message.c.state == MessageState.HELD.value)
    .order_by(case_message.c.send_at, case_message.c.id)
    .with_for_update(skip_locked=True)
)
_DUE = Prepared(_HELD.where(case_message.c.send_at <= bindparam("now")).limit(LIMIT))


async def claim_due_replies(tx: Tx, *, now: datetime, limit: int) -> list[CaseMessage]:
    """Take the held replies whose time has come, oldest first; they are on their way from now on."""
    return await _send(tx, [row.id for row in await tx.run(_DUE, now=now, limit=limit)])


async def claim_held_replies(tx: Tx, case_id: int) -> list[CaseMessage]:
    """Take every held reply of one case, oldest first; they are on their way from now on."""
    held = _HELD.where(case_message.c.case_id == case_id)
    return await _send(tx, list((await tx.execute(held)).scalars()))


async def next_held_reply(tx: Tx, *, after: datetime) -> datetime | None:
    """When the next held reply leaves."""
    held = (case_message.c.state == MessageState.HELD.value, case_message.c.send_at > after)
    moment: datetime | None = (await tx.execute(select(func.min(case_message.c.send_at)).where(*held))).scalar_one()
    return moment


async def _send(tx: Tx, ids: Collection[int]) -> list[CaseMessage]:
    if not ids:
        return []
    claim = update(case_message).where(case_message.c.id.in_(ids)).values(state=MessageState.SENDING)
    claimed = [_message(row) for row in await tx.execute(claim.returning(case_message))]
    return sorted(claimed, key=lambda message: (message.send_at, message.id))
