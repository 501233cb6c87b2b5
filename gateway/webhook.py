"""From Telegram into the inbox by webhook: an update is answered for only after it is stored."""

import asyncio
import hashlib
import hmac
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import structlog
from aiohttp import web

from gateway.clock import Clock
from gateway.conversation import received
from gateway.telegram import read_json
from gateway.vitals import Vitals
from storage.db import Database, is_away
from storage.faults import fault
from storage.inbox import Received, store

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 # a header's name
LARGEST = 1 << 20
"""Bytes of one update; Telegram's are a hundredth of it."""
RETRY_AFTER = {"Retry-After": "5"}
"""Telegram obeys it; without it the pauses double up to a minute or two."""
STORING = 20.0
"""Seconds an update may take to be stored; Telegram gives up after 60."""
CLOSING = 2.0
"""Seconds that whoever is still sending an update gets at the end; it comes again."""
LARGEST_ID = 1 << 62
UNREADABLE = (ValueError, RecursionError, web.HTTPRequestEntityTooLarge, web.RequestPayloadError)
"""No JSON, no update, too long a body, or one that is not packed as it says."""

log = structlog.get_logger(__name__)


def path_of(secret: str) -> str:
    """The path Telegram posts to: nobody can guess it, and all replicas have the same without another setting."""
    return "/" + hmac.new(secret.encode(), b"banshi webhook path", hashlib.sha256).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class _Arrived:
    update: Received
    stored: asyncio.Future[None]


class Webhook:
    """A server that stores and does nothing else, so that no slow handler ever keeps Telegram waiting.

    While ``takes_more`` says no, updates stay at Telegram, which keeps them a day.
    """

    def __init__(
        self,
        database: Database,
        *,
        secret: str,
        bot_id: int,
        clock: Clock,
        stored: Callable[[], None],
        takes_more: Callable[[], bool] = lambda: True,
        vitals: Vitals | None = None,
    ) -> None:
        self._takes_more = takes_more
        self._vitals = vitals or Vitals()
        self._database = database
        self._secret = secret.encode()
        self._path = path_of(secret).encode()
        self._bot_id = bot_id
        self._clock = clock
        self._stored = stored
        self._closing = False
        self._arrived: list[_Arrived] = []
        self._writing: asyncio.Task[None] | None = None
        self._runner: web.AppRunner | None = None

    async def open(self, *, host: str, port: int) -> int:
        """Listen; returns the port, which the system chooses when it is 0.

        Raises:
            OSError: the address is taken, or none of ours.
        """
        app = web.Application(client_max_size=LARGEST)
        app.router.add_route("*", "/{path:.*}", self._answer)
        # Whoever hangs up early gets their update stored all the same; it is known when it comes again.
        self._runner = web.AppRunner(app, access_log=None, handler_cancellation=False, shutdown_timeout=CLOSING)
        await self._runner.setup()
        await web.TCPSite(self._runner, host, port).start()
        return int(self._runner.addresses[0][1])

    async def refuse(self) -> None:
        """Take nothing more, and return once all that was taken is stored; a proxy turns to the next replica."""
        self._closing = True
        if self._writing:
            await asyncio.wait((self._writing,))

    async def close(self) -> None:
        """Stop listening."""
        if self._runner:
            await self._runner.cleanup()

    async def _answer(self, request: web.Request) -> web.Response:
        if request.method != "POST" or not hmac.compare_digest(_bytes(request.path), self._path):
            return web.Response(status=404)
        # Before a byte of the body is read. As bytes: a header may hold anything, and comparing text would fail on it.
        if not hmac.compare_digest(_bytes(request.headers.get(SECRET_HEADER, "")), self._secret):
            log.warning("webhook_secret_wrong")
            return web.Response(status=401)
        if self._closing or not self._takes_more():
            return web.Response(status=503, headers=RETRY_AFTER)
        try:
            update = await _read(request)
        except UNREADABLE as error:
            # It would be the same the next time, and meanwhile hold up everything else of its chat.
            log.error("webhook_unreadable", reason=type(error).__name__)
            return web.json_response({})
        fault("webhook.received")
        try:
            await asyncio.wait_for(self._keep(update), STORING)
        except Exception as error:
            log.error("updates_not_stored", reason=type(error).__name__)
            return web.Response(status=503, headers=RETRY_AFTER)
        fault("webhook.stored")
        return web.json_response({})

    async def _keep(self, update: Received) -> None:
        """Return once the update is committed; what arrives while one commit waits for the disk shares the next."""
        arrived = _Arrived(update, asyncio.get_running_loop().create_future())
        self._arrived.append(arrived)
        if self._writing is None or self._writing.done():
            self._writing = asyncio.ensure_future(self._write_all())
        await arrived.stored

    async def _write_all(self) -> None:
        while self._arrived:
            batch, self._arrived = self._arrived, []
            await self._write(batch)

    async def _write(self, batch: Sequence[_Arrived]) -> None:
        try:
            async with self._database.write() as tx:
                await store(tx, [one.update for one in batch], bot_id=self._bot_id, now=self._clock.now())
        except Exception as error:
            if len(batch) > 1 and not is_away(error):
                # One of them may be to blame; the others must not come again and again with it.
                for one in batch:
                    await self._write([one])
                return
            for one in batch:
                if not one.stored.done():
                    one.stored.set_exception(error)
            return
        self._vitals.heard_at = self._clock.monotonic()
        self._stored()
        for one in batch:
            if not one.stored.done():
                one.stored.set_result(None)


def _bytes(text: str) -> bytes:
    """A path or a header as it came over the wire."""
    return text.encode("utf-8", "surrogateescape")


async def _read(request: web.Request) -> Received:
    """The update in a request.

    Raises:
        ValueError, RecursionError: it is no JSON object with a number that our column holds.
        HTTPRequestEntityTooLarge: it is no update of Telegram's.
        RequestPayloadError: it cannot be unpacked, or ends too soon.
    """
    body: Any = read_json(await request.read())
    number = body.get("update_id") if isinstance(body, dict) else None
    if type(number) is not int or not 0 <= number < LARGEST_ID:
        raise ValueError("no update")
    return received(body)
