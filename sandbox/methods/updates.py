"""getMe, getUpdates and the webhook's switches; a webhook's delivery is not pretended yet."""

from typing import Any

import orjson

from sandbox.errors import bad, too_many
from sandbox.pending import KINDS
from sandbox.registry import Call, method

CLOSE_NOT_BEFORE = 600  # seconds after the bot's start


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
        "supports_inline_queries": False,
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
    remember_allowed(call, allowed_updates)
    return await call.bot.queue.poll(offset=offset, limit=limit, timeout_seconds=timeout)


@method("deleteWebhook")
def delete_webhook(call: Call, *, drop_pending_updates: bool = False) -> bool:
    """Switch to getUpdates; there is never a webhook here yet."""
    if drop_pending_updates:
        call.bot.queue.drop_all()
    call.description = "Webhook is already deleted"
    return True


@method("setWebhook")
def set_webhook(call: Call, *, url: str = "", drop_pending_updates: bool = False) -> bool:
    """Without a url the same as deleteWebhook; with one a refusal, for nothing would be delivered."""
    if url:
        raise bad("bad webhook: the sandbox does not deliver by webhook yet; use getUpdates")
    return delete_webhook(call, drop_pending_updates=drop_pending_updates)


@method("getWebhookInfo")
def get_webhook_info(call: Call) -> dict[str, Any]:
    """How updates are delivered and how many wait."""
    allowed = call.bot.queue.allowed
    return {
        "url": "",
        "has_custom_certificate": False,
        "pending_update_count": len(call.bot.queue.waiting()),
        **({"allowed_updates": sorted(allowed)} if allowed else {}),
    }


@method("logOut")
def log_out(call: Call) -> bool:
    """Leave this server; nobody is kept from coming back."""
    call.bot.queue.abort("terminated by logOut")
    return True


@method("close")
def close(call: Call) -> bool:
    """Move to another server; not in the first ten minutes."""
    left = CLOSE_NOT_BEFORE - (call.world.clock.now() - call.bot.started_at)
    if left > 0:
        raise too_many(max(1, int(left)))
    return True
