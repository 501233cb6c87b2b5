"""Brings a bot's updates to its webhook, in order within a line and again until they are taken, as Telegram does."""

import asyncio
import random
import ssl
import time
from collections.abc import Awaitable
from dataclasses import dataclass
from typing import Any, Protocol

import aiohttp
import orjson

from sandbox.clock import Clock
from sandbox.faults import Fault
from sandbox.pending import Pending, UpdateQueue

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of a header
READ_TIMEOUT = 60.0  # seconds of the machine
MAX_RETRY_AFTER = 3600  # seconds
FIRST_WAIT = 2.0  # seconds before the second retry; the first comes at once
LONGEST_WAIT = (60.0, 120.0)  # seconds, drawn between
GONE_FOR = 23 * 3600  # seconds of nothing but 410 after which the webhook is removed


@dataclass(frozen=True, slots=True)
class Target:
    """What setWebhook was told. `certificate` is the bot's own, in PEM."""

    url: str
    secret_token: str = ""
    max_connections: int = 40
    certificate: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one try: status 0 without an answer, else with its body and its wish to wait."""

    status: int
    description: str
    body: bytes = b""
    retry_after: float | None = None

    @property
    def taken(self) -> bool:
        """Whether the bot has the update."""
        return 200 <= self.status < 300


@dataclass(slots=True)
class Rules:
    """What Telegram never allows and tests need.

    Attributes:
        plain: plain http and any port, on loopback.
        remote: addresses that are not loopback ones.
        pace: what the waits between tries are multiplied by.
    """

    plain: bool = False
    remote: bool = False
    pace: float = 1.0


class Surroundings(Protocol):
    """What deliveries touch of the world outside the queue."""

    rules: Rules
    rng: random.Random

    def strike(self, chat_id: str) -> Fault | None:
        """The ordered trouble that the next delivery meets."""

    def note(self, update: Pending, outcome: Outcome, *, seconds: float) -> None:
        """Put a try on record."""

    def answered(self, body: bytes) -> Awaitable[None]:
        """Perform the method call that an answer may hold."""

    def gone(self) -> Awaitable[None]:
        """The bot said for a day that there is no such webhook."""


class Webhook:
    """One bot's deliveries: a task for each line, at most twice as many as connections."""

    def __init__(self, target: Target, queue: UpdateQueue, *, clock: Clock, surroundings: Surroundings) -> None:
        self.target = target
        self.last_error: tuple[int, str] | None = None
        self._queue = queue
        self._clock = clock
        self._surroundings = surroundings
        self._connections = asyncio.Semaphore(target.max_connections)
        self._lines: dict[str, asyncio.Task[None]] = {}
        self._gone_since: float | None = None
        self._http: aiohttp.ClientSession | None = None
        queue.on_put = self._put
        self._load()

    def info(self) -> dict[str, Any]:
        """The fields of WebhookInfo that are known here."""
        error = self.last_error
        return {
            "url": self.target.url,
            "has_custom_certificate": bool(self.target.certificate),
            "pending_update_count": len(self._queue.waiting()),
            "max_connections": self.target.max_connections,
            **({"last_error_date": error[0], "last_error_message": error[1]} if error else {}),
        }

    async def close(self) -> None:
        """Deliver nothing any more; what was not taken keeps waiting."""
        self._queue.on_put = None
        tasks = [task for task in self._lines.values() if task is not asyncio.current_task()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._http is not None:
            await self._http.close()

    def _put(self, line: str) -> None:
        if line not in self._lines:
            self._load()

    def _load(self) -> None:
        """Begin with the lines that wait, the oldest head first, while there is room."""
        room = 2 * self.target.max_connections
        if len(self._lines) >= room:
            return
        for line in self._queue.lines():
            if line not in self._lines and len(self._lines) < room:
                task = asyncio.ensure_future(self._deliver(line))
                self._lines[line] = task
                task.add_done_callback(lambda done, line=line: self._unload(line, done))  # type: ignore[misc]

    def _unload(self, line: str, done: asyncio.Task[None]) -> None:
        del self._lines[line]
        if not done.cancelled() and self._queue.on_put is not None:
            self._load()

    async def _deliver(self, line: str) -> None:
        """Bring one update of a line after the other; a failing one holds up its own line only."""
        failures = 0
        while waiting := self._queue.in_line(line):
            fault = self._surroundings.strike(line.partition(" ")[2])
            update = self._surroundings.rng.choice(waiting) if fault and fault.kind == "shuffle" else waiting[0]
            outcome = await self._try(update, fault)
            if outcome.taken:
                self._queue.remove(update)
                failures = 0
                await self._surroundings.answered(outcome.body)
                continue
            self.last_error = (self._clock.date(), outcome.description)
            if await self._is_gone(outcome):
                return
            failures += 1
            wait = self._wait(failures) if outcome.retry_after is None else outcome.retry_after
            wait *= self._surroundings.rules.pace
            if update.expires <= self._clock.now() + wait:
                self._queue.remove(update)
                failures = 0
                continue
            await self._clock.sleep(wait)

    def _wait(self, failures: int) -> float:
        """Seconds before the next try: none at first, then 2, 4, 8 and so on."""
        if failures == 1:
            return 0.0
        return min(FIRST_WAIT * 2.0 ** min(failures - 2, 6), self._surroundings.rng.uniform(*LONGEST_WAIT))

    async def _is_gone(self, outcome: Outcome) -> bool:
        """Whether nothing but 410 was answered for so long that the webhook was removed."""
        if outcome.status != 410:
            self._gone_since = None
            return False
        now = self._clock.now()
        self._gone_since = now if self._gone_since is None else self._gone_since
        if now - self._gone_since < GONE_FOR:
            return False
        await self._surroundings.gone()
        return True

    async def _try(self, update: Pending, fault: Fault | None) -> Outcome:
        """Bring it once, or as an ordered trouble wants it."""
        kind = fault.kind if fault else ""
        if fault and kind == "delay":
            await asyncio.sleep(fault.seconds)
        if kind == "reset":
            outcome = Outcome(0, "Connection reset by peer")
            self._surroundings.note(update, outcome, seconds=0)
            return outcome
        times = 1 + fault.copies if fault and kind == "duplicate" else 1
        outcomes = await asyncio.gather(*(self._post(update) for _ in range(times)))
        if kind == "lost":
            return Outcome(0, "Connection closed before the answer")
        return next((outcome for outcome in outcomes if not outcome.taken), outcomes[0])

    async def _post(self, update: Pending) -> Outcome:
        async with self._connections:
            began = time.monotonic()
            outcome = await self._request(update)
            self._surroundings.note(update, outcome, seconds=time.monotonic() - began)
        if outcome.taken:
            self._gone_since = None
        return outcome

    async def _request(self, update: Pending) -> Outcome:
        headers = {"Content-Type": "application/json"}
        if self.target.secret_token:
            headers[SECRET_HEADER] = self.target.secret_token
        try:
            async with self._session().post(
                self.target.url, data=orjson.dumps(update.body), headers=headers, allow_redirects=False
            ) as response:
                body = await response.read()
        except TimeoutError:
            return Outcome(0, "Read timeout expired")
        except aiohttp.ClientSSLError:
            return Outcome(0, "SSL error {error:0A000086:SSL routines::certificate verify failed}")
        except aiohttp.ClientConnectorError:
            return Outcome(0, "Connection refused")
        except (aiohttp.ClientError, OSError):
            return Outcome(0, "Connection reset by peer")
        wish = response.headers.get("Retry-After", "")
        retry_after = min(float(wish), MAX_RETRY_AFTER) if wish.isdecimal() else None
        description = f"Wrong response from the webhook: {response.status} {response.reason}"
        return Outcome(response.status, description, body, retry_after)

    def _session(self) -> aiohttp.ClientSession:
        if self._http is None:
            encrypted = ssl.create_default_context(cadata=self.target.certificate or None)
            encrypted.minimum_version = ssl.TLSVersion.TLSv1_2
            self._http = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=0, ssl=encrypted),
                timeout=aiohttp.ClientTimeout(total=READ_TIMEOUT),
            )
        return self._http
