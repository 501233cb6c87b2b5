"""Everything that can be seen, as numbered events; whoever reconnects reads on where they stopped."""

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Any

KEPT = 2000  # events; a reader that missed more starts anew


class Stream:
    """A bounded buffer of events with any number of readers."""

    def __init__(self, *, kept: int = KEPT) -> None:
        self._events: deque[tuple[int, dict[str, Any]]] = deque(maxlen=kept)
        self._last = 0
        self._waiting: set[asyncio.Future[None]] = set()
        self.closed = False

    @property
    def last_id(self) -> int:
        """The number of the newest event, 0 before the first."""
        return self._last

    def publish(self, kind: str, **fields: Any) -> None:
        """Append an event and wake every reader. Fields must not be changed afterwards."""
        self._last += 1
        self._events.append((self._last, {"kind": kind, **fields}))
        self._wake()

    def since(self, last_id: int) -> list[tuple[int, dict[str, Any]]]:
        """Events after `last_id`; a lone reset event when some of them are no longer kept."""
        if last_id > self._last or (self._events and last_id < self._events[0][0] - 1):
            return [(self._last, {"kind": "reset"})]
        return [self._events[i] for i in range(len(self._events) - (self._last - last_id), len(self._events))]

    async def more(self, last_id: int, *, wait_seconds: float) -> list[tuple[int, dict[str, Any]]]:
        """Events after `last_id`, waiting for the first; empty when nothing came in time or the stream closed."""
        if last_id == self._last and not self.closed:
            waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._waiting.add(waiter)
            try:
                await asyncio.wait([waiter], timeout=wait_seconds)
            finally:
                self._waiting.discard(waiter)
        return self.since(last_id)

    async def until(self, happened: Callable[[], bool], *, seconds: float) -> None:
        """Return once something has happened that is told by an event, or after so many seconds of the machine."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + seconds
        while not happened() and not self.closed and (left := deadline - loop.time()) > 0:
            await self.more(self._last, wait_seconds=left)

    def resume(self, last_id: int) -> None:
        """Number on after an earlier run; its readers are told to start anew."""
        self._events.clear()
        self._last = max(self._last, last_id)
        self.publish("reset")

    def close(self) -> None:
        """Let every reader go; the server is stopping."""
        self.closed = True
        self._wake()

    def _wake(self) -> None:
        for waiter in self._waiting:
            if not waiter.done():
                waiter.set_result(None)
