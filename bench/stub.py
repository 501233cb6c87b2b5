"""A Bot API server that costs almost nothing: it believes everything and answers at once.

Usage: python -m bench.stub HABIT PEOPLE. It prints the port it listens on. ``POST /serve?count=N`` lets that many
updates come, each person's next when the last is answered; ``POST /offer?count=N&rate=R&seed=S`` lets them come by the
clock, R a second on average, whether the bot is ready or not. Both return what happened once all are answered.
"""

import asyncio
import sys
import time
from typing import Any
from urllib.parse import parse_qsl

import orjson

from bench.crowd import BOT, HABITS, Crowd
from bench.figures import moments
from sandbox.seed import STAFF_GROUP

END_OF_HEAD = b"\r\n\r\n"


ANSWERS: dict[str, Any] = {
    "getMe": BOT,
    "getChat": {"id": STAFF_GROUP, "type": "supergroup", "title": "staff", "is_forum": True},
    "getChatMember": {
        "status": "administrator",
        "user": BOT,
        "can_manage_topics": True,
        "can_delete_messages": True,
    },
}
"""What is answered otherwise than with True."""


def _parameters(body: bytes) -> dict[str, Any]:
    """Parameters as JSON or as a form."""
    parsed: dict[str, Any] = orjson.loads(body) if body[:1] == b"{" else dict(parse_qsl(body.decode()))
    return parsed


class Stub:
    """The server: one crowd, one bot, one caller of ``/serve`` at a time."""

    def __init__(self, crowd: Crowd) -> None:
        self.crowd = crowd
        self._poll: Connection | None = None
        self._serving: Connection | None = None
        self._webhook: dict[str, Any] = {"url": ""}
        self._began = 0.0
        self._coming = 0
        """Those who will still come by the clock."""

    def call(self, connection: "Connection", path: str, body: bytes) -> None:
        """Answer one request, now or when there is something to tell."""
        what, _, query = path.partition("?")
        if what in ("/serve", "/offer"):
            asked = {name: float(value) for name, value in parse_qsl(query)}
            self._direct(connection, asked)
            return
        method = path.rpartition("/")[2]
        self.crowd.calls[method] += 1
        if method == "getUpdates":
            self._poll = connection
        elif method in ("sendMessage", "editMessageText"):
            connection.answer({"ok": True, "result": self.crowd.hear(method, _parameters(body), at=time.monotonic())})
        elif method == "createForumTopic":
            connection.answer({"ok": True, "result": self.crowd.topic(_parameters(body)["name"])})
        elif method == "getWebhookInfo":
            connection.answer({"ok": True, "result": self._webhook})
        else:
            if method == "setWebhook":
                self._webhook = _parameters(body)
            connection.answer({"ok": True, "result": ANSWERS.get(method, True)})
        self._go_on()

    def _direct(self, connection: "Connection", asked: dict[str, float]) -> None:
        self.crowd.clear()
        self._serving, self._began = connection, time.monotonic()
        count = int(asked["count"])
        if rate := asked.get("rate"):
            self._coming = count
            loop = asyncio.get_running_loop()
            for moment in moments(rate=rate, count=count, seed=int(asked["seed"])):
                loop.call_at(self._began + moment, self._come, self._began + moment)
        else:
            self.crowd.expect(count)
        self._go_on()

    def lost(self, connection: "Connection") -> None:
        """Nobody hears an answer on this one any more."""
        if self._poll is connection:
            self._poll = None

    def _come(self, moment: float) -> None:
        self._coming -= 1
        self.crowd.due.append(moment)
        self._go_on()

    def _go_on(self) -> None:
        if self._poll and (batch := self.crowd.batch() or self.crowd.arrived()):
            poll, self._poll = self._poll, None
            poll.answer({"ok": True, "result": batch})
        expected = self._coming or self.crowd.left or self.crowd.due or self.crowd.waits
        if self._serving and not expected:
            serving, self._serving = self._serving, None
            serving.answer(self._told())

    def _told(self) -> dict[str, Any]:
        crowd = self.crowd
        counted = {"calls": crowd.calls, "pressed": crowd.pressed, "strays": crowd.strays, "waited": crowd.waited}
        return {"seconds": time.monotonic() - self._began, "ended": time.monotonic(), **counted}


class Connection(asyncio.Protocol):
    """HTTP/1.1 as far as Bot API clients speak it: kept alive, bodies with a length, no pipelining."""

    def __init__(self, stub: Stub) -> None:
        self._stub = stub
        self._received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport: asyncio.Transport = transport  # type: ignore[assignment] # of a TCP server

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 # asyncio's shape
        self._stub.lost(self)

    def data_received(self, data: bytes) -> None:
        self._received += data
        head, end, rest = self._received.partition(END_OF_HEAD)
        if not end:
            return
        found = head.lower().partition(b"\r\ncontent-length:")[2]
        length = int(found.partition(b"\r\n")[0]) if found else 0
        if len(rest) >= length:
            self._received = rest[length:]
            self._stub.call(self, head.split(b" ", 2)[1].decode(), rest[:length])

    def answer(self, value: dict[str, Any]) -> None:
        """Send a JSON answer."""
        body = orjson.dumps(value)
        head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        self._transport.write(head.encode() + body)


async def main(habit: str, people: str) -> None:
    """Listen on a free port of this machine until ended."""
    stub = Stub(Crowd(HABITS[habit], size=int(people)))
    server = await asyncio.get_running_loop().create_server(lambda: Connection(stub), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
