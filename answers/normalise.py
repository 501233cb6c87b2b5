"""Brings every way of writing the same question to one form."""

import re
import unicodedata
from functools import lru_cache

import opencc

from answers.everyday import ASPECTS, CONCEPTS, LIGHT, POLITE

QUERY_LIMIT = 120
"""Characters of a query that are read; people put the matter first, and the search must stay quick."""

_TO_SIMPLIFIED = opencc.OpenCC("t2s")
_POLITE = re.compile("|".join(sorted(map(re.escape, POLITE), key=len, reverse=True)))
_LIGHT = re.compile("|".join((*sorted(ASPECTS, key=len, reverse=True), *sorted(LIGHT))))
_RUNS = re.compile(r"[㐀-䶿一-鿿]+|[a-z]+|[0-9]+")
CONCEPTS_OF = {
    word: tuple(name for name, others in CONCEPTS.items() if word in others)
    for words in CONCEPTS.values()
    for word in words
}
_CONCEPT_WORDS = re.compile(
    "|".join(
        rf"\b{re.escape(word)}\b" if word.isascii() else word for word in sorted(CONCEPTS_OF, key=len, reverse=True)
    ),
    re.ASCII,
)


def normalise(text: str) -> str:
    """NFKC, Simplified Chinese, lower case, accents off Latin letters (``ü`` becomes ``v``, as pinyin is typed)."""
    readable = "".join(char if char.isprintable() else " " for char in text)
    plain = unicodedata.normalize("NFKC", readable).lower()
    if not plain.isascii():
        letters = unicodedata.normalize("NFD", plain).replace("u\u0308", "v")
        plain = unicodedata.normalize("NFC", "".join(char for char in letters if not "\u0300" <= char <= "\u036f"))
    simplified: str = _TO_SIMPLIFIED.convert(plain)
    return simplified.strip()


def without_politeness(normalised: str) -> str:
    """What is left when the words around a question are taken off; empty for mere small talk."""
    return _POLITE.sub(" ", normalised).strip()


def light_places(normalised: str) -> frozenset[int]:
    """Where a text says little about which guide is meant."""
    return frozenset(at for match in _LIGHT.finditer(normalised) for at in range(*match.span()))


def is_han(run: str) -> bool:
    """Whether a run of characters is Chinese."""
    return run[0] >= "㐀"


def runs(normalised: str) -> list[tuple[int, str]]:
    """Unbroken stretches of Chinese characters, Latin letters or digits with their places; the rest is dropped."""
    return [(match.start(), match.group()) for match in _RUNS.finditer(normalised)]


@lru_cache(maxsize=4096)
def stem(word: str) -> str:
    """An English word without its commonest endings; good enough to let ``cards`` meet ``card``."""
    for ending in ("ing", "ies", "es", "ed", "s", "e", "y"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word.removesuffix(ending)
    return word


def concepts(normalised: str) -> dict[str, list[tuple[int, int]]]:
    """The everyday concepts a text speaks of, each with the stretches (start, end) that name it."""
    found: dict[str, list[tuple[int, int]]] = {}
    for match in _CONCEPT_WORDS.finditer(normalised):
        for name in CONCEPTS_OF[match.group()]:
            found.setdefault(name, []).append(match.span())
    return found
