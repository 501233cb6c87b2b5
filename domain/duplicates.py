"""Whether two reports may be of one matter, of the same person or of different ones."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Protocol

from domain.cases import Case

SAME_WITHIN = timedelta(days=7)
"""Within this time two reports about one service or place may be the same. Source: docs/rules/filing.md, 5."""
MUCH_THE_SAME = 0.6
"""Share of pairs of characters that two texts have in common, from which they say much the same."""


class Reported(Protocol):
    """What somebody reports: a case, or one that is not filed yet."""

    @property
    def kind(self) -> str:
        """The flow's id."""

    @property
    def text(self) -> str:
        """In their words."""

    @property
    def service(self) -> str | None:
        """The id of the guide it is about."""

    @property
    def place(self) -> str:
        """Where, in their words."""


def find_duplicates(cases: Iterable[Case], reported: Reported, *, at: datetime) -> list[Case]:
    """The cases that may be of the same matter as what was reported ``at`` a moment, the likeliest first.

    They are of the same kind, and say much the same, or were filed within ``SAME_WITHIN`` of it about the same service
    or the same place. What says much the same comes first, then the newest.

    Source: docs/rules/filing.md, 5.
    """
    alike = [case for case in cases if case.kind == reported.kind and _may_be_same(case, reported, at=at)]
    return sorted(alike, key=lambda case: (are_much_the_same(case.text, reported.text), case.filed_at), reverse=True)


def _may_be_same(case: Case, reported: Reported, *, at: datetime) -> bool:
    if are_much_the_same(case.text, reported.text):
        return True
    near = abs(at - case.filed_at) <= SAME_WITHIN
    same_service = reported.service is not None and case.service == reported.service
    return near and (same_service or (bool(_signs(reported.place)) and _signs(case.place) == _signs(reported.place)))


def are_much_the_same(one: str, other: str) -> bool:
    """Whether two texts share ``MUCH_THE_SAME`` of their pairs of characters; signs and spaces do not count."""
    pairs, others = _pairs(one), _pairs(other)
    return bool(pairs and others) and len(pairs & others) >= MUCH_THE_SAME * len(pairs | others)


def _pairs(text: str) -> set[str]:
    signs = _signs(text)
    return {signs[at : at + 2] for at in range(len(signs) - 1)}


def _signs(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())
