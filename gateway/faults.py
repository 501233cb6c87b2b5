"""Places where a drill may kill the process. They do nothing unless BANSHI_FAULT names one."""

import os
import signal

POINTS = (
    "intake.fetched",
    "intake.stored",
    "worker.claimed",
    "worker.before_commit",
    "worker.committed",
    "delivery.before_send",
    "delivery.sent",
    "delivery.marked",
)
"""Every named point, along the way of one message. A test fails when one of them has no kill run."""

_armed, _, _passes = os.environ.get("BANSHI_FAULT", "").partition(":")
_left = int(_passes or 1)


def fault(point: str) -> None:
    """Die here, as by ``kill -9``, when ``BANSHI_FAULT=<point>[:<n>]`` is set and this is the n-th pass."""
    global _left
    if point != _armed:
        return
    _left -= 1
    if _left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
