"""Who may put right which service a case is about."""

from dataclasses import replace

import pytest

from domain.cases import Actor, Case
from domain.cohandling import COHANDLING
from domain.correcting import check_can_correct, may_correct
from domain.errors import CaseOver
from domain.flows import Party, State
from tests.kit.cases import QUESTION

WORK = State(name="handling", owner=Party.CLERK, clock="answer")
OVER = State(name="closed", owner=None, is_final=True)
WANG, DEPUTY, COLLEAGUE = Actor(Party.CLERK, 1), Actor(Party.CLERK, 2, in_place_of=1), Actor(Party.CLERK, 3)
ABOVE, AUDITOR = Actor(Party.SUPERVISOR, 4), Actor(None, 5)


def a_case(**more: object) -> Case:
    return replace(QUESTION, kind="complaint", state="handling", owner_id=WANG.id, **more)


@pytest.mark.parametrize(
    ("actor", "may"), [(WANG, True), (DEPUTY, True), (ABOVE, True), (COLLEAGUE, False), (AUDITOR, False)]
)
def test_it_is_for_whoever_has_it_and_those_above(actor: Actor, may: bool) -> None:
    assert may_correct(a_case(), WORK, actor) is may
    assert not may_correct(a_case(), OVER, actor)


def test_of_what_is_over_nobody_is_sent_to_a_supervisor() -> None:
    for actor in (WANG, COLLEAGUE):
        with pytest.raises(CaseOver):
            check_can_correct(a_case(), OVER, actor)


def test_nobody_whom_it_is_about_may() -> None:
    assert not may_correct(a_case(about_id=ABOVE.id), WORK, ABOVE)


@pytest.mark.parametrize("actor", [WANG, ABOVE])
def test_a_request_to_another_area_is_about_what_its_case_is_about(actor: Actor) -> None:
    assert not may_correct(replace(a_case(), kind=COHANDLING), WORK, actor)
