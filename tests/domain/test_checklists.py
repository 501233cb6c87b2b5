"""A citizen is told to bring what applies to them, and nothing else."""

from dataclasses import dataclass
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from domain.checklists import NOT_SURE, Applies, Condition, next_question, select

OPTIONS = ("a", "b", "c")
NAMES = ("q0", "q1", "q2")

conditions = st.dictionaries(
    st.sampled_from(NAMES), st.lists(st.sampled_from(OPTIONS), min_size=1, unique=True).map(tuple), max_size=3
).map(Condition)
answers_given = st.dictionaries(st.sampled_from(NAMES), st.sampled_from((*OPTIONS, NOT_SURE)))


@dataclass(frozen=True)
class Asked:
    """A question."""

    id: str
    only_if: Condition


@dataclass(frozen=True)
class Brought:
    """A material."""

    only_if: Condition


def _by_every_completion(condition: Condition, answers: dict[str, str]) -> Applies:
    """Judge by filling every "not sure" with every option: always, never, or now and then."""
    unsure = [name for name, option in answers.items() if option == NOT_SURE]
    outcomes = set()
    # "other" stands for the options a condition does not name, so that no condition holds by listing all of them.
    for filled in product((*OPTIONS, "other"), repeat=len(unsure)):
        complete = {**answers, **dict(zip(unsure, filled, strict=True))}
        outcomes.add(all(complete.get(name) in options for name, options in condition.wanted.items()))
    if outcomes == {True}:
        return Applies.YES
    return Applies.DEPENDS if True in outcomes else Applies.NO


@given(condition=conditions, answers=answers_given)
def test_a_condition_is_judged_as_if_every_unsure_answer_were_tried(
    condition: Condition, answers: dict[str, str]
) -> None:
    assert condition.holds(answers) is _by_every_completion(condition, answers)


@given(materials=st.lists(conditions.map(Brought)), answers=answers_given)
def test_the_list_keeps_the_packs_order_and_drops_only_what_cannot_apply(
    materials: list[Brought], answers: dict[str, str]
) -> None:
    expected = [(item, _by_every_completion(item.only_if, answers)) for item in materials]

    assert list(select(materials, answers)) == [pair for pair in expected if pair[1] is not Applies.NO]


@given(st.data())
def test_asking_ends_with_every_question_that_applies_answered_and_no_other(data: st.DataObject) -> None:
    earlier = {"q0": Condition({}), "q1": data.draw(conditions), "q2": data.draw(conditions)}
    questions = [
        Asked(name, Condition({q: options for q, options in condition.wanted.items() if q < name}))
        for name, condition in earlier.items()
    ]
    answers: dict[str, str] = {}

    while question := next_question(questions, answers):
        assert question.id not in answers
        answers[question.id] = data.draw(st.sampled_from((*OPTIONS, NOT_SURE)))

    applying = {question.id for question in questions if question.only_if.holds(answers) is not Applies.NO}
    assert set(answers) == applying


def test_an_unsure_answer_keeps_a_thing_on_the_list_unless_another_answer_rules_it_out() -> None:
    both = Condition({"q0": ("a",), "q1": ("a",)})

    assert both.holds({"q0": NOT_SURE, "q1": "a"}) is Applies.DEPENDS
    assert both.holds({"q0": NOT_SURE, "q1": "b"}) is Applies.NO
    assert both.holds({"q0": NOT_SURE}) is Applies.NO
