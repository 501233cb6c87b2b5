"""What somebody must be told about the bot's own health: the rules, and when an alert begins, lasts and is over."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

CALM = timedelta(minutes=2)
"""How long nobody may have seen it before an alert is over, so that what comes and goes is told once."""
REMIND = timedelta(hours=6)
"""How often an alert that lasts is told again."""


UNKNOWN = timedelta(hours=1)
"""How long nobody may know the figure before an alert is over: what it judged is no longer there."""


class Severity(StrEnum):
    """How soon somebody must look."""

    CRITICAL = "critical"
    """Now: people wait, or something is about to be lost."""
    WARNING = "warning"
    """Today."""


class Unit(StrEnum):
    """What a figure counts."""

    COUNT = "count"
    SECONDS = "seconds"
    PERCENT = "percent"
    PER_MINUTE = "per_minute"


@dataclass(frozen=True, slots=True)
class Rule:
    """When something is wrong: the figure is above ``limit``, or below it with ``below``.

    ``back`` is where the figure must have come back to, if that is not the limit itself. What to do stands in the
    labels ``alert.<name>`` and ``alert_todo.<name>``.
    """

    name: str
    limit: float
    unit: Unit
    severity: Severity
    below: bool = False
    back: float | None = None

    def is_bad(self, value: float, *, lasting: bool) -> bool:
        """Whether the figure calls for the alert, or, while it lasts, keeps it."""
        limit = self.back if lasting and self.back is not None else self.limit
        return value < limit if self.below else value > limit


DATABASE_AWAY = Rule("database_away", 30, Unit.SECONDS, Severity.CRITICAL)
"""The one alert that no row can remember."""
RULES = (
    Rule("inbox_oldest_new", 60, Unit.SECONDS, Severity.CRITICAL),
    Rule("dead_letters", 0, Unit.COUNT, Severity.WARNING),
    Rule("outbox_oldest_not_final", 300, Unit.SECONDS, Severity.CRITICAL),
    Rule("unknown_sends", 0, Unit.COUNT, Severity.WARNING),
    Rule("deadline_sweep_age", 60, Unit.SECONDS, Severity.CRITICAL),
    Rule("deadline_late_max", 120, Unit.SECONDS, Severity.CRITICAL),
    Rule("canary_silent", 60, Unit.SECONDS, Severity.CRITICAL),
    Rule("telegram_429", 5, Unit.PER_MINUTE, Severity.WARNING),
    Rule("telegram_pending", 100, Unit.COUNT, Severity.CRITICAL),
    Rule("webhook_error", 300, Unit.SECONDS, Severity.WARNING, below=True),
    Rule("another_poller", 2, Unit.COUNT, Severity.CRITICAL),
    Rule("staff_chat_unreachable", 0, Unit.COUNT, Severity.CRITICAL),
    # Counted from when the next was due: how often backups are made depends on the database.
    Rule("last_backup_age", 15 * 60, Unit.SECONDS, Severity.WARNING),
    Rule("last_drill_age", 8 * 86_400, Unit.SECONDS, Severity.WARNING),
    Rule("disk_free", 10, Unit.PERCENT, Severity.CRITICAL, below=True, back=12),
    Rule("clock_skew", 5, Unit.SECONDS, Severity.WARNING),
)
ALL = {rule.name: rule for rule in (*RULES, DATABASE_AWAY)}


class Turn(StrEnum):
    """What became of an alert."""

    BEGUN = "begun"
    LASTS = "lasts"
    OVER = "over"
    SEEN = "seen"
    """It goes on; nobody need be told."""


@dataclass(frozen=True, slots=True)
class OpenAlert:
    """An alert that is not over: when somebody last saw it, and when it was last told."""

    id: int
    name: str
    value: float
    began_at: datetime
    seen_at: datetime
    news: int
    news_at: datetime


@dataclass(frozen=True, slots=True)
class Verdict:
    """What to do about one rule. ``alert`` is None when there was none."""

    rule: Rule
    turn: Turn
    value: float
    alert: OpenAlert | None


def judge(values: Mapping[str, float | None], open_alerts: Iterable[OpenAlert], *, now: datetime) -> Iterator[Verdict]:
    """Compare figures with the rules; what has no figure begins no alert.

    Several replicas judge the same alerts by figures of their own: whoever sees it bad keeps it open.
    """
    lasting = {alert.name: alert for alert in open_alerts}
    for rule in RULES:
        value, alert = values.get(rule.name), lasting.get(rule.name)
        if value is None:
            if alert and now - alert.seen_at >= UNKNOWN:
                yield Verdict(rule, Turn.OVER, alert.value, alert)
            continue
        bad = rule.is_bad(value, lasting=alert is not None)
        if alert is None:
            if bad:
                yield Verdict(rule, Turn.BEGUN, value, None)
        elif bad:
            yield Verdict(rule, Turn.LASTS if now - alert.news_at >= REMIND else Turn.SEEN, value, alert)
        elif not timedelta() <= now - alert.seen_at < CALM:
            # Seen in the future it was before somebody set the clock back.
            yield Verdict(rule, Turn.OVER, value, alert)
