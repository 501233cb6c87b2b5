"""Somebody of staff is away, and a colleague stands in for them: on which days, and who may.

Source: docs/rules/staff.md, 15.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from domain.cases import PARTY_OF
from domain.desk import stands_above, stands_above_clerks
from domain.errors import StaffOnly
from domain.people import ANSWERS_CITIZENS, Member, Role
from domain.staff_errors import DaysImpossible, DayUnreadable, DeputyUnfit

LONGEST_ABSENCE = 90
"""Days somebody may be away, and days ahead it may begin; for longer their cases are handed over."""
_DAY = re.compile(r"(?:(\d{4})\D)?(\d{1,2})\D(\d{1,2})\D?")
"""A year that may be missing, month and day, with any single sign between and behind them."""


@dataclass(frozen=True, slots=True)
class Span:
    """From a moment to another, which is no longer in it; both aware."""

    begins: datetime
    ends: datetime

    def meets(self, other: "Span") -> bool:
        """Whether two spans have a moment in common."""
        return self.begins < other.ends and other.begins < self.ends

    @property
    def last(self) -> datetime:
        """A moment of its last day, by which people are told of that day."""
        return self.ends - timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Absence:
    """Somebody is away. All who are named are staff ids; ``reason`` is empty where they said so themselves."""

    id: int
    staff_id: int
    deputy_id: int
    span: Span
    reason: str
    set_by: int


def read_day(text: str, *, today: date) -> date:
    """The day somebody typed: a date, or month and day of which the next is meant, as in 12-05 or 2026/12/5.

    Raises:
        DayUnreadable: it is none.
    """
    found = _DAY.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if found is None:
        raise DayUnreadable
    year, month, day = found.groups()
    years = (int(year),) if year else range(today.year, today.year + 2)
    named = [there for one in years if (there := _date(one, int(month), int(day)))]
    if not named:
        raise DayUnreadable
    return next((one for one in named if one >= today), named[-1])


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def check_days(first: date, last: date, *, today: date) -> None:
    """Refuse days that are over, the wrong way round, too many, or too far ahead.

    Raises:
        DaysImpossible: any of these.

    Source: docs/rules/staff.md, 15.
    """
    ahead, longer = (first - today).days, (last - first).days
    if not 0 <= ahead <= LONGEST_ABSENCE or not 0 <= longer < LONGEST_ABSENCE:
        raise DaysImpossible(limit=LONGEST_ABSENCE)


def span_of(first: date, last: date, *, now: datetime) -> Span:
    """The days from ``first`` to ``last``, both included, in the zone of ``now``; today begins now."""
    begins, after = (datetime.combine(day, time(), tzinfo=now.tzinfo) for day in (first, last + timedelta(days=1)))
    return Span(max(begins, now), after)


def may_set_for(member: Member, other: Member) -> bool:
    """Whether somebody may say that another is away: oneself, or those above a clerk for whom is not above them.

    Source: docs/rules/staff.md, 15.
    """
    if member.id == other.id:
        return True
    shares = not member.areas or not other.areas or bool(set(member.areas) & set(other.areas))
    return stands_above_clerks(member) and stands_above(member, other) and shares and other.role in ANSWERS_CITIZENS


def check_may_set_for(member: Member, other: Member) -> None:
    """Let nobody say of others that they are away who does not stand above them.

    Raises:
        StaffOnly: they do not.
    """
    if not may_set_for(member, other):
        raise StaffOnly


def fits(deputy: Member, absent: Member) -> bool:
    """Whether somebody's role and areas let them do all that another may; an administrator's is done by another one.

    Source: docs/rules/staff.md, 15.
    """
    if deputy.id == absent.id or deputy.role not in ANSWERS_CITIZENS or absent.role not in PARTY_OF:
        return False
    covers = not deputy.areas or (bool(absent.areas) and set(absent.areas) <= set(deputy.areas))
    trusted = deputy.role is Role.ADMIN or absent.role is not Role.ADMIN
    return covers and trusted and stands_above(deputy, absent)


def stands_in_then(absent: Member, *, span: Span, planned: Iterable[Absence]) -> Absence | None:
    """The absence of a colleague for whom somebody stands in meanwhile, if there is one: they cannot be away then.

    Args:
        planned: every absence that is not over.
    """
    return next((one for one in planned if one.deputy_id == absent.id and one.span.meets(span)), None)


def check_can_stand_in(deputy: Member, absent: Member, *, span: Span, planned: Iterable[Absence]) -> None:
    """Refuse a deputy whose role or areas do not do, or who is away then as well.

    As whoever stands in for somebody cannot leave meanwhile, there are no circles.

    Raises:
        DeputyUnfit: any of these.

    Source: docs/rules/staff.md, 15.
    """
    is_away = any(one.staff_id == deputy.id and one.span.meets(span) for one in planned)
    if is_away or not fits(deputy, absent):
        raise DeputyUnfit(who=deputy.person.first_name)
