"""The hall's own facts agree with each other."""

from collections.abc import Iterable, Iterator

from content.checks.uniqueness import check_unique
from content.lines import letters_of_numbers
from content.problems import Problem, Severity
from content.written import Written

CASE = "case"
"""The kind of matter every hall receives: a question handed over to staff."""


def check_facts(facts: Written) -> Iterator[Problem]:
    """Check ``hall.yaml`` within itself."""
    for kind in ("areas", "categories", "rating_reasons", "delay_causes"):
        yield from check_unique(facts.items_of(kind))
    yield from check_unique(facts.items_of("staff_chats"), key="name")
    yield from _check_numbers(facts)
    yield from _check_days(facts)
    yield from _check_staff_chats(facts)


def _check_numbers(facts: Written) -> Iterator[Problem]:
    """Refuse an area whose numbers are called as those of an earlier one: two people would stand up."""
    first: dict[str, str] = {}
    for area in facts.items_of("areas"):
        name, counters = area.text_of("id"), area.text_of("counters")
        if not name or not counters:
            continue
        letters = letters_of_numbers(counters, area_id=name)
        if first.setdefault(letters, name) != name:
            reason = f"its numbers would begin with {letters}, as those of area {first[letters]!r}"
            yield area.entries["counters"].problem(f"{reason}; write other letters before the counters")


def check_shelves(facts: Written, *, services: Iterable[Written]) -> Iterator[Problem]:
    """Warn about categories without a service."""
    used = {service.text_of("category") for service in services}
    for category in facts.items_of("categories"):
        if (name := category.text_of("id")) and name not in used:
            yield category.problem("no service is in this category", severity=Severity.WARNING)


def _check_days(facts: Written) -> Iterator[Problem]:
    yield from check_unique(facts.items_of("closed"), key="date")
    yield from check_unique(facts.items_of("extra"), key="date")
    closed = {day.text_of("date"): day for day in facts.items_of("closed")}
    for day in facts.items_of("extra"):
        shut = closed.get(day.text_of("date"))
        if shut and day.text_of("date"):
            yield day.problem(f"the hall is closed on {day.text_of('date')} by {shut.where}; keep one of the two")


def _check_staff_chats(facts: Written) -> Iterator[Problem]:
    chats = facts.items_of("staff_chats")
    areas = [area for item in facts.items_of("areas") if (area := item.text_of("id"))]
    for chat in chats:
        for item in chat.items_of("areas"):
            if isinstance(item.value, str) and item.value not in areas:
                yield item.problem(f"there is no area {item.value!r}; areas has {', '.join(areas)}")
    kinds = {CASE} | {str(kind.value) for chat in chats for kind in chat.items_of("kinds")}
    public = [
        chat for chat in chats if "restricted" not in chat.entries or chat.entries["restricted"].value is not True
    ]
    for kind in sorted(kinds) if chats else ():
        takers = [chat for chat in public if _takes(chat, key="kinds", what=kind)]
        lost = [area for area in areas if not any(_takes(chat, key="areas", what=area) for chat in takers)]
        if lost:
            yield facts.entries["staff_chats"].problem(f"no chat takes {kind!r} of the areas {', '.join(lost)}")
        elif all(chat.items_of("areas") for chat in takers):
            reason = f"no chat takes {kind!r} that belongs to no area; leave areas: out of one chat"
            yield facts.entries["staff_chats"].problem(reason)


def _takes(chat: Written, *, key: str, what: str) -> bool:
    named = [item.value for item in chat.items_of(key)]
    return not named or what in named
