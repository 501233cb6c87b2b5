"""Figures are only as good as their arithmetic."""

import itertools

import pytest

from bench.figures import moments, most_within, percentile
from bench.report import Line


def test_a_percentile_is_a_value_that_was_measured_and_is_exceeded_by_no_more_than_the_rest() -> None:
    values = list(range(100, 0, -1))
    assert [percentile(values, share) for share in (0.5, 0.95, 0.99, 1.0)] == [50, 95, 99, 100]
    assert percentile([7.0], 0.5) == percentile([7.0], 0.99) == 7.0
    with pytest.raises(ValueError, match="no values"):
        percentile([], 0.5)


def test_people_come_by_the_clock_at_the_rate_asked_for_and_never_evenly() -> None:
    came = moments(rate=20, count=10_000, seed=1)
    assert came == sorted(came)
    assert 10_000 / came[-1] == pytest.approx(20, rel=0.03)
    gaps = [later - sooner for sooner, later in itertools.pairwise(came)]
    # Of exponential gaps 63 % are below the average; of even ones none or all would be.
    assert sum(gap < 0.05 for gap in gaps) / len(gaps) == pytest.approx(0.632, abs=0.02)
    assert moments(rate=20, count=10, seed=1) == came[:10] != moments(rate=20, count=10, seed=2)


def test_the_fullest_second_is_found_wherever_it_begins() -> None:
    assert most_within([0.0, 0.9, 1.0, 1.5, 1.89, 3.0], seconds=1.0) == 4
    assert most_within([0.0, 1.0, 2.0], seconds=1.0) == 1
    assert most_within([], seconds=1.0) == 0


@pytest.mark.parametrize(
    ("goal", "told", "reached"), [((0.5, None), "0.50x", True), ((1.0, 2.5), "1.00x 2.5x", False), (None, "", None)]
)
def test_a_row_names_the_goals_it_has(goal: tuple[float, float | None] | None, told: str, reached: bool | None) -> None:
    line = Line("ours", 100.0, 0.1, to_aiogram=0.8, to_ptb=3.0, calls=2.0, statements=1.7, commits=None, goal=goal)
    assert (line.cells[-2], line.reached) == (told, reached)
