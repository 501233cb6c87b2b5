"""A database's contents at one moment, as a stream of bytes and a count of what is in it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

from storage.backup.manifest import Contents

PIECE = 1024 * 1024
"""Bytes handed on at once."""


@dataclass(frozen=True, slots=True)
class Dump:
    """``contents`` were counted in the very transaction that ``pieces`` come from."""

    kind: str
    contents: Contents
    pieces: AsyncIterator[bytes]


async def pieces_of(path: Path) -> AsyncIterator[bytes]:
    """The bytes of a file."""
    with path.open("rb") as file:  # a command has its loop to itself
        while piece := file.read(PIECE):
            yield piece
