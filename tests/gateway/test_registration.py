"""Telegram is told once where to bring updates, whoever of the replicas says it, and whatever was set before."""

import asyncio
from typing import Any

import orjson

from gateway.registration import differences, register, webhook_for
from gateway.telegram import NotReached, Telegram, TelegramError
from gateway.updates import EVENTS
from gateway.webhook import path_of
from tests.kit.town import StandingClock

SECRET = "s" * 40
WANTED = webhook_for("https://hall.example.org/bot/", secret=SECRET, connections=10)


class Line(Telegram):
    """Telegram's side: remembers the webhook, and fails as told before it does anything."""

    def __init__(self, *failures: Exception) -> None:
        self.info: dict[str, Any] = {"url": "", "pending_update_count": 3}
        self.calls: list[str] = []
        self._failures = list(failures)

    async def call(self, method: str, body: str = "{}", **_: Any) -> Any:
        if self._failures:
            raise self._failures.pop(0)
        self.calls.append(method)
        if method == "setWebhook":
            asked = orjson.loads(body)
            assert asked.pop("secret_token") == SECRET
            self.info |= asked
        return self.info


async def tell(line: Line) -> asyncio.Event:
    refused = asyncio.Event()
    await asyncio.wait_for(register(line, WANTED, clock=StandingClock(), refused=refused), 60)
    return refused


async def test_telegram_is_told_address_kinds_and_connections_and_asked_whether_it_understood() -> None:
    line = Line()
    await tell(line)
    assert line.calls == ["getWebhookInfo", "setWebhook", "getWebhookInfo"]
    assert line.info["url"] == "https://hall.example.org/bot" + path_of(SECRET)
    assert line.info["allowed_updates"] == list(EVENTS)
    assert line.info["max_connections"] == 10


async def test_the_next_replica_finds_it_so_and_leaves_it_alone() -> None:
    line = Line()
    await tell(line)
    line.calls.clear()
    await tell(line)
    assert line.calls == ["getWebhookInfo"]


async def test_it_is_told_again_until_it_is_heard() -> None:
    line = Line(
        NotReached("dns"),
        TelegramError(400, "bad webhook: Failed to resolve host"),
        TelegramError(429, "", retry_after=1),
    )
    await tell(line)
    assert not differences(line.info, WANTED)


async def test_a_refused_token_ends_the_bot() -> None:
    refused = await tell(Line(TelegramError(401, "Unauthorized")))
    assert refused.is_set()


def test_what_differs_is_named() -> None:
    info = {"url": "https://elsewhere.example.org", "max_connections": 10, "allowed_updates": ["message"]}
    assert differences(info, WANTED) == ["url", "allowed_updates"]
    assert differences({**info, "url": WANTED["url"], "allowed_updates": reversed(EVENTS)}, WANTED) == []
