"""Words that may mean danger to life, in any language of ours."""

from functools import cache

from content.labels import labels
from domain.languages import Language


@cache
def _words() -> tuple[str, ...]:
    return tuple(word for language in Language for word in labels(language)["urgent.words"].split(" | "))


def speaks_of_danger(text: str) -> bool:
    """Whether a text holds one of the words of ``urgent.words``; rather once too often than once too seldom."""
    lowered = text.casefold()
    return any(word in lowered for word in _words())
