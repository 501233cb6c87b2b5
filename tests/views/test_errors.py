"""Every refusal has words, and they say what to do next."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from content.texts import Text
from domain import booking_refusals, line_refusals, staff_errors
from domain.closures import ClosedDays, ClosureReason
from domain.errors import OutdatedButton, Refusal
from domain.languages import Language
from domain.limits import Limit, Unit
from domain.merging import Obstacle
from domain.merging_refusals import CannotMerge
from tests.views.halls import sample_hall
from views.errors import ALERT_LENGTH, WORTH_A_SCREEN, WORTH_STAYING, fits_alert, refused

PARAMS = {
    "limit": 3500,
    "period": Limit(5, Unit.WORKING_DAYS),
    "times": 1,
    "longest": Limit(10, Unit.WORKING_DAYS),
    "owner": "Konstantinopoulos-Alexandropoulou",
    "number": "ZX2026-000001",
    "title": Text(zh="新生儿出生登记（孩子上户口）", en="Registering a newborn's residence (hukou)"),
    "valid_until": date(2026, 11, 30),
    "again": date(2026, 12, 1),
    "minutes": 240,
    "hours": 2,
    "day": date(2026, 12, 1),
    "last": date(2026, 12, 31),
    "until": datetime(2026, 12, 31, 17, 15, tzinfo=ZoneInfo("Asia/Shanghai")),
    "why": Obstacle.UNKNOWN,
    "merged": 49,
    "parts": ", ".join(f"XB2026-00000{number}" for number in range(5)),
    "who": "Konstantinopoulos-A",
    "appeal": "appeal",
    "colleague": "Konstantinopoulos-B",
    "opens": datetime(2026, 12, 1, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai")),
    "days": ClosedDays(date(2026, 12, 1), date(2026, 12, 2), begins=time(9, 30), ends=time(16, 45)),
    "reason": ClosureReason.SYSTEM,
    "area": max(sample_hall().facts.areas, key=lambda area: len(area.name.en)),
}
"""A value for every name refusals carry."""
REFUSALS = sorted(Refusal.__subclasses__(), key=lambda refusal: refusal.code)
FROM_ELSEWHERE = {booking_refusals.SlotFull, line_refusals.NobodyWaits, staff_errors.IsAway}
assert set(REFUSALS) >= FROM_ELSEWHERE, "those of appointments, the line and the absent too"
ALERTS = [kind for kind in REFUSALS if kind not in WORTH_A_SCREEN | WORTH_STAYING]


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("kind", REFUSALS, ids=lambda kind: kind.code)
def test_a_refusal_has_words_and_a_way_home(kind: type[Refusal], language: Language) -> None:
    screen = refused(language, kind(**PARAMS), in_private=True)

    assert len(screen.body.text) > len("……")
    assert screen.rows[-1][-1].press == "h"


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("kind", ALERTS, ids=lambda kind: kind.code)
def test_a_refusal_without_buttons_of_its_own_fits_into_an_alert(kind: type[Refusal], language: Language) -> None:
    refusal = kind(**PARAMS)
    screen = refused(language, refusal, in_private=True)

    assert len(screen.body.text) <= ALERT_LENGTH
    assert fits_alert(screen, refusal=refusal, in_private=True)


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("why", Obstacle)
def test_why_two_cases_are_not_handled_together_fits_into_an_alert(why: Obstacle, language: Language) -> None:
    screen = refused(language, CannotMerge(number="TS2026-000001", why=why), in_private=False)
    assert len(screen.body.text) <= ALERT_LENGTH


def test_in_a_group_a_refusal_has_no_buttons_of_private_chats() -> None:
    assert refused(Language.EN, OutdatedButton(), in_private=False).rows == ()
