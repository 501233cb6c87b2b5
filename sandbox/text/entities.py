"""Formatted text as Telegram accepts it: parsed, trimmed, cleaned and measured."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sandbox.errors import bad
from sandbox.text import utf16
from sandbox.text.markdown import parse_markdown
from sandbox.text.old_markdown import parse_old_markdown
from sandbox.text.tags import parse_html

MAX_TEXT = 4096  # code points after parsing
MAX_RAW_TEXT = 32_768  # bytes before parsing
MAX_CAPTION = 1024  # code points after parsing
MAX_ENTITIES = 100
FORMAT_NAMES = """
    bold italic underline strikethrough spoiler blockquote expandable_blockquote code pre text_link
    text_mention custom_emoji date_time
"""
FORMATS = frozenset(FORMAT_NAMES.split())
FOUND = re.compile(
    r"""(?P<url>(?:https?://|tg://)[^\s<>"'，。；：！？、（）「」《》]+)
    |(?P<email>[A-Za-z0-9_.+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,})
    |(?<![\w/@<>&])(?P<bot_command>/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?)(?![\w/@])
    |(?<![\w/@])(?P<mention>@[A-Za-z0-9_]{4,32})(?!\w)
    |(?<![\w/&])(?P<hashtag>\#\w*[^\W\d]\w*)""",
    re.VERBOSE,
)
CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\u2028\u2029\u202a-\u202e]")


@dataclass(frozen=True, slots=True)
class Formatted:
    """Text with its entities, ready to stand in a message."""

    text: str
    entities: list[dict[str, Any]]


def format_text(raw: str, *, parse_mode: str, entities: Any, limit: int = MAX_TEXT) -> Formatted:
    """The message text (or caption, by `limit`) that a bot's parameters mean; may be empty.

    Raises:
        ApiError: 400 for broken markup, an unknown parse_mode or too long a text.
    """
    if len(raw.encode("utf-8", "replace")) > MAX_RAW_TEXT:
        raise bad("text is too long" if limit == MAX_TEXT else "message caption is too long")
    text, given = _parsed(raw, parse_mode=parse_mode, entities=entities)
    formatted = clean(text, given)
    if len(formatted.text) > limit:
        raise bad("message is too long" if limit == MAX_TEXT else "message caption is too long")
    return formatted


def clean(text: str, given: Sequence[dict[str, Any]]) -> Formatted:
    """Trimmed text, its given entities clipped to it, and those that Telegram finds by itself."""
    text = (
        CONTROL.sub(lambda match: "" if match[0] in "\r\u202a\u202b\u202c\u202d\u202e" else " ", text)
        if CONTROL.search(text)
        else text
    )
    first = min((entity["offset"] for entity in given), default=len(text))
    bare = text.rstrip()
    cut = min(len(bare) - len(bare.lstrip()), first)
    bare = bare[cut:]
    kept = list(_clipped(given, cut=cut, end=utf16.width(bare)))
    kept += _found(bare, taken=kept)
    kept.sort(key=lambda entity: (entity["offset"], -entity["length"]))
    return Formatted(bare, kept[:MAX_ENTITIES])


def _parsed(raw: str, *, parse_mode: str, entities: Any) -> tuple[str, list[dict[str, Any]]]:
    mode = parse_mode.lower()
    if mode == "html":
        return parse_html(raw)
    if mode == "markdownv2":
        return parse_markdown(raw)
    if mode == "markdown":
        return parse_old_markdown(raw)
    if mode not in ("", "none"):
        raise bad("unsupported parse_mode")
    return raw, given_entities(entities)


def given_entities(entities: Any) -> list[dict[str, Any]]:
    """The formats among the MessageEntity objects of a call; none if there are none.

    Raises:
        ApiError: 400, one of them is none.
    """
    if entities is None:
        return []
    if not isinstance(entities, list):
        raise bad("can't parse entities: expected an Array of MessageEntity")
    found = []
    for entity in entities:
        if not isinstance(entity, dict):
            raise bad("can't parse entities: expected an Object")
        for field in ("offset", "length"):
            if not isinstance(entity.get(field), int):
                raise bad(f"can't parse entities: Can't find field \"{field}\"")
        if entity.get("type") == "text_link" and not entity.get("url"):
            raise bad("can't parse entities: Can't find field \"url\"")
        if entity.get("type") == "text_mention":
            _check_mention(entity)
        if str(entity.get("type")) in FORMATS:
            # Only what was read from markup names its person by this.
            found.append({name: value for name, value in entity.items() if name != "user_id"})
    return found


def _check_mention(entity: dict[str, Any]) -> None:
    user = entity.get("user")
    if user is None:
        raise bad("can't parse entities: Can't find field \"user\"")
    if not isinstance(user, dict):
        raise bad('can\'t parse entities: Field "user" must be of type Object')
    if not isinstance(user.get("id"), int):
        raise bad("can't parse entities: Can't find field \"id\"")


def _clipped(given: Sequence[dict[str, Any]], *, cut: int, end: int) -> Sequence[dict[str, Any]]:
    kept = []
    for entity in given:
        start = max(0, entity["offset"] - cut)
        stop = min(end, entity["offset"] + entity["length"] - cut)
        if entity["length"] > 0 and stop > start:
            kept.append({**entity, "offset": start, "length": stop - start})
    return kept


def _found(text: str, *, taken: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Commands, mentions, hashtags and addresses, except inside links and code."""
    found: list[dict[str, Any]] = []
    if not any(sign in text for sign in "/@#"):
        return found
    closed = [entity for entity in taken if entity["type"] in ("code", "pre", "text_link", "text_mention")]
    places = utf16.offsets(text)
    for match in FOUND.finditer(text):
        kind = match.lastgroup or ""
        value = match[0].rstrip(".,;:!?)") if kind == "url" else match[0]
        start, stop = places[match.start()], places[match.start() + len(value)]
        if all(stop <= e["offset"] or start >= e["offset"] + e["length"] for e in closed):
            found.append({"offset": start, "length": stop - start, "type": kind})
    return found
