"""A town whose health is looked at: over HTTP, and by administrators who get messages."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import aiohttp
import pytest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import select

from bot.health.gauge import FRESH
from domain.people import Role
from storage.tables import alert
from storage.transaction import Tx
from tests.kit.people import Clerk
from tests.kit.town import Town, open_town


class Ward:
    """A town with an administrator, and an open server of its health."""

    def __init__(self, town: Town, admin: Clerk, http: aiohttp.ClientSession) -> None:
        self.town = town
        self.admin = admin
        self.health = town.app.health
        self._http = http
        self._began = town.world.clock.now() - town.clock.monotonic()

    async def get(self, path: str) -> tuple[int, str]:
        """Ask like a machine: status and body."""
        async with self._http.get(f"http://127.0.0.1:{self.health.server.port}{path}") as response:
            return response.status, await response.text()

    async def ask(self, path: str) -> tuple[int, dict[str, Any]]:
        """The same for an answer in JSON."""
        async with self._http.get(f"http://127.0.0.1:{self.health.server.port}{path}") as response:
            return response.status, await response.json()

    async def metrics(self) -> dict[tuple[str, tuple[str, ...]], float]:
        """(name without prefix, values of labels) -> value, as Prometheus reads them."""
        _, text = await self.get("/metrics")
        return {
            (sample.name.removeprefix("banshi_"), tuple(sample.labels.values())): sample.value
            for family in text_string_to_metric_families(text)
            for sample in family.samples
        }

    async def look(self, **units: float) -> None:
        """Let a moment or more pass, and the bot look after itself; what it has to say arrives."""
        await self.town.later(**(units or {"seconds": FRESH}))
        await self._agree_on_the_time()
        await self.town.app.tick()
        await self.see()

    async def let_pass(self, seconds: float) -> None:
        """Let time pass in which the clock starts nothing."""
        self.town.clock.advance(seconds=seconds)
        await self._agree_on_the_time()

    async def see(self) -> None:
        """Let the bot look after itself now."""
        await self.health.watch.look()
        await self.health.alarms.look()
        await self.town.settle()

    async def _agree_on_the_time(self) -> None:
        """The town's clock stands between deeds and the sandbox's runs; a jump of either stays."""
        passed = self.town.world.clock.now() - self._began
        behind = passed - self.town.clock.monotonic()
        if behind > 0:
            self.town.clock.advance(seconds=behind)
        else:
            await self.town.control("clock", advance=-behind)

    async def alerts(self) -> list[tuple[str, bool]]:
        """Every alert there ever was by its name, and whether it is over."""
        async with self.town.app.database.read() as tx:
            rows = await tx.execute(select(alert.c.name, alert.c.ended_at).order_by(alert.c.id))
            return [(row.name, row.ended_at is not None) for row in rows]

    async def told(self) -> list[str]:
        """What the administrator was told of alerts, oldest first."""
        said = [message.get("text", "") for message in await self.admin.said_by_bot()]
        return [text for text in said if text[:1] in "🔴🟠✅"]


@asynccontextmanager
async def open_ward(database_url: str, **settings: Any) -> AsyncIterator[Ward]:
    """A healthy town, perhaps with other settings."""
    async with open_town(database_url, **settings) as town, aiohttp.ClientSession() as http:

        async def present(_: Tx) -> datetime:
            """No test can set the clock of a server of PostgreSQL; it agrees with that of Telegram."""
            return datetime.fromtimestamp(town.world.clock.now(), UTC)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("bot.health.watch.present", present)
            admin = await town.clerk("林管", role=Role.ADMIN)
            await town.app.health.open()
            town.app.health.ready()
            yield Ward(town, admin, http)
