"""A bot of a few lines that stories can be tried on."""

from typing import Any

import aiohttp

TOKEN = "424242:a-bot-that-repeats"


class Echo:
    """A bot that says what it hears, with a button whose press is answered by an alert."""

    def __init__(self, url: str, http: aiohttp.ClientSession) -> None:
        self._url = url
        self._http = http

    async def call(self, method: str, **params: Any) -> Any:
        async with self._http.post(f"{self._url}/bot{TOKEN}/{method}", json=params) as response:
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
            keyboard = {"inline_keyboard": [[{"text": "好的", "callback_data": "ok"}]]}
            await self.call("sendMessage", chat_id=message["chat"]["id"], text=f"回：{words}", reply_markup=keyboard)
