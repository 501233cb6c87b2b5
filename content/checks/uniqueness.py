"""Ids are given once, and no two services answer to the same name."""

from collections.abc import Iterable, Iterator

from content.chinese import comparable
from content.problems import Problem, Severity
from content.written import Written


def check_unique(items: Iterable[Written], *, key: str = "id") -> Iterator[Problem]:
    """Refuse an id that an earlier item of the same kind has already."""
    first: dict[str, Written] = {}
    for item in items:
        name = item.text_of(key)
        if name is None:
            continue
        if name in first:
            yield item.entries[key].problem(f"{name!r} is given twice; the first is in {first[name].where}")
        else:
            first[name] = item.entries[key]


def check_names(services: Iterable[Written]) -> Iterator[Problem]:
    """Refuse a title or alias that means another service too; script, case, width and punctuation do not count."""
    known: dict[str, tuple[Written, Written]] = {}
    written = list(services)
    for service in written:
        yield from _check_titles(service, known=known)
    for service in written:
        yield from _check_aliases(service, known=known)


def _check_titles(service: Written, *, known: dict[str, tuple[Written, Written]]) -> Iterator[Problem]:
    title = service.entries.get("title")
    for language in ("zh", "en", "zh_hant"):
        text = title.text_of(language) if title else None
        if not title or not text:
            continue
        owner, place = known.setdefault(comparable(text), (service, title.entries[language]))
        if owner is not service:
            yield title.entries[language].problem(f"{text!r} is also the title in {place.where}")


def _check_aliases(service: Written, *, known: dict[str, tuple[Written, Written]]) -> Iterator[Problem]:
    for alias in service.items_of("aliases"):
        if not isinstance(alias.value, str):
            continue
        name = comparable(alias.value)
        if not name:
            yield alias.problem("holds neither a letter nor a sign to search for")
            continue
        owner, place = known.setdefault(name, (service, alias))
        if owner is not service:
            kind = "title" if place.path.startswith("title.") else "alias"
            yield alias.problem(f"{alias.value!r} is also the {kind} {place.value!r} in {place.where}")
        elif place is not alias and not place.path.startswith("title"):
            reason = f"{alias.value!r} is the same as {place.value!r} in line {place.line}"
            yield alias.problem(reason, severity=Severity.WARNING)
