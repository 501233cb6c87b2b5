"""What one person sees at once: a text and the buttons under it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import TypeVar

from aiogram.filters.callback_data import CallbackData

from domain.languages import Language
from domain.subjects import Subject
from views.markup import Rich


@dataclass(frozen=True, slots=True)
class Button:
    """A button under a message: ``press`` comes back to us, ``url`` opens. Exactly one is given.

    ``press`` is a packed CallbackData, at most 64 bytes.
    """

    label: str
    press: str | None = None
    url: str | None = None

    def as_json(self) -> dict[str, str]:
        """The Bot API's InlineKeyboardButton."""
        return (
            {"text": self.label, "url": self.url}
            if self.url
            else {"text": self.label, "callback_data": self.press or ""}
        )


Rows = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class File:
    """A file of our own making; a picture is shown, anything else is there to be opened."""

    name: str
    content: bytes
    is_picture: bool = False


@dataclass(frozen=True, slots=True)
class Screen:
    """A message as it will be shown.

    Attributes:
        body: the words; longer than one message they are split, the buttons stand under the last part.
        rows: the buttons, top to bottom.
        fresh: always a message of its own, because the pressed one must stay as it was (a receipt, an answer).
        about: what the message is about, recorded with its number once it is sent, so that a reply to it finds its way.
        file: what the words are the caption of, at most 1024 characters. Only what is rendered when it leaves has one:
            no file lies in the outbox.
        grows: more may come that belongs to it, such as the next part of an album: ``Reply.renew`` then changes it.
    """

    body: Rich
    rows: Rows = ()
    fresh: bool = False
    about: Subject | None = None
    grows: bool = False
    file: File | None = None

    @property
    def options(self) -> tuple[tuple[str, str], ...]:
        """The buttons that come back to us, (label, callback data), top to bottom."""
        return tuple((button.label, button.press) for row in self.rows for button in row if button.press)


@dataclass(frozen=True, slots=True)
class Menu:
    """Commands behind the menu button, in their order: their names and what they are for."""

    commands: tuple[tuple[str, str], ...]


Made = TypeVar("Made")
Pack = TypeVar("Pack")


def once_for_a_pack(make: Callable[[Language, Pack], Made]) -> Callable[[Language, Pack], Made]:
    """Make it once in each language until the pack is another one; for what depends on nothing else."""
    made: dict[Language, tuple[Pack, Made]] = {}

    @wraps(make)
    def remembered(language: Language, pack: Pack) -> Made:
        kept = made.get(language)
        if kept is None or kept[0] is not pack:
            kept = made[language] = (pack, make(language, pack))
        return kept[1]

    return remembered


def in_rows(buttons: Sequence[Button], *, width: int = 2) -> Rows:
    """Buttons beside each other, as many in a row as it is wide; the last row may be shorter."""
    return tuple(tuple(buttons[at : at + width]) for at in range(0, len(buttons), width))


def button(label: str, data: CallbackData) -> Button:
    """A button that comes back to us as ``data``."""
    return Button(label=label, press=data.pack())
