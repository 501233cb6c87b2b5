"""Until when another area may be asked, and what waits for its answer."""

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.calendars import work_calendar
from domain.cases import Actor
from domain.cohandling import COHANDLING, DAYS, MOST_PARTS, check_can_ask, is_done_by, terms
from domain.flows import Party
from domain.staff_errors import AskedAlready, TooManyAsked
from domain.working_time import due
from tests.kit.cases import QUESTION
from tests.views.halls import sample_hall

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 9, 1, 10, 0, tzinfo=ZONE)
CALENDAR = work_calendar(sample_hall())


def test_it_may_be_asked_for_so_many_working_days_as_end_before_the_case_or_until_its_end() -> None:
    ends = datetime(2026, 9, 4, 17, 30, tzinfo=ZONE)
    found = terms(due_at=ends, calendar=CALENDAR, now=NOW)
    assert [term.days for term in found] == [1, 2, 0]
    assert found[-1].ends == ends
    assert f"{found[0].ends.astimezone(ZONE):%m-%d %H:%M}" == "09-02 17:30"


@pytest.mark.parametrize("due_at", [None, NOW - timedelta(days=1), NOW, NOW + timedelta(seconds=59)])
def test_where_nothing_is_promised_any_more_nothing_caps_it(due_at: datetime | None) -> None:
    assert [term.days for term in terms(due_at=due_at, calendar=CALENDAR, now=NOW)] == list(DAYS)


@given(
    minutes=st.integers(0, 700_000),
    ahead=st.timedeltas(min_value=timedelta(minutes=1), max_value=timedelta(days=40)),
)
def test_whatever_is_chosen_ends_no_later_than_the_case_and_where_its_clock_will(
    minutes: int, ahead: timedelta
) -> None:
    now = NOW - timedelta(days=365) + timedelta(minutes=minutes)
    found = terms(due_at=now + ahead, calendar=CALENDAR, now=now)
    assert found[-1].days == 0
    assert found[-1].ends > now + ahead - timedelta(minutes=1)
    for term in found:
        assert now < term.ends <= now + ahead
        assert due(term.limit, received=now, calendar=CALENDAR).at == term.ends


@pytest.mark.parametrize(
    ("kind", "state", "action", "done"),
    [
        ("complaint", "submitted", "accept", False),
        ("complaint", "submitted", "refuse", True),
        ("complaint", "investigating", "ask", False),
        ("complaint", "handling", "answer", True),
        ("complaint", "review", "decide", True),
        ("enquiry", "submitted", "answer", True),
        ("enquiry", "submitted", "close", True),
    ],
)
def test_staff_are_done_when_nothing_is_promised_any_more_of_what_was(
    kind: str, state: str, action: str, done: bool
) -> None:
    flow = sample_hall().flow_named(kind).flow()
    assert is_done_by(flow, state, (flow.states[state].actions or {})[action]) is done


def test_so_many_areas_are_asked_at_a_time_and_none_twice() -> None:
    flow = sample_hall().flow_named("complaint").flow()
    case = replace(QUESTION, kind="complaint", state="submitted", area="a")
    waiting = [replace(case, id=9 + n, kind=COHANDLING, area=f"x{n}", number=f"XB{n}") for n in range(MOST_PARTS)]
    clerk = Actor(Party.CLERK, 1)
    check_can_ask(case, flow, actor=clerk, waiting=waiting[:-1], area="b")
    with pytest.raises(AskedAlready):
        check_can_ask(case, flow, actor=clerk, waiting=waiting[:-1], area="x0")
    with pytest.raises(TooManyAsked):
        check_can_ask(case, flow, actor=clerk, waiting=waiting, area="b")
