"""Where Telegram brings updates: the webhook as we want it, and as Telegram has it."""

import asyncio
from collections.abc import Mapping
from typing import Any

import structlog

from gateway.backoff import pause_after
from gateway.clock import Clock
from gateway.telegram import Ambiguous, NotReached, Telegram, TelegramError
from gateway.updates import EVENTS
from gateway.webhook import path_of
from storage.documents import dump_json

LONGEST_PAUSE = 60.0
"""Seconds between tries while Telegram is away, or will not have the address."""

log = structlog.get_logger(__name__)


def webhook_for(url: str, *, secret: str, connections: int) -> dict[str, Any]:
    """The parameters of setWebhook for a public address; waiting updates stay, whatever came before."""
    return {
        "url": url.rstrip("/") + path_of(secret),
        "secret_token": secret,
        "max_connections": connections,
        "allowed_updates": list(EVENTS),
    }


def differences(info: Mapping[str, Any], wanted: Mapping[str, Any]) -> list[str]:
    """What getWebhookInfo says otherwise than we want it. A secret is not shown, but the path depends on it."""
    found = {**info, "allowed_updates": set(info.get("allowed_updates") or ())}
    here = {**wanted, "allowed_updates": set(wanted["allowed_updates"])}
    return [name for name in ("url", "max_connections", "allowed_updates") if found.get(name) != here[name]]


async def register(telegram: Telegram, wanted: Mapping[str, Any], *, clock: Clock, refused: asyncio.Event) -> None:
    """Return once Telegram has the webhook as wanted; ``refused`` is set if it does not know the token.

    Any replica may do it: they all want the same, and whoever finds it so leaves it alone.
    """
    failures = 0
    while True:
        pause = None
        try:
            before = differences(await telegram.call("getWebhookInfo"), wanted)
            if not before:
                return
            await telegram.call("setWebhook", dump_json(wanted))
            left = differences(await telegram.call("getWebhookInfo"), wanted)
            if not left:
                log.info("webhook_set", changed=before)
                return
            log.error("webhook_differs", differs=left, hint="another program sets it too; only one may")
        except TelegramError as error:
            if error.code == 401:
                refused.set()
                return
            pause = error.retry_after
            log.error("webhook_not_set", reason=str(error), hint="look at BANSHI_WEBHOOK_URL")
        except (NotReached, Ambiguous) as error:
            log.warning("webhook_not_set_yet", reason=str(error))
        failures += 1
        await clock.sleep(pause or pause_after(failures, longest=LONGEST_PAUSE))
