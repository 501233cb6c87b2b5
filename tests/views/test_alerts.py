"""Every alert says in every language what is wrong, how bad it is, and what to do."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from domain.alerts import ALL, Rule, Turn, Unit
from domain.languages import Language
from views import alerts

BEGAN = datetime(2026, 12, 2, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("rule", ALL.values(), ids=lambda rule: rule.name)
def test_an_alert_is_short_and_says_what_to_do(rule: Rule, language: Language) -> None:
    begun, lasts, over = (
        alerts.alert(language, rule=rule, turn=turn, value=7, began=BEGAN, ended=BEGAN if turn is Turn.OVER else None)
        for turn in (Turn.BEGUN, Turn.LASTS, Turn.OVER)
    )

    assert begun.body.text[0] in "🔴🟠"
    assert len(begun.body.text) < 400
    assert len(begun.body.text.splitlines()) == 4
    assert lasts.body.text != begun.body.text
    assert over.body.text.startswith("✅")
    assert len(over.body.text.splitlines()) == 2
    first, second = begun.body.text.splitlines()[0][2:], over.body.text.splitlines()[0]
    assert first in second, "what is over is what had begun"


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        (3, Unit.COUNT, "3"),
        (9.6, Unit.PERCENT, "10 %"),
        (6, Unit.PER_MINUTE, "6 a minute"),
        (0, Unit.SECONDS, "0 s"),
        (119, Unit.SECONDS, "119 s"),
        (300, Unit.SECONDS, "5 min"),
        (7_200, Unit.SECONDS, "2 h"),
        (8 * 86_400, Unit.SECONDS, "8 d"),
    ],
)
def test_amounts_are_said_as_people_say_them(value: float, unit: Unit, words: str) -> None:
    assert alerts.amount(Language.EN, value, unit) == words
