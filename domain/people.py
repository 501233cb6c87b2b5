"""Citizens, staff and their roles."""

from dataclasses import dataclass
from enum import StrEnum

from domain.languages import Language

ANONYMOUS_ADMIN = 1087968824
"""Telegram's GroupAnonymousBot: an administrator who hides who they are."""
CHANNEL_BOT = 136817688
"""Telegram's stand-in for somebody writing as a channel."""


class Role(StrEnum):
    """What a member of staff is trusted with. Roles live in our database only; being a group's admin is none."""

    CLERK = "clerk"
    SUPERVISOR = "supervisor"
    DIRECTOR = "director"
    AUDITOR = "auditor"
    EDITOR = "editor"
    ADMIN = "admin"


ANSWERS_CITIZENS = frozenset({Role.CLERK, Role.SUPERVISOR, Role.DIRECTOR, Role.ADMIN})
"""Roles that may take, answer and close cases."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who wrote to the bot. ``id`` is ours, ``telegram_id`` Telegram's; names are only for display."""

    id: int
    telegram_id: int
    first_name: str
    language: Language
    reachable: bool


@dataclass(frozen=True, slots=True)
class Member:
    """An enrolled member of staff. ``areas`` are the hall's that they take care of; none named: all of them.

    Every role somebody gets is another ``id``; ``formerly`` are those of the roles they had before.
    """

    id: int
    person: Person
    role: Role
    areas: tuple[str, ...] = ()
    formerly: frozenset[int] = frozenset()

    @property
    def ids(self) -> frozenset[int]:
        """Every staff id this person ever had."""
        return self.formerly | {self.id}

    @property
    def person_id(self) -> int:
        """Who it is, whatever their role."""
        return self.person.id

    def takes(self, area: str | None) -> bool:
        """Whether matters of an area, or of none, are for them."""
        return not self.areas or area is None or area in self.areas


def masked(name: str) -> str:
    """A name as staff groups may see it: the first character that shows, the rest hidden.

    What turns the direction of writing or joins signs is left out: it would go on working on the words around it.
    """
    return f"{next((sign for sign in name if sign.isprintable() and not sign.isspace()), '?')}**"
