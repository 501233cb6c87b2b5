"""What people ask the sample hall."""

import subprocess
import sys
from datetime import date, timedelta

import pytest

from answers.guides import guides_of
from answers.index import Index, build_index, find
from answers.models import Verdict
from content.loader import load_hall
from content.models import Hall
from content.paths import sample_pack
from domain.languages import Language
from views.guides import CHINESE, LABEL_LENGTH, faq_questions

TODAY = date(2026, 12, 1)


@pytest.fixture(scope="module")
def hall() -> Hall:
    hall, problems = load_hall(sample_pack(), today=TODAY)
    assert hall, problems
    return hall


@pytest.fixture(scope="module")
def index(hall: Hall) -> Index:
    return build_index(guides_of(hall, today=TODAY))


def test_whatever_the_pack_calls_a_service_finds_it(hall: Hall, index: Index) -> None:
    for guide in guides_of(hall, today=TODAY):
        for wording in (guide.title, *guide.aliases, *(faq.wording for faq in guide.faqs)):
            finding = find(index, wording)
            assert finding.guesses[0].guide_id == guide.id, wording
            assert finding.verdict is Verdict.CONFIDENT, wording


def test_a_question_of_the_pack_is_answered_by_its_own_answer(hall: Hall, index: Index) -> None:
    for guide in guides_of(hall, today=TODAY):
        for faq in guide.faqs:
            assert find(index, faq.wording).guesses[0].faq == faq.faq, faq.wording


def test_every_question_of_the_pack_has_an_english_wording_that_fits_a_button(hall: Hall) -> None:
    for service in hall.services:
        for faq, asked in zip(service.faqs, faq_questions(Language.EN, service), strict=True):
            assert asked in faq.asked
            assert not CHINESE.search(asked)
            assert len(asked) <= LABEL_LENGTH


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("孩子上户口要带什么", "birth-registration"),
        ("寶寶報戶口要準備什麼", "birth-registration"),
        ("haizi shanghukou yao dai shenme", "birth-registration"),
        ("how do I register my newborn baby", "birth-registration"),
        ("身份证被偷了怎么办", "id-card"),
        ("身份正丢了", "id-card"),
        ("shenfenzheng diule", "id-card"),
        ("I lost my ID card", "id-card"),
        ("我们要结婚，在哪登记", "marriage"),
        ("驾照快到期了", "driving-licence"),
        ("开饭店要什么许可证", "food-licence"),
        ("租房子怎么取公积金", "housing-fund-rent"),
        ("失业了能领多少钱", "unemployment-benefit"),
        ("二手房过户", "property-transfer"),
    ],
)
def test_a_question_finds_its_service_with_confidence(index: Index, query: str, expected: str) -> None:
    finding = find(index, query)

    assert finding.guesses[0].guide_id == expected
    assert finding.verdict is Verdict.CONFIDENT


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("娃刚出生，户口怎么弄", "birth-registration"),
        ("想开个小饭店", "food-licence"),
        ("我和女朋友想领证", "marriage"),
    ],
)
def test_a_looser_question_has_its_service_among_three_guesses(index: Index, query: str, expected: str) -> None:
    finding = find(index, query)

    assert expected in {guess.guide_id for guess in finding.guesses[:3]}
    assert finding.verdict is not Verdict.NOTHING


@pytest.mark.parametrize(
    "query", ["今天天气怎么样", "给我讲个笑话", "红烧肉怎么做", "谢谢", "tell me a joke", "明天股票会涨吗"]
)
def test_what_is_no_business_of_the_hall_goes_to_staff(index: Index, query: str) -> None:
    assert find(index, query).verdict is Verdict.NOTHING


def test_an_expired_service_is_left_to_staff(hall: Hall) -> None:
    service = hall.services[0]

    last_day = guides_of(hall, today=service.valid_until)
    day_after = guides_of(hall, today=service.valid_until + timedelta(days=1))

    assert service.id in {guide.id for guide in last_day}
    assert service.id not in {guide.id for guide in day_after}


def test_a_guide_carries_the_position_of_each_faq(hall: Hall) -> None:
    service = next(service for service in hall.services if len(service.faqs) > 1)
    guide = next(guide for guide in guides_of(hall, today=TODAY) if guide.id == service.id)

    assert {(faq.faq, faq.wording) for faq in guide.faqs} == {
        (at, wording) for at, faq in enumerate(service.faqs) for wording in faq.asked
    }


def test_the_search_is_light_to_import() -> None:
    heavy = "{'aiogram', 'sqlalchemy', 'pypinyin.phrases_dict', 'yaml', 'jinja2'}"
    program = f"import sys, answers.ask, answers.guides; print(sorted({heavy} & set(sys.modules)))"

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"
