"""The calendar of days fits a small screen in every language, and says of each day what it is."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from content.visits import Days, Kept, Times
from domain.languages import Language
from domain.months import NoDay
from domain.times import Left
from tests.views.halls import sample_hall
from views.booking import booking_for, choosing
from views.booking.month import why_not
from views.booking_callbacks import AskNoDay, BookService
from views.render import render
from views.screen import Button, Screen

FIRST = date(2026, 9, 28)
IN_A_ROW, BYTES = 8, 64
ZONE = ZoneInfo("Asia/Shanghai")
HALL = sample_hall()
SERVICE = max(HALL.services, key=lambda service: len(service.id))
NATIONAL_DAY = {date(2026, 10, 1) + timedelta(days=number) for number in range(7)}
LEFT = {
    day: list(Left)[number % len(Left)]
    for number, day in enumerate(FIRST + timedelta(days=number) for number in range(31))
    if day.weekday() < 5 and day not in NATIONAL_DAY
}
DAYS = Days(SERVICE, LEFT, FIRST, FIRST + timedelta(days=30))


def buttons(screen: Screen) -> list[Button]:
    """All of them, from the top."""
    return [button for row in screen.rows for button in row]


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("page", [None, 0, 1, 9])
def test_a_month_has_a_button_for_every_day_that_fits(language: Language, page: int | None) -> None:
    for screen in (
        choosing.days(language, DAYS, hall=HALL, page=page),
        choosing.days_to_move(language, "x" * 16, DAYS, hall=HALL, page=page),
        booking_for.days(language, DAYS, hall=HALL, page=page),
    ):
        assert all(len(row) <= IN_A_ROW for row in screen.rows)
        assert all(button.label.strip() and len((button.press or "").encode()) <= BYTES for button in buttons(screen))
        shown = [int(digits) for one in buttons(screen) if (digits := one.label.rstrip("🟢🟡✕·")).isdigit()]
        assert shown == (list(range(28, 31)) if page in (None, 0) else list(range(1, 32)))


def test_what_is_shut_and_what_comes_later_is_said_and_a_press_says_why() -> None:
    october = choosing.days(Language.EN, DAYS, hall=HALL, page=1)

    assert "1 Oct 2026 to 7 Oct 2026: closed, National Day" in october.body.text
    assert "Days after 28 Oct 2026 cannot be booked yet." in october.body.text
    pressed = {one.label: AskNoDay.unpack(one.press or "") for one in buttons(october) if one.label.endswith("·")}
    assert pressed["7·"].why is NoDay.CLOSED
    assert pressed["30·"].why is NoDay.LATER
    assert why_not(Language.EN, NoDay.LATER, date(2026, 10, 30)).startswith("30 Oct Fri: it cannot be booked yet")


def test_the_way_back_from_a_day_leads_to_its_month() -> None:
    times = Times(SERVICE, date(2026, 10, 9), (), month=1, full_to=None)

    back = buttons(choosing.times(Language.EN, times, page=0))[-2]

    assert back.press == BookService(service_id=SERVICE.id, page=1).pack()


def test_of_every_kept_time_it_is_said_until_when_and_of_those_kept_as_long_once() -> None:
    def kept(*hours: int) -> str:
        begins = [datetime(2026, 10, 9, 13 + at, 30, tzinfo=ZONE) for at in range(len(hours))]
        times = [Kept(at, datetime(2026, 10, 9, hour, tzinfo=ZONE), 1) for at, hour in zip(begins, hours, strict=True)]
        return render(Language.EN, "booking/kept", kept=times).text

    assert (kept(12, 12).count("kept until"), kept(11, 12).count("kept until")) == (1, 2)
    assert "13:30: kept until" in kept(11, 12)
    assert "14:30: kept until Fri 9 Oct, 12:00" in kept(11, 12)
