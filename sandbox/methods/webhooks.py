"""setWebhook, deleteWebhook and getWebhookInfo, with what a webhook's answers may ask for."""

import inspect
import re
import ssl
from typing import Any
from urllib.parse import SplitResult, urlsplit

import orjson

from sandbox.errors import ApiError, bad, too_many
from sandbox.faults import Fault
from sandbox.files import Upload
from sandbox.loopback import is_loopback
from sandbox.methods.updates import remember_allowed
from sandbox.pending import Pending
from sandbox.people import Bot
from sandbox.registry import METHODS, Call, method
from sandbox.webhook import Outcome, Target, Webhook
from sandbox.world import World

PORTS = (443, 80, 88, 8443)
MAX_CONNECTIONS = 100
DEFAULT_CONNECTIONS = 40
MAX_SECRET = 256
MAX_CERTIFICATE = 3 * 2**20  # bytes
NOT_IN_ANSWERS = frozenset({"setwebhook", "deletewebhook", "close", "logout"})
"""Methods that an answer may not call, besides every one that gets something."""


@method("setWebhook")
async def set_webhook(
    call: Call,
    *,
    url: str = "",
    certificate: Upload | str = "",
    ip_address: str = "",  # noqa: ARG001 - everything is on this machine
    max_connections: int = DEFAULT_CONNECTIONS,
    allowed_updates: str = "",
    drop_pending_updates: bool = False,
    secret_token: str = "",
) -> bool:
    """Let updates be brought to an address; without one the same as deleteWebhook."""
    if not url:
        return await delete_webhook(call, drop_pending_updates=drop_pending_updates)
    bot, now = call.bot, call.world.clock.now()
    if now - bot.webhook_set_at < 1:
        raise too_many(1)
    _check_url(call, url)
    _check_secret(secret_token)
    target = Target(
        url=url,
        secret_token=secret_token,
        max_connections=max(1, min(max_connections, MAX_CONNECTIONS)),
        certificate=_certificate(certificate),
    )
    bot.webhook_set_at = now
    remember_allowed(call, allowed_updates)
    if drop_pending_updates:
        bot.queue.drop_all()
    if bot.webhook is not None and bot.webhook.target == target:
        call.description = "Webhook is already set"
        return True
    if bot.webhook is not None:
        await bot.webhook.close()
    bot.queue.abort("terminated by setWebhook request")
    bot.webhook = deliver(call.world, bot, target)
    call.description = "Webhook was set"
    return True


@method("deleteWebhook")
async def delete_webhook(call: Call, *, drop_pending_updates: bool = False) -> bool:
    """Switch to getUpdates; what waits is kept unless it is to be dropped."""
    bot = call.bot
    call.description = "Webhook is already deleted" if bot.webhook is None else "Webhook was deleted"
    if bot.webhook is not None:
        await bot.webhook.close()
        bot.webhook = None
    if drop_pending_updates:
        bot.queue.drop_all()
    return True


@method("getWebhookInfo")
def get_webhook_info(call: Call) -> dict[str, Any]:
    """How updates are delivered and how many wait."""
    queue, webhook = call.bot.queue, call.bot.webhook
    none = {"url": "", "has_custom_certificate": False, "pending_update_count": len(queue.waiting())}
    allowed = {"allowed_updates": sorted(queue.allowed)} if queue.allowed else {}
    return {**(none if webhook is None else webhook.info()), **allowed}


def deliver(world: World, bot: Bot, target: Target) -> Webhook:
    """Begin to bring a bot's updates to its webhook."""
    return Webhook(target, bot.queue, clock=world.clock, surroundings=_Surroundings(world, bot))


def _check_url(call: Call, url: str) -> None:
    """Telegram's rules, and one of the sandbox: nothing leaves this machine unless it was told that it may."""
    parts, rules = _split(url), call.world.webhooks
    if not parts.hostname or parts.scheme not in ("http", "https"):
        raise bad("invalid webhook URL specified")
    if not is_loopback(parts.hostname) and not rules.remote:
        raise bad("bad webhook: the sandbox delivers to loopback addresses only")
    if rules.plain and is_loopback(parts.hostname):
        return
    if parts.scheme == "http":
        raise bad("bad webhook: An HTTPS URL must be provided for webhook")
    if (parts.port or 443) not in PORTS:
        raise bad("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 - reading it is what finds a port that is no number
    except ValueError:
        raise bad("invalid webhook URL specified") from None
    return parts


def _check_secret(secret_token: str) -> None:
    if len(secret_token) > MAX_SECRET:
        raise bad("secret token is too long")
    if not re.fullmatch(r"[A-Za-z0-9_-]*", secret_token):
        raise bad("secret token contains unallowed characters")


def _certificate(certificate: Upload | str) -> str:
    """The PEM text of an uploaded certificate.

    Raises:
        ApiError: 400, it is too big or none.
    """
    if not isinstance(certificate, Upload):
        return ""
    if len(certificate.data) > MAX_CERTIFICATE:
        raise bad("bad webhook: certificate size is too big")
    pem = certificate.data.decode("ascii", "replace")
    try:
        ssl.create_default_context(cadata=pem)
    except (ssl.SSLError, ValueError):
        raise bad("bad webhook: failed to set custom certificate file") from None
    return pem


class _Surroundings:
    """The world as one bot's deliveries see it."""

    def __init__(self, world: World, bot: Bot) -> None:
        self._world = world
        self._bot = bot
        self.rules = world.webhooks
        self.rng = world.rng

    def strike(self, chat_id: str) -> Fault | None:
        return self._world.faults.strike("webhook", chat_id=chat_id)

    def note(self, update: Pending, outcome: Outcome, *, seconds: float) -> None:
        self._world.record.delivered(
            at=self._world.clock.iso(),
            bot_id=self._bot.id,
            update_id=update.update_id,
            status=outcome.status,
            description="" if outcome.taken else outcome.description,
            seconds=seconds,
        )
        self._world.on_change()

    async def answered(self, body: bytes) -> None:
        """Perform the call; as on Telegram nobody ever learns what came of it, save from the record."""
        params = _object(body)
        wanted = METHODS.get(str(params.pop("method", "")).lower())
        if wanted is None or wanted.name.lower() in NOT_IN_ANSWERS or wanted.name.startswith("get"):
            return
        call, status, description = Call(self._world, self._bot, wanted.name, params), 200, ""
        try:
            result = wanted.function(call, **wanted.arguments(call))
            if inspect.isawaitable(result):
                await result
        except ApiError as error:
            status, description = error.code, error.description
        self._world.record.called(
            at=self._world.clock.iso(),
            bot_id=self._bot.id,
            method=wanted.name,
            status=status,
            description=description or "in a webhook's answer",
        )

    async def gone(self) -> None:
        if self._bot.webhook is not None:
            await self._bot.webhook.close()
            self._bot.webhook = None


def _object(body: bytes) -> dict[str, Any]:
    try:
        found = orjson.loads(body or b"{}")
    except orjson.JSONDecodeError:
        return {}
    return found if isinstance(found, dict) else {}
