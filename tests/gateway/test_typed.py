"""Whoever cannot press can type: the label, its number, or a word that always works."""

import pytest

from gateway.typed import press_of
from views.callbacks import GiveUp, GoHome

OPTIONS = (
    ("1 👶 出生登记", "birth"),
    ("2 🍜 食品经营许可", "food"),
    ("12 Driving licence", "licence"),
    ("🔁 换一批", "more"),
    ("✅", "tick"),
    ("🏠 首页", "shown-home"),
)


@pytest.mark.parametrize(
    ("words", "press"),
    [
        ("1 👶 出生登记", "birth"),
        ("出生登记", "birth"),
        ("出生登记。", "birth"),
        ("1", "birth"),
        (" 2 ", "food"),
        ("12", "licence"),
        ("driving LICENCE!", "licence"),
        ("换一批", "more"),
        ("首页", "shown-home"),
        ("主菜单", GoHome().pack()),
        ("home", GoHome().pack()),
        ("返回", GoHome().pack()),
        ("取消", GiveUp().pack()),
        ("Cancel", GiveUp().pack()),
        ("3", None),
        ("✅", None),
        ("", None),
        ("我想办出生登记", None),
        ("取消预约怎么办", None),
    ],
)
def test_words_name_a_button_or_nothing(words: str, press: str | None) -> None:
    assert press_of(words, OPTIONS) == press


def test_back_and_cancel_prefer_the_button_that_is_shown() -> None:
    shown = (("⬅️ 返回", "one-up"), ("取消", "this-form"))
    assert press_of("上一步", shown) == "one-up"
    assert press_of("cancel", shown) == "this-form"
