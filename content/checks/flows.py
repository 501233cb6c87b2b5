"""A flow can be walked from its start to an end, and somebody answers for every step of the way."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from content.checks.uniqueness import check_unique
from content.flows import FlowFile
from content.models import Hall
from content.problems import Problem, Severity
from content.written import Written
from domain.canary import CANARY
from domain.flows import LADDER, Party, ending, reachable

WITHDRAW = "withdraw"


def check_names_of_flow(flow: Written) -> Iterator[Problem]:
    """Every id is given once, and whatever is named is there."""
    name = flow.text_of("id")
    if name and flow.file.stem != name:
        yield flow.entries["id"].problem(f"is {name!r} in {flow.file.name}; call the file {name}.yaml")
    if name == CANARY:
        yield flow.entries["id"].problem("is how the bot calls the case by which it tries itself; choose another")
    for key in ("clocks", "codes", "states"):
        yield from check_unique(flow.items_of(key))
    for state in flow.items_of("states"):
        yield from check_unique(state.items_of("actions"))
        for key in ("clock", "also"):
            yield from _check_reference(state, key, known=_ids(flow.items_of("clocks")), what="clock")
        for action in state.items_of("actions"):
            if action.text_of("id") == WITHDRAW:
                yield action.entries["id"].problem("every open state has a withdrawal of its own; delete this action")
            yield from _check_reference(action, "to", known=_ids(flow.items_of("states")), what="state")
            yield from _check_codes_named(action.items_of("codes"), known=_ids(flow.items_of("codes")))
        if "after" in state.entries:
            yield from _check_reference(state.entries["after"], "to", known=_ids(flow.items_of("states")), what="state")
    for key in ("start", "withdrawn"):
        yield from _check_reference(flow, key, known=_ids(flow.items_of("states")), what="state")


def check_ways(file: FlowFile, *, written: Written) -> Iterator[Problem]:
    """Every state is reached, leads to an end, and is somebody's turn; for a flow whose names are right."""
    flow = file.flow()
    places = {state.text_of("id"): state for state in written.items_of("states")}
    if not flow.is_open(flow.start):
        yield written.entries["start"].problem(f"{flow.start!r} is final; a case begins in a state that is not")
    if flow.is_open(flow.withdrawn):
        yield written.entries["withdrawn"].problem(f"{flow.withdrawn!r} is not final; write final: true into it")
    if flow.last_resort not in LADDER[1:]:
        yield written.at(["last_resort"]).problem("is no owner of last resort; write supervisor or director")
    seen, ends = reachable(flow), ending(flow)
    for name, state in flow.states.items():
        place = places[name]
        if name not in seen:
            yield place.problem("no action leads here; delete the state, or lead to it")
        if name not in ends:
            yield place.problem("no way leads from here to a final state; add an action, or write final: true")
        if state.is_final:
            for key in ("owner", "clock", "also", "after", "not_by_previous"):
                if key in place.entries:
                    yield place.entries[key].problem("belongs to a state that is not final")
        elif state.owner is None:
            yield place.missing("owner", "is missing; somebody must answer for every step: clerk, supervisor …")
        elif state.owner is Party.CITIZEN and state.after is None:
            yield place.missing("after", "is missing; a case must not wait for a citizen for ever")
        elif state.owner is not Party.CITIZEN and state.clock is None:
            yield place.missing("clock", "is missing; a step without a promised period is never late")
        if state.also and state.also == state.clock:
            yield place.entries["also"].problem("is the period of clock:; name another, or delete this")
    yield from _check_writing(file, places=places)
    yield from _check_told(file, places=places)
    yield from _check_codes(file, written=written, places=places)
    used = {clock for state in flow.states.values() for clock in (state.clock, state.also)}
    for name, rule in flow.clocks.items():
        if rule.extension and any(limit.unit is not rule.extension.longest.unit for limit in rule.all_limits):
            place = next(clock for clock in written.items_of("clocks") if clock.text_of("id") == name)
            yield place.entries["extension"].problem("is in another unit than limit:; write both in the same")
    for clock in written.items_of("clocks"):
        if clock.text_of("id") not in used:
            yield clock.problem("no state runs by this clock", severity=Severity.WARNING)


def _check_writing(file: FlowFile, *, places: Mapping[str | None, Written]) -> Iterator[Problem]:
    """What a citizen does by writing is theirs to do, asks for nothing else, and there is one of it in a state."""
    for state in file.states:
        written = {action.text_of("id"): action for action in places[state.id].items_of("actions")}
        by_writing = [action for action in state.actions if action.by_writing]
        for place, action in enumerate(by_writing):
            entry = written[action.id].entries["by_writing"]
            if (action.by or state.owner) is not Party.CITIZEN:
                yield entry.problem("only citizens write about their case; write by: citizen, or delete this")
            if action.needs:
                yield entry.problem("what is done by writing needs nothing else; delete needs, or this")
            if place:
                yield entry.problem(f"is of {by_writing[0].id!r} in this state already; one word cannot do two things")


def _check_codes(file: FlowFile, *, written: Written, places: Mapping[str | None, Written]) -> Iterator[Problem]:
    """Whoever has a choice of codes is of the staff, and no code is there in vain."""
    used: set[str] = set()
    for state in file.states:
        actions = {action.text_of("id"): action for action in places[state.id].items_of("actions")}
        for action in state.actions:
            used.update(action.codes)
            if len(action.codes) > 1 and (action.by or state.owner) is Party.CITIZEN:
                entry = actions[action.id].entries["codes"]
                yield entry.problem("citizens are not asked for a code; write one alone, or by: clerk")
    for code in written.items_of("codes"):
        if code.text_of("id") not in used:
            yield code.problem("no action has this code", severity=Severity.WARNING)


def _check_told(file: FlowFile, *, places: Mapping[str | None, Written]) -> Iterator[Problem]:
    """Words for the citizen are of what the citizen is told."""
    for state in file.states:
        written = {action.text_of("id"): action for action in places[state.id].items_of("actions")}
        for action in state.actions:
            if action.told and not action.tells_citizen:
                entry = written[action.id].entries["told"]
                yield entry.problem("is read by nobody; write tells_citizen: true, or delete this")


def check_prefixes(flows: Sequence[Written]) -> Iterator[Problem]:
    """Numbers of different kinds of case are told apart by their first letters."""
    yield from check_unique(flows, key="prefix")


def _ids(items: Iterable[Written]) -> list[str]:
    return [name for item in items if (name := item.text_of("id"))]


def _check_reference(place: Written, key: str, *, known: list[str], what: str) -> Iterator[Problem]:
    named = place.text_of(key)
    if named is not None and named not in known:
        yield place.entries[key].problem(f"there is no {what} {named!r}; there are {', '.join(known) or 'none'}")


def _check_codes_named(codes: Iterable[Written], *, known: list[str]) -> Iterator[Problem]:
    named: set[str] = set()
    for code in codes:
        if not isinstance(code.value, str):
            continue
        if code.value not in known:
            yield code.problem(f"there is no code {code.value!r}; there are {', '.join(known) or 'none'}")
        elif code.value in named:
            yield code.problem(f"{code.value!r} is given twice")
        named.add(code.value)


def check_categories(flows: Iterable[Written], *, hall: Hall) -> Iterator[Problem]:
    """Limits of their own are of categories the hall has."""
    known = ", ".join(category.id for category in hall.facts.categories)
    for clock in (clock for flow in flows for clock in flow.items_of("clocks")):
        of_category = clock.entries.get("categories")
        for name, written in (of_category.entries if of_category else {}).items():
            if hall.category(name) is None:
                yield written.problem(f"the hall has no category {name!r}; there are {known}")
