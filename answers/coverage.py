"""How much of a question a guide explains, and how much of a wording was asked for."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from answers.bm25 import Bm25
from answers.everyday import ACTIONS, DEFAULT_ACTION
from answers.wording import Wording

PAIR, CONCEPT, SOUND, SINGLE = 1.0, 0.8, 0.8, 0.3
"""How well a unit of the question is explained by a pair of characters (or a word), a concept, a pair of syllables or
a single character of the guide's wordings."""
NAME, FAQ, BODY = 1.0, 0.8, 0.5
"""The worth of a word in a title or an alias, in a FAQ wording, in the body."""
WELL = 0.5
"""From this share on a unit counts as evidence."""
TELLING = 1.2
"""Unexplained weight of two neighbouring units from which on they are a word that speaks of another matter."""
LIGHT_UNIT, ACTION_UNIT = 0.15, 0.7
"""Weight of a unit that carries little meaning, and of one that names an action: the matter counts for more."""


def weights(question: Wording, *, grams: Bm25) -> list[float]:
    """How much each unit of the question matters: rare and meaningful units most. 0..1 each."""
    return [
        (0.3 + 0.7 * grams.rarity.get(unit.token, grams.rarest) / grams.rarest if unit.token else 0.7)
        * (LIGHT_UNIT if unit.is_light else 1.0)
        * (ACTION_UNIT if ACTIONS.intersection(question.named.get(at, ())) else 1.0)
        for at, unit in enumerate(question.units)
    ]


def explained(question: Wording, known: Mapping[str, float]) -> list[float]:
    """How well a guide explains each unit of a question, 0..1 each. ``known`` gives the worth of its tokens."""
    shares = [(SINGLE if unit.readings else PAIR) * known.get(unit.token, 0.0) for unit in question.units]
    for at, pair in enumerate(question.pairs):
        share = PAIR * known.get(pair, 0.0) if pair else 0.0
        share = max([share, *(SOUND * known.get(sound, 0.0) for sound in question.sounds[at])])
        shares[at], shares[at + 1] = max(shares[at], share), max(shares[at + 1], share)
    for at, names in question.named.items():
        shares[at] = max(shares[at], *(CONCEPT * known.get(f"#{name}", 0.0) for name in names))
    return shares


def evidence(question: Wording, known: Mapping[str, float], *, weighed: list[float]) -> float:
    """The weight of what a guide explains well, 0 or more."""
    shares = explained(question, known)
    return sum(weight * share for weight, share in zip(weighed, shares, strict=True) if share >= WELL)


def is_about_more(question: Wording, wordings: Sequence[Wording], *, weighed: list[float]) -> bool:
    """Whether a question holds an everyday concept or a telling word that none of the wordings has.

    A word typed in pinyin may be anything, so it tells nothing.
    """
    concepts = DEFAULT_ACTION.union(*(wording.concepts for wording in wordings))
    if any(concepts.isdisjoint(names) for names in question.named.values()):
        return True
    known = {token: NAME for wording in wordings for token in (*wording.grams, *wording.heard)}
    units = zip(question.units, weighed, explained(question, known), strict=True)
    missed = [weight * (1 - share) if unit.token else 0.0 for unit, weight, share in units]
    return any(one + two >= TELLING for one, two in pairwise(missed))


def asked_for(question: Wording, wordings: Iterable[Wording], *, grams: Bm25) -> float:
    """The weighted share of the nearest wording that a question names, 0..1."""
    asked = dict.fromkeys((*question.grams, *question.heard), NAME)
    return max(coverage(wording, asked, weighed=weights(wording, grams=grams)) for wording in wordings)


def coverage(question: Wording, known: Mapping[str, float], *, weighed: list[float]) -> float:
    """The weighted share of a question that a guide explains, 0..1."""
    total = sum(weighed)
    shares = explained(question, known)
    return sum(weight * share for weight, share in zip(weighed, shares, strict=True)) / total if total else 0.0
