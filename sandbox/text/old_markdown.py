"""parse_mode Markdown: the older one without nesting, which many bots still use."""

from typing import Any

from sandbox.errors import bad
from sandbox.text import links, utf16

SIGNS = b"_*`["
TYPES = {b"_": "italic", b"*": "bold", b"`": "code"}
FENCE = b"```"
SPACE = b" \t\r\n\0\v"


def parse_old_markdown(source: str) -> tuple[str, list[dict[str, Any]]]:
    """The plain text and the entities, in order.

    Raises:
        ApiError: 400 `can't parse entities: …`; the offset is in bytes of the UTF-8 source.
    """
    raw, at = source.encode("utf-8", "replace"), 0
    made, entities = "", []
    while at < len(raw):
        start = next((place for place in range(at, len(raw)) if raw[place] in SIGNS + b"\\"), len(raw))
        made += raw[at:start].decode()
        at = start
        if at == len(raw):
            break
        if raw[at] == ord("\\"):
            escaped = at + 1 < len(raw) and raw[at + 1] in SIGNS
            made += chr(raw[at + 1]) if escaped else "\\"
            at += 2 if escaped else 1
            continue
        text, fields, at = _entity(raw, at)
        if text and fields:
            entities.append({"offset": utf16.width(made), "length": utf16.width(text), **fields})
        made += text
    return made, entities


def _entity(raw: bytes, begin: int) -> tuple[str, dict[str, Any] | None, int]:
    """The text of an entity, its fields (None if its address is none) and where the source goes on."""
    sign = raw[begin : begin + 1]
    is_block = raw.startswith(FENCE, begin)
    mark = FENCE if is_block else b"]" if sign == b"[" else sign
    start, language = _language(raw, begin + len(FENCE)) if is_block else (begin + 1, "")
    end = raw.find(mark, start)
    if end < 0:
        raise bad(f"can't parse entities: Can't find end of the entity starting at byte offset {begin}")
    text, after = raw[start:end].decode(), end + len(mark)
    if is_block:
        return text, {"type": "pre", **({"language": language} if language else {})}, after
    if sign != b"[":
        return text, {"type": TYPES[sign]}, after
    if not raw.startswith(b"(", after):
        return text, links.link(text), after
    close = raw.find(b")", after)
    stop = len(raw) if close < 0 else close
    return text, links.link(raw[after + 1 : stop].decode()), stop + 1


def _language(raw: bytes, at: int) -> tuple[int, str]:
    """Where the text of a block begins, and the language it names."""
    end = at
    while end < len(raw) and raw[end] not in SPACE + b"`":
        end += 1
    language = ""
    if end != at and end < len(raw) and raw[end] != ord("`"):
        language, at = raw[at:end].decode(), end
    line_break = raw[at : at + 2]
    if line_break in (b"\r\n", b"\n\r"):
        return at + 2, language
    return at + (line_break[:1] in (b"\r", b"\n")), language
