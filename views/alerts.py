"""What somebody is told about the bot's own health: in the chat, by mail, wherever."""

from datetime import datetime

from domain.alerts import Rule, Turn, Unit
from domain.languages import Language
from views.render import label, render
from views.screen import Screen

SCALE = (("days", 86_400), ("hours", 3_600), ("minutes", 60), ("seconds", 1))


def alert(
    language: Language, *, rule: Rule, turn: Turn, value: float, began: datetime, ended: datetime | None
) -> Screen:
    """What is wrong, since when, how bad, and what to do; or that it is over."""
    body = render(
        language,
        "alerts/alert",
        what=label(language, f"alert.{rule.name}"),
        todo=label(language, f"alert_todo.{rule.name}"),
        severity=rule.severity,
        turn=turn,
        value=amount(language, value, rule.unit),
        limit=amount(language, rule.limit, rule.unit),
        below=rule.below,
        began=began,
        ended=ended,
    )
    return Screen(body=body)


def trial(language: Language) -> Screen:
    """A test, to see that alerts arrive."""
    return Screen(body=render(language, "alerts/trial"))


def amount(language: Language, value: float, unit: Unit) -> str:
    """A figure with its unit; seconds in the largest unit of which there are two."""
    if unit is not Unit.SECONDS:
        return label(language, f"alert_amount.{unit}", amount=round(value))
    name, size = next(((n, s) for n, s in SCALE if abs(value) >= 2 * s), SCALE[-1])
    return label(language, f"alert_amount.{name}", amount=round(value / size))
