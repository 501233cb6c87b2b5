"""The phrases in which Traditional Chinese is not what the conversion makes of it."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from content.paths import product_traditional
from content.problems import Problem
from content.written import read_written


def read_overrides(file: Path) -> tuple[Mapping[str, str], tuple[Problem, ...]]:
    """Read an override file: converted phrase -> wanted phrase; what is wrong with an entry leaves only it out."""
    root, found = read_written(file)
    if root is None:
        return {}, found
    problems = list(found)
    if root.value is not None and not isinstance(root.value, dict):
        problems.append(root.problem("is no list of phrases; write one 'phrase: phrase' a line"))
    overrides: dict[str, str] = {}
    for phrase, wanted in root.entries.items():
        if phrase and isinstance(wanted.value, str):
            overrides[phrase] = wanted.value
        else:
            problems.append(wanted.problem("is no phrase; write 'phrase: phrase', numbers in quotes"))
    return MappingProxyType(overrides), tuple(problems)


@cache
def product_overrides() -> Mapping[str, str]:
    """The overrides for the product's own words; a pack's own are applied to what these give.

    Raises:
        ValueError: the product's own file is broken.
    """
    overrides, problems = read_overrides(product_traditional())
    if problems:
        raise ValueError("\n".join(map(str, problems)))
    return overrides
