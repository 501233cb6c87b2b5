"""getMe, getUpdates, and leaving this server."""

import math
from typing import Any

import orjson

from sandbox.errors import too_many
from sandbox.pending import KINDS
from sandbox.registry import Call, method

WEBHOOK_IS_ACTIVE = "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
CLOSE_NOT_BEFORE = 600  # seconds after the bot's start
LOGGED_OUT = 600  # seconds


def remember_allowed(call: Call, allowed_updates: str) -> None:
    """Take over a JSON list of update kinds; anything else is ignored, as the real server does."""
    try:
        kinds = orjson.loads(allowed_updates or "null")
    except orjson.JSONDecodeError:
        return
    if isinstance(kinds, list) and all(isinstance(kind, str) for kind in kinds):
        call.bot.queue.allowed = frozenset(kind.lower() for kind in kinds) & KINDS or None


@method("getMe")
def get_me(call: Call) -> dict[str, Any]:
    """Who the bot is."""
    return {
        **call.bot.as_user(),
        "can_join_groups": True,
        "can_read_all_group_messages": call.bot.sees_everything,
        "supports_inline_queries": call.bot.inline,
        "can_connect_to_business": False,
        "has_main_web_app": False,
        "has_topics_enabled": False,
    }


@method("getUpdates")
async def get_updates(
    call: Call,
    *,
    offset: int = 0,
    limit: int = 100,
    timeout: int = 0,  # noqa: ASYNC109 - the Bot API's own name
    allowed_updates: str = "",
) -> list[dict[str, Any]]:
    """The updates not yet confirmed, waiting for the first up to `timeout` seconds."""
    if call.bot.webhook is not None:
        await call.bot.queue.conflict(WEBHOOK_IS_ACTIVE)
    remember_allowed(call, allowed_updates)
    return await call.bot.queue.poll(offset=offset, limit=limit, timeout_seconds=timeout)


@method("logOut")
def log_out(call: Call) -> bool:
    """Leave this server, which takes the bot back only ten minutes later."""
    call.bot.queue.abort("terminated by logOut")
    call.bot.logged_out_until = call.world.clock.now() + LOGGED_OUT
    return True


@method("close")
def close(call: Call) -> bool:
    """Move to another server; not in the first ten minutes."""
    left = CLOSE_NOT_BEFORE - (call.world.clock.now() - call.bot.started_at)
    if left > 0:
        raise too_many(math.ceil(left))
    call.bot.started_at = call.world.clock.now()
    return True
