"""The tour of the READMEs can be walked: its address, people, questions and buttons are those of the demo."""

import re
from datetime import date

import pytest

from actions.cases.perhaps import kind_meant
from answers.guides import guides_of
from answers.index import build_index, find
from answers.models import Verdict
from bot.cli import build_parser
from content.loader import load_hall
from content.models import Hall
from content.paths import sample_pack
from domain.languages import Language
from sandbox.seed import CITIZENS, CLERKS
from tests.kit.sources import ROOT
from views.render import label

BUTTON = re.compile(r"(?:🧾|💬|✅|🙋|✍️) [\u4e00-\u9fff]+")
STEPS = ("card.checklist", "hand_over", "cases.send", "staff.take")
"""The buttons of the tour, in the order they are pressed; the last is the answer, which the flow names."""
COMPLAINT = "我要投诉，窗口排队两小时没人管"
KNOWN, UNKNOWN = "孩子上户口要带什么", "楼下的路灯坏了找谁修"


@pytest.fixture(params=["README.md", "README.zh.md"])
def page(request: pytest.FixtureRequest) -> str:
    """One of the two."""
    return (ROOT / str(request.param)).read_text()


def sample() -> Hall:
    """The hall of the tour."""
    hall, problems = load_hall(sample_pack(), today=date(2026, 12, 1))
    assert hall, problems
    return hall


def test_the_address_is_the_one_the_demo_listens_at(page: str) -> None:
    assert f"<http://127.0.0.1:{build_parser().parse_args(['demo']).port}/>" in page


def test_the_people_are_there(page: str) -> None:
    assert CITIZENS[0].first_name in page
    assert CLERKS[0].first_name in page


def test_the_buttons_are_named_in_the_order_of_the_story_and_as_they_are_labelled(page: str) -> None:
    answer = sample().flow_named("enquiry").action("submitted", "answer")
    assert answer
    written = label(Language.ZH_HANS, "staff.write", name=answer.name.zh)
    assert BUTTON.findall(page) == [*(label(Language.ZH_HANS, step) for step in STEPS), written]


def test_one_question_has_a_guide_and_the_other_has_none(page: str) -> None:
    hall = sample()
    index = build_index(guides_of(hall, today=date(2026, 12, 1)))

    assert KNOWN in page
    assert find(index, KNOWN).verdict is Verdict.CONFIDENT
    assert UNKNOWN in page
    assert find(index, UNKNOWN).verdict is Verdict.NOTHING


def test_the_complaint_is_taken_for_one_and_a_visit_begins_with_its_button(page: str) -> None:
    assert COMPLAINT in page
    meant = kind_meant(sample(), COMPLAINT)
    assert meant
    assert meant[0].id == "complaint"
    assert label(Language.ZH_HANS, "visits.book") in page
