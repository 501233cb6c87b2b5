"""How a message ended, or that it has to be tried again."""

from datetime import datetime
from typing import Any

from sqlalchemy import Update, bindparam, case, update

from storage.outbox import LEASE, NEW
from storage.prepared import Prepared
from storage.tables import outbox
from storage.transaction import Tx


async def note_begun(tx: Tx, row_id: int, *, maybe_dup: int) -> bool:
    """Write down before a call that it may have its effect; whoever finds the row like this must take it for sent.

    False if the row is not this process's any more, so that the call must not be made.
    """
    return (await tx.execute(_ours(tx, row_id).values(maybe_dup=maybe_dup))).rowcount == 1


async def finish(
    tx: Tx,
    row_id: int,
    *,
    state: str,
    maybe_dup: int,
    now: datetime,
    message_id: int | None = None,
    error: str | None = None,
) -> bool:
    """Say how a row ended: ``sent``, ``unknown``, ``dead``, ``expired`` or ``dropped`` (a newer edit replaced it).

    The first word counts; False if another process has said it, and then this message was a copy.
    """
    how = _values_of_end(state=state, maybe_dup=maybe_dup, now=now, message_id=message_id, error=error)
    first = bool(await tx.run(_FINISH, row_id=row_id, **how))
    if message_id is not None and not first:
        await tx.execute(update(outbox).where(outbox.c.id == row_id).values(maybe_dup=outbox.c.maybe_dup + 1))
    return first


def _values_of_end(
    *, state: str, maybe_dup: int, now: datetime, message_id: int | None = None, error: str | None = None
) -> dict[str, Any]:
    sent_at = now if state == "sent" else None
    return {"state": state, "maybe_dup": maybe_dup, "message_id": message_id, "error": error, "sent_at": sent_at}


_ENDED = ("state", "maybe_dup", "message_id", "error", "sent_at")
_GIVEN: dict[str, Any] = {name: bindparam(name, type_=outbox.c[name].type) for name in _ENDED}
_IS_NEW = outbox.c.state == NEW
_FINISH = Prepared(
    update(outbox)
    .where(outbox.c.id == bindparam("row_id"), _IS_NEW)
    .values(**_GIVEN, lease_until=None, owner=None)
    .returning(outbox.c.id)
)
_copies = case((_GIVEN["message_id"].is_not(None), outbox.c.maybe_dup + 1), else_=outbox.c.maybe_dup)
_FINISH_UNHEARD = Prepared(
    update(outbox)
    .where(outbox.c.id == bindparam("row_id"))
    .values(
        {name: case((_IS_NEW, _GIVEN[name]), else_=outbox.c[name]) for name in _ENDED if name != "maybe_dup"}
        | {"maybe_dup": case((_IS_NEW, _GIVEN["maybe_dup"]), else_=_copies)}
        | {name: case((_IS_NEW, None), else_=outbox.c[name]) for name in ("lease_until", "owner")}
    )
)


def finish_unheard(tx: Tx, row_id: int, **how: Any) -> None:
    """The same with this commit, for a message whose end nobody waits to hear; ``how`` as ``finish`` takes it."""
    tx.defer(_FINISH_UNHEARD, at=row_id, row_id=row_id, **_values_of_end(**how))


async def note_failure(tx: Tx, row_id: int, *, attempts: int, maybe_dup: int, next_at: datetime, error: str) -> None:
    """Record a failed try; the row stays with the process that holds it until ``next_at``."""
    failed = {"attempts": attempts, "maybe_dup": maybe_dup, "next_at": next_at, "error": error}
    await tx.execute(_ours(tx, row_id).values(lease_until=next_at + LEASE, **failed))


def _ours(tx: Tx, row_id: int) -> Update:
    return update(outbox).where(outbox.c.id == row_id, outbox.c.state == "new", outbox.c.owner == tx.owner)
