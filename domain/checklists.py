"""Which materials one citizen must bring, given their answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol, TypeVar

from domain.languages import Language

NOT_SURE = "not-sure"
"""The answer every question allows: what depends on it stays on the list, marked as depending."""


class Applies(StrEnum):
    """Whether something applies to one citizen."""

    YES = "yes"
    NO = "no"
    DEPENDS = "depends"


@dataclass(frozen=True, slots=True)
class Condition:
    """``only_if`` of a pack file: every named question has one of the listed answers.

    ``wanted`` maps a question's id to the ids of the accepted options; an empty mapping always holds.
    """

    wanted: Mapping[str, tuple[str, ...]]

    def holds(self, answers: Mapping[str, str]) -> Applies:
        """Judge by the answers (question id -> option id) given so far; an unasked question decides nothing.

        A question that was never asked, because its own condition failed, counts as answered otherwise: NO.
        Source: docs/rules/checklists.md, 2.
        """
        verdict = Applies.YES
        for question, options in self.wanted.items():
            given = answers.get(question)
            if given == NOT_SURE:
                verdict = Applies.DEPENDS
            elif given not in options:
                return Applies.NO
        return verdict


class Conditional(Protocol):
    """Something of a service that applies only to some citizens."""

    @property
    def only_if(self) -> Condition: ...


class AskedQuestion(Conditional, Protocol):
    """A question that selects materials."""

    @property
    def id(self) -> str: ...


Q = TypeVar("Q", bound=AskedQuestion)
M = TypeVar("M", bound=Conditional)


def next_question(questions: Sequence[Q], answers: Mapping[str, str]) -> Q | None:
    """The first question that applies and has no answer yet; None when the checklist is complete.

    A question whose condition depends on a "not sure" is asked: one more answer is cheaper than one more visit.
    """
    for question in questions:
        if question.id not in answers and question.only_if.holds(answers) is not Applies.NO:
            return question
    return None


def select(materials: Sequence[M], answers: Mapping[str, str]) -> tuple[tuple[M, Applies], ...]:
    """The materials that apply, in the pack's order, each with YES or DEPENDS."""
    judged = ((material, material.only_if.holds(answers)) for material in materials)
    return tuple((material, verdict) for material, verdict in judged if verdict is not Applies.NO)


Words = Mapping[Language, str]
"""One text in every language, kept as it read when the checklist was made."""


@dataclass(frozen=True, slots=True)
class ListedItem:
    """A material as it stood when the checklist was made.

    ``sample`` is an address. ``depends_on`` says what the citizen was not sure about and which answers would make the
    item needed; empty: it is needed for certain. Source: docs/rules/checklists.md, 3.
    """

    id: str
    name: Words
    original: int
    copies: int
    issuer: Words | None = None
    note: Words | None = None
    waivable: Words | None = None
    sample: str | None = None
    depends_on: tuple[Words, ...] = ()


@dataclass(frozen=True, slots=True)
class Checklist:
    """What one citizen was told to bring: the one-time notice.

    ``ref`` cannot be guessed. ``version`` counts how often it was made anew, ``service_version`` names the guide it
    was made from, ``ticked`` holds ids of items, ``made_at`` is in UTC. Source: docs/rules/checklists.md, 4 and 5.
    """

    ref: str
    service_id: str
    service_version: str
    version: int
    title: Words
    answers: Mapping[str, str]
    items: tuple[ListedItem, ...]
    ticked: frozenset[str]
    made_at: datetime
