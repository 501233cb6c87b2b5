"""Files while they are made: a directory for what must not stay, and the wait until the disk has what must."""

import fcntl
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import mkdtemp

YOUNG = 60.0
"""Seconds a directory is left alone even without a lock: its owner may be about to take it."""


@contextmanager
def scratch(parent: Path, *, prefix: str) -> Iterator[Path]:
    """A directory of our own that only our account reads, gone when the block ends.

    Those that dead processes left under the same prefix are removed first.
    """
    for left in parent.glob(f"{prefix}*"):
        with suppress(OSError):  # another account's, or gone meanwhile
            if left.is_dir() and time.time() - left.stat().st_mtime > YOUNG:
                _remove_if_free(left)
    made = Path(mkdtemp(prefix=prefix, dir=parent))
    descriptor = os.open(made, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)
        os.close(descriptor)


def _remove_if_free(left: Path) -> None:
    descriptor = os.open(left, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        shutil.rmtree(left, ignore_errors=True)
    except BlockingIOError:
        pass
    finally:
        os.close(descriptor)


def to_disk(path: Path) -> None:
    """Return when a file's content, or a directory's names, would survive a power cut."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
