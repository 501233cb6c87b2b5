"""The whole bot behind a webhook: the pretended Telegram brings updates, and no slow handler keeps it waiting."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest
from aiogram import Router
from aiogram.types import Message

from bot.app import App
from bot.settings import load_settings
from gateway import worker
from gateway.limiter import Limiter
from gateway.webhook import SECRET_HEADER
from sandbox.seed import CITIZENS
from sandbox.server import Running, create_app, serve
from tests.chaos.drill import free_port, webhook_settings
from tests.kit.database import BACKENDS
from tests.kit.town import TOKEN, Unlimited
from views.markup import Rich
from views.reply import Reply
from views.screen import Screen

CITIZEN = CITIZENS[0].id
PATIENCE = 60.0
"""Seconds anything may take on a busy machine."""


class Behind:
    """A started bot behind its webhook."""

    def __init__(self, app: App, sandbox: Running, http: aiohttp.ClientSession) -> None:
        self.app = app
        self.url = sandbox.url
        self.http = http

    async def control(self, path: str, **body: Any) -> Any:
        async with self.http.post(f"{self.url}/control/{path}", json=body) as response:
            answer = await response.json()
            assert response.status == 200, answer
            return answer

    async def says(self, text: str, *, who: int = CITIZEN) -> None:
        await self.control("say", chat_id=who, from_id=who, text=text)

    async def reads(self, wanted: str, *, who: int = CITIZEN) -> None:
        """Wait until the bot has said this."""
        async with asyncio.timeout(PATIENCE):
            while wanted not in await self.said(who):  # noqa: ASYNC110 # over HTTP, as people see it
                await asyncio.sleep(0.02)

    async def said(self, who: int = CITIZEN) -> list[str]:
        async with self.http.get(f"{self.url}/control/messages", params={"chat_id": str(who)}) as response:
            messages = (await response.json())["messages"]
        return [message.get("text", "") for message in messages if message["from"]["is_bot"]]

    async def post(self, body: bytes) -> int:
        """Bring something to the endpoint ourselves."""
        wanted = self.app.intake.wanted
        headers = {SECRET_HEADER: wanted["secret_token"]}
        async with self.http.post(wanted["url"], data=body, headers=headers) as response:
            return response.status


def slow_for_some(held: asyncio.Event) -> Router:
    """Answers with the words it was sent; whoever writes ``slow`` waits."""
    router = Router()

    @router.message()
    async def answer(message: Message, reply: Reply) -> None:
        if message.text == "slow":
            await held.wait()
        await reply.show(Screen(Rich(f"you said {message.text}")))

    return router


@asynccontextmanager
async def open_behind(
    database_url: str, *, router: Router, limiter: Callable[[], Limiter] = Unlimited
) -> AsyncIterator[Behind]:
    sandbox = await serve(create_app())
    port = free_port()
    given: dict[str, Any] = {
        name.removeprefix("BANSHI_").lower(): value for name, value in webhook_settings(port).items()
    }
    given |= {"token": TOKEN, "api_url": sandbox.url, "database_url": database_url, "health_listen": "off"}
    settings = load_settings(_env_file=None, **given)
    async with aiohttp.ClientSession() as http:
        app = App(settings, limiter=limiter(), router=router)
        behind = Behind(app, sandbox, http)
        await behind.control("bots", token=TOKEN, first_name="B", username="b_bot")
        await behind.control("limits", enforce=False)
        await behind.control("webhooks", plain=True, pace=0.01)
        await app.start()
        try:
            yield behind
        finally:
            await app.stop()
            await sandbox.close()


async def test_what_people_write_is_brought_answered_and_confirmed(database_url: str) -> None:
    async with open_behind(database_url, router=slow_for_some(asyncio.Event())) as behind:
        await behind.says("hello")
        await behind.reads("you said hello")
        info = await behind.app.telegram.call("getWebhookInfo")
        assert (info["pending_update_count"], info.get("last_error_message")) == (0, None)


@pytest.mark.parametrize("database_url", BACKENDS[1:], indirect=True)
async def test_a_handler_that_hangs_keeps_neither_telegram_nor_others_waiting(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "TOGETHER", 0.3)
    held = asyncio.Event()
    async with open_behind(database_url, router=slow_for_some(held)) as behind:
        await behind.says("slow")
        await behind.says("after")
        await behind.says("hello", who=CITIZENS[1].id)
        await behind.reads("you said hello", who=CITIZENS[1].id)
        async with asyncio.timeout(PATIENCE):
            while (await behind.app.telegram.call("getWebhookInfo"))["pending_update_count"]:  # noqa: ASYNC110 # the same
                await asyncio.sleep(0.02)
        assert await behind.said() == [], "it still hangs, though all of it is taken"
        held.set()
        await behind.reads("you said after")
        assert await behind.said() == ["you said slow", "you said after"]


@pytest.mark.parametrize("database_url", BACKENDS[:1], indirect=True)
async def test_with_sqlite_a_handler_that_hangs_keeps_them_waiting_for_a_while_only(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "TOGETHER", 0.3)
    async with open_behind(database_url, router=slow_for_some(asyncio.Event())) as behind:
        await behind.says("slow")
        await behind.says("hello", who=CITIZENS[1].id)
        await behind.reads("you said hello", who=CITIZENS[1].id)
        info = await behind.app.telegram.call("getWebhookInfo")
        assert (info["pending_update_count"], info.get("last_error_message")) == (0, None)
        assert await behind.said() == []


async def test_switching_between_polling_and_webhook_loses_nothing(database_url: str) -> None:
    router = slow_for_some(asyncio.Event())
    async with open_behind(database_url, router=router) as behind:
        await behind.says("by webhook")
        await behind.reads("you said by webhook")
        await behind.app.intake.refuse()
        await behind.says("in between")
        await behind.app.telegram.call("deleteWebhook")
        await behind.app.poller.fetch(wait=1)
        await behind.reads("you said in between")
