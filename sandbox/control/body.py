"""Bodies and answers of the control API."""

import inspect
import math
from collections.abc import Awaitable, Callable
from typing import Any

import orjson
from aiohttp import web

from sandbox.api import WORLD
from sandbox.errors import ApiError, ControlError
from sandbox.loopback import is_loopback
from sandbox.world import World

Deed = Callable[[World, "Body"], Any]
LOOPBACK_ONLY = web.AppKey("loopback_only", bool)
_REQUIRED = object()


class Body:
    """A control call's fields, read by type; a wrong one is refused with its name."""

    def __init__(self, fields: dict[str, Any]) -> None:
        self.fields = fields

    def has(self, name: str) -> bool:
        """Whether the field is there and not null."""
        return self.fields.get(name) is not None

    def number(self, name: str, default: Any = _REQUIRED) -> int:
        """A whole number."""
        value = self._read(name, default, (int, str), "a whole number")
        try:
            return int(value)
        except ValueError as error:
            raise ControlError(f"{name} must be a whole number.") from error

    def real(self, name: str, default: Any = _REQUIRED, *, least: float = -math.inf, most: float = math.inf) -> float:
        """A finite number from `least` to `most`."""
        value = self._read(name, default, (int, float, str), "a number")
        try:
            number = float(value)
        except (ValueError, OverflowError) as error:
            raise ControlError(f"{name} must be a number.") from error
        if not math.isfinite(number):
            raise ControlError(f"{name} must be a number.")
        if not least <= number <= most:
            raise ControlError(f"{name} must be from {least:g} to {most:g}.")
        return number

    def text(self, name: str, default: Any = _REQUIRED) -> str:
        """A text."""
        return str(self._read(name, default, (str, int), "a text"))

    def flag(self, name: str) -> bool:
        """True or false; false if absent."""
        value = self.fields.get(name)
        return value if isinstance(value, bool) else str(value).lower() in ("true", "1", "yes")

    def numbers(self, name: str) -> list[int]:
        """A list of whole numbers."""
        return [int(item) for item in self._list(name, int, "whole numbers")]

    def texts(self, name: str) -> list[str]:
        """A list of texts."""
        return [str(item) for item in self._list(name, str, "texts")]

    def objects(self, name: str) -> list["Body"]:
        """A list of objects; empty if absent."""
        return [Body(item) for item in self._list(name, dict, "objects")] if self.has(name) else []

    def _list(self, name: str, kind: type, wanted: str) -> list[Any]:
        value = self.fields.get(name)
        if not isinstance(value, list) or not all(isinstance(item, kind) and item is not True for item in value):
            raise ControlError(f"Give {name}, a list of {wanted}.")
        return value

    def _read(self, name: str, default: Any, kinds: tuple[type, ...], wanted: str) -> Any:
        value = self.fields.get(name)
        if value is None:
            if default is _REQUIRED:
                raise ControlError(f"Give {name}, {wanted}.")
            return default
        if isinstance(value, bool) or not isinstance(value, kinds):
            raise ControlError(f"{name} must be {wanted}.")
        return value


def answer(body: Any, *, status: int = 200) -> web.Response:
    """A JSON answer."""
    return web.Response(body=orjson.dumps(body), status=status, content_type="application/json")


def deed(function: Deed) -> Callable[[web.Request], Awaitable[web.Response]]:
    """A handler that answers with what `function(world, body)` makes of a JSON body, or of the query of a GET."""

    async def handle(request: web.Request) -> web.Response:
        result = function(request.app[WORLD], Body(await fields_of(request)))
        return answer(await result if inspect.isawaitable(result) else result)

    return handle


async def fields_of(request: web.Request) -> dict[str, Any]:
    """The fields of a control call.

    Raises:
        ControlError: the body is no JSON object.
    """
    if request.method in ("GET", "DELETE"):
        return dict(request.query)
    raw = await request.read()
    try:
        fields = orjson.loads(raw or b"{}")
    except orjson.JSONDecodeError as error:
        raise ControlError("The body must be JSON.") from error
    if not isinstance(fields, dict):
        raise ControlError("The body must be a JSON object.")
    return fields


@web.middleware
async def refuse_politely(request: web.Request, handler: Any) -> web.StreamResponse:
    """Turn refusals of control calls into 400 with a sentence, and keep strange pages and hosts out of everything.

    A page from elsewhere must not steer or read the sandbox through its reader's browser: such a page shows by an
    Origin that is not our Host, or (a name of theirs made to mean this machine) by a Host that is no loopback name.
    """
    origin = request.headers.get("Origin")
    strange_host = request.app[LOOPBACK_ONLY] and not is_loopback(request.url.host or "")
    # A picture or a link of another page asks by GET and without an Origin, but the browser says whose page it was.
    site = request.headers.get("Sec-Fetch-Site", "none")
    from_elsewhere = site not in ("none", "same-origin") and request.path != "/"
    if strange_host or from_elsewhere or (origin is not None and origin.split("://")[-1] != request.host):
        return answer({"error": "The sandbox answers to bots of this machine and to its own page only."}, status=403)
    try:
        response: web.StreamResponse = await handler(request)
    except ControlError as error:
        return answer({"error": str(error)}, status=400)
    except ApiError as error:
        return answer({"error": f"Telegram would refuse this: {error.description}"}, status=400)
    return response
