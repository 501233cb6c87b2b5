"""Places where a drill may kill the process. They do nothing unless BANSHI_FAULT names one."""

import os
import signal

POINTS = (
    "start.intake_opened",
    "start.taken_over",
    "intake.fetched",
    "intake.stored",
    "webhook.received",
    "webhook.stored",
    "worker.claimed",
    "worker.unit_done",
    "worker.before_commit",
    "worker.committed",
    "worker.failure_noted",
    "tick.before_commit",
    "tick.committed",
    "delivery.handed_over",
    "delivery.renewed",
    "delivery.before_send",
    "delivery.sent",
    "delivery.marked",
    "delivery.put_off",
    "topic.made",
    "topic.noted",
    "topic.lost",
    "group.moved",
    "job.claimed",
    "job.done",
    "stop.work_done",
    "stop.before_release",
)
"""Every named point, along the way of one message. A test fails when one of them has no kill run."""

_armed = ""
_left = 0


def arm(plan: str) -> None:
    """Die at the n-th pass of a point from now on; ``plan`` is ``<point>[:<n>]``, empty for never."""
    global _armed, _left
    _armed, _, passes = plan.partition(":")
    _left = int(passes or 1)


def fault(point: str) -> None:
    """Die here, as by ``kill -9``, if this is the armed point and its n-th pass."""
    global _left
    if point != _armed:
        return
    _left -= 1
    if _left == 0:
        os.kill(os.getpid(), signal.SIGKILL)


arm(os.environ.get("BANSHI_FAULT", ""))
