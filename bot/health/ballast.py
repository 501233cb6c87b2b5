"""Room put aside beside an SQLite file: on a full disk even deleting needs some."""

import asyncio
import os
from pathlib import Path

import structlog

from gateway.disk import LOW, Disk

SIZE = 32 * 2**20
"""Bytes put aside; with them given back the disk still counts as full, so that nothing new is taken in by them."""
GIVEN_BACK_BELOW = 16 * 2**20

log = structlog.get_logger(__name__)


class Ballast:
    """A file that holds nothing. Whoever must make room at once may delete it; it comes back when there is room."""

    def __init__(self, path: Path, *, disk: Disk) -> None:
        self.path = path
        self._disk = disk

    async def tend(self) -> None:
        """Give it back when the disk is full, and put it aside again when there is room."""
        free, is_held = self._disk.free(), self.path.exists()
        try:
            if is_held and free < GIVEN_BACK_BELOW:
                self.path.unlink()
                log.error("ballast_given_back", hint="the disk is full; make room, it is put aside again by itself")
            elif not is_held and free >= LOW + SIZE:
                await asyncio.to_thread(self._put_aside)
                log.info("ballast_put_aside", bytes=SIZE)
        except OSError as error:
            log.warning("ballast_failed", reason=type(error).__name__)

    def _put_aside(self) -> None:
        """Written beside and moved, so that a process that dies meanwhile leaves no half of it."""
        half = self.path.with_name(f"{self.path.name}.half")
        with half.open("wb") as file:
            os.posix_fallocate(file.fileno(), 0, SIZE)
        half.rename(self.path)


def ballast_of(database_file: str) -> Path:
    """Where the ballast of a database lies."""
    return Path(f"{database_file}.ballast")
