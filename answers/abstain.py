"""Decides whether a guess is good enough to be shown, to be offered, or to be kept back."""

from collections.abc import Set
from dataclasses import dataclass

from answers.models import Verdict
from answers.rank import Bm25
from answers.wording import Wording

CONFIDENT_AT = 0.55
"""From this confidence the first guide is shown at once."""
UNSURE_AT = 0.3
"""From this confidence guesses are offered; below it the question goes to staff."""
CLEAR_LEAD = 0.05
"""How far (in score) the first guess must lead before it is shown without asking."""

PAIR, CONCEPT, SOUND, SINGLE = 1.0, 0.8, 0.8, 0.3
"""How well a unit of the question is explained by a pair of characters (or a word), a concept, a pair of syllables or
a single character of the guide's wordings."""
BODY = 0.5
"""The same in the guide's body, as a share of that."""
LIGHT_UNIT = 0.15
"""Weight of a unit that carries little meaning."""


@dataclass(frozen=True)
class Known:
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


def explained(question: Wording, known: Known) -> list[float]:
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


def coverage(question: Wording, known: Known, *, weighed: list[float]) -> float:
    """The weighted share of a question that a guide explains, 0..1."""
    total = sum(weighed)
    shares = explained(question, known)
    return sum(weight * share for weight, share in zip(weighed, shares, strict=True)) / total if total else 0.0


def verdict(confidence: float, *, lead: float) -> Verdict:
    """What may be done at a confidence, with a first guess that leads the second by ``lead``."""
    if confidence < UNSURE_AT:
        return Verdict.NOTHING
    return Verdict.CONFIDENT if confidence >= CONFIDENT_AT and lead >= CLEAR_LEAD else Verdict.UNSURE
