"""An inverted index that weighs documents by the tokens they share with a question."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

SATURATION, LENGTH_SHARE = 1.2, 0.5
"""BM25's k1 and b; b is low because a guide with many FAQs is not less to the point."""


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
