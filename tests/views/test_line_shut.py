"""Where nobody is served for now whoever waits reads until when, and what else they can do."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from content.lines import Shut
from domain.capacity import Span
from domain.closures import Closing, ClosureReason
from domain.languages import Language
from views.line import turns

NOON = datetime(2026, 12, 2, 12, tzinfo=ZoneInfo("Asia/Shanghai"))
DARK = Closing(
    "a", Span(NOON.astimezone(UTC), NOON.astimezone(UTC)), 0, ClosureReason.POWER, "请改到下周", "Come in July"
)


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("is_booked", [False, True])
def test_until_when_is_said_as_long_as_it_is_today(language: Language, *, is_booked: bool) -> None:
    for_now, for_today = (
        turns.shut(language, code="A012", shut=Shut(DARK, back_at), is_booked=is_booked).body.text
        for back_at in (NOON, None)
    )

    assert "12:00" in for_now
    assert "12:00" not in for_today
    for text in (for_now, for_today):
        assert "A012" in text
        assert ("Come in July" in text) == (language is Language.EN)
