"""Holds the hall in use and takes a changed pack only if it is whole."""

from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path

from content.loader import load_hall
from content.models import Hall
from content.problems import Problem, has_errors


class PackHolder:
    """The hall as everybody sees it now.

    ``hall`` is a snapshot: whoever needs it for one piece of work reads it once. Loading takes some tenths of a
    second, so a caller in an event loop reloads in a thread; the swap itself is one assignment.
    """

    def __init__(self, root: Path, *, hall: Hall) -> None:
        self.root = root
        self.hall = hall

    def reload(self, *, today: date, also: Callable[[Hall], Iterable[Problem]] = lambda _: ()) -> tuple[Problem, ...]:
        """Take the pack as it is on the disk now, unless it has errors; then the old one stays.

        ``also`` finds what only shows outside this ring, such as messages that become too long. Returns every problem
        found, warnings too; ``has_errors`` tells whether the old pack stayed.
        """
        hall, problems = load_hall(self.root, today=today)
        if hall is not None:
            problems = (*problems, *also(hall))
            if not has_errors(problems):
                self.hall = hall
        return problems
