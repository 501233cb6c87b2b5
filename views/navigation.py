"""The row of buttons under every screen below home: back and home."""

from functools import cache

from aiogram.filters.callback_data import CallbackData

from domain.languages import Language
from views.callbacks import GoHome
from views.render import label
from views.screen import Button, button


def way_back(language: Language, to: CallbackData | None = None) -> tuple[Button, ...]:
    """Back to where ``to`` leads, and home; only home where the screen came out of nothing."""
    return (button(label(language, "back"), to), _home(language)) if to else (_home(language),)


@cache
def _home(language: Language) -> Button:
    return button(label(language, "home"), GoHome())
