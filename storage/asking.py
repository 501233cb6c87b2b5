"""Who on the list is still to be offered other times, to be asked once more, or to be telephoned."""

from collections import Counter
from datetime import datetime

from sqlalchemy import ColumnElement, case, exists, func, literal_column, or_, select, update

from domain.alternatives import Waited
from domain.booking import Booking, State
from domain.rebooking import Affected, Outcome, Progress
from domain.visit_calls import ASKED_TO_MOVE, CallReason
from storage.bookings import booking_of_row
from storage.prepared import Prepared
from storage.rebooking import affected_of_row
from storage.tables import alternative, booking, closure, person, rebooking, visit_call
from storage.tables.booking import UNSETTLED
from storage.transaction import Tx

_IS_BOOKED = booking.c.state == State.BOOKED.value
_LISTED = rebooking.join(booking, booking.c.id == rebooking.c.booking_id)
_WAITED_FOR = (UNSETTLED, rebooking.c.offered_at.is_not(None), rebooking.c.call_reason.is_(None), _IS_BOOKED)
"""They were asked, have not chosen, and are not to be telephoned yet."""


_ANYBODY = Prepared(
    select(literal_column("1").label("found")).where(
        or_(
            exists().where(rebooking.c.settled_at.is_(None)),
            exists().where(alternative.c.let_go_at.is_(None)),
            exists().where(closure.c.applied_at.is_not(None), closure.c.settled_at.is_(None)),
        )
    )
)


async def is_anybody_listed(tx: Tx) -> bool:
    """Whether anybody has to come at another time, or something is left of that."""
    return bool(await tx.run(_ANYBODY))


async def next_to_ask(tx: Tx) -> Booking | None:
    """Whoever booked first of those on the list to whom nothing was offered yet."""
    asks = (UNSETTLED, rebooking.c.offered_at.is_(None), _IS_BOOKED)
    found = select(booking).select_from(_LISTED).where(*asks).order_by(booking.c.booked_at, booking.c.id).limit(1)
    row = (await tx.execute(found)).one_or_none()
    return booking_of_row(row) if row else None


async def count_to_ask(tx: Tx, *, area: str) -> int:
    """To how many on the list of an area nothing was offered yet."""
    asks = (UNSETTLED, rebooking.c.offered_at.is_(None), _IS_BOOKED, booking.c.area == area)
    return int((await tx.execute(select(func.count()).select_from(_LISTED).where(*asks))).scalar_one())


async def settle_expired(tx: Tx, *, now: datetime) -> None:
    """Take off the list what was only held or kept, and is over: whoever gave it up did not see that it was listed."""
    is_over = exists().where(booking.c.id == rebooking.c.booking_id, booking.c.state == State.EXPIRED.value)
    over = update(rebooking).where(rebooking.c.settled_at.is_(None), is_over)
    await tx.execute(over.values(settled_at=now, outcome=Outcome.GIVEN_UP))


async def note_asked(tx: Tx, entry_id: int, waited: Waited, *, call_reason: CallReason | None, now: datetime) -> bool:
    """Somebody was asked; whether nobody else did so, and they are still on the list."""
    this = update(rebooking).where(rebooking.c.id == entry_id, UNSETTLED, rebooking.c.offered_at.is_(None))
    asked = {"offered_at": now, "answer_by": waited.answer_by, "remind_at": waited.remind_at}
    return (await tx.execute(this.values(**asked, call_reason=call_reason))).rowcount > 0


async def ask_anew(tx: Tx, booking_id: int) -> None:
    """A time that was kept for somebody is lost: they are to be asked once more."""
    this = update(rebooking).where(rebooking.c.booking_id == booking_id, UNSETTLED)
    await tx.execute(this.values(offered_at=None, answer_by=None, remind_at=None))


async def take_to_remind(tx: Tx, *, now: datetime, limit: int) -> list[Affected]:
    """Who is to be asked once more, locked."""
    return await _take(tx, rebooking.c.remind_at <= now, limit=limit)


async def get_entry(tx: Tx, entry_id: int) -> Affected:
    """An entry of the list, settled or not."""
    return affected_of_row((await tx.execute(select(rebooking).where(rebooking.c.id == entry_id))).one())


async def note_told(tx: Tx, entry_id: int, *, now: datetime) -> None:
    """Telegram brought somebody that they must come at another time; the first word counts."""
    this = update(rebooking).where(rebooking.c.id == entry_id, rebooking.c.told_at.is_(None))
    await tx.execute(this.values(told_at=now))


async def note_reminded(tx: Tx, entry_id: int) -> None:
    """They were, and are not again."""
    await tx.execute(update(rebooking).where(rebooking.c.id == entry_id).values(remind_at=None))


async def take_unanswered(tx: Tx, *, now: datetime, limit: int) -> list[Affected]:
    """Who did not answer in time, or does not let the bot write any more, locked."""
    return await _take(tx, or_(rebooking.c.answer_by <= now, ~person.c.reachable), limit=limit)


async def note_to_call(tx: Tx, entry_id: int, *, reason: CallReason) -> None:
    """Somebody is to be telephoned."""
    await tx.execute(update(rebooking).where(rebooking.c.id == entry_id).values(call_reason=reason, remind_at=None))


async def next_to_follow(tx: Tx, *, after: datetime) -> datetime | None:
    """The next moment at which somebody is to be asked once more, or telephoned."""
    moments: list[datetime] = []
    for column in (rebooking.c.answer_by, rebooking.c.remind_at):
        ahead = select(func.min(column)).select_from(_LISTED).where(*_WAITED_FOR, column > after)
        moments += [moment for moment in (await tx.execute(ahead)).scalars() if moment is not None]
    return min(moments, default=None)


async def progress_of(tx: Tx, closure_id: int) -> Progress:
    """How it stands with everybody whom a closure concerns."""
    to_call = exists().where(
        visit_call.c.booking_id == booking.c.id,
        visit_call.c.sequence == booking.c.sequence,
        visit_call.c.reason.in_(sorted(ASKED_TO_MOVE)),
        visit_call.c.done_at.is_(None),
    )
    columns = (rebooking.c.outcome, booking.c.area, case((to_call, 1), else_=0).label("to_call"))
    theirs = select(*columns, func.count().label("people")).select_from(_LISTED)
    theirs = theirs.where(rebooking.c.closure_id == closure_id, booking.c.booked_at.is_not(None)).group_by(*columns)
    ended: Counter[Outcome] = Counter()
    calls: Counter[str] = Counter()
    waiting = 0
    for row in await tx.execute(theirs):
        if row.outcome:
            ended[Outcome(row.outcome)] += row.people
        elif row.to_call:
            calls[row.area] += row.people
        else:
            waiting += row.people
    return Progress(ended, waiting, calls)


async def _take(tx: Tx, is_due: ColumnElement[bool], *, limit: int) -> list[Affected]:
    theirs = _LISTED.outerjoin(person, person.c.id == booking.c.person_id)
    due = select(rebooking).select_from(theirs).where(*_WAITED_FOR, is_due).order_by(rebooking.c.id).limit(limit)
    rows = await tx.execute(due.with_for_update(of=rebooking, skip_locked=True))
    return [affected_of_row(row) for row in rows]
