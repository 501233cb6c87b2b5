"""Somebody of staff plans to be away, step by step: from which day, until which, who stands in, and for others why.

Source: docs/rules/staff.md, 15.
"""

from datetime import date, datetime

from pydantic import BaseModel, Field

from actions.cases.acting import new_key
from content.desk import Away, Missing, Planned, Standings
from domain.deputies import Absence, check_days, check_may_set_for, fits, may_set_for, read_day, span_of
from domain.errors import Gone
from domain.people import Member
from domain.revealing import check_reason
from domain.staff_errors import NoDeputy
from storage.cases import count_open_by_owner
from storage.deputies import list_absences
from storage.people import get_member, get_staff_name, list_staff
from storage.transaction import Tx

MOST_COLLEAGUES = 12
"""Members of staff to choose from; more would be no choice on a phone."""


class AwayDraft(BaseModel):
    """Who is to be away, as far as it was said. ``key`` lets only what was seen last be confirmed."""

    staff_id: int
    first: date | None = None
    last: date | None = None
    deputy_id: int | None = None
    reason: str = ""
    key: str = Field(default_factory=new_key)


async def begin_away(tx: Tx, staff_id: int, *, member: Member) -> AwayDraft:
    """Begin to plan that somebody is away.

    Raises:
        Gone: nobody of that id works here.
        StaffOnly: it is not for this member of staff to say.
    """
    return AwayDraft(staff_id=(await _absent(tx, staff_id, member=member)).id)


async def _absent(tx: Tx, staff_id: int, *, member: Member) -> Member:
    if (absent := await get_member(tx, staff_id)) is None:
        raise Gone
    check_may_set_for(member, absent)
    return absent


async def find_away(tx: Tx, staff_id: int, *, now: datetime) -> Away | None:
    """When somebody is away, now or later, and who stands in."""
    found = next((one for one in await list_absences(tx, now=now, of=staff_id) if one.staff_id == staff_id), None)
    return await shown_away(tx, found, now=now) if found else None


async def list_standings(tx: Tx, member: Member, *, now: datetime) -> Standings:
    """Whether somebody is away, now or later, and for whom they stand in now."""
    found = await list_absences(tx, now=now, of=member.id)
    shown = [await shown_away(tx, absence, now=now) for absence in found]
    own = next((one for one in shown if one.staff_id == member.id), None)
    return Standings(own, tuple(one for one in shown if one.staff_id != member.id and one.has_begun))


async def shown_away(tx: Tx, absence: Absence, *, now: datetime) -> Away:
    """An absence with names, its moments in the zone of ``now``."""
    return Away(
        id=absence.id,
        staff_id=absence.staff_id,
        name=await get_staff_name(tx, absence.staff_id),
        deputy=await get_staff_name(tx, absence.deputy_id),
        begins=absence.span.begins.astimezone(now.tzinfo),
        last=absence.span.last.astimezone(now.tzinfo),
        has_begun=absence.span.begins <= now,
        reason=absence.reason,
    )


async def list_colleagues_away(tx: Tx, *, member: Member, now: datetime) -> tuple[tuple[Member, bool], ...]:
    """For whom this member of staff may say that they are away, and whether it is said already; those first."""
    absent = {one.staff_id for one in await list_absences(tx, now=now)}
    theirs = [one for one in await list_staff(tx) if one.id != member.id and may_set_for(member, one)]
    theirs.sort(key=lambda one: (one.id not in absent, one.id))
    return tuple((one, one.id in absent) for one in theirs[:MOST_COLLEAGUES])


def say_days(draft: AwayDraft, text: str, *, today: date) -> AwayDraft:
    """Take a day that was typed: the first if there is none yet, else the last.

    Raises:
        DayUnreadable: it is none.
        DaysImpossible: it does not do.
    """
    return choose_day(draft, read_day(text, today=today), today=today)


def choose_day(draft: AwayDraft, day: date, *, today: date) -> AwayDraft:
    """Take a day: the first if there is none yet, else the last.

    Raises:
        DaysImpossible: it does not do.
    """
    first = draft.first or day
    check_days(first, day, today=today)
    return draft.model_copy(update={"last": day} if draft.first else {"first": day})


def say_reason(draft: AwayDraft, text: str) -> AwayDraft:
    """Take why somebody else is away.

    Raises:
        NothingToSend: there are no words.
        WordsMissing: there are too many.
    """
    return draft.model_copy(update={"reason": check_reason(text), "key": new_key()})


async def look_at_plan(tx: Tx, draft: AwayDraft, *, member: Member, now: datetime) -> Planned:
    """What was said so far and what is still missing.

    Raises:
        Gone: one of them does not work here any more.
        NoDeputy: nobody could stand in.
        StaffOnly: it is not for this member of staff to say.
    """
    absent = await _absent(tx, draft.staff_id, member=member)
    missing = _missing(draft, member=member)
    deputies = await _deputies(tx, draft, absent, now=now) if missing is Missing.DEPUTY else ()
    deputy = await get_member(tx, draft.deputy_id) if draft.deputy_id else None
    return Planned(
        missing=missing,
        today=now.date(),
        name="" if absent.id == member.id else absent.person.first_name,
        first=draft.first,
        last=draft.last,
        deputies=deputies,
        deputy=deputy.person.first_name if deputy else "",
        reason=draft.reason,
        key=draft.key,
    )


def _missing(draft: AwayDraft, *, member: Member) -> Missing | None:
    if draft.first is None:
        return Missing.FIRST
    if draft.last is None:
        return Missing.LAST
    if draft.deputy_id is None:
        return Missing.DEPUTY
    return Missing.REASON if draft.staff_id != member.id and not draft.reason else None


async def _deputies(tx: Tx, draft: AwayDraft, absent: Member, *, now: datetime) -> tuple[tuple[Member, int], ...]:
    """Who could stand in, with how many open cases each has: whoever has fewest first."""
    if draft.first is None or draft.last is None:
        return ()
    span, busy = span_of(draft.first, draft.last, now=now), await count_open_by_owner(tx)
    away = {one.staff_id for one in await list_absences(tx, now=now) if one.span.meets(span)}
    able = [one for one in await list_staff(tx) if one.id not in away and fits(one, absent)]
    if not able:
        raise NoDeputy(who=absent.person.first_name)
    able.sort(key=lambda one: (busy.get(one.id, 0), one.id))
    return tuple((one, busy.get(one.id, 0)) for one in able[:MOST_COLLEAGUES])
