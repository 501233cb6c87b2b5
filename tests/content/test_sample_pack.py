"""The sample hall is whole, marked as a sample, and asks everybody for something."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

import pytest

import content
from content.loader import load_hall
from content.models import Hall, Service
from domain.checklists import NOT_SURE, next_question, select

SAMPLE = Path(content.__file__).parent / "halls" / "sample"
TODAY = date(2026, 11, 24)


@pytest.fixture(scope="module")
def hall() -> Hall:
    loaded, problems = load_hall(SAMPLE, today=TODAY)
    assert [str(problem) for problem in problems] == []
    assert loaded is not None
    return loaded


def _paths(service: Service, *, answers: Mapping[str, str]) -> Iterator[Mapping[str, str]]:
    """Every way through the questions, "not sure" included."""
    question = next_question(service.questions, answers)
    if question is None:
        yield answers
        return
    for given in (*(option.id for option in question.options), NOT_SURE):
        yield from _paths(service, answers={**answers, question.id: given})


def test_the_sample_has_twelve_services_and_no_empty_shelf_among_six(hall: Hall) -> None:
    shelves = Counter(service.category for service in hall.services)
    assert len(hall.services) == 12
    assert set(shelves) == {category.id for category in hall.facts.categories}
    assert len(shelves) == 6


def test_a_shelf_without_a_service_is_none_to_choose_from(hall: Hall) -> None:
    emptied, *others = hall.shelves()
    left = tuple(service for service in hall.services if service.category != emptied.id)
    assert hall.model_copy(update={"services": left}).shelves() == tuple(others)


def test_the_hall_and_every_service_say_that_they_are_samples(hall: Hall) -> None:
    assert hall.facts.is_example
    assert [service.id for service in hall.services if not service.sample] == []
    assert "示例" in hall.facts.name.zh
    assert "example" in hall.facts.name.en


def test_every_service_names_its_source_and_when_it_was_checked(hall: Hall) -> None:
    for service in hall.services:
        assert service.source.name.zh, service.id
        assert service.source.name.en, service.id
        assert service.checked_on <= TODAY < service.review_by <= service.valid_until, service.id


def test_every_way_through_the_questions_of_every_service_asks_for_at_least_one_material(hall: Hall) -> None:
    bare = [
        (service.id, dict(answers))
        for service in hall.services
        for answers in _paths(service, answers={})
        if not select(service.materials, answers)
    ]
    assert bare == []


def test_no_question_is_asked_whose_answer_changes_nothing(hall: Hall) -> None:
    for service in hall.services:
        conditions = [part.only_if for part in service.questions] + [part.only_if for part in service.materials]
        asked_about = {question for condition in conditions for question in condition.wanted}
        assert {question.id for question in service.questions} == asked_about, service.id


def test_every_material_of_every_service_is_asked_of_somebody(hall: Hall) -> None:
    for service in hall.services:
        asked = {
            material.id
            for answers in _paths(service, answers={})
            if NOT_SURE not in answers.values()
            for material, _ in select(service.materials, answers)
        }
        assert asked == {material.id for material in service.materials}, service.id


def test_a_child_of_unmarried_parents_who_joins_the_father_needs_a_parentage_test(hall: Hall) -> None:
    service = hall.service("birth-registration")
    assert service is not None
    answers = {"birthplace": "mainland", "follows": "father", "married": "unmarried", "household": "family"}
    wanted = {material.id for material, _ in select(service.materials, answers)}
    assert {"birth-certificate", "household-book", "unmarried-statement", "paternity-report"} <= wanted
    assert "marriage-certificate" not in wanted


def test_traditional_texts_speak_of_counters_and_not_of_windows_on_a_screen(hall: Hall) -> None:
    written = hall.model_dump_json()
    for wrong in ("視窗", "稽核", "裝置", "社群", "繫結", "使用者", "物件", "專案"):
        assert wrong not in written, wrong
    assert "窗口" in written
