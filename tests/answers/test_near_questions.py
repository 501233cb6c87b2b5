"""Near misses: matters the sample hall does not know but that sound like its own, and its own in free wording."""

from collections.abc import Iterable
from datetime import date

import pytest

from answers.guides import guides_of
from answers.index import Index, build_index, find
from answers.models import Finding, Verdict
from content.loader import load_hall
from content.paths import sample_pack
from tests.answers.near_questions import MORE_OTHERS, OTHERS, OWN

TODAY = date(2026, 12, 1)


@pytest.fixture(scope="module")
def index() -> Index:
    hall, problems = load_hall(sample_pack(), today=TODAY)
    assert hall, problems
    return build_index(guides_of(hall, today=TODAY))


def _ids(finding: Finding) -> list[str]:
    return [guess.guide_id for guess in finding.guesses]


def _confident(index: Index, questions: Iterable[str]) -> list[str]:
    return [question for question in questions if find(index, question).verdict is Verdict.CONFIDENT]


def test_a_matter_the_hall_does_not_know_is_never_answered_with_confidence(index: Index) -> None:
    assert len(OTHERS) > 60
    assert _confident(index, OTHERS) == []


def test_of_matters_in_words_nobody_listed_hardly_any_is_answered_with_confidence(index: Index) -> None:
    assert len(MORE_OTHERS) == 60
    assert len(_confident(index, MORE_OTHERS)) <= 3


def test_the_hall_recognises_its_own_matters_in_free_wording(index: Index) -> None:
    findings = [(find(index, question), service) for question, service in OWN]
    offered = [f for f, service in findings if f.verdict is not Verdict.NOTHING and service in _ids(f)[:3]]
    shown = [f for f, _ in findings if f.verdict is Verdict.CONFIDENT]

    assert len(OWN) > 90
    assert len(offered) >= 0.95 * len(OWN)
    assert len(shown) >= 0.8 * len(OWN)


def test_a_guide_shown_with_confidence_is_the_right_one(index: Index) -> None:
    findings = [(question, service, find(index, question)) for question, service in OWN]

    assert [
        question
        for question, service, finding in findings
        if finding.verdict is Verdict.CONFIDENT and _ids(finding)[0] != service
    ] == []


@pytest.mark.parametrize("question", ["离婚怎么办", "离婚要带什么", "領離婚證", "How do I get a divorce?"])
def test_a_matter_known_only_from_a_question_is_answered_by_that_question(index: Index, question: str) -> None:
    finding = find(index, question)
    guide = next(guide for guide in index.guides if guide.id == "marriage")
    divorce = next(faq.faq for faq in guide.faqs if faq.wording == "领离婚证")

    assert finding.verdict is Verdict.CONFIDENT
    assert (finding.guesses[0].guide_id, finding.guesses[0].faq) == ("marriage", divorce)
