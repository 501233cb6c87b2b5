"""Every button can be typed: a label, the number it begins with, or one of the words that always work."""

from functools import cache

from domain.languages import Language
from views.callbacks import GiveUp, GoHome
from views.render import label


def _plain(words: str) -> str:
    """Words without emoji, punctuation, spaces and case, so that "🏠 首页" and "首页。" are the same."""
    return "".join(char for char in words.casefold() if char.isalnum())


@cache
def _always(key: str) -> frozenset[str]:
    """Words that work on every screen, in all languages, from ``labels/<language>.yaml``."""
    return frozenset(_plain(word) for language in Language for word in label(language, key).split())


def press_of(words: str, options: tuple[tuple[str, str], ...]) -> str | None:
    """The callback data of the button these words name; None when they name none.

    Args:
        words: what the person typed.
        options: the buttons last shown, (label, callback data); those of the newest message first.
    """
    wanted = _plain(words)
    if not wanted:
        return None
    labels = [(_plain(shown), data) for shown, data in options]
    number = {shown.split()[0]: data for shown, data in reversed(options) if shown[:1].isdigit()}
    exact = next((data for shown, data in labels if shown == wanted), None)
    # Only the number of the item goes: "1 16 or older" is also "16 or older".
    items = [(_plain(shown.partition(" ")[2]), data) for shown, data in options if shown[:1].isdigit()]
    unnumbered = next((data for shown, data in items if shown == wanted), None)
    if found := exact or unnumbered or number.get(words.strip()):
        return found
    if wanted in _always("typed.home"):
        return GoHome().pack()
    for key, otherwise in (("typed.back", GoHome()), ("typed.cancel", GiveUp())):
        if wanted in _always(key):
            return next((data for shown, data in labels if shown in _always(key)), otherwise.pack())
    return None
