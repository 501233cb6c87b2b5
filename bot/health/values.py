"""Which figure each rule about alerts judges."""

from collections.abc import Callable, Mapping

from bot.health.figures import Figures
from bot.health.readings import LAST_ERROR, PENDING
from storage.outgoing import Policy

MINUTE = 60.0
CONFLICTS_WITHIN = 300.0
"""Seconds in which another poller must have been met more than once: a replica that takes over meets the last one."""


def _messages_age(figures: Figures) -> float | None:
    if figures.stored is None:
        return None
    return max((waiting.age(figures.now) for waiting in figures.stored.backlog.messages.values()), default=0.0)


def _lost_staff_chats(figures: Figures) -> float | None:
    chats = figures.staff_chats.values()
    return sum(not is_usable for is_usable in chats) if chats else None


def _webhook_error(figures: Figures) -> float | None:
    if (moment := figures.reading(LAST_ERROR)) is None:
        return None
    return max(0.0, figures.now.timestamp() - moment)


def _free(figures: Figures) -> float:
    return 100 * figures.disk_free / figures.disk_size


VALUES: Mapping[str, Callable[[Figures], float | None]] = {
    "inbox_oldest_new": lambda f: f.stored.backlog.updates.age(f.now) if f.stored else None,
    "dead_letters": lambda f: f.stored.backlog.dead_updates + f.stored.backlog.dead_messages if f.stored else None,
    "outbox_oldest_not_final": _messages_age,
    "unknown_sends": lambda f: f.stored.backlog.unknown_messages.get(Policy.CRITICAL, 0) if f.stored else None,
    "deadline_sweep_age": lambda f: f.tick_age,
    "deadline_late_max": lambda f: f.stored.backlog.late(f.now) if f.stored else None,
    "canary_silent": lambda f: f.canary_silent,
    "telegram_429": lambda f: f.vitals.refusals.count(since=f.passed - MINUTE),
    "telegram_pending": lambda f: f.reading(PENDING),
    "webhook_error": _webhook_error,
    "another_poller": lambda f: f.vitals.conflicts.count(since=f.passed - CONFLICTS_WITHIN),
    "staff_chat_unreachable": _lost_staff_chats,
    "last_backup_age": lambda f: f.backup_overdue,
    "last_drill_age": lambda f: f.drill_age,
    "disk_free": _free,
    "clock_skew": lambda f: f.skew,
}


def values_of(figures: Figures) -> dict[str, float | None]:
    """Every figure that is judged, by the rule's name; None where it is not known."""
    return {name: read(figures) for name, read in VALUES.items()}
