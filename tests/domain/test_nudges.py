"""Once in a working day, whatever the clock and the calendar say."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.calendars import work_calendar
from domain.errors import CaseOver, NudgedToday
from domain.nudges import check_can_nudge, counts_for
from tests.kit.cases import QUESTION
from tests.views.halls import sample_hall

HALL = sample_hall()
CALENDAR = work_calendar(HALL)
FLOW = HALL.flow_named("enquiry").flow()
START = datetime(2026, 9, 20, tzinfo=UTC)
MONTH = 30 * 24 * 60
MINUTES = st.integers(0, MONTH).map(lambda minutes: START + timedelta(minutes=minutes))
MOMENTS = st.lists(MINUTES, min_size=1, max_size=40).map(sorted)


@given(MOMENTS)
def test_no_working_day_sees_two_nudges_and_none_is_refused_for_nothing(moments: list[datetime]) -> None:
    last, counted = None, []
    for now in moments:
        day = counts_for(now, calendar=CALENDAR)
        try:
            check_can_nudge(QUESTION, FLOW, last=last, calendar=CALENDAR, now=now)
        except NudgedToday as refusal:
            assert day in counted
            again = datetime.combine(refusal.params["again"], time(), tzinfo=CALENDAR.zone)
            assert now < again
            check_can_nudge(QUESTION, FLOW, last=last, calendar=CALENDAR, now=again)
            with pytest.raises(NudgedToday):
                check_can_nudge(QUESTION, FLOW, last=last, calendar=CALENDAR, now=again - timedelta(seconds=1))
        else:
            assert day not in counted
            last = now
            counted.append(day)


@pytest.mark.parametrize("state", ["answered", "closed", "withdrawn"])
def test_nobody_is_nudged_who_has_nothing_to_do(state: str) -> None:
    with pytest.raises(CaseOver):
        check_can_nudge(replace(QUESTION, state=state), FLOW, last=None, calendar=CALENDAR, now=QUESTION.filed_at)
