"""One text as the search reads it: its units, and the tokens it is found by."""

from collections.abc import Set
from dataclasses import dataclass
from functools import cached_property
from itertools import product

from answers.everyday import ENGLISH_STOP
from answers.normalise import CONCEPTS_OF, concepts, is_han, light_places, runs, stem, without_politeness
from answers.pinyin import readings, sound_grams, split_syllables

SINGLE_CHARACTER, CONCEPT = 0.4, 0.8
"""Weight of a single character and of a concept beside a pair of characters or an English word (1)."""
LONGEST_SPOKEN = 4
"""Syllables of the longest everyday word recognised in pinyin."""

_SPOKEN_CONCEPTS = {
    tuple(readings(char)[0] for char in word): names
    for word, names in CONCEPTS_OF.items()
    if is_han(word) and 2 <= len(word) <= LONGEST_SPOKEN
}

EVERYDAY_ENGLISH = frozenset(stem(run) for word in CONCEPTS_OF if word.isascii() for _, run in runs(word))
"""Stems of the English words among the everyday ones."""


@dataclass(frozen=True)
class Unit:
    """The smallest piece that says something: a character, a syllable typed in pinyin, a word, a number.

    ``token`` is what the gram index knows it by, empty for a syllable; ``readings`` is empty for words and numbers.
    ``is_light``: it says little about which guide is meant.
    """

    start: int
    end: int
    token: str
    readings: tuple[str, ...] = ()
    is_light: bool = False


@dataclass(frozen=True)
class Wording:
    """A text without the words said around it, and its units; ``spelled`` is all of it. Both are normalised."""

    spelled: str
    text: str
    units: tuple[Unit, ...]

    @cached_property
    def concepts(self) -> dict[str, list[tuple[int, int]]]:
        """The everyday concepts it speaks of and the stretches (start, end) that name them."""
        found = concepts(self.text)
        if self.is_pinyin:
            for at, size in product(range(len(self.units)), range(2, LONGEST_SPOKEN + 1)):
                heard = self.units[at : at + size]
                for name in _SPOKEN_CONCEPTS.get(tuple(unit.readings[0] for unit in heard if unit.readings), ()):
                    found.setdefault(name, []).append((heard[0].start, heard[-1].end))
        return found

    @cached_property
    def named(self) -> dict[int, list[str]]:
        """Position of a unit -> the concepts it helps to name."""
        found: dict[int, list[str]] = {}
        for name, spans in self.concepts.items():
            for at, unit in enumerate(self.units):
                if any(start <= unit.start and unit.end <= end for start, end in spans):
                    found.setdefault(at, []).append(name)
        return found

    @cached_property
    def pairs(self) -> tuple[str, ...]:
        """For each unit but the last, the pair of characters it begins; empty where there is none."""
        return tuple(
            one.token + two.token if one.end == two.start and one.readings and two.readings and one.token else ""
            for one, two in zip(self.units, self.units[1:], strict=False)
        )

    @cached_property
    def sounds(self) -> list[list[str]]:
        """For each unit but the last, the pairs of syllables it begins."""
        return sound_grams([unit.readings for unit in self.units])

    @cached_property
    def spoken(self) -> str:
        """Its commonest reading, unspaced; empty without Chinese in it."""
        return "".join(unit.readings[0] for unit in self.units if unit.readings)

    @cached_property
    def is_pinyin(self) -> bool:
        """Whether some of it was typed in pinyin."""
        return any(unit.readings and not unit.token for unit in self.units)

    @cached_property
    def grams(self) -> dict[str, float]:
        """Characters, pairs, words, numbers and concepts (``#name``) with their weights."""
        tokens = {unit.token: SINGLE_CHARACTER if unit.readings else 1.0 for unit in self.units if unit.token}
        tokens.update((pair, 1.0) for pair in self.pairs if pair)
        tokens.update((f"#{name}", CONCEPT) for name in self.concepts)
        if self.is_pinyin:
            # No guide has these, but they were asked for: without them a question would seem to be its concepts alone.
            tokens.update((pair[0], 1.0) for pair in self.sounds if pair)
        return tokens

    @cached_property
    def heard(self) -> dict[str, float]:
        """Pairs of syllables with their weights."""
        return {gram: 1.0 for pair in self.sounds for gram in pair}


def read(spelled: str, *, vocabulary: Set[str] = frozenset()) -> Wording:
    """Read a normalised text without the words said around it.

    Its Latin letters are pinyin if all of them can be and most are no known words.
    ``vocabulary`` holds stems of English words the guides use, besides the everyday ones.
    """
    text = without_politeness(spelled)
    latin = {run for _, run in runs(text) if "a" <= run[0] <= "z"}
    known = {run for run in latin if run in ENGLISH_STOP or stem(run) in EVERYDAY_ENGLISH or stem(run) in vocabulary}
    speakable = {run for run in latin if split_syllables(run)}
    is_pinyin = speakable == latin and 2 * len(known) <= len(latin)
    return Wording(spelled, text, _units(text, pinyin_runs=speakable if is_pinyin else frozenset()))


def _units(text: str, *, pinyin_runs: Set[str]) -> tuple[Unit, ...]:
    units: list[Unit] = []
    light = light_places(text)
    for start, run in runs(text):
        if is_han(run):
            units.extend(
                Unit(at, at + 1, char, readings(char), is_light=at in light) for at, char in enumerate(run, start)
            )
        elif run in pinyin_runs:
            at = start
            for syllable in split_syllables(run):
                units.append(Unit(at, at + len(syllable), "", (syllable,)))
                at += len(syllable)
        elif run not in ENGLISH_STOP:
            units.append(Unit(start, start + len(run), stem(run)))
    return tuple(units)
