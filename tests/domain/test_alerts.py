"""An alert begins beyond its limit, lasts while anybody sees it, is told again now and then, and ends in calm."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from domain.alerts import ALL, CALM, REMIND, RULES, UNKNOWN, OpenAlert, Rule, Turn, judge

NOW = datetime(2026, 12, 2, 2, 0, tzinfo=UTC)
MOMENT = timedelta(seconds=1)


def lasting(rule: Rule, *, seen: timedelta = timedelta(), told: timedelta = timedelta()) -> OpenAlert:
    """An alert that was last seen and last told so long ago."""
    return OpenAlert(1, rule.name, 1.0, NOW - told, NOW - seen, 1, NOW - told)


def turns(rule: Rule, value: float | None, alert: OpenAlert | None = None) -> list[Turn]:
    """What becomes of one rule by one figure."""
    return [verdict.turn for verdict in judge({rule.name: value}, [alert] if alert else [], now=NOW)]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_at_its_limit_nothing_is_wrong_and_beyond_it_there_is(rule: Rule) -> None:
    beyond = -0.1 if rule.below else 0.1

    assert turns(rule, rule.limit) == []
    assert turns(rule, rule.limit - beyond) == []
    assert turns(rule, rule.limit + beyond) == [Turn.BEGUN]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_it_is_over_only_after_nobody_has_seen_it_for_a_while(rule: Rule) -> None:
    good = rule.back if rule.back is not None else rule.limit

    assert turns(rule, good, lasting(rule, seen=CALM - MOMENT)) == []
    assert turns(rule, good, lasting(rule, seen=CALM)) == [Turn.OVER]


def test_what_hovers_about_its_limit_is_one_alert() -> None:
    rule = ALL["inbox_oldest_new"]
    alert: OpenAlert | None = None
    told: list[Turn] = []
    moment = NOW
    for look in range(600):
        value = rule.limit + (1 if look % 3 else -1)
        for verdict in judge({rule.name: value}, [alert] if alert else [], now=moment):
            if verdict.turn is Turn.SEEN:
                assert alert
                alert = replace(alert, seen_at=moment)
            else:
                told.append(verdict.turn)
                alert = OpenAlert(1, rule.name, value, moment, moment, 1, moment)
        moment += timedelta(seconds=10)

    assert told == [Turn.BEGUN]


def test_a_disk_that_comes_back_a_little_is_not_over_yet() -> None:
    rule = ALL["disk_free"]
    assert rule.back
    alert = lasting(rule, seen=CALM)

    assert turns(rule, rule.limit + 0.1, alert) == [Turn.SEEN]
    assert turns(rule, rule.back, alert) == [Turn.OVER]


def test_it_is_told_again_while_it_lasts() -> None:
    rule = ALL["dead_letters"]

    assert turns(rule, 3, lasting(rule, told=REMIND - MOMENT)) == [Turn.SEEN]
    assert turns(rule, 3, lasting(rule, told=REMIND)) == [Turn.LASTS]


def test_what_is_not_known_begins_nothing_and_ends_nothing_for_an_hour() -> None:
    rule = ALL["webhook_error"]

    assert turns(rule, None) == []
    assert turns(rule, None, lasting(rule, seen=UNKNOWN - MOMENT)) == []
    assert turns(rule, None, lasting(rule, seen=UNKNOWN)) == [Turn.OVER]


def test_a_clock_that_was_set_back_keeps_no_alert_open() -> None:
    rule = ALL["dead_letters"]
    from_the_future = lasting(rule, seen=timedelta(hours=-1))

    assert turns(rule, 0, from_the_future) == [Turn.OVER]
