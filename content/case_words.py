"""What kinds of case, their states, stages and codes are called, also where a flow has changed since."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from content.flows import FlowFile
from content.texts import Text


@dataclass(slots=True)
class KindWords:
    """The words of one kind of case: ``states``, ``stages``, its promised periods, and ``codes``, by id."""

    name: Text
    states: dict[str, Text] = field(default_factory=dict)
    stages: dict[str, Text] = field(default_factory=dict)
    codes: dict[str, Text] = field(default_factory=dict)


def words_of_flows(files: Iterable[FlowFile]) -> dict[str, KindWords]:
    """The words of every kind there was, by its id; of what several versions have, those of the last."""
    found: dict[str, KindWords] = {}
    for file in files:
        words = found.setdefault(file.id, KindWords(file.name))
        words.name = file.name
        words.states.update((state.id, state.name) for state in file.states)
        words.stages.update((clock.id, clock.name) for clock in file.clocks)
        words.codes.update((code.id, code.name) for code in file.codes)
    return found
