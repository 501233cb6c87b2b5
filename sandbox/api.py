"""The Bot API over HTTP: tokens, methods, faults and answers."""

import asyncio
import logging
from typing import Any

import orjson
from aiohttp import web

import sandbox.methods  # noqa: F401 - registers the methods
from sandbox.errors import ApiError, refused
from sandbox.faults import Fault
from sandbox.files import named_for
from sandbox.people import Bot
from sandbox.registry import METHODS, Call
from sandbox.request import read_parameters
from sandbox.world import TOKEN, World

WORLD = web.AppKey("world", World)
BAD_GATEWAY = """<html>
<head><title>502 Bad Gateway</title></head>
<body><center><h1>502 Bad Gateway</h1></center></body>
</html>
"""
UNANSWERED = frozenset({"reset", "stall"})
NOT_FOUND = ApiError(404, "Not Found")
log = logging.getLogger(__name__)


async def call_method(request: web.Request) -> web.StreamResponse:
    """Answer `/bot<token>/<method>`."""
    world = request.app[WORLD]
    name = request.match_info["method"]
    bot: Bot | None = None
    fault: Fault | None = None
    try:
        bot = _bot(world, request.match_info["token"])
        method = METHODS.get(name.lower())
        if method is None:
            raise ApiError(404, "Not Found: method not found")
        name = method.name
        params, files = await read_parameters(request)
        call = Call(world, bot, name, params, files)
        fault = world.faults.strike(name.lower(), chat_id=str(params.get("chat_id", "")))
        early = await _suffer(request, fault) if fault is not None else None
        if fault is not None and early is not None:
            status = 0 if fault.kind in UNANSWERED else early.status
            _note(world, bot, name, status=status, description=f"fault {fault.kind}")
            return early
        result = method.function(call, **method.arguments(call))
        result = await result if method.is_async else result
        if name.lower() == "getupdates" and result:
            # Ordered perhaps while the bot was waiting: what is done to a batch is done to the next there is.
            fault = world.faults.strike("getupdates", of_batch=True) or fault
        answer = _success(named_for(bot.id, _disturbed(world, result, fault)), call)
        status, description = 200, ""
    except ApiError as error:
        answer, status, description = _failure(error), error.code, error.description
    except Exception:
        log.exception("the sandbox itself failed in %s", name)
        broken = refused(500, "the sandbox itself failed, see its log")
        answer, status, description = _failure(broken), 500, broken.description
    if fault is not None and fault.kind == "lost":
        _note(world, bot, name, status=0, description=f"fault lost, would have been {status} {description}".rstrip())
        return _dropped(request)
    _note(world, bot, name, status=status, description=description)
    if fault is not None and fault.kind == "late":
        await asyncio.sleep(fault.seconds)
    return answer


async def download(request: web.Request) -> web.StreamResponse:
    """Answer `/file/bot<token>/<file_path>`."""
    world = request.app[WORLD]
    try:
        _bot(world, request.match_info["token"])
    except ApiError as error:
        return _failure(error)
    stored = await asyncio.to_thread(world.files.by_path, request.match_info["path"])
    if stored is None:
        return _failure(NOT_FOUND)
    return web.Response(body=stored.data, content_type="application/octet-stream")


async def not_found(_: web.Request) -> web.StreamResponse:
    """Answer any other path as Telegram does."""
    return _failure(NOT_FOUND)


def _bot(world: World, token: str) -> Bot:
    if ":" not in token or len(token) > 80 or token.startswith("0") or not TOKEN.fullmatch(token):
        raise refused(401, "invalid token specified")
    bot = world.bot_for_token(token)
    if bot is None:
        raise ApiError(401, "Unauthorized")
    if world.clock.now() < bot.logged_out_until:
        raise ApiError(400, "Logged out")
    return bot


def _note(world: World, bot: Bot | None, method: str, *, status: int, description: str) -> None:
    world.record.called(
        at=world.clock.iso(), bot_id=bot.id if bot else None, method=method, status=status, description=description
    )


def _json(body: dict[str, Any], *, status: int = 200, headers: dict[str, str] | None = None) -> web.Response:
    return web.Response(body=orjson.dumps(body), status=status, content_type="application/json", headers=headers)


def _success(result: Any, call: Call) -> web.Response:
    described = {"description": call.description} if call.description else {}
    return _json({"ok": True, "result": result, **described})


def _failure(error: ApiError) -> web.Response:
    body: dict[str, Any] = {"ok": False, "error_code": error.code, "description": error.description}
    headers = None
    if error.parameters:
        body["parameters"] = error.parameters
        if "retry_after" in error.parameters:
            headers = {"Retry-After": str(error.parameters["retry_after"])}
    return _json(body, status=error.code, headers=headers)


async def _suffer(request: web.Request, fault: Fault) -> web.Response | None:
    """What a fault answers before any effect; None to go on."""
    if fault.kind in ("delay", "stall"):
        await asyncio.sleep(fault.seconds)
    if fault.kind in ("delay", "late", "lost", "duplicate", "shuffle"):
        return None
    if fault.kind in UNANSWERED:
        return _dropped(request)
    if fault.kind == "502":
        return web.Response(text=BAD_GATEWAY, status=502, content_type="text/html")
    if fault.kind == "500":
        return _failure(ApiError(500, "Internal Server Error"))
    description = f"Too Many Requests: retry after {fault.retry_after}"
    return _failure(ApiError(429, description, parameters={"retry_after": fault.retry_after}))


def _disturbed(world: World, result: Any, fault: Fault | None) -> Any:
    """A batch of updates as a fault of getUpdates gives it."""
    if fault is not None and fault.kind == "duplicate":
        return [update for update in result for _ in range(1 + fault.copies)]
    if fault is not None and fault.kind == "shuffle":
        return world.rng.sample(result, len(result))
    return result


def _dropped(request: web.Request) -> web.Response:
    """Cut the connection; the response that is returned goes nowhere."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


def routes() -> list[web.RouteDef]:
    """The routes of the Bot API; the test data centre's paths answer the same."""
    segment = "[^/]*"
    found = []
    for path in (f"/bot{{token:{segment}}}/{{method}}", f"/bot{{token:{segment}}}/test/{{method}}"):
        found += [web.get(path, call_method, allow_head=False), web.post(path, call_method)]
    found.append(web.get(f"/file/bot{{token:{segment}}}/{{path:.+}}", download))
    return found
