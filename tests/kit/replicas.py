"""Several bots on one PostgreSQL, each behind an endpoint of its own, and people whose updates reach any of them."""

import asyncio
import itertools
import random
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import orjson
from aiogram import Router
from sqlalchemy import text

from bot.app import App
from bot.settings import load_settings
from gateway.webhook import SECRET_HEADER, path_of
from sandbox.server import Running, create_app, serve
from tests.kit.town import TOKEN, Unlimited

SECRET = "r" * 40
PATIENCE = 60.0
"""Seconds anything may take on a busy machine."""
PRIVATE = 9001
"""The first of the people who write; they are made as needed."""


class Replicas:
    """Bots that live, and what was sent to them."""

    def __init__(
        self, database_url: str, sandbox: Running, http: aiohttp.ClientSession, *, router: Callable[[], Router] | None,
        by_webhook: bool,
    ) -> None:  # fmt: skip
        self.apps: list[App] = []
        self.url = sandbox.url
        self._database_url = database_url
        self._http = http
        self._router = router
        self._by_webhook = by_webhook
        self._numbers = itertools.count(1)

    async def bear(self) -> App:
        """One more bot."""
        given: dict[str, Any] = {"token": TOKEN, "api_url": self.url, "database_url": self._database_url}
        given["health_listen"] = "off"
        if self._by_webhook:
            given |= {"webhook_url": "http://127.0.0.1:9", "webhook_secret": SECRET, "webhook_listen": "127.0.0.1:0"}
        app = App(load_settings(_env_file=None, **given), limiter=Unlimited(), router=self._router and self._router())
        await app.start()
        self.apps.append(app)
        return app

    async def end(self, app: App) -> None:
        """A bot stops as it is told to."""
        self.apps.remove(app)
        await app.stop()

    async def kill(self, app: App) -> None:
        """A bot ends as by kill -9: nothing is finished, nothing is given back, its connections break off."""
        self.apps.remove(app)
        app._scheduler.shutdown(wait=False)
        app.schedule.stop()
        tasks = [*app._tasks, *app._working, *app.delivery._tasks, *filter(None, (app.intake._asking, app._menu))]
        for task in tasks:
            task.cancel()
        if app.delivery._marks._writing:
            app.delivery._marks._writing.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if app.replicas._presence:
            app.replicas._presence.drop()
        await app.intake.close()
        await app.telegram.close()
        await app.database.close()

    async def post(self, app: App, update: dict[str, Any]) -> int:
        """Bring an update to one bot, as Telegram does; 0 if it is gone."""
        url = f"http://127.0.0.1:{app.intake.port}{path_of(SECRET)}"
        try:
            async with self._http.post(url, data=orjson.dumps(update), headers={SECRET_HEADER: SECRET}) as response:
                return response.status
        except aiohttp.ClientError:
            return 0

    async def bring(self, update: dict[str, Any], rng: random.Random) -> None:
        """Bring an update to some bot, again until one has it."""
        async with asyncio.timeout(PATIENCE):
            while await self.post(rng.choice(self.apps), update) != 200:  # noqa: ASYNC110 # the bots are what is waited for
                await asyncio.sleep(0.01)

    def words(self, person: int, words: str) -> dict[str, Any]:
        """An update: somebody wrote."""
        number = next(self._numbers)
        who = {"id": person, "is_bot": False, "first_name": "陈晓"}
        chat = {"id": person, "type": "private", "first_name": "陈晓"}
        message = {"message_id": number, "date": 1, "from": who, "chat": chat, "text": words}
        return {"update_id": number, "message": message}

    async def control(self, path: str, **body: Any) -> Any:
        """Call the sandbox's control API."""
        async with self._http.post(f"{self.url}/control/{path}", json=body) as response:
            answer = await response.json()
            assert response.status == 200, answer
            return answer

    async def read(self, path: str, **query: str) -> Any:
        """Ask the sandbox's control API."""
        async with self._http.get(f"{self.url}/control/{path}", params=query) as response:
            return await response.json()

    async def said(self, person: int) -> list[str]:
        """What the bots have said to somebody."""
        messages = (await self.read("messages", chat_id=str(person)))["messages"]
        return [message.get("text", "") for message in messages if message["from"]["is_bot"]]

    async def people(self, count: int) -> list[int]:
        """People who have opened their chat."""
        numbers = [PRIVATE + number for number in range(count)]
        for number in numbers:
            await self.control("people", id=number, first_name="陈晓", language_code="zh-hans")
            await self.control("start", from_id=number)
        return numbers

    async def quiet(self) -> None:
        """Return once every update is handled and every message has ended."""
        async with asyncio.timeout(PATIENCE):
            while await self._open():  # noqa: ASYNC110 # as an outsider sees it
                await asyncio.sleep(0.05)

    async def _open(self) -> int:
        count = (
            "SELECT (SELECT count(*) FROM inbox WHERE state='new') + (SELECT count(*) FROM outbox WHERE state='new')"
        )
        async with self.apps[0].database.read() as tx:
            return int((await tx.execute(text(count))).scalar_one())

    async def rows(self, query: str) -> Sequence[Any]:
        """What a query finds."""
        async with self.apps[0].database.read() as tx:
            return (await tx.execute(text(query))).all()


@asynccontextmanager
async def open_replicas(
    database_url: str, count: int, *, router: Callable[[], Router] | None = None, by_webhook: bool = True
) -> AsyncIterator[Replicas]:
    """So many bots on one database, and a pretended Telegram without limits."""
    sandbox = await serve(create_app())
    async with aiohttp.ClientSession() as http:
        replicas = Replicas(database_url, sandbox, http, router=router, by_webhook=by_webhook)
        await replicas.control("bots", token=TOKEN, first_name="B", username="b_bot")
        await replicas.control("limits", enforce=False)
        await replicas.control("webhooks", plain=True)
        try:
            for _ in range(count):
                await replicas.bear()
            yield replicas
        finally:
            for app in list(replicas.apps):
                await replicas.end(app)
            await sandbox.close()
