"""The demo's hall pack: whoever saves a file sees it in the page, and what is wrong with it too."""

import asyncio
import itertools
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

from bot.commands.failures import Problems
from bot.commands.packs import problems_of
from content.models import Hall

LOOK = 0.5
"""Seconds between looks at the files."""

FOLDER = "stories"
"""Where a pack has its stories."""


class WatchedPack:
    """A pack on the disk, and a copy of it as it last had no errors: a bot that is killed must be able to start again.

    Attributes:
        shown: a link to the copy.
        hall: the pack as it was when it last had no errors.
        problems: what is wrong with it now.
    """

    def __init__(self, root: Path, *, home: Path) -> None:
        self.root = root
        self.shown = home / "hall"
        self._copies = itertools.count(1)
        self._saved = dict(_files(root))
        hall, lines, errors = problems_of(root)
        if hall is None or errors:
            raise Problems("\n".join([*lines, "The hall pack has errors; the demo does not start with it."]))
        self.hall: Hall = hall
        self.problems = self._within(lines)
        self._copy()

    async def watch(self, *, take: Callable[[], None]) -> None:
        """Look until cancelled; ``take`` lets the bot have a changed pack that is in order."""
        while True:
            await asyncio.sleep(LOOK)
            try:
                saved = dict(_files(self.root))
                if saved == self._saved:
                    continue
                self._saved = saved
                hall, lines, errors = await asyncio.to_thread(problems_of, self.root)
                self.problems = self._within(lines)
                if hall is not None and not errors:
                    await asyncio.to_thread(self._copy)
                    self.hall = hall
                    take()
            except OSError:
                # An editor's own file came and went meanwhile; what it left is looked at again.
                self._saved = {}

    def _copy(self) -> None:
        """Let the link lead to a copy of now; whoever reads meanwhile finds the old one or the new one, whole."""
        copy = self.shown.with_name(f"hall-{next(self._copies)}")
        shutil.copytree(self.root, copy, ignore=shutil.ignore_patterns(".*", "*~"))
        link = copy.with_suffix(".link")
        link.symlink_to(copy)
        link.replace(self.shown)

    def _within(self, lines: list[str]) -> list[str]:
        """With file names as the editor knows them."""
        return [line.removeprefix(f"{self.root}/") for line in lines]


def _files(root: Path) -> Iterator[tuple[Path, tuple[int, int]]]:
    """When each file was saved, and how long it is; one that vanishes meanwhile is left out."""
    for path in sorted(root.rglob("*.yaml")):
        try:
            stat = path.stat()
        except FileNotFoundError:
            continue
        yield path, (stat.st_mtime_ns, stat.st_size)
