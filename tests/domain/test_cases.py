"""Whose a case is, and who must keep their hands off it."""

from dataclasses import replace

import pytest

from domain.acting import check_can_ask, check_is_free, check_is_with_staff
from domain.cases import MAX_QUESTIONS, Actor
from domain.errors import AlreadyTaken, CaseOver, NotYours, TooManyOpenCases
from domain.flows import Party
from tests.kit.cases import QUESTION
from tests.views.halls import sample_hall

CLERK, SUPERVISOR = Actor(Party.CLERK, 7), Actor(Party.SUPERVISOR, 9)


def test_the_question_beyond_the_most_is_refused_with_the_number() -> None:
    check_can_ask(MAX_QUESTIONS - 1)
    with pytest.raises(TooManyOpenCases) as refused:
        check_can_ask(MAX_QUESTIONS)
    assert refused.value.params == {"limit": MAX_QUESTIONS}


@pytest.mark.parametrize("owner_id", [None, 7])
def test_a_clerk_may_do_what_is_nobodys_or_their_own(owner_id: int | None) -> None:
    check_is_free(replace(QUESTION, owner_id=owner_id), CLERK, owner="")


def test_a_refusal_names_who_has_it_and_the_number() -> None:
    with pytest.raises(AlreadyTaken) as refused:
        check_is_free(replace(QUESTION, owner_id=8), CLERK, owner="赵强")
    assert refused.value.params == {"owner": "赵强", "number": "ZX2026-000001"}


def test_whoever_stands_above_a_clerk_may_act_on_a_clerks_case() -> None:
    check_is_free(replace(QUESTION, owner_id=8), SUPERVISOR, owner="赵强")


@pytest.mark.parametrize("state", ["answered", "closed"])
def test_what_waits_for_the_citizen_or_is_over_cannot_be_taken(state: str) -> None:
    flow = sample_hall().flow_named("enquiry").flow()
    check_is_with_staff(QUESTION, flow, CLERK)
    with pytest.raises(CaseOver):
        check_is_with_staff(replace(QUESTION, state=state), flow, CLERK)


def test_a_review_is_taken_by_whoever_is_above_and_new_to_the_case() -> None:
    flow = sample_hall().flow_named("complaint").flow()
    review = replace(QUESTION, state="review", handler_id=7, handlers=(7,))
    check_is_with_staff(review, flow, SUPERVISOR)
    for actor in (CLERK, Actor(Party.SUPERVISOR, 7)):
        with pytest.raises(NotYours):
            check_is_with_staff(review, flow, actor)
