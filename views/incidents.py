"""Something of ours failed: an apology, and a word to staff."""

from datetime import datetime

from domain.languages import Language
from views.callbacks import GoHome
from views.render import label, render
from views.screen import Screen, button


def for_person(language: Language, *, number: int, at: datetime, phone: str) -> Screen:
    """The apology, with the number to name and another way to reach the hall."""
    body = render(language, "incidents/for_person", number=number, at=at, phone=phone)
    return Screen(body=body, rows=((button(label(language, "home"), GoHome()),),))


def for_staff(language: Language, *, number: int, at: datetime, phone: str) -> Screen:  # noqa: ARG001 # one loader
    """The word to staff."""
    return Screen(body=render(language, "incidents/for_staff", number=number, at=at))
