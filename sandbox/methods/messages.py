"""sendMessage, sendContact, sendDice."""

from dataclasses import dataclass
from typing import Any

from sandbox.dice import throw
from sandbox.errors import bad
from sandbox.methods.places import KeyboardPlace, send
from sandbox.posting import with_people
from sandbox.registry import Call, Json, method
from sandbox.text.entities import format_text


@dataclass(frozen=True, slots=True)
class Markup:
    """How a text is marked up: by a parse_mode, or by entities given beside it."""

    parse_mode: str = ""
    entities: Json | None = None


def text_content(call: Call, text: str, markup: Markup) -> dict[str, Any]:
    """The text and entities of a message.

    Raises:
        ApiError: 400, broken markup, nothing left of it, or too long.
    """
    formatted = format_text(text, parse_mode=markup.parse_mode, entities=markup.entities)
    if not formatted.text:
        raise bad("message text is empty")
    entities = with_people(call.world, formatted.entities)
    return {"text": formatted.text, **({"entities": entities} if entities else {})}


@method("sendMessage")
def send_message(
    call: Call, *, text: str, place: KeyboardPlace, markup: Markup, link_preview_options: Json | None = None
) -> dict[str, Any]:
    """Send a text of 1-4096 characters after parsing."""
    content = text_content(call, text, markup)
    if link_preview_options:
        content["link_preview_options"] = link_preview_options
    return send(call, place, content)


@method("sendContact")
def send_contact(
    call: Call, *, phone_number: str, first_name: str, place: KeyboardPlace, last_name: str = "", vcard: str = ""
) -> dict[str, Any]:
    """Send somebody's phone number."""
    contact = {"phone_number": phone_number, "first_name": first_name}
    contact |= {name: value for name, value in (("last_name", last_name), ("vcard", vcard)) if value}
    return send(call, place, {"contact": contact}, what="contacts")


@method("sendDice")
def send_dice(call: Call, *, place: KeyboardPlace, emoji: str = "🎲") -> dict[str, Any]:
    """Throw a die, or what stands for one."""
    thrown = throw(emoji, rng=call.world.rng)
    if thrown is None:
        raise bad("EMOTICON_INVALID")
    return send(call, place, thrown)
