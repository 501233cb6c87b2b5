"""Orders guides for a question: characters, sounds, everyday concepts and likeness to the wordings."""

from collections.abc import Mapping
from dataclasses import dataclass

from rapidfuzz import fuzz

from answers.coverage import coverage
from answers.everyday import ACTIONS, DEFAULT_ACTION
from answers.wording import Wording

SOUND, TYPED_SOUND, LIKENESS, COVERED = 0.4, 1.0, 0.6, 0.8
"""Weights beside the gram score (1): the sound score (of characters, of pinyin), the likeness to the nearest wording,
the covered share of the question."""
OTHER_ACTION, SAME_ACTION = -0.15, 0.1
"""What a guide gains when its title and the question name the same action, and when its title names another."""
HIGHEST_SCORE = 1 + TYPED_SOUND + LIKENESS + COVERED + SAME_ACTION
FAQ_LIKENESS = 0.7
"""How alike a question of the guide must be before it, and not the guide as a whole, is taken to be meant."""


@dataclass(frozen=True)
class Entry:
    """A guide as the search reads it. ``wordings`` begin with the title; ``faqs`` runs beside them.

    ``worth`` says of each token how much it tells about the guide, 0..1.
    """

    wordings: tuple[Wording, ...]
    faqs: tuple[int | None, ...]
    body: Wording
    worth: Mapping[str, float]

    def about(self, meant: int | None) -> tuple[Wording, ...]:
        """What names the guide as a whole, and the wordings of the question that is meant."""
        return tuple(
            wording for wording, faq in zip(self.wordings, self.faqs, strict=True) if faq is None or faq == meant
        )


@dataclass(frozen=True)
class Candidate:
    """A guide under consideration. ``score`` and ``covered`` are 0..1; ``faq`` as in ``Guess``."""

    number: int
    score: float
    covered: float
    faq: int | None


def candidate(
    question: Wording, entry: Entry, *, number: int, grams: float, heard: float, weighed: list[float]
) -> Candidate:
    """Weigh one guide.

    Args:
        question: what was asked.
        entry: the guide.
        number: its place in the index.
        grams: its BM25 score over characters and words, 0..1.
        heard: its weighted BM25 score over sounds.
        weighed: how much each unit of the question matters.
    """
    likenesses = [_likeness(question, wording) for wording in entry.wordings]
    best = max(range(len(likenesses)), key=lambda at: (likenesses[at], _spelled(question, entry.wordings[at]), -at))
    covered = coverage(question, entry.worth, weighed=weighed)
    score = grams + heard + LIKENESS * likenesses[best] + COVERED * covered + _action(question, entry)
    return Candidate(
        number=number,
        score=max(0.0, score / HIGHEST_SCORE),
        covered=covered,
        faq=entry.faqs[best] if likenesses[best] >= FAQ_LIKENESS else None,
    )


def _likeness(question: Wording, wording: Wording) -> float:
    written = fuzz.ratio(question.text, wording.text) / 100
    if not question.is_pinyin:
        return written
    return max(written, fuzz.ratio(question.spoken, wording.spoken) / 100)


def _spelled(question: Wording, wording: Wording) -> float:
    return fuzz.ratio(question.spelled, wording.spelled) / 100


def _action(question: Wording, entry: Entry) -> float:
    named = entry.wordings[0].concepts.keys() & ACTIONS - DEFAULT_ACTION
    asked = question.concepts.keys() & ACTIONS
    if not named:
        return 0.0
    return SAME_ACTION if named & asked else OTHER_ACTION
