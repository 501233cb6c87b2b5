"""A flow as a Mermaid state diagram, in one language."""

from collections.abc import Iterator, Mapping

from content.flows import FlowFile, FlowState
from content.models import Hall
from domain.languages import Language
from domain.limits import Limit
from views.render import label, words_of_limit

QUOTED = {'"': "'", ":": "：", "\n": " ", ";": "；"}
"""Signs that mean something to Mermaid, and what is drawn instead."""


def drawn(flow: FlowFile, *, hall: Hall, language: Language) -> str:
    """A flow of a hall as Mermaid text: states with their promised period, actions on the arrows, ends last."""
    lines = ["stateDiagram-v2", f"    [*] --> {_name(flow.start)}"]
    for state in flow.states:
        lines.append(f"    {_name(state.id)}: {_title(flow, state, hall=hall, language=language)}")
    for state in flow.states:
        lines += (f"    {line}" for line in _arrows(flow, state, language=language))
    lines += [f"    {_name(state.id)} --> [*]" for state in flow.states if state.final]
    return "\n".join(lines) + "\n"


def _title(flow: FlowFile, state: FlowState, *, hall: Hall, language: Language) -> str:
    names = {category.id: category.name for category in hall.facts.categories}
    title = _words(state.name.in_(language))
    for clock in (clock for name in (state.clock, state.also) for clock in flow.clocks if clock.id == name):
        title += f"<br/>{_words(clock.name.in_(language))} {_periods(clock.limit, language=language)}"
        for category, limit in clock.categories.items():
            title += f"<br/>{_words(names[category].in_(language))} {_periods(limit, language=language)}"
    return title


def _periods(limits: Mapping[str, Limit], *, language: Language) -> str:
    """What is promised under each profile, once where they agree."""
    return " / ".join(dict.fromkeys(words_of_limit(language, limit) for limit in limits.values()))


def _arrows(flow: FlowFile, state: FlowState, *, language: Language) -> Iterator[str]:
    for action in state.actions:
        notes = [label(language, f"party.{action.by}")] if action.by and action.by is not state.owner else []
        notes += [f"≤ {words_of_limit(language, action.within)}"] if action.within else []
        words = " · ".join((_words(action.name.in_(language)), *notes))
        yield f"{_name(state.id)} --> {_name(action.to)}: {words}"
    if state.after:
        yield f"{_name(state.id)} --> {_name(state.after.to)}: {words_of_limit(language, state.after.limit)}"
    if not state.final:
        taken_back = label(language, "flow.withdraw")
        yield f"{_name(state.id)} --> {_name(flow.withdrawn)}: {taken_back}"


def _name(state_id: str) -> str:
    # A hyphen would be read as the beginning of an arrow.
    return state_id.replace("-", "_")


def _words(text: str) -> str:
    return "".join(QUOTED.get(sign, sign) for sign in text)
