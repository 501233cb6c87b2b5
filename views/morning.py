"""What staff read when work begins, in their own chat and in their groups."""

from collections.abc import Mapping, Sequence

from content.desk import Counts, Line
from domain.languages import Language
from views.cases.mine import beginning
from views.desk import WORDS, buttons_of
from views.desk_callbacks import OpenDesk
from views.render import label, render
from views.screen import Screen, button


def morning(language: Language, *, counts: Counts, half_over: int, lines: Sequence[Line]) -> Screen:
    """What waits for somebody today; the most urgent of their own cases by name."""
    items = [(place, line, beginning(line.case.text, length=WORDS)) for place, line in enumerate(lines, start=1)]
    body = render(language, "desk/morning", counts=counts, half_over=half_over, items=items)
    way = (button(label(language, "desk.open"), OpenDesk()),)
    return Screen(body=body, rows=(*buttons_of(language, lines), way))


def group_morning(language: Language, *, counts: Mapping[str, int], head: str) -> Screen:
    """How a group stands, in one line; ``head`` is the head of the sealed history, empty where nothing is sealed."""
    return Screen(body=render(language, "desk/group_morning", counts=counts, head=head))
