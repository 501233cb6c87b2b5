"""Unfinished forms: what somebody has filled in so far, in the same transaction as everything else."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from storage.tables import form
from storage.transaction import Tx

_OPEN = select(form.c.name, form.c.data).where(form.c.conversation == bindparam("conversation"))


@dataclass(frozen=True, slots=True)
class StoredForm:
    """A form as stored: its name and its draft as JSON values."""

    name: str
    data: dict[str, Any]


async def find_form(tx: Tx, conversation: str) -> StoredForm | None:
    """The form open in a conversation."""
    row = (await tx.execute(_OPEN, {"conversation": conversation})).one_or_none()
    return StoredForm(name=row.name, data=row.data) if row else None


async def save_form(tx: Tx, conversation: str, *, name: str, data: dict[str, Any], now: datetime) -> None:
    """Keep a draft; a conversation has one form at a time."""
    build = sqlite.insert if tx.is_sqlite else postgresql.insert
    values = {"name": name, "data": data, "updated_at": now}
    statement = build(form).values(conversation=conversation, **values)
    await tx.execute(statement.on_conflict_do_update(index_elements=["conversation"], set_=values))


async def drop_form(tx: Tx, conversation: str) -> None:
    """Forget a draft that was finished or given up."""
    await tx.execute(delete(form).where(form.c.conversation == conversation))


async def drop_abandoned(tx: Tx, *, untouched_since: datetime) -> int:
    """Forget drafts nobody has touched since then; return how many."""
    return (await tx.execute(delete(form).where(form.c.updated_at < untouched_since))).rowcount
