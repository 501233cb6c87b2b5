"""A case: where it stands, who may do what with it now, and what was promised."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from domain.flows import Need, Party
from domain.languages import Language
from domain.limits import Limit
from domain.people import Member, Person, Role

MAX_WORDS = 3500
"""Characters of a text or a reason: with its heading it must fit into one message."""
MAX_QUESTIONS = 5
"""Questions one person may have with staff at the same time. Source: docs/rules/enquiries.md, 2."""
CAUSE_TAKEN_BACK = "withdraw"
"""The action every open case has besides those of its flow."""
AWAITED = "after:"
"""Begins the names of clocks by which a state ends by itself; flows cannot name one so."""


class Channel(StrEnum):
    """How a case came in."""

    TELEGRAM = "telegram"
    CALL = "call"
    VISIT = "visit"
    LETTER = "letter"
    EMAIL = "email"
    BOX = "box"
    HALL = "hall"
    """From within the hall: no citizen brought it."""


class Privacy(StrEnum):
    """What staff may know of the citizen.

    Source: docs/rules/cases.md, 6.
    """

    OPEN = "open"
    CONFIDENTIAL = "confidential"
    ANONYMOUS = "anonymous"


PARTY_OF = {
    Role.CLERK: Party.CLERK,
    Role.SUPERVISOR: Party.SUPERVISOR,
    Role.DIRECTOR: Party.DIRECTOR,
    Role.ADMIN: Party.DIRECTOR,
}
"""What the roles of our database are in a case; auditors and editors are no party."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts. ``id`` is a person's for a citizen, a staff id otherwise; the clock has neither.

    Of somebody of staff ``person_id`` tells who it is, and ``formerly`` the staff ids of the roles they had before;
    ``in_place_of`` is the staff id of the absent colleague whose case it is and for whom they stand in.
    """

    party: Party | None
    id: int | None
    person_id: int | None = None
    formerly: frozenset[int] = frozenset()
    in_place_of: int | None = None

    @property
    def name(self) -> str:
        """As events name whoever acted: ``citizen``, ``staff:<id>`` or ``clock``."""
        if self.party is None:
            return "clock"
        return "citizen" if self.party is Party.CITIZEN else f"staff:{self.id}"

    @property
    def ids(self) -> frozenset[int]:
        """Every staff id whoever acts ever had; none for a citizen or the clock."""
        is_staff = self.party not in (None, Party.CITIZEN) and self.id is not None
        return self.formerly | {self.id} if is_staff and self.id else frozenset()


CLOCK = Actor(None, None)


def acting_citizen(person: Person) -> Actor:
    """A citizen in their own case."""
    return Actor(Party.CITIZEN, person.id)


def acting_staff(member: Member) -> Actor:
    """A member of staff; no party where their role is none in cases."""
    return Actor(PARTY_OF.get(member.role), member.id, member.person_id, member.formerly)


@dataclass(frozen=True, slots=True)
class Case:
    """A case as it stands now: the summary of its events. ``version`` counts every change.

    Attributes:
        ref: its random one-time key; the only name of it that leaves the house in a link.
        person_id: whose it is; None for somebody without Telegram.
        state_at: when it came into its state.
        round: the number of the present round, from 1.
        handler_id: who brought it to its last answer; kept when the owner changes.
        about_id: the member of staff it is about, if one was named.
        parent_id: the case it came of, as putting right comes of a bad rating.
        service: the id of the guide it is about; ``place`` and ``happened``: where and when, in the citizen's words.
        code: how it turned out, by the codes of its flow; None while staff have not said so in this round.
        main_id: the case it goes along with, or went along with to its end; see ``domain/merging.py``.
    """

    id: int
    ref: str
    number: str
    flow_id: int
    kind: str
    person_id: int | None
    channel: Channel
    language: Language
    privacy: Privacy
    state: str
    state_at: datetime
    owner_id: int | None
    handler_id: int | None
    area: str | None
    text: str
    guesses: tuple[str, ...]
    version: int
    round: int
    filed_at: datetime
    read_by: datetime | None
    listens: bool
    closed_at: datetime | None
    handlers: tuple[int, ...] = ()
    about_id: int | None = None
    parent_id: int | None = None
    service: str | None = None
    place: str = ""
    happened: str = ""
    code: str | None = None
    main_id: int | None = None

    @property
    def is_delicate(self) -> bool:
        """Whether it is not for all of the staff: it is confidential, or about one of them.

        Source: docs/rules/staff.md, 11.
        """
        return self.privacy is Privacy.CONFIDENTIAL or self.about_id is not None


@dataclass(frozen=True, slots=True)
class CaseClock:
    """A promised period of a case. ``limit`` and ``calendar`` are what they were when it began.

    Attributes:
        since_version: the version of the case that started it.
        due_version: counts recomputations of ``due_at``.
        stopped_at: when what was promised was done, or became void.
        wants_cause: whether it was missed and staff are asked why; ``cause``: the id of what they said.
    """

    id: int
    case_id: int
    round: int
    name: str
    limit: Limit
    calendar: str
    received_at: datetime
    due_at: datetime
    is_provisional: bool
    since_version: int
    due_version: int
    extensions: int
    stopped_at: datetime | None
    wants_cause: bool
    cause: str | None

    @property
    def is_promise(self) -> bool:
        """Whether people were promised it: not by which a state ends by itself."""
        return not self.name.startswith(AWAITED)


@dataclass(frozen=True, slots=True)
class Words:
    """What an action was given: a text, a reason, a unit; and the ``code`` that staff chose, if there was a choice.

    ``key`` is that of the draft they come from, by which a second press of the same button is known.
    """

    given: Mapping[Need, str]
    code: str | None = None
    key: str = ""

    def detail(self) -> dict[str, Any]:
        """As it stands in the event."""
        return {str(need): words for need, words in self.given.items()} | ({"key": self.key} if self.key else {})
