"""Every screen of filing in every language: complete, short enough, and with a way out."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from content.cases import Promise, Urgency
from content.filing import Piece, ShownDraft
from domain.cases import Privacy
from domain.conversation import ContentKind
from domain.filing import MAX_EVIDENCE, Detail
from domain.languages import Language
from tests.views.halls import NOW, sample_hall
from tests.views.test_cases import ABOUT, CASE, NAME, shown
from views import start
from views.cases import filing
from views.check import faults
from views.screen import Screen

HALL = sample_hall()
EMPTY = ShownDraft(
    key="k" * 12,
    kind=NAME,
    text="",
    pieces=(),
    service=None,
    area=None,
    place="",
    happened="",
    privacy=Privacy.OPEN,
    privacies=tuple(Privacy),
    name="",
    phone="",
)
FULL = replace(
    EMPTY,
    text="a < b & c",
    pieces=tuple(Piece(ContentKind.VIDEO_NOTE, 2**62 - 1) for _ in range(MAX_EVIDENCE)),
    service=NAME,
    area=NAME,
    place="C03 <窗口>",
    happened="昨天",
    name="<b>",
    phone="13800000000",
)


def every_screen(language: Language) -> Iterator[Screen]:
    complaint = HALL.flow_named("complaint")
    later = Promise(NAME, NOW, is_provisional=True, urgency=Urgency.CALM)
    yield start.begun(language, HALL, kind=NAME)
    for begun in (complaint, None):
        yield filing.kinds(language, HALL.offered(), place="C03", service=NAME, begun=begun)
    yield filing.kinds(language, HALL.offered(), place="", service=None, begun=None)
    yield filing.begin(language, complaint)
    for text, kinds in (("长" * 3000, ()), ("", tuple(ContentKind))):
        yield filing.perhaps(language, complaint, text=text, kinds=kinds)
    for draft in (EMPTY, FULL, replace(EMPTY, pieces=FULL.pieces)):
        for privacy in Privacy:
            yield filing.preview(language, replace(draft, privacy=privacy))
        for detail in set(Detail) - {Detail.SERVICE}:
            yield filing.ask(language, draft, detail, hall=HALL.facts)
    yield filing.services(language, HALL.shelves())
    yield filing.shelf(language, HALL.services)
    yield filing.twin(language, replace(CASE, text="长" * 3000), key="k" * 12)
    for privacy in Privacy:
        for is_open in (True, False):
            each = shown(case=replace(CASE, privacy=privacy))
            for after in (later, None):
                for area in (NAME, None):
                    yield filing.filed(
                        language, each, later=after, area=area, pieces=3 * is_open, is_open=is_open, about=ABOUT
                    )


@pytest.mark.parametrize("language", Language)
def test_every_screen_fits_one_message_and_every_button_its_limits(language: Language) -> None:
    assert [reason for screen in every_screen(language) for reason in faults(screen)] == []


@pytest.mark.parametrize("language", Language)
def test_every_screen_has_a_way_out(language: Language) -> None:
    out = {"h", "x", "fw", f"fe:{Detail.SERVICE}"}

    presses = [{button.press for row in screen.rows for button in row} for screen in every_screen(language)]

    assert all(out & pressed for pressed in presses)


def test_who_stays_unknown_is_not_asked_for_a_telephone_number() -> None:
    anonymous = filing.preview(Language.ZH_HANS, replace(EMPTY, privacy=Privacy.ANONYMOUS))

    assert not any("联系方式" in label for label, _ in anonymous.options)
    assert "可能让人认出您" in anonymous.body.text


def test_confidence_is_explained_only_where_it_is_offered() -> None:
    draft = replace(EMPTY, privacies=(Privacy.OPEN, Privacy.ANONYMOUS))

    words = filing.ask(Language.ZH_HANS, draft, Detail.PRIVACY, hall=HALL.facts).body.text

    assert "匿名" in words
    assert "保密" not in words


def test_who_may_complain_finds_it_before_the_appeal_that_missed_appointments_lead_to() -> None:
    assert HALL.facts.booking.appeal == "appeal"
    assert [kind.id for kind in HALL.offered()] == ["complaint", "guide-report", "praise", "suggestion", "appeal"]
