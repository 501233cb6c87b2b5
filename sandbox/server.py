"""The sandbox as one aiohttp application: Bot API, control API and the chat page."""

import ipaddress
import os
from dataclasses import dataclass
from email.utils import formatdate
from pathlib import Path

from aiohttp import web

from sandbox import api, seed
from sandbox.backstage import Backstage
from sandbox.control import acting, answers, apps, backstage, conditions, population, reading, remembering, stories
from sandbox.control.body import LOOPBACK_ONLY, refuse_politely
from sandbox.files import MAX_UPLOAD
from sandbox.keeping import Keeper
from sandbox.loopback import is_loopback
from sandbox.world import World

PAGE = Path(__file__).parent / "page"
MAX_BODY = MAX_UPLOAD + 10 * 2**20  # bytes; what is bigger Telegram's front server refuses
PAGE_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; media-src 'self' blob:; "
        "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}


def create_app(
    world: World | None = None,
    *,
    allow_remote: bool = False,
    behind: Backstage | None = None,
    state: Path | None = None,
    scenes: Path | None = None,
) -> web.Application:
    """The application around a world; without one, around a new world with the demo's people.

    Args:
        allow_remote: answer control calls that name another host than a loopback one, and deliver to webhooks there.
        behind: the bot's process, if whoever serves this runs one.
        scenes: the folder of the stories that can be played.
        state: the file that the world lives in; one that holds a world already wins over the one given here.
    """
    if world is None:
        world = World()
        seed.populate(world)
    app = web.Application(middlewares=[refuse_politely], client_max_size=MAX_BODY)
    app[api.WORLD] = world
    if state is not None:
        keeper = Keeper(state)
        app.middlewares.append(keeper.notice)
        app.cleanup_ctx.append(keeper.keep)
    app[LOOPBACK_ONLY] = not allow_remote
    world.webhooks.remote = allow_remote
    app.router.add_routes(api.routes())
    _set_the_stage(app, behind, scenes)
    for area in (acting, answers, apps, backstage, conditions, population, reading, stories):
        app.router.add_routes(area.routes())
    app.router.add_get("/{path:.*}", page)
    app.router.add_route("*", "/{path:.*}", api.not_found)
    app.on_startup.append(_wind_the_clock)
    app.on_response_prepare.append(_tell_the_time)
    app.on_shutdown.append(_let_go)
    return app


def _set_the_stage(app: web.Application, behind: Backstage | None, scenes: Path | None) -> None:
    if behind is not None:
        app[backstage.BACKSTAGE] = behind
    if scenes is not None:
        app[stories.FOLDER] = scenes
    app[stories.RUNS] = stories.Runs(app)
    app.middlewares.append(remembering.remember)
    app.cleanup_ctx.extend((backstage.watch, stories.close))


@dataclass(frozen=True, slots=True)
class Running:
    """A listening sandbox."""

    url: str
    runner: web.AppRunner

    async def close(self) -> None:
        """Stop listening; waiting polls and streams are ended."""
        await self.runner.cleanup()


async def serve(app: web.Application, *, host: str = "127.0.0.1", port: int = 0, allow_remote: bool = False) -> Running:
    """Listen at an address; port 0 takes a free one.

    Raises:
        ValueError: the address is not a loopback one and `allow_remote` is not set.
        StateError: the state file is damaged or in use.
    """
    if not allow_remote and not is_loopback(host):
        raise ValueError(f"{host} is no loopback address: the sandbox has no locks, so it stays on this machine.")
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    site = web.TCPSite(runner, host, port)
    await site.start()
    bound = runner.addresses[0][1]
    name = f"[{host}]" if _is_ipv6(host) else host
    return Running(f"http://{name}:{bound}", runner)


async def page(request: web.Request) -> web.StreamResponse:
    """A file of the chat page; `/` is its index."""
    name = request.match_info["path"] or "index.html"
    # Only looked up among the names there are: what can be no file's name (a NUL, 300 letters) is not found either.
    if name in os.listdir(PAGE):
        return web.FileResponse(PAGE / name, headers=PAGE_HEADERS)
    return await api.not_found(request)


async def _tell_the_time(request: web.Request, response: web.StreamResponse) -> None:
    """Every answer's Date follows the sandbox's clock."""
    response.headers["Date"] = formatdate(request.app[api.WORLD].clock.now(), usegmt=True)


async def _wind_the_clock(app: web.Application) -> None:
    """What was set before a loop ran rings from now on."""
    app[api.WORLD].clock.ring()


async def _let_go(app: web.Application) -> None:
    world = app[api.WORLD]
    world.stream.close()
    for bot in world.bots.values():
        bot.queue.close()
        if bot.webhook is not None:
            await bot.webhook.close()


def _is_ipv6(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).version == 6
    except ValueError:
        return False
