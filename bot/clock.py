"""The clock of a demo: the sandbox's, which people move; nothing here can move the clock of a real bot."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta

import aiohttp
import orjson
import structlog

from bot.commands.failures import CannotRun
from bot.settings import Settings
from gateway.clock import Clock, SystemClock

NOTICEABLE = timedelta(seconds=0.5)
"""Smaller differences between two readings are the way the answer took."""
SILENCE = 60.0
"""Seconds; the stream says something more often than that."""
RETRY = 1.0
"""Seconds before the stream is opened anew."""
TROUBLE = (aiohttp.ClientError, OSError, TimeoutError, ValueError, KeyError)

log = structlog.get_logger(__name__)


class SandboxClock:
    """The time of day of a sandbox: a jump there is one here, and wakes whoever sleeps for less.

    It is like a machine whose clock is set forward: ``monotonic`` counts the seconds that really pass, so that nothing
    that measures them is misled.
    """

    def __init__(self) -> None:
        self.offset = timedelta()
        self._ahead = timedelta()
        self._jumped = asyncio.Event()

    def now(self) -> datetime:
        return datetime.now(UTC) + self._ahead + self.offset

    def monotonic(self) -> float:
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        until = self.now() + timedelta(seconds=seconds)
        while (left := (until - self.now()).total_seconds()) > 0:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._jumped.wait(), left)

    def limit(self, seconds: float | None) -> asyncio.Timeout:
        return asyncio.timeout(seconds)

    def hear(self, moment: datetime) -> None:
        """It is this moment at the sandbox. What would set the clock back is not believed."""
        ahead = moment - datetime.now(UTC)
        if ahead - self._ahead < NOTICEABLE:
            return
        self._ahead = ahead
        jumped, self._jumped = self._jumped, asyncio.Event()
        jumped.set()


async def _read(http: aiohttp.ClientSession, clock: SandboxClock) -> None:
    async with http.get("control/clock") as answer:
        clock.hear(datetime.fromisoformat((await answer.json())["now"]))


async def _follow(http: aiohttp.ClientSession, clock: SandboxClock) -> None:
    """Hear every jump until cancelled; one in a gap of the stream is heard when that is open again."""
    while True:
        try:
            async with http.get("control/stream", timeout=aiohttp.ClientTimeout(sock_read=SILENCE)) as stream:
                await _read(http, clock)
                async for line in stream.content:
                    event = orjson.loads(line[6:]) if line.startswith(b"data: ") else {}
                    if event.get("kind") == "clock":
                        clock.hear(datetime.fromisoformat(event["now"]))
        except TROUBLE as error:
            log.warning("sandbox_clock_lost", reason=type(error).__name__)
        await asyncio.sleep(RETRY)


@asynccontextmanager
async def clock_of(settings: Settings) -> AsyncIterator[Clock]:
    """The clock the bot goes by: the machine's, or in a demo the sandbox's.

    Raises:
        CannotRun: there is no sandbox where the setting says.
    """
    if settings.clock_url is None:
        yield SystemClock()
        return
    clock = SandboxClock()
    async with aiohttp.ClientSession(str(settings.clock_url)) as http:
        try:
            await _read(http, clock)
        except TROUBLE as error:
            where = f"BANSHI_CLOCK_URL ({type(error).__name__})"
            raise CannotRun(
                f"No sandbox tells the time at {where}. It is a setting of demos; see docs/settings.md."
            ) from None
        following = asyncio.ensure_future(_follow(http, clock))
        try:
            yield clock
        finally:
            following.cancel()
            await asyncio.gather(following, return_exceptions=True)
