"""What this process counts and notices of itself: plain numbers, because the busiest paths add to them."""

from bisect import bisect_left
from collections import Counter, deque
from dataclasses import dataclass, field
from datetime import datetime

BOUNDS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)
"""Seconds between the classes of a latency; what is promised is 10 for most and 60 for nearly all."""
MOST_AWAITED = 4096
"""Updates whose first answer is awaited; some never get one."""
MOST_RECENT = 1000


class Recent:
    """When something happened that should happen rarely; moments are seconds of ``Clock.monotonic``."""

    def __init__(self) -> None:
        self.total = 0
        self._moments: deque[float] = deque(maxlen=MOST_RECENT)

    def note(self, at: float) -> None:
        """It happened."""
        self.total += 1
        self._moments.append(at)

    def count(self, *, since: float) -> int:
        """How often it happened from that moment on."""
        return sum(moment >= since for moment in self._moments)


class Latency:
    """How long something took, by classes: ``counts`` has one more than ``BOUNDS``, for the rest."""

    def __init__(self) -> None:
        self.counts = [0] * (len(BOUNDS) + 1)
        self.total = 0.0

    def note(self, seconds: float) -> None:
        """It took so long."""
        self.counts[bisect_left(BOUNDS, seconds)] += 1
        self.total += seconds


@dataclass(slots=True)
class Vitals:
    """Everything since the start of this process.

    Attributes:
        handled: updates that are done.
        failed: attempts at an update that failed.
        buried: updates that became dead letters.
        ended: messages by the state they ended in.
        put_off: tries of a message that are repeated later.
        refusals: Telegram's answers 429.
        conflicts: Telegram's answers 409: somebody else polls with the token.
        waiting: messages that wait for a place within the limits.
        heard_at: when Telegram last gave its updates, or said that there are none; seconds of ``Clock.monotonic``.
        ticked_at: when the clock's work was last done; seconds of ``Clock.monotonic``.
        tick_late: how many seconds later than planned that was.
        answers: from storing an update to its first answer accepted by Telegram.
    """

    handled: int = 0
    failed: int = 0
    buried: int = 0
    ended: Counter[str] = field(default_factory=Counter)
    put_off: int = 0
    refusals: Recent = field(default_factory=Recent)
    conflicts: Recent = field(default_factory=Recent)
    waiting: int = 0
    heard_at: float | None = None
    ticked_at: float | None = None
    tick_late: float = 0.0
    answers: Latency = field(default_factory=Latency)
    _awaited: dict[str, datetime] = field(default_factory=dict)

    def tick(self, at: float, *, every: float) -> None:
        """The clock's work is done, as it should be so often."""
        if self.ticked_at is not None:
            self.tick_late = max(0.0, at - self.ticked_at - every)
        self.ticked_at = at

    def begin(self, key: str, stored_at: datetime) -> None:
        """An update is handled whose answers are keyed like this."""
        if len(self._awaited) >= MOST_AWAITED:
            del self._awaited[next(iter(self._awaited))]
        self._awaited[key] = stored_at

    def end(self, state: str, dedupe_key: str, *, now: datetime) -> None:
        """A message ended; the first that arrives of an update is its answer."""
        self.ended[state] += 1
        if state == "sent" and (stored_at := self._awaited.pop(dedupe_key.partition(":")[0], None)):
            self.answers.note((now - stored_at).total_seconds())
