"""Cases as they lie on a desk, in the words of their flows."""

from collections.abc import Mapping
from dataclasses import dataclass

from content.cases import AbuseMark, Promise, Shown, Urging
from content.texts import Text
from domain.cases import Case
from domain.desk import Pile, Place
from domain.people import Member

Counts = Mapping[Pile, int]
"""How many cases lie in each pile of a desk, in the order of the desk."""


@dataclass(frozen=True, slots=True)
class Line:
    """One case of a list; ``owner`` is a name, empty if nobody has it, ``promise`` whatever ends next."""

    case: Case
    kind: Text
    state: Text
    owner: str
    promise: Promise | None


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
