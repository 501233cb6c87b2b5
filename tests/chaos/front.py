"""The proxy before several replicas: one address, and each new connection goes to the next of them that listens."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from tests.chaos.proxy import Proxy


@asynccontextmanager
async def open_front(port: int, *, replicas: Sequence[int]) -> AsyncIterator[None]:
    """A front at a port, before replicas at theirs; nobody needs to listen there yet."""
    turns = deque(replicas)

    async def connect() -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        for _ in range(len(turns)):
            turns.rotate()
            try:
                return await asyncio.open_connection("127.0.0.1", turns[0])
            except OSError:
                continue
        raise ConnectionRefusedError

    proxy = Proxy(connect)
    server = await asyncio.start_server(proxy.serve, "127.0.0.1", port)
    try:
        yield
    finally:
        server.close()
        await proxy.close()
