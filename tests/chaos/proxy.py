"""A network that can be spoilt: a TCP proxy whose connections are slow, cut, silent or refused on order."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from enum import StrEnum
from tempfile import TemporaryDirectory

from sqlalchemy.engine import make_url

SOCKET = ".s.PGSQL.5432"
"""The name PostgreSQL gives its socket in the directory that a URL calls host."""
CHUNK = 65_536
LATENCY = 2.0
"""Seconds that everything takes longer one way."""


class Network(StrEnum):
    """What happens to what is sent."""

    FINE = "fine"
    SLOW = "2 s latency"
    TRICKLE = "1 byte/s"
    SILENT = "half-open"
    """Connections stand, nothing passes, not even their end."""
    FORGOTTEN = "forgotten"
    """What stands stays silent for ever, new connections are fine: a router on the way was restarted."""
    RESET = "reset"
    """Every connection is reset as soon as something passes."""
    CUT = "cut"
    """Connections are reset and new ones are refused."""


class Proxy:
    """Stands between a client and a server; ``network`` says how they get on."""

    def __init__(self, connect: Callable[[], Awaitable[tuple[asyncio.StreamReader, asyncio.StreamWriter]]]) -> None:
        self._connect = connect
        self._network = Network.FINE
        self._open: set[asyncio.StreamWriter] = set()
        self._forgotten: list[asyncio.Event] = []
        self._served: set[asyncio.Task[None]] = set()
        self._passing = asyncio.Event()
        self._passing.set()
        self.spoilt = 0
        """Chunks that met trouble."""

    def becomes(self, network: Network) -> None:
        """Change the network for what is under way too."""
        self._network = network
        if network is Network.SILENT:
            self._passing.clear()
        elif network is Network.FORGOTTEN:
            self._passing.clear()
            self._forgotten.append(self._passing)
            self._passing = asyncio.Event()
            self._passing.set()
        else:
            self._passing.set()
        if network in (Network.CUT, Network.RESET):
            for writer in self._open:
                writer.transport.abort()

    async def close(self) -> None:
        """End every connection, also those that were forgotten."""
        self.becomes(Network.CUT)
        for passing in self._forgotten:
            passing.set()
        if self._served:
            await asyncio.wait(self._served)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Carry one connection until one side ends it."""
        serving = asyncio.ensure_future(self._serve(reader, writer))
        self._served.add(serving)
        serving.add_done_callback(self._served.discard)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._network is Network.CUT:
            writer.transport.abort()
            return
        try:
            far_reader, far_writer = await self._connect()
        except OSError:
            writer.transport.abort()
            return
        self._open |= {writer, far_writer}
        there = asyncio.ensure_future(self._carry(reader, far_writer, back=writer))
        back = asyncio.ensure_future(self._carry(far_reader, writer, back=far_writer))
        await asyncio.wait((there, back), return_when=asyncio.FIRST_COMPLETED)
        for end in (writer, far_writer):
            end.close()
        await asyncio.wait((there, back))
        self._open -= {writer, far_writer}

    async def _carry(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, back: asyncio.StreamWriter
    ) -> None:
        passing = self._passing
        with suppress(OSError):
            while data := await reader.read(CHUNK):
                self.spoilt += self._network is not Network.FINE
                if self._network in (Network.CUT, Network.RESET):
                    writer.transport.abort()
                    return
                await passing.wait()
                await self._pass_on(data, writer, back=back)
        await passing.wait()

    async def _pass_on(
        self, data: bytes, writer: asyncio.StreamWriter, *, back: asyncio.StreamWriter
    ) -> None:  # for whoever wants to answer it
        if self._network is Network.SLOW:
            await asyncio.sleep(LATENCY)
        sent = 0
        while sent < len(data) and self._network is Network.TRICKLE:
            writer.write(data[sent : sent + 1])
            sent += 1
            await asyncio.sleep(1)
        writer.write(data[sent:])
        await writer.drain()


@asynccontextmanager
async def open_proxy(port: int) -> AsyncIterator[tuple[Proxy, int]]:
    """A proxy before a port of this machine, and its own port."""
    proxy = Proxy(lambda: asyncio.open_connection("127.0.0.1", port))
    server = await asyncio.start_server(proxy.serve, "127.0.0.1", 0)
    try:
        yield proxy, server.sockets[0].getsockname()[1]
    finally:
        server.close()
        await proxy.close()


def socket_of(url: str) -> str:
    """The socket of a PostgreSQL of ours."""
    return f"{make_url(url).query['host']}/{SOCKET}"


@asynccontextmanager
async def open_before(url: str, proxy: Proxy) -> AsyncIterator[str]:
    """Put a proxy before a database; the database's URL through it."""
    with TemporaryDirectory(prefix="px-") as folder:
        server = await asyncio.start_unix_server(proxy.serve, f"{folder}/{SOCKET}")
        try:
            yield make_url(url).update_query_dict({"host": folder}).render_as_string(hide_password=False)
        finally:
            server.close()
            await proxy.close()
