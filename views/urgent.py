"""Danger to life: the emergency numbers."""

from functools import cache

from domain.languages import Language
from views.render import label, render
from views.screen import Screen


@cache
def _words() -> tuple[str, ...]:
    return tuple(word for language in Language for word in label(language, "urgent.words").split(" | "))


def speaks_of_danger(text: str) -> bool:
    """Whether a text holds one of the words of ``urgent.words``; rather once too often than once too seldom."""
    lowered = text.casefold()
    return any(word in lowered for word in _words())


def numbers(language: Language) -> Screen:
    """The numbers to call, before anything else."""
    return Screen(render(language, "urgent/numbers"), fresh=True)
