"""parse_mode HTML: Telegram's few tags, its leniency and the exact words of its errors."""

import re
from dataclasses import dataclass
from typing import Any

from sandbox.errors import bad
from sandbox.text import links, utf16

TYPES = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "code": "code",
    "pre": "pre",
    "a": "text_link",
    "blockquote": "blockquote",
    "tg-emoji": "custom_emoji",
    "tg-time": "date_time",
}
CHARACTER = re.compile(rb"&(?:#([0-9]{1,8})|#x([0-9a-fA-F]{1,6})|(lt|gt|amp|quot));?")
NAMED = {b"lt": "<", b"gt": ">", b"amp": "&", b"quot": '"'}
SPACE = b" \t\r\n\0\v"
NAME_ENDS = SPACE + b"=>/\"'"


@dataclass(slots=True)
class OpenTag:
    """A tag that waits for its end; `start` in UTF-16 units of the text made so far."""

    name: str
    start: int
    argument: str
    entity: dict[str, Any] | None = None


def parse_html(source: str) -> tuple[str, list[dict[str, Any]]]:
    """The plain text and the entities of Telegram's HTML, in order of their start.

    Raises:
        ApiError: 400 `can't parse entities: …`; offsets are bytes of the UTF-8 source.
    """
    return _Parser(source).parse()


class _Parser:
    def __init__(self, source: str) -> None:
        self.raw = source.encode("utf-8", "replace")
        self.at = 0
        self.parts: list[str] = []
        self.units = 0
        self.open: list[OpenTag] = []
        self.entities: list[dict[str, Any]] = []

    def parse(self) -> tuple[str, list[dict[str, Any]]]:
        while self.at < len(self.raw):
            if self.raw[self.at] == ord("<"):
                self._end_tag() if self.raw[self.at + 1 : self.at + 2] == b"/" else self._start_tag()
            else:
                self._plain()
        if self.open:
            raise _broken(f'Can\'t find end tag corresponding to start tag "{self.open[-1].name}"')
        return "".join(self.parts), sorted(self.entities, key=lambda entity: (entity["offset"], -entity["length"]))

    def _plain(self) -> None:
        if self.raw[self.at] == ord("&"):
            match = CHARACTER.match(self.raw, self.at)
            character = _character(match) if match else None
            self.at = match.end() if match and character else self.at + 1
            self._write(character or "&")
            return
        ends = [end for end in (self.raw.find(b"<", self.at), self.raw.find(b"&", self.at)) if end >= 0]
        end = min(ends, default=len(self.raw))
        self._write(self.raw[self.at : end].decode())
        self.at = end

    def _write(self, text: str) -> None:
        self.parts.append(text)
        self.units += utf16.width(text)

    def _start_tag(self) -> None:
        begin = self.at
        self.at += 1
        name = self._until(SPACE + b">")
        if self.at >= len(self.raw):
            raise _broken(f"Unclosed start tag at byte offset {begin}")
        if name not in TYPES:
            raise _broken(f'Unsupported start tag "{name}" at byte offset {begin}')
        attributes = self._attributes(name, begin=begin)
        if name == "span" and attributes.get("class") != "tg-spoiler":
            raise _broken(f'Tag "span" must have class "tg-spoiler" at byte offset {begin}')
        self.at += 1
        self.open.append(OpenTag(name, self.units, _argument(name, attributes)))

    def _attributes(self, tag: str, *, begin: int) -> dict[str, str]:
        found: dict[str, str] = {}
        while True:
            self._skip_space()
            if self._peek() == b">":
                return found
            if not self._peek():
                raise _broken(f'Unclosed start tag "{tag}" at byte offset {begin}')
            name = self._until(NAME_ENDS)
            if not name:
                raise _broken(f'Empty attribute name in the tag "{tag}" at byte offset {begin}')
            self._skip_space()
            if self._peek() != b"=":
                found[name] = ""
                continue
            self.at += 1
            self._skip_space()
            found[name] = self._value(begin)

    def _value(self, begin: int) -> str:
        quote = self._peek()
        if quote in (b'"', b"'"):
            end = self.raw.find(quote, self.at + 1)
            if end < 0:
                raise _broken(f"Unclosed start tag at byte offset {begin}")
            value = self.raw[self.at + 1 : end]
            self.at = end + 1
        else:
            start = self.at
            self._until(SPACE + b">")
            value = self.raw[start : self.at]
            if not self._peek():
                raise _broken(f"Unclosed start tag at byte offset {begin}")
            if not re.fullmatch(rb"[A-Za-z0-9.\-]+", value):
                raise _broken(f"Unexpected end of name token at byte offset {start}")
        return CHARACTER.sub(lambda match: (_character(match) or match[0].decode()).encode(), value).decode()

    def _end_tag(self) -> None:
        begin = self.at
        if not self.open:
            raise _broken(f"Unexpected end tag at byte offset {begin}")
        self.at += 2
        name = self._until(SPACE + b">")
        self._skip_space()
        if self._peek() != b">":
            raise _broken(f"Unclosed end tag at byte offset {begin}")
        self.at += 1
        tag = self.open.pop()
        if name and name != tag.name:
            raise _broken(f'Unmatched end tag at byte offset {begin}, expected "</{tag.name}>", found "</{name}>"')
        self._close(tag)

    def _close(self, tag: OpenTag) -> None:
        length = self.units - tag.start
        if not length:
            return
        entity: dict[str, Any] = {"offset": tag.start, "length": length, "type": TYPES[tag.name]}
        if tag.name == "a":
            url = tag.argument or utf16.cut("".join(self.parts), offset=tag.start, length=length)
            found = links.link(url)
            if found is None:
                return
            entity |= found
        elif tag.name == "tg-emoji":
            entity["custom_emoji_id"] = tag.argument
        elif tag.name == "tg-time":
            entity |= links.moment(*tag.argument.split("\n")) or {}
            if "unix_time" not in entity:
                return
        elif tag.name == "blockquote" and tag.argument:
            entity["type"] = "expandable_blockquote"
        elif tag.name == "pre":
            self._take_language(entity)
        elif tag.name == "code" and tag.argument:
            entity["language"] = tag.argument
        self.entities.append(entity)
        if entity["type"] == "code" and not (self.open and self.open[-1].name == "pre"):
            entity.pop("language", None)

    def _take_language(self, pre: dict[str, Any]) -> None:
        last = self.entities[-1] if self.entities else {}
        if last.get("type") == "code" and (last["offset"], last["length"]) == (pre["offset"], pre["length"]):
            self.entities.pop()
            if "language" in last:
                pre["language"] = last["language"]

    def _until(self, stops: bytes) -> str:
        start = self.at
        while self.at < len(self.raw) and self.raw[self.at] not in stops:
            self.at += 1
        return self.raw[start : self.at].decode("utf-8", "replace").lower()

    def _skip_space(self) -> None:
        while self.at < len(self.raw) and self.raw[self.at] in SPACE:
            self.at += 1

    def _peek(self) -> bytes:
        return self.raw[self.at : self.at + 1]


def _broken(detail: str) -> Exception:
    return bad(f"can't parse entities: {detail}")


def _character(match: re.Match[bytes]) -> str | None:
    if match[3]:
        return NAMED[match[3]]
    code = int(match[1]) if match[1] else int(match[2], 16)
    return chr(code) if 0 < code <= 0x10FFFF and not 0xD800 <= code < 0xE000 else None


def _argument(name: str, attributes: dict[str, str]) -> str:
    if name == "a":
        return attributes.get("href", "")
    if name == "tg-emoji":
        return attributes.get("emoji-id", "")
    if name == "tg-time":
        return attributes.get("unix", "") + "\n" + attributes.get("format", "")
    if name == "code":
        return attributes.get("class", "").removeprefix("language-")
    return "expandable" if name == "blockquote" and "expandable" in attributes else ""
