"""Brings bots up: imports the product once and forks a process for each life, because importing takes seconds.

It listens at the socket named by its argument as long as its standard input is open, and removes the socket's folder
when it ends; there may be any number of connections. Orders come as JSON lines:
``{"fault": "<point>:<n>", "armed": <bool>, "settings": {…}, "log": <path>}`` begins a life. It answers ``{"pid": …}``
and, when that life is over, ``{"ended": <exit code, or minus the signal>}``.
SIGUSR1 arms a bot that is not armed yet.
"""

import gc
import json
import os
import select
import shutil
import signal
import socket
import sys
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, NoReturn

import bot.app  # the expensive part, before the first fork
import bot.commands.running  # noqa: F401 # the same
from actions.cases import replies as held
from answers.guides import guides_of
from bot import hall
from bot.cli import main as run_command
from content.paths import sample_pack
from gateway import delivery, disk, limiter, replicas
from storage import faults

LONGEST_LIFE = 180
"""Seconds after which a life ends by itself, should its drill have died."""
FASTER = 60
"""Telegram's limits are this much wider in a drill: queues still form, but a minute takes a second."""
HOLD = timedelta(seconds=0.5)
"""How long a clerk's reply waits; people wait for it, and the drill with them."""
RENEW = timedelta(seconds=0.2)
"""How often leases are renewed: no life in a drill is long enough for the real pause."""


def _live() -> int:
    signal.alarm(LONGEST_LIFE)
    limiter.CHAT_INTERVAL /= FASTER
    limiter.GROUP_WINDOW /= FASTER
    held.REPLY_HOLD = HOLD
    delivery.RENEW = RENEW
    replicas.GRACE = float(os.environ.get("CHAOS_GRACE", replicas.GRACE))
    disk.FULL = int(os.environ.get("CHAOS_DISK_FULL", disk.FULL))
    return run_command(["run"])


def _arm(plan: str, *, now: bool) -> None:
    if now:
        faults.arm(plan)
    signal.signal(signal.SIGUSR1, lambda *_: faults.arm(plan))


def _bear(order: dict[str, Any], connection: socket.socket) -> NoReturn:
    """Become a bot."""
    os.environ.update(order["settings"])
    with open(order["log"], "ab") as log:  # for its descriptor
        os.dup2(log.fileno(), 1)
        os.dup2(log.fileno(), 2)
    _arm(order["fault"], now=order["armed"])
    # Told by the bot itself: a signal that came before would be lost, or the bot's end.
    _tell(connection, pid=os.getpid())
    connection.close()
    os._exit(_live())


def _tell(connection: socket.socket, **words: int) -> None:
    connection.sendall(json.dumps(words).encode() + b"\n")


def _nurse(connection: socket.socket) -> None:
    """Serve one drill."""
    for line in connection.makefile():
        pid = os.fork()
        if pid == 0:
            _bear(json.loads(line), connection)
        _, status = os.waitpid(pid, 0)
        _tell(connection, ended=os.waitstatus_to_exitcode(status))


def _serve(path: str) -> None:
    # Every life is of the same day and has the same pack: it is read and indexed once.
    hall.load_hall, hall.build_index = cache(hall.load_hall), cache(hall.build_index)
    today = datetime.now(UTC).date()
    if pack := hall.load_hall(sample_pack(), today=today)[0]:
        hall.build_index(guides_of(pack, today=today))
    # What is there by now is nobody's garbage: a life that looked at it would copy it, page by page.
    gc.freeze()
    with socket.socket(socket.AF_UNIX) as door:
        door.bind(path)
        door.listen()
        print(flush=True)  # noqa: T201 # it is open
        while door in select.select([door, sys.stdin], [], [])[0]:
            connection, _ = door.accept()
            if os.fork() == 0:
                door.close()
                _nurse(connection)
                os._exit(0)
            connection.close()
    shutil.rmtree(Path(path).parent)


if __name__ == "__main__":
    _serve(sys.argv[1])
