"""How much of a question a guide explains, and how much of a wording was asked for."""

from collections.abc import Iterable, Set
from dataclasses import dataclass

from answers.bm25 import Bm25
from answers.wording import Wording

PAIR, CONCEPT, SOUND, SINGLE = 1.0, 0.8, 0.8, 0.3
"""How well a unit of the question is explained by a pair of characters (or a word), a concept, a pair of syllables or
a single character of the guide's wordings."""
BODY = 0.5
"""The same in the guide's body, as a share of that."""
LIGHT_UNIT = 0.15
"""Weight of a unit that carries little meaning."""


@dataclass(frozen=True)
class Tokens:
    """The tokens of one guide: in its wordings and in its body."""

    strong: Set[str]
    weak: Set[str]

    def holds(self, token: str) -> float:
        """1 for a token of a wording, ``BODY`` for one of the body only, else 0."""
        return 1.0 if token in self.strong else BODY if token in self.weak else 0.0


def weights(question: Wording, *, grams: Bm25) -> list[float]:
    """How much each unit of the question matters: rare and meaningful units most. 0..1 each."""
    return [
        (0.3 + 0.7 * grams.rarity.get(unit.token, grams.rarest) / grams.rarest if unit.token else 0.7)
        * (LIGHT_UNIT if unit.is_light else 1.0)
        for unit in question.units
    ]


def explained(question: Wording, known: Tokens) -> list[float]:
    """How well a guide explains each unit of a question, 0..1 each."""
    shares = [(SINGLE if unit.readings else PAIR) * known.holds(unit.token) for unit in question.units]
    for at, pair in enumerate(question.pairs):
        share = PAIR * known.holds(pair) if pair else 0.0
        share = max([share, *(SOUND * known.holds(sound) for sound in question.sounds[at])])
        shares[at], shares[at + 1] = max(shares[at], share), max(shares[at + 1], share)
    for name, spans in question.concepts.items():
        share = CONCEPT * known.holds(f"#{name}")
        for at, unit in enumerate(question.units):
            if any(start <= unit.start and unit.end <= end for start, end in spans):
                shares[at] = max(shares[at], share)
    return shares


def evidence(question: Wording, known: Tokens, *, weighed: list[float]) -> float:
    """The weight of what a guide explains well, 0 or more."""
    shares = explained(question, known)
    return sum(weight * share for weight, share in zip(weighed, shares, strict=True) if share >= BODY)


def asked_for(question: Wording, wordings: Iterable[Wording], *, grams: Bm25) -> float:
    """The weighted share of the nearest wording that a question names, 0..1."""
    asked = Tokens(strong=question.grams.keys() | question.heard.keys(), weak=frozenset())
    return max(coverage(wording, asked, weighed=weights(wording, grams=grams)) for wording in wordings)


def coverage(question: Wording, known: Tokens, *, weighed: list[float]) -> float:
    """The weighted share of a question that a guide explains, 0..1."""
    total = sum(weighed)
    shares = explained(question, known)
    return sum(weight * share for weight, share in zip(weighed, shares, strict=True)) / total if total else 0.0
