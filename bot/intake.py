"""How updates come to this process: it polls, or Telegram brings them, as the settings say."""

import asyncio
from collections.abc import Callable
from typing import Any

from bot.settings import Settings
from gateway.clock import Clock
from gateway.intake import Poller
from gateway.registration import register, webhook_for
from gateway.replicas import Replicas
from gateway.telegram import Telegram
from gateway.vitals import Vitals
from gateway.webhook import Webhook
from storage.db import Database


class CannotListen(Exception):
    """The address of BANSHI_WEBHOOK_LISTEN is taken, or none of this machine's."""


class Intake:
    """Polling or a webhook. ``refused`` is set when Telegram does not know the token."""

    def __init__(
        self,
        settings: Settings,
        database: Database,
        telegram: Telegram,
        *,
        bot_id: int,
        clock: Clock,
        stored: Callable[[], None],
        takes_more: Callable[[], bool],
        vitals: Vitals,
        refused: asyncio.Event,
        replicas: Replicas,
    ) -> None:
        self._replicas = replicas
        self._telegram = telegram
        self._clock = clock
        self._refused = refused
        self._listen = settings.webhook_listen
        self._asking: asyncio.Task[None] | None = None
        shared: dict[str, Any] = {
            "bot_id": bot_id,
            "clock": clock,
            "stored": stored,
            "takes_more": takes_more,
            "vitals": vitals,
        }
        self.poller = Poller(database, telegram, **shared)
        self.webhook: Webhook | None = None
        self.wanted: dict[str, Any] = {}
        """The webhook as Telegram must have it; empty when the bot polls."""
        self.port = 0
        """Where the webhook listens."""
        if settings.webhook_url and settings.webhook_secret:
            secret = settings.webhook_secret.get_secret_value()
            self.webhook = Webhook(database, secret=secret, **shared)
            connections = settings.webhook_connections
            self.wanted = webhook_for(str(settings.webhook_url), secret=secret, connections=connections)

    async def open(self) -> asyncio.Task[None] | None:
        """Let updates come; returns what runs for as long as the bot does.

        Raises:
            CannotListen: the webhook's address is taken.
        """
        if self.webhook is None:
            self._asking = asyncio.ensure_future(self._replicas.while_leading(self.poller.run))
            return self._asking
        host, _, port = self._listen.rpartition(":")
        try:
            self.port = await self.webhook.open(host=host.strip("[]"), port=int(port))
        except (OSError, OverflowError):
            raise CannotListen(self._listen) from None
        known = register(self._telegram, self.wanted, clock=self._clock, refused=self._refused)
        self._asking = asyncio.ensure_future(known)
        return None

    async def refuse(self) -> None:
        """Take nothing more; a webhook goes on answering so, until it is closed."""
        if self._asking:
            self._asking.cancel()
            await asyncio.wait((self._asking,))
        if self.webhook:
            await self.webhook.refuse()

    async def close(self) -> None:
        """Stop listening."""
        if self.webhook:
            await self.webhook.close()
