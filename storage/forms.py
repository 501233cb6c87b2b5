"""Unfinished forms: what somebody has filled in so far, in the same transaction as everything else."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ClauseElement, bindparam, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from storage.prepared import Prepared
from storage.tables import form
from storage.transaction import Tx

_OPEN = Prepared(select(form.c.name, form.c.data).where(form.c.conversation == bindparam("conversation")))
_DROP = Prepared(delete(form).where(form.c.conversation == bindparam("conversation")))


@dataclass(frozen=True, slots=True)
class StoredForm:
    """A form as stored: its name and its draft as JSON values."""

    name: str
    data: dict[str, Any]


async def find_form(tx: Tx, conversation: str) -> StoredForm | None:
    """The form open in a conversation."""
    rows = await tx.run(_OPEN, conversation=conversation)
    return StoredForm(name=rows[0].name, data=rows[0].data) if rows else None


def save_form(tx: Tx, conversation: str, *, name: str, data: dict[str, Any], now: datetime) -> None:
    """Keep a draft from this commit on; a conversation has one form at a time."""
    form_of = f"form:{conversation}"
    tx.defer(_keep, at=conversation, only_last=form_of, conversation=conversation, name=name, data=data, updated_at=now)


@Prepared
def _keep(on_sqlite: bool) -> ClauseElement:
    names = ("conversation", "name", "data", "updated_at")
    statement = (sqlite.insert if on_sqlite else postgresql.insert)(form)
    newer = {name: statement.excluded[name] for name in names[1:]}
    first = statement.values({name: bindparam(name) for name in names})
    return first.on_conflict_do_update(index_elements=["conversation"], set_=newer)


def drop_form(tx: Tx, conversation: str) -> None:
    """Forget from this commit on a draft that was finished or given up."""
    tx.defer(_DROP, at=conversation, only_last=f"form:{conversation}", conversation=conversation)


async def drop_abandoned(tx: Tx, *, untouched_since: datetime) -> int:
    """Forget drafts nobody has touched since then; return how many."""
    return (await tx.execute(delete(form).where(form.c.updated_at < untouched_since))).rowcount
