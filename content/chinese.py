"""Traditional and Simplified Chinese: conversion, and what makes two wordings the same."""

import re
import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache

from opencc import OpenCC


@cache
def _converter(configuration: str) -> OpenCC:
    return OpenCC(configuration)


@lru_cache(maxsize=8)
def _any_of(phrases: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(re.escape(phrase) for phrase in sorted(phrases, key=len, reverse=True)))


def to_traditional(text: str, *overrides: Mapping[str, str]) -> str:
    """Convert Simplified Chinese to Traditional with Taiwan's words.

    Each of the ``overrides`` in turn maps a phrase *as it reads by then* to the phrase wanted instead; within one of
    them the longest phrase wins, and what was replaced is not looked at again.
    """
    converted: str = _converter("s2twp").convert(text)
    for wanted in filter(None, overrides):
        converted = _replaced(converted, wanted=wanted)
    return converted


def _replaced(text: str, *, wanted: Mapping[str, str]) -> str:
    return _any_of(tuple(wanted)).sub(lambda found: wanted[found[0]], text)


def to_simplified(text: str) -> str:
    """Convert whatever is Traditional in a text to Simplified Chinese, character by character."""
    simplified: str = _converter("t2s").convert(text)
    return simplified


def comparable(text: str) -> str:
    """What stays of a wording when script, width, case, spaces and punctuation do not count."""
    plain = to_simplified(unicodedata.normalize("NFKC", text).lower())
    return "".join(sign for sign in plain if unicodedata.category(sign)[0] not in "PZC")
