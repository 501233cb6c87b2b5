"""Brings bots up: imports the product once and forks a process for each life, because importing takes seconds.

Orders come as JSON lines: ``{"fault": "<point>:<n>"}`` begins a life. It answers ``{"pid": …}`` and, when that life is
over, ``{"ended": <exit code, or minus the signal>}``. SIGUSR1 arms the fault in the living bot.
"""

import json
import os
import signal
import sys

import bot.app  # the expensive part, before the first fork
import bot.commands.running  # noqa: F401 # the same
from bot.cli import main as run_command
from gateway import faults, limiter

LONGEST_LIFE = 180
"""Seconds after which a life ends by itself, should its drill have died."""
FASTER = 20
"""Telegram's limits are this much wider in a drill: queues still form, but a minute takes three seconds."""


def _live() -> int:
    signal.alarm(LONGEST_LIFE)
    limiter.CHAT_INTERVAL /= FASTER
    limiter.GROUP_WINDOW /= FASTER
    return run_command(["run"])


def _tell(**words: int) -> None:
    print(json.dumps(words), flush=True)  # noqa: T201 # this is the protocol


def _arm_later(plan: str) -> None:
    signal.signal(signal.SIGUSR1, lambda *_: faults.arm(plan))


def _serve() -> None:
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            _arm_later(json.loads(line)["fault"])
            # Told by the bot itself: a signal that came before would be lost, or the bot's end.
            _tell(pid=os.getpid())
            os.dup2(2, 1)
            os._exit(_live())
        _, status = os.waitpid(pid, 0)
        _tell(ended=os.waitstatus_to_exitcode(status))


if __name__ == "__main__":
    _serve()
