"""A network that can be spoilt: a TCP proxy whose connections are slow, cut, silent or refused on order."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from enum import StrEnum

CHUNK = 65_536
LATENCY = 2.0
"""Seconds that everything takes longer one way."""


class Network(StrEnum):
    """What happens to what is sent."""

    FINE = "fine"
    SLOW = "2 s latency"
    TRICKLE = "1 byte/s"
    SILENT = "half-open"
    """Connections stand, nothing passes."""
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
        self._passing = asyncio.Event()
        self._passing.set()
        self.spoilt = 0
        """Chunks that met trouble."""

    def becomes(self, network: Network) -> None:
        """Change the network for what is under way too."""
        self._network = network
        if network is Network.SILENT:
            self._passing.clear()
        else:
            self._passing.set()
        if network in (Network.CUT, Network.RESET):
            for writer in self._open:
                writer.transport.abort()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Carry one connection until one side ends it."""
        if self._network is Network.CUT:
            writer.transport.abort()
            return
        try:
            far_reader, far_writer = await self._connect()
        except OSError:
            writer.transport.abort()
            return
        self._open |= {writer, far_writer}
        ways = [self._carry(reader, far_writer, back=writer), self._carry(far_reader, writer, back=far_writer)]
        with suppress(OSError):
            await asyncio.wait([asyncio.ensure_future(way) for way in ways], return_when=asyncio.FIRST_COMPLETED)
        for end in (writer, far_writer):
            end.close()
        self._open -= {writer, far_writer}

    async def _carry(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, back: asyncio.StreamWriter
    ) -> None:
        with suppress(OSError):
            while data := await reader.read(CHUNK):
                self.spoilt += self._network is not Network.FINE
                if self._network in (Network.CUT, Network.RESET):
                    writer.transport.abort()
                    return
                await self._passing.wait()
                await self._pass_on(data, writer, back=back)

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
        proxy.becomes(Network.CUT)
