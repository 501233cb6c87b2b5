"""Calls to a Bot API server: JSON out, only what is needed of the answer in, every failure by its kind."""

import asyncio
import json
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from functools import cache
from typing import Any

import aiohttp
import orjson

CALL_TIMEOUT = 10.0
"""Seconds a call may take; a third of a lease, so that no row is called twice at once."""
CONNECT_TIMEOUT = 5.0
"""Seconds to reach the server, its name's look-up included."""


JSON = {"Content-Type": "application/json"}


@dataclass(frozen=True, slots=True)
class Upload:
    """A file on its way to Telegram, and the parameter that takes it."""

    parameter: str
    name: str
    content: bytes


class TelegramError(Exception):
    """The server answered that it will not.

    Attributes:
        code: the HTTP status and ``error_code``.
        description: Telegram's text; it never holds what people wrote.
        retry_after: seconds to wait, on 429.
        migrate_to: the new number of a group that became a supergroup.
    """

    def __init__(
        self, code: int, description: str, *, retry_after: int | None = None, migrate_to: int | None = None
    ) -> None:
        super().__init__(f"{code} {description}")
        self.code = code
        self.description = description
        self.retry_after = retry_after
        self.migrate_to = migrate_to


class NotReached(Exception):
    """The call certainly had no effect: no connection was made."""


class Ambiguous(Exception):
    """Nobody knows whether the call had its effect: the answer was lost."""


class Telegram:
    """One bot at one Bot API server."""

    def __init__(self, *, api_url: str, token: str) -> None:
        self._server = api_url
        self._prefix = f"{api_url.rstrip('/')}/bot{token}/"
        self._session: aiohttp.ClientSession | None = None
        self._username = ""

    async def username(self) -> str:
        """What the bot is called in links to it; asked once.

        Raises:
            TelegramError, NotReached, Ambiguous: as ``call``.
        """
        self._username = self._username or str((await self.call("getMe"))["username"])
        return self._username

    async def call(
        self, method: str, body: str = "{}", *, patience: float = CALL_TIMEOUT, upload: Upload | None = None
    ) -> Any:
        """Call a method with its parameters as JSON text; wait ``patience`` seconds at most; return ``result``.

        ``upload`` is a file that goes with them.

        Raises:
            TelegramError: the server refused, or failed with a 5xx.
            NotReached: no connection.
            Ambiguous: the answer was lost.
        """
        try:
            async with self._open().post(
                self._prefix + method, **_payload(body, upload), timeout=_limits(patience), allow_redirects=False
            ) as response:
                answer = await response.read()
                return _result(response.status, answer)
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            # Its text holds the address, and the address the token.
            raise NotReached(type(error).__name__) from None
        except (aiohttp.ClientError, TimeoutError, asyncio.IncompleteReadError, OSError) as error:
            raise Ambiguous(type(error).__name__) from None

    async def server_time(self) -> datetime:
        """What time it is at the server, in whole seconds.

        Raises:
            NotReached: it did not answer, or did not say.
        """
        try:
            async with self._open().get(self._server, timeout=_limits(CALL_TIMEOUT), allow_redirects=False) as response:
                return parsedate_to_datetime(response.headers["Date"])
        except (aiohttp.ClientError, TimeoutError, OSError, KeyError, ValueError) as error:
            raise NotReached(type(error).__name__) from None

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=0, keepalive_timeout=60),
                cookie_jar=aiohttp.DummyCookieJar(),
            )
        return self._session

    async def close(self) -> None:
        """Close the connections."""
        if self._session:
            await self._session.close()


def _payload(body: str, upload: Upload | None) -> dict[str, Any]:
    """How parameters travel: as JSON, and beside a file each as a field, what is no text as JSON in it."""
    if upload is None:
        return {"data": body.encode(), "headers": JSON}
    form = aiohttp.FormData()
    for name, value in orjson.loads(body).items():
        form.add_field(name, value if isinstance(value, str) else orjson.dumps(value).decode())
    form.add_field(upload.parameter, upload.content, filename=upload.name)
    return {"data": form}


@cache
def _limits(patience: float) -> aiohttp.ClientTimeout:
    return aiohttp.ClientTimeout(total=patience, connect=CONNECT_TIMEOUT)


def read_json(answer: bytes) -> Any:
    """What Telegram sent, whatever people wrote.

    Raises:
        ValueError, RecursionError: it is no JSON.
    """
    try:
        return orjson.loads(answer)
    except orjson.JSONDecodeError:
        # Half a surrogate pair in what somebody wrote must not make a whole batch of updates unreadable.
        return orjson.loads(json.dumps(json.loads(answer), ensure_ascii=False).encode("utf-8", "replace"))


def _result(status: int, answer: bytes) -> Any:
    try:
        payload = read_json(answer)
        if payload["ok"]:
            return payload["result"]
    except (ValueError, KeyError, TypeError):
        # A proxy's HTML page; with 200 it would be no answer of Telegram's at all.
        raise TelegramError(status if status >= 400 else 502, "no JSON answer") from None
    parameters = payload.get("parameters") or {}
    raise TelegramError(
        payload.get("error_code", status),
        payload.get("description", ""),
        retry_after=parameters.get("retry_after"),
        migrate_to=parameters.get("migrate_to_chat_id"),
    )
