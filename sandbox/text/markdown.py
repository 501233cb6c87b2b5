"""parse_mode MarkdownV2: its signs, its escapes and the exact words of its errors."""

from dataclasses import dataclass
from typing import Any

from sandbox.errors import bad
from sandbox.text import links

RESERVED = b"_*[]()~`>#+-=|{}.!\n"
SIGNS = {
    b"```": "Pre",
    b"`": "Code",
    b"__": "Underline",
    b"_": "Italic",
    b"*": "Bold",
    b"~": "Strikethrough",
    b"||": "Spoiler",
    b"![": "CustomEmoji",
    b"[": "TextUrl",
}
"""What opens an entity, the longer sign before the shorter."""
ENDS = {kind: sign for sign, kind in SIGNS.items()} | {"PreCode": b"```", "CustomEmoji": b"]", "TextUrl": b"]"}
QUOTE = "BlockQuote"
TYPES = {
    "Bold": "bold",
    "Italic": "italic",
    "Underline": "underline",
    "Strikethrough": "strikethrough",
    "Spoiler": "spoiler",
    "Code": "code",
    "Pre": "pre",
    "PreCode": "pre",
    QUOTE: "blockquote",
}
SPACE = b" \t\r\n\0\v"


@dataclass(slots=True)
class Open:
    """An entity that waits for its end: where it stands in the source, in UTF-16 units and in the bytes made so far."""

    kind: str
    at: int
    start: int
    made: int
    language: str = ""


def parse_markdown(source: str) -> tuple[str, list[dict[str, Any]]]:
    """The plain text and the entities of MarkdownV2, in order of their start.

    Raises:
        ApiError: 400 `can't parse entities: …`; offsets are bytes of the UTF-8 source.
    """
    return _Parser(source).parse()


class _Parser:
    def __init__(self, source: str) -> None:
        self.raw = source.encode("utf-8", "replace")
        self.at = 0
        self.made = bytearray()
        self.units = 0
        self.open: list[Open] = []
        self.entities: list[dict[str, Any]] = []
        self.in_quote = False
        self.quote_may_start = True

    def parse(self) -> tuple[str, list[dict[str, Any]]]:
        while self.at < len(self.raw):
            byte = self.raw[self.at]
            if byte == ord("\\") and 0 < self._byte(1) <= 126:
                self.at += 1
                self._write(self.raw[self.at])
            elif byte not in (b"`" if self.open and self.open[-1].kind in ("Code", "Pre", "PreCode") else RESERVED):
                self._write(byte)
            elif self._is_end(byte):
                self._end()
            else:
                self._begin()
        if self.in_quote:
            self._end_quote_with_text()
        if self.open:
            raise self._unended()
        return self.made.decode(), sorted(self.entities, key=lambda entity: (entity["offset"], -entity["length"]))

    def _write(self, byte: int) -> None:
        """Take a byte of text over; a character beyond 16 bits counts twice."""
        if byte & 0xC0 != 0x80:
            self.units += 1 + (byte >= 0xF0)
        self.made.append(byte)
        self.at += 1
        self.quote_may_start = False

    def _break_line(self) -> None:
        self._write(ord("\n"))
        self.quote_may_start = True

    def _is_end(self, byte: int) -> bool:
        if not self.open:
            return False
        if self.in_quote and byte == ord("\n") and self._byte(1) != ord(">"):
            return True
        kind = self.open[-1].kind
        if kind == QUOTE or not self.raw.startswith(ENDS[kind], self.at):
            return False
        return kind != "Italic" or self._byte(1) != ord("_")

    def _begin(self) -> None:
        begin = self.at
        if self.raw[begin] == ord("\n"):
            self._break_line()
        elif self.raw[begin] == ord(">") and self.quote_may_start:
            self.at += 1
            if not self.in_quote:
                self.in_quote = True
                self.open.append(Open(QUOTE, begin, self.units, len(self.made)))
        else:
            sign = next((sign for sign in SIGNS if self.raw.startswith(sign, begin)), None)
            if sign is None:
                character = chr(self.raw[begin])
                raise _broken(f"Character '{character}' is reserved and must be escaped with the preceding '\\'")
            self.at += len(sign)
            kind, language = (SIGNS[sign], "") if sign != b"```" else self._code_begins()
            self.open.append(Open(kind, begin, self.units, len(self.made), language))

    def _code_begins(self) -> tuple[str, str]:
        """Read the language of a block, if it names one, and pass over the line break after it."""
        end = self.at
        while end < len(self.raw) and self.raw[end] not in SPACE + b"`":
            end += 1
        kind, language = "Pre", ""
        if end != self.at and end < len(self.raw) and self.raw[end] != ord("`"):
            kind, language = "PreCode", self.raw[self.at : end].decode()
            self.at = end
        if self._byte(0) in b"\r\n":
            self.at += 2 if self._byte(1) in b"\r\n" and self._byte(0) != self._byte(1) else 1
        return kind, language

    def _end(self) -> None:
        if self.raw[self.at] == ord("\n"):
            kind = self._quote_type(after_mark=self.at)
            entity = self.open.pop()
            self.in_quote = False
            self._break_line()
            self._add(entity, {"type": kind})
            return
        entity = self.open.pop()
        self.at += len(ENDS[entity.kind])
        fields = self._fields(entity)
        if fields is not None and self.units > entity.start:
            self._add(entity, fields)

    def _fields(self, entity: Open) -> dict[str, Any] | None:
        """The entity's fields; None when its address is none."""
        if entity.kind == "TextUrl":
            has_url = self._byte(0) == ord("(")
            return links.link(self._url() if has_url else self.made[entity.made :].decode())
        if entity.kind == "CustomEmoji":
            if self._byte(0) != ord("("):
                raise _broken("The entity must contain a tg://emoji or tg://time URL")
            fields = links.emoji_or_time(self._url())
            if fields is None:
                raise _broken("Invalid tg://emoji or tg://time URL specified")
            return fields
        return {"type": TYPES[entity.kind], **({"language": entity.language} if entity.language else {})}

    def _url(self) -> str:
        """Read an address in round brackets, with its escapes."""
        self.at += 1
        begin, url = self.at, bytearray()
        while self.at < len(self.raw) and self.raw[self.at] != ord(")"):
            if self.raw[self.at] == ord("\\") and 0 < self._byte(1) <= 126:
                self.at += 1
            url.append(self.raw[self.at])
            self.at += 1
        if self.at >= len(self.raw):
            raise _broken(f"Can't find end of a URL at byte offset {begin}")
        self.at += 1
        return url.decode()

    def _quote_type(self, *, after_mark: int) -> str:
        """What kind of quote ends here: two bars just before make it expandable."""
        last = self.open[-1]
        if last.kind == QUOTE:
            return "blockquote"
        if last.kind != "Spoiler" or last.at != after_mark - 2:
            raise self._unended()
        self.open.pop()
        if not self.open or self.open[-1].kind != QUOTE:
            raise self._unended()
        return "expandable_blockquote"

    def _end_quote_with_text(self) -> None:
        if self.open[-1].kind != QUOTE and not (self.open[-1].kind == "Spoiler" and self.open[-1].at == self.at - 2):
            return
        kind = self._quote_type(after_mark=self.at)
        entity = self.open.pop()
        if self.units > entity.start:
            self._add(entity, {"type": kind})

    def _add(self, entity: Open, fields: dict[str, Any]) -> None:
        self.entities.append({"offset": entity.start, "length": self.units - entity.start, **fields})

    def _byte(self, ahead: int) -> int:
        """A byte from here on; 0 after the end, which no sign is."""
        at = self.at + ahead
        return self.raw[at] if at < len(self.raw) else 0

    def _unended(self) -> Exception:
        return _broken(f"Can't find end of {self.open[-1].kind} entity at byte offset {self.open[-1].at}")


def _broken(detail: str) -> Exception:
    return bad(f"can't parse entities: {detail}")
