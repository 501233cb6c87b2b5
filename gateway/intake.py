"""From Telegram into the inbox: an update is confirmed only after it is stored."""

from collections.abc import Callable
from typing import Any

import structlog

from gateway.backoff import pause_after
from gateway.clock import Clock
from gateway.conversation import received
from gateway.telegram import Ambiguous, NotReached, Telegram, TelegramError
from gateway.updates import EVENTS
from gateway.vitals import Vitals
from storage.db import Database
from storage.documents import dump_json
from storage.faults import fault
from storage.inbox import store

LONG_POLL = 25
"""Seconds Telegram waits for something to tell; below the idle limits of common proxies."""
LONGEST_PAUSE = 15.0
"""Seconds between tries when Telegram stays away. It keeps a press for no more than 150."""
UNTIL_ROOM = 5.0
"""Seconds between looks for room: while the disk is full, and between tries while the database is away."""

log = structlog.get_logger(__name__)


class TokenRefused(Exception):
    """Telegram does not know the token: nothing can work until a person mends it."""


class Poller:
    """Fetches updates by long polling. No offset is kept anywhere: what is unconfirmed comes again and is known."""

    def __init__(
        self,
        database: Database,
        telegram: Telegram,
        *,
        bot_id: int,
        clock: Clock,
        stored: Callable[[], None],
        takes_more: Callable[[], bool] = lambda: True,
        vitals: Vitals | None = None,
    ) -> None:
        self._takes_more = takes_more
        self._vitals = vitals or Vitals()
        self._database = database
        self._telegram = telegram
        self._bot_id = bot_id
        self._clock = clock
        self._stored = stored
        self.offset: int | None = None
        self._failures = 0

    async def run(self) -> None:
        """Poll until cancelled.

        Raises:
            TokenRefused: Telegram answers 401.
        """
        # Silence counts from now on: whoever begins to poll has not missed an answer yet.
        self._vitals.heard_at = self._clock.monotonic()
        while True:
            try:
                await self._until_room()
                await self.fetch()
                self._failures = 0
            except TelegramError as error:
                if error.code == 401:
                    raise TokenRefused from error
                if error.code == 409 and "webhook" in error.description.lower():
                    log.error("webhook_in_the_way", hint="run banshi webhook remove, or set BANSHI_WEBHOOK_URL")
                elif error.code == 409:
                    self._vitals.conflicts.note(self._clock.monotonic())
                    log.error("another_poller", hint="another process polls with this token; only one may")
                await self._pause(error.retry_after, str(error))
            except (NotReached, Ambiguous) as error:
                await self._pause(None, str(error))
            except Exception as error:
                # The database is away: what could not be stored is not confirmed and comes again.
                log.exception("updates_not_stored")
                await self._pause(None, type(error).__name__, longest=UNTIL_ROOM)

    async def _until_room(self) -> None:
        """Return once what is fetched can be stored; until then it waits at Telegram."""
        if self._takes_more():
            return
        log.error("disk_full", hint="nothing is taken in until there is room; it waits at Telegram")
        while not self._takes_more():
            await self._clock.sleep(UNTIL_ROOM)
        log.info("disk_has_room")

    async def fetch(self, *, wait: int = LONG_POLL) -> None:
        """Ask once, wait so many seconds for something to come, and store it."""
        body: dict[str, Any] = {"timeout": wait, "limit": 100, "allowed_updates": list(EVENTS)}
        if self.offset is not None:
            body["offset"] = self.offset
        updates = await self._telegram.call("getUpdates", dump_json(body), patience=wait + 10.0)
        self._vitals.heard_at = self._clock.monotonic()
        if not updates:
            # All is confirmed. After a quiet week Telegram counts on from a random number, perhaps a lower one.
            self.offset = None
            return
        fault("intake.fetched")
        await self._keep(updates)
        fault("intake.stored")
        self.offset = max(update["update_id"] for update in updates) + 1
        self._stored()

    async def _keep(self, updates: list[dict[str, Any]]) -> None:
        # Cancelled between commit and confirmation an update comes again and is known; cut within, it is rolled back.
        async with self._database.write() as tx:
            await store(tx, map(received, updates), bot_id=self._bot_id, now=self._clock.now())

    async def _pause(self, retry_after: float | None, reason: str, *, longest: float = LONGEST_PAUSE) -> None:
        self._failures += 1
        pause = retry_after or pause_after(self._failures, longest=longest)
        log.warning("polling_failed", reason=reason, failures=self._failures, pause=round(pause, 1))
        await self._clock.sleep(pause)
