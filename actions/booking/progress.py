"""Whoever closed something sees in one message how it stands with those who have to come at another time.

Source: docs/rules/booking.md, 20.
"""

from datetime import datetime

from actions.booking.closing import CLOSURE, show_closure
from actions.booking.telling import Loaded
from content.models import Hall
from domain.closures import Closure
from domain.errors import Gone
from domain.subjects import Part, Subject
from storage.asking import progress_of
from storage.closures import list_followed, note_told
from storage.outgoing import Address, Lane, Outgoing, Policy
from storage.people import get_member
from storage.transaction import Tx


async def tell_progress(tx: Tx, *, now: datetime, limit: int) -> int:
    """Bring those messages up to date whose numbers have changed; how many.

    Of what has concerned nobody there is none.
    """
    told = 0
    for closure, before in await list_followed(tx, limit=limit):
        progress = await progress_of(tx, closure.id)
        if str(progress) == before:
            continue
        await note_told(tx, closure.id, told=str(progress), settled_at=now if progress.is_settled else None)
        if progress.affected or before:
            await _say(tx, closure, is_first=not before, now=now)
        told += 1
    return told


async def _say(tx: Tx, closure: Closure, *, is_first: bool, now: datetime) -> None:
    member = await get_member(tx, closure.staff_id)
    if member is None:
        return
    tx.say(
        Outgoing(
            dedupe_key=f"closure:{closure.id}:progress:{now.timestamp():.6f}",
            to=Address(chat_id=member.person.telegram_id),
            message="closure_progress",
            params={"closure_id": closure.id, "staff_id": member.id},
            subject=Subject(CLOSURE, closure.id, Part.CARD),
            edits=not is_first,
            lane=Lane.DEADLINE,
            policy=Policy.CRITICAL if is_first else Policy.EDIT,
        )
    )


async def load_progress(tx: Tx, *, hall: Hall, closure_id: int, staff_id: int, **_: datetime) -> Loaded:
    """Something that was closed and how it stands; None for whoever has left, or takes care of another area now."""
    member = await get_member(tx, staff_id)
    if member is None:
        return None
    try:
        shown = await show_closure(tx, closure_id, member=member, hall=hall)
    except Gone:
        return None
    return member.person.language, {"shown": shown}
