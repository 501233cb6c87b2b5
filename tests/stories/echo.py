"""A bot of a few lines that stories can be tried on."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp

from sandbox.seed import STAFF_GROUP

TOKEN = "424242:a-bot-that-repeats"
ASK = "请问我"
"""Words upon which it asks by a poll, too."""
OPEN = "请开话题"
"""What begins with these words it also says in a new topic of the staff group."""
POLL = ["上午来", "下午来"]


class Echo:
    """A bot that says what it hears, in the topic it hears it, with a button whose press is answered by an alert.

    ``again``: after having waited for this it says it once more, as "又" and the same.
    """

    def __init__(self, url: str, http: aiohttp.ClientSession) -> None:
        self.url = url
        self.http = http
        self.heard: list[str] = []
        self.again: Callable[[], Awaitable[object]] | None = None
        self._later: set[asyncio.Task[None]] = set()

    async def call(self, method: str, **params: Any) -> Any:
        async with self.http.post(f"{self.url}/bot{TOKEN}/{method}", json=params) as response:
            return (await response.json()).get("result") or []

    async def run(self) -> None:
        offset = 0
        while True:
            for update in await self.call("getUpdates", offset=offset, timeout=10):
                offset = update["update_id"] + 1
                await self._take(update)

    async def _take(self, update: dict[str, Any]) -> None:
        if press := update.get("callback_query"):
            await self.call("answerCallbackQuery", callback_query_id=press["id"], text="已收到", show_alert=True)
        elif message := update.get("message") or update.get("edited_message"):
            words = message.get("text") or message.get("caption") or "photo"
            self.heard.append(words)
            keyboard = {"inline_keyboard": [[{"text": "好的", "callback_data": "ok"}]]}
            place = {"chat_id": message["chat"]["id"], "message_thread_id": message.get("message_thread_id", 0)}
            answer = {**place, "text": f"回：{words}", "reply_markup": keyboard}
            if words == ASK:
                await self.call("sendPoll", **place, question="几点来？", options=POLL, is_anonymous=False)
            if words.startswith(OPEN):
                topic = await self.call("createForumTopic", chat_id=STAFF_GROUP, name=words)
                place = {"chat_id": STAFF_GROUP, "message_thread_id": topic["message_thread_id"]}
                await self.call("sendMessage", **place, text=f"新来的：{words}")
            await self.call("sendMessage", **answer)
            if self.again:
                later = asyncio.ensure_future(self._repeat(answer, after=self.again()))
                self._later.add(later)
                later.add_done_callback(self._later.discard)

    async def _repeat(self, answer: dict[str, Any], *, after: Awaitable[object]) -> None:
        await after
        await self.call("sendMessage", **{**answer, "text": f"又{answer['text']}"})
