"""What fails again and again is tried again and again, ever more slowly, and not by everybody at once."""

import pytest

from gateway.backoff import pause_after


@pytest.mark.parametrize(("failures", "most"), [(1, 2), (2, 4), (3, 8), (5, 15), (5000, 15)])
def test_each_failure_doubles_the_pause_until_it_is_long_enough(failures: int, most: float) -> None:
    pauses = [pause_after(failures, longest=15.0) for _ in range(200)]
    assert most / 2 <= min(pauses) <= max(pauses) <= most


def test_who_failed_together_comes_back_apart() -> None:
    assert len({pause_after(3, longest=60.0) for _ in range(20)}) == 20
