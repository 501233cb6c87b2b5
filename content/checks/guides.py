"""A service refers to what the hall has, keeps its dates in order and its promise within the law."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from difflib import get_close_matches

from content.checks.uniqueness import check_unique
from content.problems import Problem, Severity
from content.written import Written
from domain.limits import Limit, is_certainly_longer, parse_limit

_USEFUL = {
    "aliases": "people who call it otherwise will not find it",
    "faqs": "no everyday question leads here",
}


def check_guide(service: Written, *, facts: Written | None, today: date) -> Iterator[Problem]:
    """Check one service; its references only if the hall's facts could be read."""
    for kind in ("questions", "materials"):
        yield from check_unique(service.items_of(kind))
    for question in service.items_of("questions"):
        yield from check_unique(question.items_of("options"))
    if facts:
        yield from _check_reference(service, key="category", among=facts.items_of("categories"))
        yield from _check_reference(service, key="area", among=facts.items_of("areas"))
    yield from _check_dates(service, today=today)
    yield from _check_limits(service)
    for key, why in _USEFUL.items() if service.entries else ():
        if key not in service.entries:
            yield service.missing(key, f"there are none; {why}", severity=Severity.WARNING)
        elif service.entries[key].value == []:
            yield service.entries[key].problem(f"there are none; {why}", severity=Severity.WARNING)


def check_links(written: Written) -> Iterator[Problem]:
    """Warn about links that are not encrypted, wherever they stand."""
    if isinstance(written.value, str) and "http://" in written.value:
        yield written.problem("links by http://; write https:// if the site has it", severity=Severity.WARNING)
    for below in [*written.items, *written.entries.values()]:
        yield from check_links(below)


def _check_reference(service: Written, *, key: str, among: list[Written]) -> Iterator[Problem]:
    name = service.text_of(key)
    known = [known for item in among if (known := item.text_of("id"))]
    if name is None or not known or name in known:
        return
    near = get_close_matches(name, known, n=1)
    hint = f"did you mean {near[0]}?" if near else f"hall.yaml has {', '.join(known)}"
    yield service.entries[key].problem(f"there is no {key} {name!r}; {hint}")


def _check_dates(service: Written, *, today: date) -> Iterator[Problem]:
    checked, valid, review = (_day(service, key=key) for key in ("checked_on", "valid_until", "review_by"))
    if checked and checked > today:
        yield service.entries["checked_on"].problem(f"{checked} is still to come; today is {today}")
    if review and valid and review > valid:
        reason = f"{review} is after valid_until ({valid}); review a guide before it expires"
        yield service.entries["review_by"].problem(reason)
    if valid and valid < today:
        yield service.entries["valid_until"].problem(f"expired on {valid}", severity=Severity.WARNING)
    if review and review < today:
        yield service.entries["review_by"].problem(f"was to be reviewed by {review}", severity=Severity.WARNING)


def _check_limits(service: Written) -> Iterator[Problem]:
    promised, legal = _limit(service, key="promised"), _limit(service, key="legal")
    if promised and legal and is_certainly_longer(promised, than=legal):
        reason = f"{service.text_of('legal')!r} is shorter than what is promised ({service.text_of('promised')!r})"
        yield service.entries["legal"].problem(reason)


def _day(service: Written, *, key: str) -> date | None:
    with suppress(ValueError):
        return date.fromisoformat(service.text_of(key) or "")
    return None


def _limit(service: Written, *, key: str) -> Limit | None:
    with suppress(ValueError):
        return parse_limit(service.text_of(key) or "")
    return None
