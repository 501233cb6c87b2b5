"""Every question can be asked, and every condition can hold."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from content.problems import Problem, Severity
from content.written import Written
from domain.checklists import NOT_SURE

Needs = Mapping[str, frozenset[str]]
"""Question id -> options; one of them must have been given."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question that comes before. ``needs`` is all that must be answered before it; None: it is never asked."""

    options: frozenset[str]
    needs: Needs | None


def check_questions(service: Written) -> Iterator[Problem]:
    """Refuse conditions that name nothing, the future or themselves, or that no answers can meet."""
    questions = service.items_of("questions")
    ids = [question.text_of("id") or "" for question in questions]
    asked: dict[str, _Asked] = {}
    for position, question in enumerate(questions):
        yield from _check_reserved(question)
        condition = question.entries.get("only_if")
        wanted, problems = _wanted(condition, asked=asked, itself=ids[position], later=ids[position + 1 :])
        yield from problems
        # What a broken condition means is anybody's guess; it should not make what follows look impossible too.
        needs: Needs | None = {} if problems else _needs(wanted, asked=asked)
        if condition and not problems:
            yield from _check_can_hold(condition, wanted=wanted, needs=needs, asked=asked)
        if ids[position]:
            asked.setdefault(ids[position], _Asked(options=_options(question), needs=needs))
    for material in service.items_of("materials"):
        condition = material.entries.get("only_if")
        wanted, problems = _wanted(condition, asked=asked)
        yield from problems
        if condition and not problems:
            yield from _check_can_hold(condition, wanted=wanted, needs=_needs(wanted, asked=asked), asked=asked)
    yield from _check_used(service)


def _check_reserved(question: Written) -> Iterator[Problem]:
    for option in question.items_of("options"):
        if option.text_of("id") == NOT_SURE:
            reason = f"{NOT_SURE!r} is added to every question by itself; leave this option out"
            yield option.entries["id"].problem(reason)


def _check_used(service: Written) -> Iterator[Problem]:
    owners = service.items_of("questions") + service.items_of("materials")
    used = {name for owner in owners if "only_if" in owner.entries for name in owner.entries["only_if"].entries}
    for question in service.items_of("questions"):
        if (name := question.text_of("id")) and name not in used:
            reason = "selects nothing: no material and no later question names it in only_if"
            yield question.problem(reason, severity=Severity.WARNING)


def _options(question: Written) -> frozenset[str]:
    return frozenset(filter(None, (option.text_of("id") for option in question.items_of("options"))))


def _wanted(
    condition: Written | None, *, asked: Mapping[str, _Asked], itself: str = "", later: list[str] | None = None
) -> tuple[dict[str, frozenset[str]], list[Problem]]:
    """The part of a condition that refers to something, and what is wrong with the rest."""
    wanted: dict[str, frozenset[str]] = {}
    problems: list[Problem] = []
    for name, given in (condition.entries if condition else {}).items():
        if name in asked:
            known = asked[name].options
            options = given.items if isinstance(given.value, list) else [given]
            if not all(isinstance(option.value, str) for option in options):
                continue  # its shape is wrong, which the model says
            problems += [found for option in options if (found := _wrong_option(option, name=name, known=known))]
            if not options:
                problems.append(given.problem("names no option, so it never holds"))
            wanted[name] = frozenset(str(option.value) for option in options) & known
        elif name == itself:
            problems.append(given.problem("a question cannot depend on itself"))
        elif name in (later or ()):
            problems.append(given.problem(f"the question {name!r} is asked later; move it before this one"))
        else:
            problems.append(given.problem(f"there is no question {name!r}{_near(name, known=asked)}"))
    return wanted, problems


def _wrong_option(option: Written, *, name: str, known: frozenset[str]) -> Problem | None:
    if option.value in known:
        return None
    if option.value == NOT_SURE:
        return option.problem(f"{NOT_SURE!r} keeps a thing on the list by itself; nothing can be made to depend on it")
    hint = _near(str(option.value), known=known) or f"; it has {', '.join(sorted(known))}"
    return option.problem(f"the question {name!r} has no option {option.value!r}{hint}")


def _near(name: str, *, known: Mapping[str, _Asked] | frozenset[str]) -> str:
    near = get_close_matches(name, sorted(known), n=1)
    return f"; did you mean {near[0]}?" if near else ""


def _needs(wanted: Needs, *, asked: Mapping[str, _Asked]) -> Needs | None:
    """What must be answered for a condition to hold, with what its questions need themselves; None: impossible.

    Conditions only say "and", so the demands on each question are simply cut with each other.
    """
    needs = dict(wanted)
    for name in wanted:
        before = asked[name].needs
        if before is None:
            return None
        for earlier, options in before.items():
            needs[earlier] = needs.get(earlier, options) & options
    return needs if all(needs.values()) else None


def _check_can_hold(
    condition: Written, *, wanted: Needs, needs: Needs | None, asked: Mapping[str, _Asked]
) -> Iterator[Problem]:
    if needs is None:
        never = sorted(name for name in wanted if asked[name].needs is None)
        reason = f"{never[0]} is never asked" if never else _contradiction(wanted, asked=asked)
        yield condition.problem(f"no answers lead here: {reason}")
        return
    for name, options in wanted.items():
        if impossible := sorted(options - needs[name]):
            reason = "; ".join(why for why, _ in _demands(name, wanted=wanted, asked=asked))
            yield condition.entries[name].problem(f"{', '.join(impossible)} cannot be the answer here: {reason}")


def _demands(name: str, *, wanted: Needs, asked: Mapping[str, _Asked]) -> list[tuple[str, frozenset[str]]]:
    """What the questions of a condition need the answer to ``name`` to be before they are asked."""
    found = []
    for asker in wanted:
        if options := (asked[asker].needs or {}).get(name):
            found.append((f"{asker} is asked only if {name} is {' or '.join(sorted(options))}", options))
    return found


def _contradiction(wanted: Needs, *, asked: Mapping[str, _Asked]) -> str:
    """Name the demands that cannot be met together."""
    for name in {earlier: None for asker in wanted for earlier in (asker, *(asked[asker].needs or ()))}:
        demands = _demands(name, wanted=wanted, asked=asked)
        if name in wanted:
            demands.append((f"this wants {name} to be {' or '.join(sorted(wanted[name]))}", wanted[name]))
        if not frozenset.intersection(*(options for _, options in demands)):
            return "; ".join(why for why, _ in demands)
    raise AssertionError("asked for a contradiction where there is none")
