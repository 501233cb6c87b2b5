"""Waiting in stories: until something is there, or until nothing more can come."""

import asyncio
from collections.abc import AsyncIterator

from sandbox.stories.control import Control

PATIENCE = 75.0
"""Seconds people wait for what they should see: Telegram lets 20 messages a minute into a group."""
GLANCE = 0.05
"""Seconds between two looks."""
SETTLED = 1.0
"""Seconds without a call after which a bot that tells no counters has done what it had to do."""
POLL = "getUpdates"


class Missing(Exception):
    """What should be there is not; the text says what is there."""


async def glances(within: float | None = None) -> AsyncIterator[None]:
    """A look now and then, at least one, until these seconds are over; ``PATIENCE`` of them unless told otherwise."""
    loop = asyncio.get_running_loop()
    end = loop.time() + (PATIENCE if within is None else within)
    while True:
        yield
        if loop.time() > end:
            return
        await asyncio.sleep(GLANCE)


class Quiet:
    """Knows when no more messages can come by themselves: only then is it certain how many there are."""

    def __init__(self, control: Control) -> None:
        self._control = control
        self._calls = 0
        self._since = 0.0

    async def wait(self) -> None:
        """Return once everything is done that was begun.

        Raises:
            Missing: it does not end; the text says what still waits.
        """
        self._since, waiting = asyncio.get_running_loop().time(), ""
        async for _ in glances():
            if not (waiting := await self._waiting()):
                return
        raise Missing(f"it never became quiet: {waiting}")

    async def _waiting(self) -> str:
        """What may still bring a message; empty if nothing does.

        In the order of an update's way: what has left one place must not yet be looked for in the place before.
        """
        if pending := (await self._control.read("updates"))["pending"]:
            self._since = asyncio.get_running_loop().time()
            return f"updates that the bot has not taken: {pending}"
        scene = await self._control.read("backstage")
        if not scene["present"]:
            return "" if await self._is_settled() else "the bot goes on calling"
        return f"things that the bot has to do: {scene['waiting']}" if scene["waiting"] else ""

    async def _is_settled(self) -> bool:
        calls = (await self._control.read("calls", after=self._calls))["calls"]
        now = asyncio.get_running_loop().time()
        if any(call["method"] != POLL for call in calls):
            self._since = now
        self._calls += len(calls)
        return now - self._since >= SETTLED
