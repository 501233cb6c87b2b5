"""HTML of our templates into what Telegram sends: plain text and entities, cut at its limits."""

import re
from dataclasses import dataclass, replace
from html import unescape

MAX_TEXT = 4096
"""Most a message may hold. Telegram counts code points; UTF-16 units are never fewer, so counting them is safe."""
MAX_ENTITIES = 100
"""Entities Telegram keeps per message; it drops the rest silently."""

_ENTITY_OF_TAG = {
    "b": "bold",
    "i": "italic",
    "u": "underline",
    "s": "strikethrough",
    "code": "code",
    "pre": "pre",
    "a": "text_link",
    "blockquote": "blockquote",
    "tg-spoiler": "spoiler",
}


_TAG = re.compile(r"<(/?)([a-zA-Z][\w-]*)((?:\s[^<>]*)?)>")
_ATTRIBUTE = re.compile(r"""([a-zA-Z-]+)(?:\s*=\s*"([^"]*)")?""")
_NO_WORDS = re.compile(r"<[a-zA-Z/!?]")


@dataclass(frozen=True, slots=True)
class Entity:
    """A stretch of formatted text; ``offset`` and ``length`` count UTF-16 units, as Telegram does."""

    type: str
    offset: int
    length: int
    url: str | None = None

    def as_json(self) -> dict[str, object]:
        """The Bot API's MessageEntity."""
        entity: dict[str, object] = {"type": self.type, "offset": self.offset, "length": self.length}
        if self.url:
            entity["url"] = self.url
        return entity


@dataclass(frozen=True, slots=True)
class Rich:
    """Text with its formatting."""

    text: str
    entities: tuple[Entity, ...] = ()


def utf16_length(text: str) -> int:
    """How many UTF-16 units the text takes."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def parse_html(html: str) -> Rich:
    """Read a rendered template.

    Raises:
        ValueError: a tag our templates may not use, or one that is not closed: a mistake of ours, never of a user,
            because everything users write is escaped. A link without an address is one too.
    """
    html = html.strip()
    reader = _Reader()
    at = 0
    for tag in _TAG.finditer(html):
        reader.words(html[at : tag.start()])
        closes, name, attributes = tag.groups()
        if closes:
            reader.end(name.lower())
        else:
            reader.begin(name.lower(), attributes)
        at = tag.end()
    reader.words(html[at:])
    if reader.open:
        raise ValueError(f"<{reader.open[-1][0]}> is never closed")
    return _trim(Rich("".join(reader.parts), tuple(sorted(reader.entities, key=lambda e: (e.offset, -e.length)))))


class _Reader:
    def __init__(self) -> None:
        self.parts: list[str] = []
        self.length = 0
        self.entities: list[Entity] = []
        self.open: list[tuple[str, str, int, str | None]] = []

    def begin(self, tag: str, attributes: str) -> None:
        if tag not in _ENTITY_OF_TAG:
            raise ValueError(f"<{tag}> is not known to Telegram")
        given = {name.lower(): unescape(value) for name, value in _ATTRIBUTE.findall(attributes)} if attributes else {}
        if tag == "a" and not given.get("href"):
            raise ValueError("<a> leads nowhere")
        kind = "expandable_blockquote" if tag == "blockquote" and "expandable" in given else _ENTITY_OF_TAG[tag]
        self.open.append((tag, kind, self.length, given.get("href")))

    def end(self, tag: str) -> None:
        if not self.open or self.open[-1][0] != tag:
            raise ValueError(f"</{tag}> closes nothing")
        _, kind, offset, url = self.open.pop()
        if self.length > offset:
            self.entities.append(Entity(kind, offset, self.length - offset, url))

    def words(self, data: str) -> None:
        if "<" in data and (wrong := _NO_WORDS.search(data)):
            raise ValueError(f"{wrong.group()!r} begins no tag that is ever finished")
        words = unescape(data) if "&" in data else data
        self.parts.append(words)
        self.length += utf16_length(words)


def _trim(rich: Rich) -> Rich:
    """Drop the blank rim a template leaves, and move the entities along."""
    text = rich.text.rstrip()
    if text == rich.text == text.lstrip():
        return rich
    lead = len(text) - len(text.lstrip())
    text = text[lead:]
    end = utf16_length(text)
    return Rich(text, tuple(_clipped(rich.entities, start=lead, end=lead + end)))


def _clipped(entities: tuple[Entity, ...], *, start: int, end: int) -> list[Entity]:
    """The parts of the entities between two UTF-16 offsets, counted from ``start``."""
    kept = []
    for entity in entities:
        first, last = max(entity.offset, start), min(entity.offset + entity.length, end)
        if last > first:
            same = start == 0 and last - first == entity.length
            kept.append(entity if same else replace(entity, offset=first - start, length=last - first))
    return kept


def split(rich: Rich, *, limit: int = MAX_TEXT) -> tuple[Rich, ...]:
    """Cut a text into messages at most ``limit`` UTF-16 units long, at line ends where there are any.

    Joined again, the parts are the text. An entity that is cut goes on in the next part.
    """
    if utf16_length(rich.text) <= limit:
        return (Rich(rich.text, rich.entities[:MAX_ENTITIES]),) if rich.text else ()
    parts = []
    text, offset = rich.text, 0
    while text:
        piece = _first_piece(text, limit)
        length = utf16_length(piece)
        entities = _clipped(rich.entities, start=offset, end=offset + length)
        parts.append(Rich(piece, tuple(entities[:MAX_ENTITIES])))
        text, offset = text[len(piece) :], offset + length
    return tuple(parts)


def _first_piece(text: str, limit: int) -> str:
    if utf16_length(text) <= limit:
        return text
    taken = units = 0
    for char in text:
        units += 2 if char > "\uffff" else 1
        if units > limit:
            break
        taken += 1
    head = text[:taken]
    line_end = head.rfind("\n") + 1
    # A part of blanks alone would be refused as empty, so such a line end is no place to cut.
    return head[:line_end] if line_end and head[:line_end].strip() else head
