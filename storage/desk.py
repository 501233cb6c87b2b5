"""The piles of cases on a desk, in the order in which they are due, and what somebody finds who looks for a case.

The one place that says in SQL which cases a member of staff may see; ``domain/desk.py`` says it in words.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, and_, case, cast, false, func, literal, not_, or_, select, tuple_

from domain.cases import Case, CaseClock, Privacy
from domain.desk import OWN, Day, Pile, Place, Reach, Sight
from domain.people import Member
from storage.cases import OF_PEOPLE, case_of_row, clock_of_row
from storage.columns import Moment
from storage.tables import case_clock, deadline, hall_case, person, staff
from storage.tables import topic as topics
from storage.transaction import Tx

LOOKED_THROUGH = 20_000
"""Of the newest cases words are looked for in these alone, so that nobody waits for somebody's search."""


@dataclass(frozen=True, slots=True)
class Found:
    """A case, and when the next of its promised periods ends."""

    case: Case
    place: Place


_OPEN = hall_case.c.closed_at.is_(None)
_DELICATE = or_(hall_case.c.privacy == Privacy.CONFIDENTIAL, hall_case.c.about_id.is_not(None))
"""``Case.is_delicate``."""


def _seen(sight: Sight) -> ColumnElement[bool]:
    """Which cases of people somebody may see, open or not."""
    theirs = select(staff.c.id).where(staff.c.person_id == sight.person_id)
    not_about_them = or_(hall_case.c.about_id.is_(None), hall_case.c.about_id.not_in(theirs))
    not_their_own = or_(hall_case.c.person_id.is_(None), hall_case.c.person_id != sight.person_id)
    handled = and_(hall_case.c.handler_id == sight.staff_id, not_(_DELICATE))
    mine = or_(_mine(sight), handled)
    return and_(OF_PEOPLE, not_about_them, not_their_own, or_(mine, _of_others(sight)))


def _mine(sight: Sight) -> ColumnElement[bool]:
    """Which cases somebody has, or has in place of colleagues who are away."""
    own = hall_case.c.owner_id == sight.staff_id
    if not sight.stands_for:
        return own
    theirs = hall_case.c.owner_id.in_(sight.stands_for)
    return or_(own, and_(theirs, hall_case.c.id.not_in(sight.kept_from)) if sight.kept_from else theirs)


def _of_others(sight: Sight) -> ColumnElement[bool]:
    if sight.reach is Reach.HALL:
        return not_(false())
    here = or_(hall_case.c.area.is_(None), hall_case.c.area.in_(sight.areas)) if sight.areas else not_(false())
    if sight.reach is Reach.TEAM:
        there = (topics.c.subject_kind == "case", topics.c.staff_chat.in_(sight.trusted_in))
        trusted = select(topics.c.id).where(topics.c.subject_id == hall_case.c.id, *there).exists()
        return and_(here, or_(not_(_DELICATE), trusted))
    return and_(here, hall_case.c.owner_id.is_(None), _OPEN, not_(_DELICATE))


def _in_pile(pile: Pile, sight: Sight, day: Day) -> ColumnElement[bool]:
    """What of all that somebody may see lies in a pile."""
    mine = _mine(sight)
    late = hall_case.c.due_at < day.now
    answered = hall_case.c.handler_id == sight.staff_id
    narrowed: dict[Pile, tuple[ColumnElement[bool], ...]] = {
        Pile.MINE: (mine,),
        Pile.TODAY: (mine, hall_case.c.due_at >= day.now, hall_case.c.due_at < day.ends),
        Pile.OVERDUE: (mine, late),
        Pile.UNEXPLAINED: (or_(mine, and_(hall_case.c.owner_id.is_(None), answered)), _unexplained()),
        Pile.NOBODYS: (hall_case.c.owner_id.is_(None),),
        Pile.TEAM: (),
        Pile.TEAM_OVERDUE: (late,),
    }
    about_them = hall_case.c.about_id.in_(select(staff.c.id).where(staff.c.person_id == sight.person_id))
    # What is one's own needs no look at the case itself: the index alone answers.
    seen = and_(OF_PEOPLE, or_(hall_case.c.about_id.is_(None), not_(about_them))) if pile in OWN else _seen(sight)
    return and_(*([] if pile is Pile.UNEXPLAINED else [_OPEN]), *narrowed[pile], seen)


def _unexplained() -> ColumnElement[bool]:
    """Of which cases somebody is still to say why they are late."""
    return hall_case.c.id.in_(select(case_clock.c.case_id).where(case_clock.c.wants_cause))


async def count_piles(tx: Tx, piles: Iterable[Pile], sight: Sight, *, day: Day) -> dict[Pile, int]:
    """How many cases lie in each of these piles."""
    counts = {}
    for pile in piles:
        counted = select(func.count()).select_from(hall_case).where(_in_pile(pile, sight, day))
        counts[pile] = int((await tx.execute(counted)).scalar_one())
    return counts


async def count_half_over(tx: Tx, sight: Sight, *, day: Day) -> int:
    """How many of somebody's own cases have a promised period of which more than half is over, and not all."""
    half = select(deadline.c.id).join(case_clock, case_clock.c.id == deadline.c.clock_id)
    half = half.where(deadline.c.case_id == hall_case.c.id, deadline.c.step == "half", deadline.c.fired_at.is_not(None))
    half = half.where(case_clock.c.stopped_at.is_(None), deadline.c.ends_at == case_clock.c.due_at)
    mine = and_(_in_pile(Pile.MINE, sight, day), hall_case.c.due_at >= day.ends, half.exists())
    return int((await tx.execute(select(func.count()).select_from(hall_case).where(mine))).scalar_one())


async def count_in_chat(tx: Tx, staff_chat: str, *, subject_kind: str, day: Day) -> dict[str, int]:
    """How many open cases have their topic in a staff chat; of them overdue, due today, nobody's."""
    here = (topics.c.subject_kind == subject_kind, topics.c.staff_chat == staff_chat)
    cases = select(topics.c.subject_id).where(*here)
    late, today = hall_case.c.due_at < day.now, and_(hall_case.c.due_at >= day.now, hall_case.c.due_at < day.ends)
    counted = select(
        func.count().label("open"),
        func.count(case((late, 1))).label("overdue"),
        func.count(case((today, 1))).label("today"),
        func.count(case((hall_case.c.owner_id.is_(None), 1))).label("nobodys"),
    ).where(_OPEN, OF_PEOPLE, hall_case.c.id.in_(cases))
    return dict((await tx.execute(counted)).mappings().one())


async def list_pile(
    tx: Tx, pile: Pile, sight: Sight, *, day: Day, limit: int, kind: str = "", after: Place | None = None
) -> list[Found]:
    """The cases of a pile behind a place, those that are due first; of one ``kind`` or, without, of all."""
    wanted = select(hall_case).where(_in_pile(pile, sight, day))
    if kind:
        wanted = wanted.where(hall_case.c.kind == kind)
    if after:
        behind = tuple_(hall_case.c.due_at, hall_case.c.id) > tuple_(
            literal(after.due_at, Moment), literal(after.case_id)
        )
        wanted = wanted.where(behind)
    return await _found(tx, wanted.order_by(hall_case.c.due_at, hall_case.c.id).limit(limit))


async def count_owned(tx: Tx, *, sight: Sight) -> dict[int, int]:
    """How many open cases each member of staff has, of those that somebody may see."""
    owned = select(hall_case.c.owner_id, func.count().label("cases")).where(hall_case.c.owner_id.is_not(None), _OPEN)
    rows = await tx.execute(owned.where(_seen(sight)).group_by(hall_case.c.owner_id))
    return {row.owner_id: row.cases for row in rows}


async def list_concerning(tx: Tx, owner_ids: Collection[int], *, member: Member) -> list[Case]:
    """The open cases these members of staff have that may not be for another: delicate, their own, handled by them.

    The numbers of handlers are looked for as text, which both databases can do, so that some are found too much.
    """
    ids = list(member.ids)
    named = [cast(hall_case.c.handlers, Text).contains(str(staff_id)) for staff_id in ids]
    is_theirs = or_(hall_case.c.person_id == member.person_id, hall_case.c.about_id.in_(ids))
    had_part = or_(_DELICATE, is_theirs, hall_case.c.handler_id.in_(ids), *named)
    handled = select(hall_case).where(hall_case.c.owner_id.in_(list(owner_ids)), _OPEN, had_part)
    return [case_of_row(row) for row in await tx.execute(handled)]


async def list_open_of(tx: Tx, owner_id: int) -> list[Case]:
    """The open cases somebody has, oldest first."""
    owned = select(hall_case).where(hall_case.c.owner_id == owner_id, _OPEN).order_by(hall_case.c.id)
    return [case_of_row(row) for row in await tx.execute(owned)]


async def list_owned_seen(tx: Tx, owner_id: int, *, sight: Sight) -> list[Case]:
    """The open cases that somebody has and somebody else may see, locked, oldest first."""
    owned = select(hall_case).where(hall_case.c.owner_id == owner_id, _OPEN, _seen(sight)).order_by(hall_case.c.id)
    return [case_of_row(row) for row in await tx.execute(owned.with_for_update(key_share=True))]


async def find_seen(tx: Tx, case_id: int, *, sight: Sight) -> Case | None:
    """A case by our id, if somebody may see it."""
    row = (await tx.execute(select(hall_case).where(hall_case.c.id == case_id, _seen(sight)))).one_or_none()
    return case_of_row(row) if row else None


async def find_by_number(tx: Tx, endings: Collection[str], *, sight: Sight, limit: int) -> list[Found]:
    """The newest cases whose number ends with one of these, those with the first ending first."""
    ends = [hall_case.c.number.endswith(ending, autoescape=True) for ending in endings]
    best = case(*((fits, place) for place, fits in enumerate(ends)), else_=len(ends))
    wanted = select(hall_case).where(or_(*ends), _seen(sight)).order_by(best, hall_case.c.id.desc())
    return await _found(tx, wanted.limit(limit))


async def find_by_words(tx: Tx, words: str, *, sight: Sight, limit: int) -> list[Found]:
    """The newest cases whose own words hold these, whatever the size of their letters."""
    newest = (await tx.execute(select(func.max(hall_case.c.id)))).scalar_one() or 0
    holds = hall_case.c.text.icontains(words, autoescape=True)
    wanted = select(hall_case).where(hall_case.c.id > newest - LOOKED_THROUGH, holds, _seen(sight))
    return await _found(tx, wanted.order_by(hall_case.c.id.desc()).limit(limit))


async def find_among(tx: Tx, case_ids: Collection[int], *, sight: Sight) -> list[Found]:
    """Those of these cases that somebody may see, the newest first."""
    wanted = select(hall_case).where(hall_case.c.id.in_(list(case_ids)), _seen(sight))
    return await _found(tx, wanted.order_by(hall_case.c.id.desc()))


async def list_promises(tx: Tx, case_ids: Collection[int]) -> dict[int, list[CaseClock]]:
    """The clocks that run in these cases, by case, oldest first."""
    running = (case_clock.c.case_id.in_(list(case_ids)), case_clock.c.stopped_at.is_(None))
    found: dict[int, list[CaseClock]] = {}
    for row in await tx.execute(select(case_clock).where(*running).order_by(case_clock.c.id)):
        found.setdefault(row.case_id, []).append(clock_of_row(row))
    return found


async def names_of(tx: Tx, staff_ids: Collection[int]) -> dict[int, str]:
    """What these members of staff are called, also those who have left."""
    named = select(staff.c.id, person.c.first_name).join(person, person.c.id == staff.c.person_id)
    return {row.id: row.first_name for row in await tx.execute(named.where(staff.c.id.in_(list(staff_ids))))}


async def list_threads(tx: Tx, case_ids: Collection[int], *, subject_kind: str) -> dict[int, tuple[str, int | None]]:
    """The staff chat of each case and the thread of its topic there; None while Telegram has not made it."""
    wanted = select(topics).where(topics.c.subject_kind == subject_kind, topics.c.subject_id.in_(list(case_ids)))
    rows = await tx.execute(wanted.order_by(topics.c.id.desc()))
    return {row.subject_id: (row.staff_chat, row.thread_id) for row in rows}


async def _found(tx: Tx, wanted: Select[Any]) -> list[Found]:
    return [Found(case_of_row(row), Place(row.due_at, row.id)) for row in await tx.execute(wanted)]
