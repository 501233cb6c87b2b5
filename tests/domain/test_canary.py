"""When the daily trial of the deadlines should have been heard of."""

from datetime import UTC, datetime, timedelta

import pytest

from domain.canary import Canary, is_silent

FILED = datetime(2026, 9, 1, 3, 0, tzinfo=UTC)
ENDED = FILED + timedelta(minutes=10)


@pytest.mark.parametrize(
    ("newest", "later", "silent"),
    [
        (None, timedelta(hours=27), False),
        (None, timedelta(hours=27, seconds=1), True),
        (Canary(FILED, None), timedelta(minutes=12), False),
        (Canary(FILED, None), timedelta(minutes=12, seconds=1), True),
        (Canary(FILED, ENDED), timedelta(hours=27), False),
        (Canary(FILED, ENDED), timedelta(hours=27, seconds=1), True),
    ],
)
def test_it_is_missed_when_it_was_not_filed_or_did_not_end(
    newest: Canary | None, later: timedelta, silent: bool
) -> None:
    assert is_silent(newest, since=FILED, now=FILED + later) is silent
