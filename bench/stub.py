"""A Bot API server that costs almost nothing: it believes everything and answers at once.

Usage: python -m bench.stub HABIT PEOPLE. It prints the port it listens on. ``POST /serve?count=N`` lets that many
updates come, and returns what was called once all of them are answered.
"""

import asyncio
import sys
import time
from typing import Any
from urllib.parse import parse_qsl

import orjson

from bench.crowd import BOT, HABITS, Crowd

END_OF_HEAD = b"\r\n\r\n"


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
        self._began = 0.0

    def call(self, connection: "Connection", path: str, body: bytes) -> None:
        """Answer one request, now or when there is something to tell."""
        if path.startswith("/serve"):
            self._serve(connection, count=int(path.partition("count=")[2]))
            return
        method = path.rpartition("/")[2]
        self.crowd.calls[method] += 1
        if method == "getUpdates":
            self._poll = connection
        elif method in ("sendMessage", "editMessageText"):
            connection.answer({"ok": True, "result": self.crowd.hear(method, _parameters(body))})
        else:
            connection.answer({"ok": True, "result": BOT if method == "getMe" else True})
        self._go_on()

    def _serve(self, connection: "Connection", *, count: int) -> None:
        self.crowd.left = count
        self.crowd.calls.clear()
        self.crowd.pressed.clear()
        self._serving, self._began = connection, time.monotonic()
        self._go_on()

    def _go_on(self) -> None:
        if self._poll and (batch := self.crowd.batch()):
            poll, self._poll = self._poll, None
            poll.answer({"ok": True, "result": batch})
        if self._serving and not self.crowd.left and not self.crowd.waits:
            serving, self._serving = self._serving, None
            counted = {"calls": self.crowd.calls, "pressed": self.crowd.pressed, "strays": self.crowd.strays}
            serving.answer({"seconds": time.monotonic() - self._began, **counted})


class Connection(asyncio.Protocol):
    """HTTP/1.1 as far as Bot API clients speak it: kept alive, bodies with a length, no pipelining."""

    def __init__(self, stub: Stub) -> None:
        self._stub = stub
        self._received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport: asyncio.Transport = transport  # type: ignore[assignment] # of a TCP server

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
