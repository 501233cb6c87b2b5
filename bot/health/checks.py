"""Whether the bot lives, and whether it can take in what people write: each check by its name, never a secret."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from bot.health.figures import Figures
from gateway.disk import FULL, LOW
from storage.schema import head

LONGEST_LAG = 5.0
"""Seconds of the event loop's delay at which the process counts as dead."""
SILENT = 60.0
"""Seconds for which the canary may be missed: a moment of it is a start, or a clock that was set."""
UNHEARD = 120.0
"""Seconds without an answer to a poll; one takes 25, and a pause between tries up to 60."""


class Phase(StrEnum):
    """Where the process is in its life."""

    STARTING = "starting"
    RUNNING = "running"
    STOPPING = "shutting down"


class Standing(StrEnum):
    """How a check went. Only ``BAD`` says that no updates may come."""

    OK = "ok"
    DEGRADED = "degraded"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at: what is wrong, and numbers a reader may want."""

    name: str
    standing: Standing = Standing.OK
    reason: str = ""
    figures: dict[str, float] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """The check in an answer."""
        return {"state": self.standing, **({"reason": self.reason} if self.reason else {}), **self.figures}


def loop(lag: float) -> Check:
    """The event loop runs in time."""
    figures = {"lag_seconds": round(lag, 3)}
    if lag >= LONGEST_LAG:
        return Check("loop", Standing.BAD, "the event loop is blocked", figures)
    return Check("loop", figures=figures)


def ready(figures: Figures, *, phase: Phase) -> list[Check]:
    """Everything that decides whether updates may come, and what makes them less useful."""
    running = Check("running") if phase is Phase.RUNNING else Check("running", Standing.BAD, phase)
    return [
        running,
        _database(figures),
        _schema(figures),
        _disk(figures),
        _telegram(figures),
        _staff_chats(figures),
        _canary(figures),
    ]


def worst(checks: Sequence[Check]) -> Standing:
    """What all of them come to."""
    standings = {check.standing for check in checks}
    return next(s for s in (Standing.BAD, Standing.DEGRADED, Standing.OK) if s in standings)


def _database(figures: Figures) -> Check:
    if figures.stored is None:
        return Check("database", Standing.BAD, f"cannot be written: {figures.away}")
    return Check("database", figures={"write_seconds": round(figures.stored.seconds, 4)})


def _schema(figures: Figures) -> Check:
    if figures.stored and figures.stored.schema != head():
        reason = f"is at {figures.stored.schema or 'none'}, needed {head()}: run banshi migrate"
        return Check("schema", Standing.BAD, reason)
    return Check("schema")


def _disk(figures: Figures) -> Check:
    free: dict[str, float] = {"free_bytes": figures.disk_free}
    if figures.disk_free < FULL:
        return Check("disk", Standing.BAD, "full: nothing is taken in until there is room", free)
    if figures.disk_free < LOW:
        return Check("disk", Standing.DEGRADED, "nearly full", free)
    return Check("disk", figures=free)


def _telegram(figures: Figures) -> Check:
    """Without Telegram there is nothing to take in, but what is in the house goes on. A webhook waits to be called."""
    if not figures.polls:
        return Check("telegram")
    silent = figures.heard_age if figures.heard_age is not None else figures.up
    heard = {"heard_seconds_ago": round(silent, 1)}
    if silent > UNHEARD:
        return Check("telegram", Standing.DEGRADED, "does not answer polls", heard)
    return Check("telegram", figures=heard)


def _staff_chats(figures: Figures) -> Check:
    """What is said to staff waits while their group cannot be used; citizens need not."""
    if lost := sorted(name for name, is_usable in figures.staff_chats.items() if not is_usable):
        return Check("staff_chats", Standing.DEGRADED, f"the bot cannot work in: {', '.join(lost)}")
    return Check("staff_chats")


def _canary(figures: Figures) -> Check:
    """Promised dates are kept: the hidden case of every day ends by itself."""
    if figures.canary_silent > SILENT:
        return Check("canary", Standing.BAD, "the clock keeps no promised dates: look at the log for deadline_failed")
    return Check("canary")
