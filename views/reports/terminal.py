"""Tables for a terminal, in which Chinese characters are twice as wide as others."""

from collections.abc import Sequence
from unicodedata import east_asian_width

WIDEST = 36
"""Columns of a terminal that a name may take."""
GAP = 2

Line = tuple[str, Sequence[str]]
"""A name, and what stands under each head; nothing for a title or an empty line."""


def aligned(rows: Sequence[Line]) -> list[str]:
    """The lines of a table, its names to the left and the rest to the right."""
    if not rows:
        return []
    first = max(_width(name) for name, _ in rows) + GAP
    columns = max(len(cells) for _, cells in rows)
    widths = [max(_width(cells[at]) for _, cells in rows if cells) + GAP for at in range(columns)]
    return [_line(name, cells, first=first, widths=widths) for name, cells in rows]


def _line(name: str, cells: Sequence[str], *, first: int, widths: Sequence[int]) -> str:
    padded = name + " " * (first - _width(name)) if cells else name
    return padded + "".join(" " * (width - _width(cell)) + cell for cell, width in zip(cells, widths, strict=False))


def _width(text: str) -> int:
    """Columns it takes in a terminal: most Chinese characters take two."""
    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in text)


def shortened(name: str) -> str:
    """A name in one line, without what a terminal would obey."""
    shown = "".join(sign if sign.isprintable() else " " for sign in name)
    if _width(shown) <= WIDEST:
        return shown
    while _width(shown) >= WIDEST:
        shown = shown[:-1]
    return f"{shown}…"
