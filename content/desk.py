"""Cases as they lie on a desk, in the words of their flows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from content.cases import AbuseMark, Promise, Shown, Urging
from content.models import Service
from content.texts import Text
from domain.cases import Case
from domain.desk import Pile, Place
from domain.people import Member

Counts = Mapping[Pile, int]
"""How many cases lie in each pile of a desk, in the order of the desk."""


@dataclass(frozen=True, slots=True)
class Line:
    """One case of a list; ``owner`` is a name, empty if nobody has it, ``promise`` whatever ends next.

    ``stands_in``: whoever looks stands in for the owner.
    """

    case: Case
    kind: Text
    state: Text
    owner: str
    promise: Promise | None
    stands_in: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """Part of a pile, those that are due first; ``after`` is where the next page begins, None on the last."""

    pile: Pile
    lines: tuple[Line, ...]
    kind: str
    kinds: Mapping[str, Text]
    after: Place | None


@dataclass(frozen=True, slots=True)
class TopicPlace:
    """Where a topic stands on Telegram."""

    chat_id: int
    thread_id: int


@dataclass(frozen=True, slots=True)
class OnDesk:
    """One case for whoever looks at it in private: only what they may do themselves stands among its choices.

    Attributes:
        citizen: their masked name; empty where staff must not know, or nobody does.
        topic: where it is handled; None while there is no topic.
        may_take: whether they may take it now; ``may_release``: whether they may give it back.
        may_explain: whether they are to say why it is late.
        may_mark: whether they may mark what its citizen writes, or take the ``mark`` it has away.
        may_urge: whether they may urge the colleague who has it; ``urging``: the last time somebody did.
        may_name: whether they may say whom of the staff it is about; ``about``: the name of whom, empty for nobody.
        may_correct: whether they may put right which ``service`` it is about, None for none.
    """

    shown: Shown
    citizen: str
    topic: TopicPlace | None
    may_take: bool
    may_release: bool
    may_explain: bool = False
    may_urge: bool = False
    may_mark: bool = False
    mark: AbuseMark | None = None
    urging: Urging | None = None
    may_name: bool = False
    about: str = ""
    may_correct: bool = False
    service: Text | None = None


@dataclass(frozen=True, slots=True)
class Naming:
    """A case that is about to be said to be about a member of staff.

    Attributes:
        is_theirs: they have it now, so that it goes to somebody else.
        moves: its topic goes to a restricted chat; ``stays``: the hall has none, so everybody in its group reads on.
    """

    case: Case
    chosen: Member
    is_theirs: bool
    moves: bool
    stays: bool


@dataclass(frozen=True, slots=True)
class Correction:
    """A case that is about to be said to be about another service; ``was``: the one it is about now, None for none."""

    case: Case
    was: Text | None
    service: Service

    @property
    def is_known(self) -> bool:
        """Whether the case is about it already."""
        return self.case.service == self.service.id


@dataclass(frozen=True, slots=True)
class Away:
    """Somebody is away, and ``deputy`` stands in; both are names.

    Attributes:
        begins: from when on, and ``last``: a moment of the last day, both in the hall's zone.
        has_begun: whether it is so now.
        reason: empty where they said so themselves.
    """

    id: int
    staff_id: int
    name: str
    deputy: str
    begins: datetime
    last: datetime
    has_begun: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Standings:
    """Who of those at a desk is away: whoever sits there (None: they are here), and for whom they stand in now."""

    own: Away | None
    others: tuple[Away, ...]


class Missing(StrEnum):
    """What has yet to be said of somebody who is to be away."""

    FIRST = "first"
    LAST = "last"
    DEPUTY = "deputy"
    REASON = "reason"


@dataclass(frozen=True, slots=True)
class Planned:
    """That somebody is to be away, as far as it was said.

    Attributes:
        missing: what is asked for next; None once all is said.
        name: whose plan it is; empty for whoever plans it.
        deputies: who could stand in, with how many open cases each has, if that is asked for.
        deputy: the name of whoever was chosen.
    """

    missing: Missing | None
    today: date
    name: str
    first: date | None
    last: date | None
    deputies: tuple[tuple[Member, int], ...]
    deputy: str
    reason: str
    key: str
