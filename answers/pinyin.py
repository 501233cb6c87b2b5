"""Reads Chinese by its sound: homophones, and questions typed in pinyin."""

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise, product

from pypinyin import Style, pinyin
from pypinyin.pinyin_dict import pinyin_dict

from answers.normalise import normalise

READINGS = 2
"""Readings kept of a character with several; the rarer ones only add noise."""
LONGEST_SYLLABLE = 6
LONGEST_TYPED = 200
"""Letters without a space that may still be pinyin; longer ones are nothing a person types."""

_COMMON_HAN = range(0x4E00, 0x9FA6)


def _syllables_of_mandarin() -> frozenset[str]:
    written = ",".join(sounds for code, sounds in pinyin_dict.items() if code in _COMMON_HAN)
    syllables = set(normalise(written).split(","))
    return frozenset(syllable for syllable in syllables if syllable.isascii() and set(syllable) & set("aeiouv"))


SYLLABLES = _syllables_of_mandarin()


@lru_cache(maxsize=30_000)
def readings(char: str) -> tuple[str, ...]:
    """The toneless syllables of one character, commonest first."""
    return tuple(dict.fromkeys(pinyin(char, style=Style.NORMAL, heteronym=True)[0]))[:READINGS]


@lru_cache(maxsize=4096)
def split_syllables(letters: str) -> tuple[str, ...]:
    """Cut unspaced pinyin into the fewest syllables; empty when it is no pinyin.

    Of equally short cuts the one whose syllables begin with a consonant wins: ``fangan`` is fan-gan.
    """
    if len(letters) > LONGEST_TYPED:
        return ()
    best: list[tuple[int, int, tuple[str, ...]] | None] = [(0, 0, ())] + [None] * len(letters)
    for end in range(1, len(letters) + 1):
        for start in range(max(0, end - LONGEST_SYLLABLE), end):
            before, syllable = best[start], letters[start:end]
            if before is None or syllable not in SYLLABLES:
                continue
            bare = before[1] + (syllable[0] in "aeo")
            offer = (before[0] + 1, bare, (*before[2], syllable))
            best[end] = min(best[end] or offer, offer)
    found = best[-1]
    return found[2] if found else ()


def sound_grams(heard: Sequence[tuple[str, ...]]) -> list[list[str]]:
    """Pairs of neighbouring syllables, all readings combined: one list for each pair of neighbouring places."""
    return [[f"{one}'{two}" for one, two in product(*pair)] for pair in pairwise(heard)]
