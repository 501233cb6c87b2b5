"""Looks outside each minute: what waits at Telegram, whether staff groups can be reached, whose clock is right."""

from datetime import timedelta

import structlog

from bot.hall import HallInUse
from bot.health.figures import Skews
from bot.health.readings import LAST_ERROR, PENDING, STAFF_CHAT
from content.staff_chats import left_for_few
from gateway.clock import Clock
from gateway.staff_chats import shortcoming_of
from gateway.telegram import Ambiguous, NotReached, Telegram, TelegramError
from storage.db import Database, is_away, present
from storage.readings import claim_round, forget_readings, note_reading

EVERY = timedelta(minutes=1)
ROUND = "watch"

log = structlog.get_logger(__name__)


class Watch:
    """One replica asks Telegram for all and writes down what it hears; its clock each compares for itself."""

    def __init__(self, database: Database, telegram: Telegram, *, clock: Clock, hall: HallInUse, bot_id: int) -> None:
        self._database = database
        self._telegram = telegram
        self._clock = clock
        self._hall = hall
        self._bot_id = bot_id
        self._skews: dict[str, float] = {}

    async def look(self) -> None:
        """Look once; what cannot be learnt now is learnt in a minute."""
        try:
            await self.compare_with_database()
            await self._compare_with_telegram()
            async with self._database.write() as tx:
                mine = await claim_round(tx, ROUND, every=EVERY, now=self._clock.now())
            if mine:
                await self._ask()
        except (TelegramError, NotReached, Ambiguous) as error:
            log.warning("watch_failed", reason=str(error))
        except Exception as error:
            if not is_away(error):
                log.exception("watch_failed")
                return
            log.warning("watch_failed", reason=type(error).__name__)

    @property
    def skews(self) -> Skews:
        """By whose clock, how many seconds this machine's is ahead."""
        return tuple(((whose,), seconds) for whose, seconds in self._skews.items())

    async def compare_with_database(self) -> None:
        """From now on go by the clock of the database, which all replicas share; SQLite has none of its own."""
        if self._database.is_sqlite:
            return
        async with self._database.read() as tx:
            asked = self._clock.now()
            theirs = await present(tx)
            answered = self._clock.now()
        # Only what the way there and back cannot have taken: replicas that are busy would else come to differ by it.
        self._clock.offset += theirs - min(max(theirs, asked), answered)
        self._skews["database"] = -self._clock.offset.total_seconds()

    async def _compare_with_telegram(self) -> None:
        theirs = await self._telegram.server_time()
        # It comes in whole seconds, cut off.
        ours = self._clock.now() - self._clock.offset
        self._skews["telegram"] = (ours - theirs).total_seconds() - 0.5

    async def _ask(self) -> None:
        webhook = await self._telegram.call("getWebhookInfo")
        readings: dict[str, float | None] = {
            PENDING: webhook.get("pending_update_count"),
            LAST_ERROR: webhook.get("last_error_date", 0) if webhook.get("url") else None,
        }
        present = self._hall.present()
        deletes = left_for_few(present.hall)
        for chat_id, name in present.staff_chats.items():
            lacks = await shortcoming_of(self._telegram, chat_id, bot_id=self._bot_id, deletes=name in deletes)
            readings[f"{STAFF_CHAT}.{name}"] = float(lacks is not None)
        async with self._database.write() as tx:
            await forget_readings(tx, STAFF_CHAT)
            for name, value in readings.items():
                await note_reading(tx, name, value=value, now=self._clock.now())
