"""Brings bots up: imports the product once and forks a process for each life, because importing takes seconds.

Orders come as JSON lines: ``{"fault": "<point>:<n>", "armed": <bool>}`` begins a life. It answers ``{"pid": …}`` and,
when that life is over, ``{"ended": <exit code, or minus the signal>}``. SIGUSR1 arms a bot that is not armed yet.
"""

import json
import os
import signal
import sys
from datetime import UTC, datetime, timedelta
from functools import cache

import bot.app  # the expensive part, before the first fork
import bot.commands.running  # noqa: F401 # the same
from actions.enquiries import replies
from bot import hall
from bot.cli import main as run_command
from content.paths import sample_pack
from gateway import delivery, disk, limiter
from storage import faults

LONGEST_LIFE = 180
"""Seconds after which a life ends by itself, should its drill have died."""
FASTER = 20
"""Telegram's limits are this much wider in a drill: queues still form, but a minute takes three seconds."""
HOLD = timedelta(seconds=1)
"""How long a clerk's reply waits; people wait for it, and the drill with them."""
RENEW = timedelta(seconds=0.5)
"""How often leases are renewed: no life in a drill is long enough for the real pause."""


def _live() -> int:
    signal.alarm(LONGEST_LIFE)
    limiter.CHAT_INTERVAL /= FASTER
    limiter.GROUP_WINDOW /= FASTER
    replies.REPLY_HOLD = HOLD
    delivery.RENEW = RENEW
    disk.FULL = int(os.environ.get("CHAOS_DISK_FULL", disk.FULL))
    return run_command(["run"])


def _tell(**words: int) -> None:
    print(json.dumps(words), flush=True)  # noqa: T201 # this is the protocol


def _arm(plan: str, *, now: bool) -> None:
    if now:
        faults.arm(plan)
    signal.signal(signal.SIGUSR1, lambda *_: faults.arm(plan))


def _serve() -> None:
    # Every life is of the same day and has the same pack: it is read once.
    hall.load_hall = cache(hall.load_hall)
    hall.load_hall(sample_pack(), today=datetime.now(UTC).date())
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            order = json.loads(line)
            _arm(order["fault"], now=order["armed"])
            # Told by the bot itself: a signal that came before would be lost, or the bot's end.
            _tell(pid=os.getpid())
            os.dup2(2, 1)
            os._exit(_live())
        _, status = os.waitpid(pid, 0)
        _tell(ended=os.waitstatus_to_exitcode(status))


if __name__ == "__main__":
    _serve()
