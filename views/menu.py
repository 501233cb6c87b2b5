"""The command lists behind the menu button: everybody's, and that of staff who have a desk."""

from domain.languages import Language
from domain.people import ANSWERS_CITIZENS, Role
from views.render import label
from views.screen import Menu

COMMANDS = ("start", "book", "visits", "lists", "cases", "language", "help", "privacy")
"""Commands in the order of everybody's list."""
OF_STAFF = ("desk", "today", "find")
"""What stands before them for staff, in their own chat alone."""
OF_CLERKS = (*OF_STAFF, "away")
"""The same for those who take care of cases."""
OF_THOSE_ABOVE = (*OF_CLERKS, "close")
"""The same for those above clerks."""


def everybodys_menu(language: Language) -> Menu:
    """What everybody finds behind the button."""
    return Menu(tuple((name, label(language, f"command.{name}")) for name in COMMANDS))


def staff_menu(language: Language, *, role: Role) -> Menu:
    """What somebody who has a desk finds there."""
    return Menu(tuple((name, label(language, f"command.{name}")) for name in (*_own(role), *COMMANDS)))


def _own(role: Role) -> tuple[str, ...]:
    if role not in ANSWERS_CITIZENS:
        return OF_STAFF
    return OF_CLERKS if role is Role.CLERK else OF_THOSE_ABOVE
