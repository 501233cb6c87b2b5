"""Where ``banshi reload`` finds the running bot: a file the bot keeps locked, so that its number can be trusted."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.commands.failures import CannotRun


@contextmanager
def holding(path: Path) -> Iterator[None]:
    """Keep our number in the file for as long as we run.

    Raises:
        CannotRun: a running bot holds it; its number stays.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CannotRun(
                f"A bot that runs already holds {path}. Stop it first, or give this one a BANSHI_PID_FILE of its own."
            ) from None
        file.truncate(0)
        file.write(f"{os.getpid()}\n")
        file.flush()
        try:
            yield
        finally:
            path.unlink(missing_ok=True)


def running_bot(path: Path) -> int | None:
    """The process that holds the file; None when nobody does, whatever a bot that was killed left in it."""
    try:
        with path.open() as file:
            try:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                return int(file.read())
    except (FileNotFoundError, ValueError):
        pass
    return None
