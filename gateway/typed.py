"""Every button can be typed: a label, the number it begins with, or one of the words that always work."""

from views.callbacks import GiveUp, GoHome

HOME = frozenset({"首页", "首頁", "主页", "主頁", "主菜单", "主選單", "home", "menu"})
BACK = frozenset({"返回", "上一步", "back"})
CANCEL = frozenset({"取消", "cancel"})


def _plain(words: str) -> str:
    """Words without emoji, punctuation, spaces and case, so that "🏠 首页" and "首页。" are the same."""
    return "".join(char for char in words.casefold() if char.isalnum())


def press_of(words: str, options: tuple[tuple[str, str], ...]) -> str | None:
    """The callback data of the button these words name; None when they name none.

    Args:
        words: what the person typed.
        options: the buttons last shown, (label, callback data).
    """
    wanted = _plain(words)
    if not wanted:
        return None
    labels = [(_plain(label), data) for label, data in options]
    number = {label.split()[0]: data for label, data in options if label.split() and label.split()[0].isdigit()}
    exact = next((data for label, data in labels if label == wanted), None)
    unnumbered = next((data for label, data in labels if label.lstrip("0123456789") == wanted), None)
    if found := exact or unnumbered or number.get(words.strip()):
        return found
    if wanted in HOME:
        return GoHome().pack()
    if wanted in BACK:
        return next((data for label, data in labels if label in BACK), GoHome().pack())
    return next((data for label, data in labels if label in CANCEL), GiveUp().pack()) if wanted in CANCEL else None
