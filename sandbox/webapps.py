"""Mini Apps: the data that a launch carries, signed with the bot's token, and the forgeries a bot must notice."""

import hashlib
import hmac
from typing import Any
from urllib.parse import quote, urlencode

import orjson

from sandbox.chats import Chat
from sandbox.errors import ControlError
from sandbox.people import Bot, Person
from sandbox.queries import Launch
from sandbox.world import World

KINDS = ("fresh", "stale", "forged")
STALE_SECONDS = 2 * 86_400
VERSION = "9.1"
MAX_DATA = 4096  # bytes that sendData takes


def launch(world: World, bot: Bot, person: Person, chat: Chat, *, url: str, kind: str) -> str:
    """The address that a client opens for a button under a message or for the menu button.

    Args:
        kind: fresh, stale (signed two days ago) or forged (signed with another token).
    """
    if kind not in KINDS:
        raise ControlError(f"kind must be one of {', '.join(KINDS)}.")
    made = Launch(world.draw_id(), bot.id, person.id, chat.id)
    world.launches[made.query_id] = made
    fields = {
        "query_id": made.query_id,
        "user": orjson.dumps(_web_user(person)).decode(),
        "auth_date": str(world.clock.date() - (STALE_SECONDS if kind == "stale" else 0)),
    }
    token = bot.token if kind != "forged" else f"{bot.id}:another-token"
    return with_data(url, urlencode(fields | {"hash": sign(fields, token=token)}))


def with_data(url: str, init_data: str) -> str:
    """An address with what a client tells the app in its fragment; a launch from the keyboard has no data."""
    told = {"tgWebAppData": init_data, "tgWebAppVersion": VERSION, "tgWebAppPlatform": "web"}
    joint = "&" if "#" in url else "#"
    return f"{url}{joint}{urlencode(told, quote_via=quote)}"


def sign(fields: dict[str, str], *, token: str) -> str:
    """The hash of launch data, as the Bot API's documentation says to check it."""
    text = "\n".join(f"{name}={fields[name]}" for name in sorted(fields))
    secret = hmac.digest(b"WebAppData", token.encode(), hashlib.sha256)
    return hmac.new(secret, text.encode(), hashlib.sha256).hexdigest()


def _web_user(person: Person) -> dict[str, Any]:
    user = {name: value for name, value in person.as_user().items() if name != "is_bot"}
    return user | {"allows_write_to_pm": True}
