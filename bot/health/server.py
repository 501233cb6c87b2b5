"""What machines may ask on this machine: /livez, /readyz and /metrics."""

import structlog
from aiohttp import web
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from bot.health import checks
from bot.health.checks import Check, Phase, Standing
from bot.health.gauge import Gauge
from bot.health.metrics import exposition

log = structlog.get_logger(__name__)


class HealthServer:
    """Answers on a loopback address; what it says holds no secret and no word of anybody."""

    def __init__(self, gauge: Gauge, *, listen: str) -> None:
        self._gauge = gauge
        self._listen = listen
        self._runner: web.AppRunner | None = None
        self.phase = Phase.STARTING
        self.port = 0

    async def open(self) -> None:
        """Listen. A port that is taken is a loud line in the log: people must be served all the same."""
        if self._listen == "off":
            return
        host, _, port = self._listen.rpartition(":")
        app = web.Application()
        app.router.add_get("/livez", self._live)
        app.router.add_get("/readyz", self._ready)
        app.router.add_get("/metrics", self._metrics)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, host.strip("[]"), int(port)).start()
        except (OSError, OverflowError) as error:
            reason = type(error).__name__
            log.error("health_not_listening", reason=reason, hint="another bot? set BANSHI_HEALTH_LISTEN")
            await self.close()
            return
        self.port = int(self._runner.addresses[0][1])
        log.info("health_listening", port=self.port)

    async def close(self) -> None:
        """Listen no more."""
        if self._runner:
            await self._runner.cleanup()
            self._runner = None

    async def _live(self, _: web.Request) -> web.Response:
        return _answer([checks.loop(self._gauge.lag)])

    async def _ready(self, _: web.Request) -> web.Response:
        return _answer(checks.ready(await self._gauge.read(), phase=self.phase))

    async def _metrics(self, _: web.Request) -> web.Response:
        body = exposition(await self._gauge.read())
        return web.Response(body=body, headers={"Content-Type": CONTENT_TYPE_LATEST})


def _answer(found: list[Check]) -> web.Response:
    worst = checks.worst(found)
    body = {"state": worst, "checks": {check.name: check.as_json() for check in found}}
    return web.json_response(body, status=503 if worst is Standing.BAD else 200)
