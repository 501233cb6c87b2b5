"""The way out of whatever a member of staff began to write in a topic."""

from domain.languages import Language
from views.case_callbacks import DropWords
from views.render import label
from views.screen import Button, button


def give_up_words(language: Language, *, mark: str = "") -> Button:
    """Forgets what waits for words, which ``mark`` names; nothing else changes."""
    return button(label(language, "cancel"), DropWords(mark=mark))
