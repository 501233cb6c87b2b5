"""Orders guides for a question: character grams, sounds, everyday concepts and likeness to the wordings."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from answers.everyday import ACTIONS, DEFAULT_ACTION
from answers.wording import Wording

SATURATION, LENGTH_SHARE = 1.2, 0.5
"""BM25's k1 and b; b is low because a guide with many FAQs is not less to the point."""
SOUND, LIKENESS = 0.4, 0.6
"""Weight of the sound score and of the likeness to the nearest wording beside the gram score (1)."""
BODY = 0.3
"""Weight of an occurrence in the body beside one in a title, an alias or a FAQ wording (1)."""
OTHER_ACTION, SAME_ACTION = -0.15, 0.1
"""What a title loses when it names an action the question does not name, and gains when both do."""


@dataclass(frozen=True)
class Bm25:
    """An inverted index with the share each token contributes worked out beforehand."""

    postings: Mapping[str, Sequence[tuple[int, float]]]
    """Token -> (document, contribution of one occurrence in the query)."""
    rarity: Mapping[str, float]
    """Token -> its inverse document frequency."""
    rarest: float
    """The inverse document frequency of a token no document has."""

    def scores(self, tokens: Mapping[str, float]) -> dict[int, float]:
        """Documents with any of the weighted tokens; 1 would be a document made of nothing else."""
        found: dict[int, float] = {}
        ideal = 0.0
        for token, weight in tokens.items():
            ideal += weight * self.rarity.get(token, self.rarest)
            for document, contribution in self.postings.get(token, ()):
                found[document] = found.get(document, 0.0) + weight * contribution
        return {document: score / (ideal * (SATURATION + 1)) for document, score in found.items()}


def build_bm25(documents: Sequence[Mapping[str, float]]) -> Bm25:
    """Index documents given as token -> weighted count."""
    count = len(documents)
    mean_length = sum(sum(document.values()) for document in documents) / max(count, 1) or 1.0
    frequency: dict[str, int] = {}
    for document in documents:
        for token in document:
            frequency[token] = frequency.get(token, 0) + 1
    rarity = {token: _rarity(n, count) for token, n in frequency.items()}
    postings: dict[str, list[tuple[int, float]]] = {token: [] for token in frequency}
    for number, document in enumerate(documents):
        length = 1 - LENGTH_SHARE + LENGTH_SHARE * sum(document.values()) / mean_length
        for token, tf in document.items():
            share = tf * (SATURATION + 1) / (tf + SATURATION * length)
            postings[token].append((number, rarity[token] * share))
    return Bm25(postings=postings, rarity=rarity, rarest=_rarity(0, count))


def _rarity(frequency: int, count: int) -> float:
    return math.log(1 + (count - frequency + 0.5) / (frequency + 0.5))


def merged(parts: Iterable[tuple[Mapping[str, float], float]]) -> dict[str, float]:
    """Token -> weighted count over several texts of one document."""
    total: dict[str, float] = {}
    for tokens, weight in parts:
        for token in tokens:
            total[token] = total.get(token, 0.0) + weight
    return total


@dataclass(frozen=True)
class Entry:
    """A guide as the search reads it. ``wordings`` begin with the title; ``faqs`` runs beside them."""

    wordings: tuple[Wording, ...]
    faqs: tuple[int | None, ...]
    body: Wording


@dataclass(frozen=True)
class Candidate:
    """A guide under consideration; ``likeness`` (0..1) is that of the nearest wording."""

    number: int
    score: float
    likeness: float
    faq: int | None


def candidate(question: Wording, entry: Entry, *, number: int, grams: float, heard: float) -> Candidate:
    """Weigh one guide. ``grams`` and ``heard`` are its two BM25 scores."""
    likenesses = [fuzz.ratio(question.text, wording.text) / 100 for wording in entry.wordings]
    if question.is_pinyin:
        likenesses = [
            max(likeness, fuzz.ratio(question.spoken, wording.spoken) / 100) if wording.spoken else likeness
            for likeness, wording in zip(likenesses, entry.wordings, strict=True)
        ]
    best = max(range(len(likenesses)), key=lambda at: (likenesses[at], -at))
    named = entry.wordings[0].concepts.keys() & ACTIONS
    asked = question.concepts.keys() & ACTIONS
    action = SAME_ACTION * bool(named & asked - DEFAULT_ACTION) + OTHER_ACTION * bool(named - asked - DEFAULT_ACTION)
    return Candidate(
        number=number,
        score=grams + SOUND * heard + LIKENESS * likenesses[best] + action,
        likeness=likenesses[best],
        faq=entry.faqs[best],
    )
