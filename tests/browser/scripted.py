"""A bot of a few lines over raw HTTP, so that the page is tested without the bot it was made for."""

from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import ClientSession

TOKEN = "700700:scripted-bot-of-the-browser-tests"
USERNAME = "scripted_hall_bot"
POLL_SECONDS = 20

Update = dict[str, Any]
Answer = Callable[[Update], Awaitable[object]]


class ScriptedBot:
    """Polls for updates and hands each message or press to the answer that the test gave for its text or data."""

    def __init__(self, http: ClientSession, *, base_url: str) -> None:
        self._http = http
        self._base = base_url
        self._answers: dict[str, Answer] = {}
        self._offers: dict[str, Answer] = {}
        self.trouble: Exception | None = None

    async def announce(self) -> None:
        """Make the bot known before anybody writes to it, and let it speak as fast as the tests do."""
        fields = {"token": TOKEN, "first_name": "办事助手", "username": USERNAME}
        async with self._http.post(f"{self._base}/control/bots", json=fields) as response:
            assert response.status == 200, await response.text()
        await self.control("limits", enforce=False)

    def on(self, text: str, answer: Answer) -> None:
        """Answer a message whose text (or caption) is `text`, or a press whose data is `text`."""
        self._answers[text] = answer

    def on_inline(self, query: str, offer: Answer) -> None:
        """Answer an inline query."""
        self._offers[query] = offer

    async def call(self, method: str, **params: Any) -> Any:
        """Call a Bot API method; what it refuses fails the test."""
        async with self._http.post(f"{self._base}/bot{TOKEN}/{method}", json=params) as response:
            body = await response.json()
        assert body["ok"], f"{method}: {body}"
        return body["result"]

    async def control(self, name: str, **fields: Any) -> Any:
        """Call the control API, as a person elsewhere would act."""
        async with self._http.post(f"{self._base}/control/{name}", json=fields) as response:
            body = await response.json()
        assert response.status == 200, f"{name}: {body}"
        return body

    async def poll(self) -> None:
        """Take updates until cancelled; the first failure is kept for the end of the test."""
        offset = 0
        try:
            while True:
                for update in await self.call("getUpdates", offset=offset, timeout=POLL_SECONDS):
                    offset = update["update_id"] + 1
                    await self._take(update)
        except Exception as error:
            self.trouble = error

    async def _take(self, update: Update) -> None:
        if query := update.get("inline_query"):
            if offer := self._offers.get(query["query"]):
                await offer(query)
            return
        if press := update.get("callback_query"):
            key, content = press["data"], press
        else:
            content = update.get("message") or update.get("edited_message") or {}
            key = content.get("text") or content.get("caption") or ""
        if answer := self._answers.get(key):
            await answer(content)
