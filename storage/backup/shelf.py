"""The directory of backups: whole ones under their final names, and fewer the older they are."""

import fcntl
import hashlib
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from storage.backup.refusals import Busy, Damaged, NoBackup
from storage.backup.scratch import to_disk

STAMP = "%Y%m%dT%H%M%SZ"
NAME = re.compile(r"banshi-(\d{8}T\d{6}Z)\.backup")
PARTIAL = ".partial"
SUM = ".sha256"


@dataclass(frozen=True, slots=True)
class Keep:
    """Up to an age, one backup of each group stays; ``group`` tells the group of a moment."""

    up_to: timedelta
    group: Callable[[datetime], object]


KEEP = (
    Keep(timedelta(hours=24), lambda moment: moment),
    Keep(timedelta(days=35), lambda moment: moment.date()),
)
"""Every backup of the last day, then the newest of each day for five weeks."""


def kept(moments: list[datetime], *, now: datetime) -> set[datetime]:
    """Which of these backups stay; the newest always does."""
    newest_first = sorted(moments, reverse=True)
    stay = set(newest_first[:1])
    for rule in KEEP:
        seen: set[object] = set()
        for moment in newest_first:
            if now - moment <= rule.up_to and rule.group(moment) not in seen:
                seen.add(rule.group(moment))
                stay.add(moment)
    return stay


def file_sum(path: Path) -> str:
    """The SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def check_sum(path: Path) -> None:
    """Compare a backup with the sum beside it, if there is one: that needs no key.

    Raises:
        NoBackup: there is no such file.
        Damaged: it is not the file the sum was made of.
    """
    if not path.is_file():
        raise NoBackup(f"There is no backup {path}.")
    beside = path.with_name(path.name + SUM)
    if beside.is_file() and beside.read_text().split()[:1] != [file_sum(path)]:
        raise Damaged(f"{path.name} is not the file that {beside.name} was made of: it is damaged, or another one.")


class Shelf:
    """One bot's backups. Only files with names of ours are looked at or removed."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory

    @contextmanager
    def holding(self) -> Iterator[None]:
        """Keep others from making a backup here, and sweep up what a process that died left unfinished.

        Raises:
            Busy: somebody else makes one.
        """
        self.directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        with (self.directory / ".banshi-backup.lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise Busy(f"Another backup is being made in {self.directory}. Wait until it has ended.") from None
            for left in self.directory.glob(f"banshi-*{PARTIAL}"):
                left.unlink()
            for left in self.directory.glob(f"banshi-*{SUM}"):
                if not left.with_suffix("").exists():
                    left.unlink()
            yield

    def backups(self) -> dict[datetime, Path]:
        """Whole backups by the moment they were begun, oldest first."""
        found = {}
        for path in self.directory.glob("banshi-*.backup") if self.directory.is_dir() else ():
            if match := NAME.fullmatch(path.name):
                found[datetime.strptime(match[1], STAMP).replace(tzinfo=UTC)] = path
        return dict(sorted(found.items()))

    def newest(self) -> Path:
        """The newest backup.

        Raises:
            NoBackup: there is none.
        """
        backups = list(self.backups().values())
        if not backups:
            raise NoBackup(f"There is no backup in {self.directory}. Make one: banshi backup")
        return backups[-1]

    def name(self, now: datetime) -> Path:
        """A name nobody has, for a backup begun now."""
        while (path := self.directory / f"banshi-{now:{STAMP}}.backup").exists():
            now += timedelta(seconds=1)
        return path

    @contextmanager
    def writing(self, path: Path) -> Iterator[Path]:
        """A file to write into that becomes ``path`` only when the block has ended well and the disk has it."""
        partial = path.with_name(path.name + PARTIAL)
        beside = path.with_name(path.name + SUM)
        os.close(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        try:
            yield partial
            to_disk(partial)
            beside.write_text(f"{file_sum(partial)}  {path.name}\n")
            beside.chmod(0o600)
            to_disk(beside)
            partial.rename(path)
            to_disk(self.directory)
        finally:
            partial.unlink(missing_ok=True)
            if not path.exists():
                beside.unlink(missing_ok=True)

    def thin(self, *, now: datetime) -> int:
        """Remove what need not be kept; return how many backups that were."""
        backups = self.backups()
        over = set(backups) - kept(list(backups), now=now)
        for moment in over:
            backups[moment].unlink()
            backups[moment].with_name(backups[moment].name + SUM).unlink(missing_ok=True)
        return len(over)
