"""Enquiries, what was written in them, and every earlier wording."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, func, insert, select, update

from domain.enquiries import (
    Author,
    ContentKind,
    Enquiry,
    EnquiryMessage,
    EnquiryState,
    MessageState,
    Purpose,
    Written,
)
from domain.languages import Language
from storage.tables import enquiry, enquiry_edit, enquiry_message
from storage.transaction import Tx


def _enquiry(row: Row[Any]) -> Enquiry:
    return Enquiry(
        id=row.id,
        ref=row.ref,
        number=row.number,
        person_id=row.person_id,
        language=Language(row.language),
        question=row.question,
        guesses=tuple(row.guesses),
        state=EnquiryState(row.state),
        version=row.version,
        asked_at=row.asked_at,
        read_by=row.read_by,
        owner_id=row.owner_id,
        answered_at=row.answered_at,
        closed_at=row.closed_at,
    )


def _message(row: Row[Any]) -> EnquiryMessage:
    return EnquiryMessage(
        id=row.id,
        enquiry_id=row.enquiry_id,
        author=Author(row.author),
        staff_id=row.staff_id,
        purpose=Purpose(row.purpose),
        content=Written(ContentKind(row.kind), row.text, row.chat_id, row.message_id, row.media_group),
        version=row.version,
        state=MessageState(row.state),
        at=row.at,
        send_at=row.send_at,
    )


async def add_enquiry(
    tx: Tx,
    *,
    ref: str,
    number: str,
    person_id: int,
    language: Language,
    question: str,
    guesses: Iterable[str],
    now: datetime,
    read_by: datetime | None,
) -> Enquiry:
    """Keep a new enquiry; ``ref`` and ``number`` are unique."""
    values = {
        "ref": ref,
        "number": number,
        "person_id": person_id,
        "language": language,
        "question": question,
        "guesses": list(guesses),
        "state": EnquiryState.OPEN,
        "version": 1,
        "asked_at": now,
        "read_by": read_by,
    }
    return _enquiry((await tx.execute(insert(enquiry).values(**values).returning(enquiry))).one())


async def get_enquiry(tx: Tx, enquiry_id: int) -> Enquiry | None:
    """The enquiry of that id."""
    row = (await tx.execute(select(enquiry).where(enquiry.c.id == enquiry_id))).one_or_none()
    return _enquiry(row) if row else None


async def lock_enquiry(tx: Tx, enquiry_id: int) -> Enquiry | None:
    """The enquiry of that id; others who lock it wait for the end of this unit of work."""
    row = (await tx.execute(select(enquiry).where(enquiry.c.id == enquiry_id).with_for_update())).one_or_none()
    return _enquiry(row) if row else None


async def find_by_ref(tx: Tx, ref: str) -> Enquiry | None:
    """The enquiry that was made with this one-time key."""
    row = (await tx.execute(select(enquiry).where(enquiry.c.ref == ref))).one_or_none()
    return _enquiry(row) if row else None


async def list_in_states(tx: Tx, person_id: int, *, states: Iterable[EnquiryState]) -> list[Enquiry]:
    """A person's enquiries in these states, oldest first."""
    theirs = (enquiry.c.person_id == person_id, enquiry.c.state.in_(list(states)))
    return [_enquiry(row) for row in await tx.execute(select(enquiry).where(*theirs).order_by(enquiry.c.id))]


async def list_of_person(tx: Tx, person_id: int, *, limit: int, offset: int = 0) -> list[Enquiry]:
    """A person's enquiries, newest first."""
    theirs = select(enquiry).where(enquiry.c.person_id == person_id).order_by(enquiry.c.id.desc())
    return [_enquiry(row) for row in await tx.execute(theirs.limit(limit).offset(offset))]


async def count_of_person(tx: Tx, person_id: int) -> int:
    """How many enquiries a person ever made."""
    counted = select(func.count()).select_from(enquiry).where(enquiry.c.person_id == person_id)
    return int((await tx.execute(counted)).scalar_one())


async def list_owned(tx: Tx, staff_id: int) -> list[Enquiry]:
    """What a member of staff is taking care of, locked, oldest first."""
    owned = select(enquiry).where(enquiry.c.owner_id == staff_id, enquiry.c.state == EnquiryState.TAKEN.value)
    return [_enquiry(row) for row in await tx.execute(owned.order_by(enquiry.c.id).with_for_update())]


async def change_enquiry(tx: Tx, old: Enquiry, **values: Any) -> Enquiry | None:
    """Change columns of an enquiry if it is still at the version that was read; None if somebody was faster."""
    present = (enquiry.c.id == old.id, enquiry.c.version == old.version)
    changed = update(enquiry).where(*present).values(version=old.version + 1, **values).returning(enquiry)
    row = (await tx.execute(changed)).one_or_none()
    return _enquiry(row) if row else None


async def set_question(tx: Tx, enquiry_id: int, *, question: str) -> None:
    """The citizen reworded what they asked."""
    await tx.execute(update(enquiry).where(enquiry.c.id == enquiry_id).values(question=question))


async def add_message(
    tx: Tx,
    enquiry_id: int,
    written: Written,
    *,
    author: Author,
    purpose: Purpose,
    state: MessageState,
    now: datetime,
    staff_id: int | None = None,
    send_at: datetime | None = None,
) -> EnquiryMessage:
    """Keep what somebody wrote in an enquiry."""
    values = {
        "enquiry_id": enquiry_id,
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
    }
    return _message((await tx.execute(insert(enquiry_message).values(**values).returning(enquiry_message))).one())


async def get_message(tx: Tx, message_id: int) -> EnquiryMessage | None:
    """The message of that id."""
    row = (await tx.execute(select(enquiry_message).where(enquiry_message.c.id == message_id))).one_or_none()
    return _message(row) if row else None


async def list_messages(tx: Tx, enquiry_id: int) -> list[EnquiryMessage]:
    """Everything written in an enquiry, oldest first."""
    rows = select(enquiry_message).where(enquiry_message.c.enquiry_id == enquiry_id).order_by(enquiry_message.c.id)
    return [_message(row) for row in await tx.execute(rows)]


async def find_in_album(tx: Tx, *, enquiry_ids: Iterable[int], media_group: str) -> EnquiryMessage | None:
    """The first part of an album that was already added to one of these enquiries."""
    same = (enquiry_message.c.enquiry_id.in_(list(enquiry_ids)), enquiry_message.c.media_group == media_group)
    found = select(enquiry_message).where(*same).order_by(enquiry_message.c.id).limit(1)
    row = (await tx.execute(found)).one_or_none()
    return _message(row) if row else None


async def has_note(tx: Tx, enquiry_id: int) -> bool:
    """Whether an enquiry holds an internal note."""
    notes = (enquiry_message.c.enquiry_id == enquiry_id, enquiry_message.c.purpose == Purpose.NOTE.value)
    return (await tx.execute(select(enquiry_message.c.id).where(*notes).limit(1))).first() is not None


async def move_message(
    tx: Tx, message_id: int, *, from_states: Iterable[MessageState], to: MessageState, purpose: Purpose | None = None
) -> bool:
    """Change what became of a message; False if it is in none of ``from_states`` any more."""
    values: dict[str, Any] = {"state": to} | ({"purpose": purpose} if purpose else {})
    present = (enquiry_message.c.id == message_id, enquiry_message.c.state.in_(list(from_states)))
    return (await tx.execute(update(enquiry_message).where(*present).values(**values))).rowcount == 1


async def reword(
    tx: Tx, message: EnquiryMessage, *, text: str, now: datetime, send_at: datetime | None = None
) -> EnquiryMessage | None:
    """Give a message new words and keep the old ones as a version; None if it changed or left meanwhile."""
    same = (
        enquiry_message.c.id == message.id,
        enquiry_message.c.version == message.version,
        enquiry_message.c.state == message.state,
    )
    values: dict[str, Any] = {"text": text, "version": message.version + 1} | ({"send_at": send_at} if send_at else {})
    changed = update(enquiry_message).where(*same).values(**values).returning(enquiry_message)
    row = (await tx.execute(changed)).one_or_none()
    if row is None:
        return None
    former = {"message_id": message.id, "version": message.version, "text": message.content.text, "at": now}
    await tx.execute(insert(enquiry_edit).values(**former))
    return _message(row)


@dataclass(frozen=True, slots=True)
class FormerWording:
    """What a message said before; ``at`` is when it was replaced."""

    version: int
    text: str
    at: datetime


async def list_wordings(tx: Tx, message_id: int) -> list[FormerWording]:
    """Every earlier wording of a message, oldest first."""
    rows = select(enquiry_edit).where(enquiry_edit.c.message_id == message_id).order_by(enquiry_edit.c.version)
    return [FormerWording(row.version, row.text, row.at) for row in await tx.execute(rows)]


async def claim_due_replies(tx: Tx, *, now: datetime, limit: int) -> list[EnquiryMessage]:
    """Take the held replies whose time has come, oldest first; they are on their way from now on."""
    return await _claim_held(tx, enquiry_message.c.send_at <= now, limit=limit)


async def claim_held_replies(tx: Tx, enquiry_id: int) -> list[EnquiryMessage]:
    """Take every held reply of one enquiry, oldest first; they are on their way from now on."""
    return await _claim_held(tx, enquiry_message.c.enquiry_id == enquiry_id, limit=None)


async def next_held_reply(tx: Tx, *, after: datetime) -> datetime | None:
    """When the next held reply leaves."""
    held = (enquiry_message.c.state == MessageState.HELD.value, enquiry_message.c.send_at > after)
    moment: datetime | None = (await tx.execute(select(func.min(enquiry_message.c.send_at)).where(*held))).scalar_one()
    return moment


async def _claim_held(tx: Tx, which: ColumnElement[bool], *, limit: int | None) -> list[EnquiryMessage]:
    held = select(enquiry_message.c.id).where(enquiry_message.c.state == MessageState.HELD.value, which)
    held = held.order_by(enquiry_message.c.send_at, enquiry_message.c.id).limit(limit)
    ids = (await tx.execute(held.with_for_update(skip_locked=True))).scalars().all()
    if not ids:
        return []
    claim = update(enquiry_message).where(enquiry_message.c.id.in_(ids)).values(state=MessageState.SENDING)
    claimed = [_message(row) for row in await tx.execute(claim.returning(enquiry_message))]
    return sorted(claimed, key=lambda message: (message.send_at, message.id))
