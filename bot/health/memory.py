"""The alert that no row can remember: the database is away."""

from collections.abc import Callable
from datetime import datetime

import structlog

from bot.health.outside import News, NotTold, Outside
from domain.alerts import DATABASE_AWAY, Turn

PAUSES = (60.0, 300.0, 1800.0)
"""Seconds between tries to tell somebody outside."""

log = structlog.get_logger(__name__)


class Memory:
    """Remembers since when the database is away, and what of it somebody outside does not know yet.

    Every replica that loses the database says so; the message names the machine.
    """

    def __init__(
        self, outside: Outside | None, *, word: Callable[[Turn, float, datetime, datetime | None], News]
    ) -> None:
        self._outside = outside
        self._word = word
        self._since: tuple[float, datetime] | None = None
        self.is_open = False
        self._untold: News | None = None
        self._tries = 0
        self._next_at = 0.0

    async def look(self, *, away: bool, passed: float, now: datetime) -> None:
        """Judge, and tell what is new; ``passed`` is ``Clock.monotonic``."""
        if away:
            self._since = self._since or (passed, now)
            seconds = passed - self._since[0]
            if not self.is_open and DATABASE_AWAY.is_bad(seconds, lasting=False):
                self.is_open = True
                log.error("alert", alert=DATABASE_AWAY.name, turn=Turn.BEGUN, value=round(seconds))
                self._news(self._word(Turn.BEGUN, seconds, self._since[1], None))
        elif self._since:
            (began_at, began), self._since = self._since, None
            if self.is_open:
                self.is_open = False
                log.info("alert_over", alert=DATABASE_AWAY.name, lasted=round(passed - began_at))
                self._news(self._word(Turn.OVER, passed - began_at, began, now))
        await self._tell(passed)

    def _news(self, news: News) -> None:
        self._untold, self._tries, self._next_at = news, 0, 0.0

    async def _tell(self, passed: float) -> None:
        if self._outside is None or self._untold is None or passed < self._next_at:
            return
        try:
            await self._outside.tell(self._untold)
            self._untold = None
        except NotTold as error:
            self._next_at = passed + PAUSES[min(self._tries, len(PAUSES) - 1)]
            self._tries += 1
            log.error("alert_not_told", alert=DATABASE_AWAY.name, reason=str(error))
