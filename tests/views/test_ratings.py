"""Every screen of ratings in every language: complete, short enough, and honest about what follows."""

from collections.abc import Iterator

import pytest

from content.models import Option
from content.texts import Text
from domain.languages import Language
from domain.ratings import MAX_COMMENT, Level, Rating, RatingStep
from tests.views.halls import NOW
from tests.views.test_cases import CASE, NAME, shown
from views.cases import giving
from views.cases import rating as screens
from views.markup import MAX_TEXT, utf16_length
from views.screen import Screen

REASONS = tuple(Option(id=f"{letter * 32}", label=NAME) for letter in "abcde")
REMEDY = shown(parent=CASE.number)


def given(level: Level | None, *, reason: str | None = None, comment: str = "") -> Rating:
    """A rating with the largest ids there are."""
    return Rating(
        id=2**62 - 1,
        case_id=1,
        round=1,
        staff_id=7,
        level=level,
        reason=reason,
        comment=comment,
        rated_at=NOW,
        invited_at=NOW,
        step=RatingStep.CLOSE,
        step_at=NOW,
        rectification_id=None,
    )


def every_screen(language: Language) -> Iterator[Screen]:
    for reminder in (True, False):
        yield screens.asked(language, rating=given(None), number=CASE.number, kind=NAME, reminder=reminder)
    yield screens.ask_comment(language, CASE)
    for level in (None, *Level):
        yield screens.levels(language, CASE, rating=given(level))
    for level in Level:
        full = given(level, reason=REASONS[0].id, comment="长" * MAX_COMMENT)
        for rating, remedy, reasons in ((given(level), None, ()), (full, REMEDY, REASONS), (full, None, REASONS)):
            yield screens.rated(language, CASE, rating=rating, reasons=reasons, remedy=remedy, added=bool(remedy))
        about = {"number": CASE.number, "handler": "王敏", "reason": NAME}
        yield screens.for_staff(language, rating=full, remedy="ZG2026-000001", **about)
        yield giving.given(language, shown=REMEDY, area=NAME, by="", is_theirs=True, origin=full)
    yield giving.given(language, shown=shown(), area=None, by="", is_theirs=True, origin=None)


@pytest.mark.parametrize("language", Language)
def test_every_screen_fits_one_message_and_every_button_its_limits(language: Language) -> None:
    for screen in every_screen(language):
        assert screen.body.text.strip()
        assert utf16_length(screen.body.text) <= MAX_TEXT
        for button in (button for row in screen.rows for button in row):
            assert len((button.press or "").encode()) <= 64
            assert button.label


def test_the_levels_stand_from_the_best_to_the_worst_as_the_rule_names_them() -> None:
    labels = [label for label, _ in screens.levels(Language.ZH_HANS, CASE, rating=given(None)).options][:5]
    assert [label.split()[-1] for label in labels] == ["非常满意", "满意", "基本满意", "不满意", "非常不满意"]


def test_an_apology_and_who_puts_it_right_come_with_a_bad_level_alone() -> None:
    def says(level: Level) -> str:
        return screens.rated(Language.EN, CASE, rating=given(level), reasons=REASONS, remedy=REMEDY).body.text

    assert all("We are sorry" in says(level) and REMEDY.case.number in says(level) for level in Level if level.is_bad)
    assert not any("We are sorry" in says(level) for level in Level if not level.is_bad)


def test_the_chosen_reason_is_marked() -> None:
    reasons = (
        Option(id="speed", label=Text(zh="速度", en="Speed")),
        Option(id="manner", label=Text(zh="态度", en="Manner")),
    )
    rating = given(Level.FAIR, reason="speed")
    labels = [
        label for label, _ in screens.rated(Language.EN, CASE, rating=rating, reasons=reasons, remedy=None).options
    ]
    assert labels[:2] == ["✔️ Speed", "Manner"]
