"""A review is done by somebody new to the case, and nobody handles what is about themselves."""

from dataclasses import replace

from domain.acting import handlers_after, is_kept_out, kept_out
from domain.cases import Actor, Case
from domain.flows import Party, State
from tests.kit.cases import QUESTION

WORK = State(name="handling", owner=Party.CLERK, clock="answer")
REVIEW = State(name="review", owner=Party.SUPERVISOR, clock="review", not_by_previous=True)


def a_case(*, handler: int | None = None, handlers: tuple[int, ...] = (), about: int | None = None) -> Case:
    return replace(QUESTION, kind="complaint", state="handling", handler_id=handler, handlers=handlers, about_id=about)


def test_everybody_who_handled_it_is_kept_out_of_the_review_and_of_nothing_else() -> None:
    case = a_case(handler=3, handlers=(2, 3))

    assert kept_out(case, REVIEW) == {2, 3}
    assert kept_out(case, WORK) == frozenset()
    assert not is_kept_out(case, REVIEW, Actor(Party.CITIZEN, 2)), "a citizen's number is another"


def test_whom_it_is_about_is_kept_out_everywhere() -> None:
    assert kept_out(a_case(about=7), WORK) == kept_out(a_case(about=7), REVIEW) == {7}


def test_handlers_gather_and_whoever_does_a_review_may_finish_it() -> None:
    case = a_case(handler=2, handlers=(1, 2))

    assert handlers_after(case, 3, goes_on=False) == (1, 2, 3)
    assert handlers_after(case, None, goes_on=False) == (1, 2)
    assert handlers_after(case, 5, goes_on=True) == (1, 2)
    taken_over = a_case(handler=5, handlers=(1, 2))
    assert handlers_after(taken_over, 6, goes_on=True) == (1, 2, 5)
