"""A clock that runs faster runs as fast on both sides."""

from bench.pace import Pace, SandboxClock


def test_bot_and_sandbox_agree_on_the_time_in_whatever_process() -> None:
    pace = Pace.begin(speed=3600.0)
    theirs, other = SandboxClock(pace), Pace.read(pace.write())
    first, second, third = pace.now().timestamp(), theirs.now(), other.now().timestamp()
    assert first <= second <= third < first + 3600, "a second has not passed between the looks"
    assert third > pace.epoch
