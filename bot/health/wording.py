"""An alert in the words that leave by the second path: those of the chat, in the hall's first language."""

from datetime import datetime

from bot.hall import HallInUse
from bot.health.outside import News, this_machine
from domain.alerts import Rule, Turn
from domain.languages import Language
from views import alerts as screens


def news_of(hall: HallInUse, *, rule: Rule, turn: Turn, value: float, began: datetime, ended: datetime | None) -> News:
    """What is told of an alert; moments may be in any zone."""
    present = hall.present()
    zone = present.now.tzinfo
    screen = screens.alert(
        present.hall.facts.languages[0],
        rule=rule,
        turn=turn,
        value=value,
        began=began.astimezone(zone),
        ended=ended.astimezone(zone) if ended else None,
    )
    first, _, rest = screen.body.text.partition("\n")
    machine = this_machine()
    facts: dict[str, str | float | None] = {
        "alert": rule.name,
        "turn": turn,
        "severity": rule.severity,
        "value": value,
        "limit": rule.limit,
        "unit": rule.unit,
        "began": began.isoformat(),
        "ended": ended.isoformat() if ended else None,
        "machine": machine,
    }
    return News(f"{first} ({machine})", rest, facts)


def trial_of(language: Language) -> News:
    """A test."""
    machine = this_machine()
    facts: dict[str, str | float | None] = {"alert": "trial", "machine": machine}
    return News(f"Banshi ({machine})", screens.trial(language).body.text, facts)
