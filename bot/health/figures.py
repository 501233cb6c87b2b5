"""Everything that is measured, of one moment: metrics, readiness and alerts all read from here."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.health.readings import FIRST_START, STAFF_CHAT
from bot.schedule import time_between_backups
from domain.canary import Canary
from gateway.vitals import Vitals
from storage.backlog import Backlog
from storage.readings import Reading

Skews = tuple[tuple[tuple[str], float], ...]


@dataclass(frozen=True, slots=True)
class Stored:
    """What the database told.

    Attributes:
        schema: the revision it is at.
        seconds: what a small write took.
        alerts: names of those that last.
        backup_at: when the last good backup ended; None when there is none.
        drill_at: the same of a restore that was tried.
        canary: the newest case by which the bot tried its deadlines.
    """

    schema: str | None
    backlog: Backlog
    readings: Mapping[str, Reading]
    seconds: float
    alerts: tuple[str, ...] = ()
    backup_at: datetime | None = None
    drill_at: datetime | None = None
    canary: Canary | None = None


@dataclass(frozen=True, slots=True)
class Figures:
    """One moment of one process.

    Attributes:
        now: machine time.
        passed: seconds of ``Clock.monotonic``.
        up: seconds since the start.
        stored: None while the database is away; then ``away`` is the error's name.
        lag: seconds the event loop is late.
        jumps: times the machine's clock was set.
        disk_free: bytes.
        disk_size: bytes.
        polls: whether this process asks Telegram for updates now.
        backs_up: whether backups are to be made.
        skews: by whose clock, seconds that ours is ahead.
        canary_silent: seconds for which this process has seen that its event is missing.
    """

    now: datetime
    passed: float
    up: float
    stored: Stored | None
    away: str
    vitals: Vitals
    lag: float
    jumps: int
    disk_free: int
    disk_size: int
    is_sqlite: bool
    polls: bool
    backs_up: bool
    skews: Skews = field(default=())
    canary_silent: float = 0.0

    @property
    def readings(self) -> Mapping[str, Reading]:
        """What is read for all replicas; nothing while the database is away."""
        return self.stored.readings if self.stored else {}

    def reading(self, name: str) -> float | None:
        """The value of one of them."""
        found = self.readings.get(name)
        return found.value if found else None

    @property
    def staff_chats(self) -> dict[str, bool]:
        """Name -> whether the bot can do its work there; those that were looked at."""
        prefix = f"{STAFF_CHAT}."
        return {
            name.removeprefix(prefix): not found.value
            for name, found in self.readings.items()
            if name.startswith(prefix)
        }

    def since(self, moment: datetime | None) -> float | None:
        """Seconds since a moment of machine time."""
        return max(0.0, (self.now - moment).total_seconds()) if moment else None

    def since_seconds(self, name: str) -> float | None:
        """Seconds since the moment that a reading tells as seconds since 1970; 0 there means never."""
        value = self.reading(name)
        return max(0.0, self.now.timestamp() - value) if value else None

    @property
    def heard_age(self) -> float | None:
        """Seconds since Telegram last gave updates, or said that there are none."""
        heard = self.vitals.heard_at
        return self.passed - heard if heard is not None else None

    @property
    def backup_age(self) -> float | None:
        """Seconds since the last good backup."""
        return self._since_run(self.stored.backup_at) if self.stored else None

    @property
    def backup_overdue(self) -> float | None:
        """Seconds by which the last good backup is older than the time between two."""
        between = time_between_backups(is_sqlite=self.is_sqlite).total_seconds()
        return None if self.backup_age is None else self.backup_age - between

    @property
    def drill_age(self) -> float | None:
        """Seconds since a restore was last tried and good."""
        return self._since_run(self.stored.drill_at) if self.stored else None

    def _since_run(self, ended: datetime | None) -> float | None:
        """None where no backups are made; without a good one, since a bot first ran on this database."""
        if not self.backs_up:
            return None
        first = self.readings.get(FIRST_START)
        return self.since(ended or (first.at if first else None))

    @property
    def tick_age(self) -> float:
        """Seconds since the clock's work was last done."""
        ticked = self.vitals.ticked_at
        return self.passed - ticked if ticked is not None else self.up

    @property
    def skew(self) -> float | None:
        """The largest difference between our clock and another, either way."""
        return max((abs(seconds) for _, seconds in self.skews), default=None)
