"""Every question can be asked and every condition can hold, or the editor hears of it."""

import json
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content.checks.questions import check_questions
from content.written import read_written
from domain.checklists import Applies, Condition
from tests.content.packs import Pack

BIRTH_FILE = "services/birth.yaml"

QUESTION_CASES = {
    "no such question": (
        "only_if: {born: [here]}",
        "only_if: {bron: [here]}",
        "26: materials[certificate].only_if.bron: there is no question 'bron'; did you mean born?",
    ),
    "no such option": (
        "only_if: {born: [here]}",
        "only_if: {born: [china]}",
        "26: materials[certificate].only_if.born[1]: the question 'born' has no option 'china'; it has abroad, here",
    ),
    "the answer not sure": (
        "only_if: {born: [here]}",
        "only_if: {born: [not-sure]}",
        "26: materials[certificate].only_if.born[1]: 'not-sure' keeps a thing on the list by itself; "
        "nothing can be made to depend on it",
    ),
    "an option called not sure": (
        "    options:\n      - {id: done",
        "    options:\n      - {id: not-sure, label: {zh: 不知道, en: No idea}}\n      - {id: done",
        "20: questions[paper].options[not-sure].id: 'not-sure' is added to every question by itself; "
        "leave this option out",
    ),
    "no option at all": (
        "only_if: {born: [here]}",
        "only_if: {born: []}",
        "26: materials[certificate].only_if.born: names no option, so it never holds",
    ),
    "a question after the one that depends on it": (
        "  - id: born\n",
        "  - id: born\n    only_if: {paper: [open]}\n",
        "12: questions[born].only_if.paper: the question 'paper' is asked later; move it before this one",
    ),
    "a question that depends on itself": (
        "only_if: {born: [abroad]}",
        "only_if: {born: [abroad], paper: [done]}",
        "18: questions[paper].only_if.paper: a question cannot depend on itself",
    ),
    "a material that no answers select": (
        "only_if: {paper: [open]}",
        "only_if: {paper: [open], born: [here]}",
        "30: materials[translation].only_if: no answers lead here: paper is asked only if born is abroad; "
        "this wants born to be here",
    ),
    "an option no path can give": (
        "only_if: {paper: [open]}",
        "only_if: {paper: [open], born: [here, abroad]}",
        "30: materials[translation].only_if.born: here cannot be the answer here: "
        "paper is asked only if born is abroad",
    ),
    "a question that selects nothing": (
        "    only_if: {paper: [open]}\n",
        "",
        "16: questions[paper]: warning: selects nothing: no material and no later question names it in only_if",
    ),
}


@pytest.mark.parametrize(("old", "new", "said"), QUESTION_CASES.values(), ids=QUESTION_CASES.keys())
def test_a_condition_that_cannot_work_is_shown(pack: Pack, old: str, new: str, said: str) -> None:
    pack.change(BIRTH_FILE, old, new)

    assert pack.problems() == [f"{BIRTH_FILE}:{said}"]


def test_a_question_nobody_is_asked_is_shown_and_so_is_what_hangs_on_it(pack: Pack) -> None:
    never = "  - {id: never, ask: {zh: 甲？, en: A?}, only_if: {paper: [done], born: [here]}, options: "
    options = "[{id: a, label: {zh: 甲, en: A}}, {id: b, label: {zh: 乙, en: B}}]}\n"
    pack.change(BIRTH_FILE, "materials:\n", never + options + "materials:\n")
    pack.change(BIRTH_FILE, "only_if: {paper: [open]}", "only_if: {never: [a]}")

    assert pack.problems() == [
        f"{BIRTH_FILE}:22: questions[never].only_if: no answers lead here: paper is asked only if born is abroad; "
        "this wants born to be here",
        f"{BIRTH_FILE}:31: materials[translation].only_if: no answers lead here: never is never asked",
    ]


OPTIONS = ("a", "b", "c")


@st.composite
def guides(draw: st.DrawFn) -> dict[str, Any]:
    """Questions that depend on earlier ones, and one material that depends on some of them."""

    def condition(names: list[str]) -> dict[str, list[str]]:
        chosen = draw(st.lists(st.sampled_from(names), unique=True, max_size=3)) if names else []
        return {name: draw(st.lists(st.sampled_from(OPTIONS), unique=True, min_size=1, max_size=2)) for name in chosen}

    names = [f"q{number}" for number in range(draw(st.integers(1, 4)))]
    questions = [
        {"id": name, "options": [{"id": option} for option in OPTIONS], "only_if": condition(names[:position])}
        for position, name in enumerate(names)
    ]
    return {"questions": questions, "materials": [{"id": "m", "only_if": condition(names)}]}


def _holds(condition: dict[str, list[str]], answers: dict[str, str]) -> bool:
    wanted = {name: tuple(options) for name, options in condition.items()}
    return Condition(wanted).holds(answers) is Applies.YES


def _every_way_to_answer(questions: list[dict[str, Any]]) -> list[dict[str, str]]:
    ways = []
    for given_options in product(OPTIONS, repeat=len(questions)):
        answers: dict[str, str] = {}
        for question, option in zip(questions, given_options, strict=True):
            if _holds(question["only_if"], answers):
                answers[question["id"]] = option
        ways.append(answers)
    return ways


def _dead_options(condition: dict[str, list[str]], ways: list[dict[str, str]]) -> set[tuple[str, str]]:
    met = [answers for answers in ways if _holds(condition, answers)]
    return {
        (name, option)
        for name, options in condition.items()
        for option in options
        if not any(answers[name] == option for answers in met)
    }


@settings(max_examples=150)
@given(guide=guides())
def test_a_condition_is_called_impossible_exactly_if_no_way_to_answer_meets_it(
    guide: dict[str, Any], tmp_path_factory: pytest.TempPathFactory
) -> None:
    file = _file(tmp_path_factory, guide)
    written, _ = read_written(file)
    assert written is not None

    problems = [problem for problem in check_questions(written) if "only_if" in problem.path]

    ways = _every_way_to_answer(guide["questions"])
    for owner in (*guide["questions"], *guide["materials"]):
        impossible = f"[{owner['id']}].only_if"
        said = [problem for problem in problems if impossible in problem.path]
        met = any(_holds(owner["only_if"], answers) for answers in ways)
        assert any("no answers lead here" in problem.reason for problem in said) is not met
        if met:
            named = {problem.path.rsplit(".", 1)[1] for problem in said}
            assert named == {name for name, _ in _dead_options(owner["only_if"], ways)}


def _file(tmp_path_factory: pytest.TempPathFactory, guide: dict[str, Any]) -> Path:
    file = tmp_path_factory.getbasetemp() / "guide.yaml"
    file.write_text(json.dumps(guide), encoding="utf-8")
    return file
