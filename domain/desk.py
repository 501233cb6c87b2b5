"""A member of staff's desk: which piles of cases lie on it, and which cases they may see at all."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Self

from domain.cases import PARTY_OF
from domain.errors import StaffOnly
from domain.flows import LADDER, Party
from domain.people import Member, Role


class Pile(StrEnum):
    """A list of cases, open ones but for one pile; values are short because they travel in buttons."""

    MINE = "m"
    TODAY = "t"
    """Mine, with a period that ends today."""
    OVERDUE = "o"
    """Mine, with a period that is over."""
    UNEXPLAINED = "w"
    """Mine, or answered by me last, with a missed period whose cause is still to be said; those closed as well."""
    NOBODYS = "n"
    TEAM = "a"
    """Everybody's of the areas somebody answers for."""
    TEAM_OVERDUE = "v"


OWN = (Pile.MINE, Pile.TODAY, Pile.OVERDUE, Pile.UNEXPLAINED)
OTHERS = (Pile.NOBODYS, Pile.TEAM, Pile.TEAM_OVERDUE)
PILES: Mapping[Role, tuple[Pile, ...]] = {
    Role.CLERK: (*OWN, Pile.NOBODYS),
    Role.SUPERVISOR: (*OWN, *OTHERS),
    Role.DIRECTOR: (*OWN, *OTHERS),
    Role.ADMIN: (*OWN, *OTHERS),
    Role.AUDITOR: OTHERS,
}
"""What lies on whose desk; editors have none. Source: docs/rules/staff.md, 4."""


@dataclass(frozen=True, slots=True)
class Day:
    """The present and the end of its day, by the hall's clock."""

    now: datetime
    ends: datetime

    @classmethod
    def of(cls, now: datetime) -> Self:
        """The day of a moment, in the zone of that moment."""
        return cls(now, datetime.combine(now.date() + timedelta(days=1), time(), tzinfo=now.tzinfo))


@dataclass(frozen=True, slots=True)
class Place:
    """Where a case lies in its pile; the next page begins behind it."""

    due_at: datetime
    case_id: int


class Reach(StrEnum):
    """How far somebody sees beyond their own cases."""

    OWN = "own"
    """What nobody has in their areas."""
    TEAM = "team"
    """Everything in their areas."""
    HALL = "hall"
    """Everything."""


@dataclass(frozen=True, slots=True)
class Sight:
    """Which cases somebody may see: their own, and as many of the others as their ``reach``.

    Whom a case is about never sees it. What is delicate is seen by who has it, by whom its chat trusts among those who
    see their areas, and by those who see everything. What those have for whom somebody stands in is as their own.

    Attributes:
        areas: none named: all of them.
        trusted_in: the staff chats whose delicate cases they may know of.
        stands_for: staff ids of those; ``kept_from``: ids of what of theirs must not be known.

    Source: docs/rules/staff.md, 4 and 11.
    """

    staff_id: int
    person_id: int
    areas: tuple[str, ...]
    reach: Reach
    trusted_in: tuple[str, ...]
    stands_for: tuple[int, ...] = ()
    kept_from: tuple[int, ...] = ()


def sight_of(member: Member, *, trusted_in: tuple[str, ...]) -> Sight:
    """What a member of staff who has a desk may see."""
    reach = {Role.CLERK: Reach.OWN, Role.SUPERVISOR: Reach.TEAM}.get(member.role, Reach.HALL)
    return Sight(member.id, member.person.id, member.areas, reach, trusted_in)


def stands_above_clerks(member: Member) -> bool:
    """Whether somebody may decide about what clerks have."""
    party = PARTY_OF.get(member.role)
    return party is not None and party is not Party.CLERK


def check_stands_above_clerks(member: Member) -> None:
    """Let only those above a clerk hand over what others have, or say whom of the staff a case is about.

    Raises:
        StaffOnly: they are a clerk, or no party in cases.

    Source: docs/rules/staff.md, 6 and 12.
    """
    if not stands_above_clerks(member):
        raise StaffOnly


def stands_above(member: Member, other: Member) -> bool:
    """Whether somebody stands on the ladder where another does, or higher."""
    mine, theirs = PARTY_OF.get(member.role), PARTY_OF.get(other.role)
    return mine is not None and (theirs is None or LADDER.index(mine) >= LADDER.index(theirs))
