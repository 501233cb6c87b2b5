"""Looks whether something is wrong, and lets everybody know who must: the log, administrators, and somebody outside."""

import asyncio

import structlog

from actions.alerts import review
from bot.hall import HallInUse
from bot.health.gauge import Gauge
from bot.health.memory import Memory
from bot.health.outside import News, NotTold, Outside
from bot.health.values import values_of
from bot.health.wording import news_of
from domain.alerts import ALL, DATABASE_AWAY, Turn, Verdict
from gateway.clock import Clock
from storage.alerts import Alert, claim_untold, note_told
from storage.db import Database, is_away

log = structlog.get_logger(__name__)


class Alarms:
    """One replica's eyes. Rows keep several from telling the same; ``outside`` is the second path, if there is one."""

    def __init__(
        self, database: Database, gauge: Gauge, *, clock: Clock, hall: HallInUse, outside: Outside | None
    ) -> None:
        self._database = database
        self._gauge = gauge
        self._clock = clock
        self._hall = hall
        self._outside = outside
        self.memory = Memory(
            outside,
            word=lambda turn, value, began, ended: news_of(
                hall, rule=DATABASE_AWAY, turn=turn, value=value, began=began, ended=ended
            ),
        )

    async def look(self) -> None:
        """Look once; nothing that goes wrong here may stop the next look."""
        try:
            figures = await self._gauge.read()
            away = figures.stored is None
            await self.memory.look(away=away, passed=figures.passed, now=figures.now)
            if away:
                return
            async with self._database.write() as tx:
                told = await review(tx, values_of(figures), now=figures.now)
            for verdict in told:
                _log(verdict)
            if self._outside:
                await self._tell_outside(self._outside)
        except Exception as error:
            if is_away(error):
                return  # the next look finds the database away
            log.exception("alerts_failed")

    async def _tell_outside(self, outside: Outside) -> None:
        async with self._database.write() as tx:
            untold = await claim_untold(tx, now=self._clock.now())
        # All at once: a server that hangs holds up the next look by its patience, however many there are.
        await asyncio.gather(*(self._tell_of(alert, outside) for alert in untold))

    async def _tell_of(self, alert: Alert, outside: Outside) -> None:
        try:
            await outside.tell(self._news(alert))
        except NotTold as error:
            log.error("alert_not_told", alert=alert.name, reason=str(error))
            return
        async with self._database.write() as tx:
            await note_told(tx, alert)

    def _news(self, alert: Alert) -> News:
        turn = Turn.OVER if alert.ended_at else Turn.LASTS if alert.news > 1 else Turn.BEGUN
        rule = ALL[alert.name]
        return news_of(self._hall, rule=rule, turn=turn, value=alert.value, began=alert.began_at, ended=alert.ended_at)


def _log(verdict: Verdict) -> None:
    name = verdict.rule.name
    if verdict.turn is Turn.OVER:
        log.info("alert_over", alert=name)
    else:
        log.error("alert", alert=name, turn=verdict.turn, value=round(verdict.value, 1), limit=verdict.rule.limit)
