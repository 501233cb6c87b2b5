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


def everybodys_menu(language: Language) -> Menu:
    """What everybody finds behind the button."""
    return Menu(tuple((name, label(language, f"command.{name}")) for name in COMMANDS))


def staff_menu(language: Language, *, role: Role) -> Menu:
    """What somebody who has a desk finds there."""
    own = OF_CLERKS if role in ANSWERS_CITIZENS else OF_STAFF
    return Menu(tuple((name, label(language, f"command.{name}")) for name in (*own, *COMMANDS)))
