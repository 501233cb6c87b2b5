"""A sandbox under test: its world, its address, and short ways to call both of its APIs."""

import asyncio
import io
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import orjson

from sandbox.world import World

TOKEN = "424242:test-token"
BOT_ID = 424242
CITIZEN = 1001
ENGLISH = 1003
CLERK = 2001
SECOND_CLERK = 2002
SUPERVISOR = 2003
STAFF = -1001000000001
NOON = 1_772_424_000.0  # 2026-03-02 04:00 UTC
PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x04\x00\x00\x00\x03\x00\x08\x02\x00\x00\x00"
    b"\x00\x00\x00\x00\x00\x00\x00\x00IEND\xaeB`\x82"
)
"""The head of a picture of 1024 x 768."""


@dataclass
class Town:
    """`api` gives whole answers, `ok` results of calls that must succeed, `refusal` words of those that must not."""

    url: str
    world: World
    http: aiohttp.ClientSession
    offset: int = 0
    token: str = TOKEN
    statuses: list[int] = field(default_factory=list)

    async def api(self, method: str, params: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
        async with self.http.post(f"{self.url}/bot{self.token}/{method}", json=(params or {}) | more) as response:
            self.statuses.append(response.status)
            body = await response.json()
        assert response.status == (200 if body["ok"] else body["error_code"])
        return body

    async def ok(self, method: str, **params: Any) -> Any:
        answer = await self.api(method, params)
        assert answer["ok"], answer
        return answer["result"]

    async def refusal(self, method: str, **params: Any) -> str:
        answer = await self.api(method, params)
        assert not answer["ok"], answer
        return answer["description"]

    async def send(self, text: str = "hello", *, chat_id: int = CITIZEN, **params: Any) -> dict[str, Any]:
        return await self.ok("sendMessage", chat_id=chat_id, text=text, **params)

    async def control(self, call: str, **body: Any) -> dict[str, Any]:
        async with self.http.post(f"{self.url}/control/{call}", json=body) as response:
            answer = await response.json()
            assert response.status == 200, answer
        return answer

    async def see(self, what: str, **query: Any) -> dict[str, Any]:
        async with self.http.get(f"{self.url}/control/{what}", params=query) as response:
            answer = await response.json()
            assert response.status == 200, answer
        return answer

    async def say(self, text: str, *, chat_id: int = CITIZEN, from_id: int = CITIZEN, **more: Any) -> dict[str, Any]:
        return await self.control("say", chat_id=chat_id, from_id=from_id, text=text, **more)

    async def updates(self, **params: Any) -> list[dict[str, Any]]:
        """The next updates, confirming those before."""
        found = await self.ok("getUpdates", offset=self.offset, **params)
        if found:
            self.offset = found[-1]["update_id"] + 1
        return found

    async def update(self, kind: str) -> dict[str, Any]:
        """The payload of the only update that waits, which must be of this kind."""
        found = await self.updates()
        assert [list(update)[1] for update in found] == [kind]
        return found[0][kind]

    async def waiting(self) -> list[dict[str, Any]]:
        """What waits, without touching it."""
        return (await self.see("updates"))["updates"]

    async def poll_waits(self) -> None:
        """Return once a getUpdates call is held by the server."""
        queue = self.world.bots[BOT_ID].queue
        async with asyncio.timeout(60):
            while queue._waiter is None:  # noqa: ASYNC110 - a server tells nobody that somebody waits
                await asyncio.sleep(0)

    async def topic(self, name: str = "A question") -> int:
        return (await self.ok("createForumTopic", chat_id=STAFF, name=name))["message_thread_id"]

    async def upload(self, data: bytes, **fields: Any) -> dict[str, Any]:
        form = aiohttp.FormData()
        for name, value in {"chat_id": CITIZEN, "from_id": CITIZEN, **fields}.items():
            if name != "filename":
                form.add_field(name, str(value))
        form.add_field("file", io.BytesIO(data), filename=fields.get("filename", "file.bin"))
        async with self.http.post(f"{self.url}/control/upload", data=form) as response:
            assert response.status == 200, await response.text()
            return await response.json()

    async def send_file(self, method: str, field_name: str, data: bytes, **params: Any) -> dict[str, Any]:
        form = aiohttp.FormData()
        for name, value in {"chat_id": CITIZEN, **params}.items():
            form.add_field(name, value if isinstance(value, str) else orjson.dumps(value).decode())
        form.add_field(field_name, io.BytesIO(data), filename="ticket.png", content_type="image/png")
        async with self.http.post(f"{self.url}/bot{self.token}/{method}", data=form) as response:
            return await response.json()
