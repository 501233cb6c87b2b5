"""Who may know how to reach the citizen of a case."""

from dataclasses import replace

import pytest

from domain.cases import Case, Privacy
from domain.errors import NothingToSend, WordsMissing
from domain.flows import Party, State
from domain.languages import Language
from domain.people import Member, Person, Role
from domain.revealing import MAX_REASON, check_reason, may_see_contact
from tests.kit.cases import QUESTION
from tests.views.halls import NOW, sample_hall

FLOW = sample_hall().flow_named("complaint").flow()
CASE = replace(QUESTION, kind="complaint", state="investigating", area="a", owner_id=1)


def member(staff_id: int, role: Role = Role.CLERK, *, areas: tuple[str, ...] = ()) -> Member:
    return Member(staff_id, Person(100 + staff_id, staff_id, "王敏", Language.ZH_HANS, reachable=True), role, areas)


def sees(case: Case, who: Member) -> bool:
    return may_see_contact(case, FLOW, who)


def test_whoever_has_it_and_those_above_in_its_area_may() -> None:
    assert sees(CASE, member(1))
    assert not sees(CASE, member(2))
    assert not sees(replace(CASE, owner_id=None, handler_id=1), member(1)), "given back"
    assert sees(CASE, member(2, Role.SUPERVISOR, areas=("a",)))
    assert not sees(CASE, member(2, Role.SUPERVISOR, areas=("b",)))
    assert sees(CASE, member(2, Role.DIRECTOR))


def test_once_it_is_over_whoever_answered_it_last_has_it() -> None:
    over = replace(CASE, owner_id=None, handler_id=1, closed_at=NOW)
    assert sees(over, member(1))
    assert not sees(over, member(2))


def test_nobody_sees_whom_an_anonymous_case_is_from_nor_one_about_themselves() -> None:
    assert not sees(replace(CASE, privacy=Privacy.ANONYMOUS), member(1))
    assert not sees(replace(CASE, about_id=2), member(2, Role.DIRECTOR))


def test_in_a_review_whoever_handled_it_before_does_not() -> None:
    review = State(name="review", owner=Party.SUPERVISOR, clock="review", not_by_previous=True)
    flow = replace(FLOW, states={**FLOW.states, "investigating": review})
    handled = replace(CASE, owner_id=None, handlers=(2,))
    assert not may_see_contact(handled, flow, member(2, Role.SUPERVISOR))
    assert may_see_contact(handled, flow, member(3, Role.SUPERVISOR))


def test_a_reason_is_words_and_not_too_many() -> None:
    assert check_reason(f" {'长' * MAX_REASON} ") == "长" * MAX_REASON
    with pytest.raises(WordsMissing):
        check_reason("长" * (MAX_REASON + 1))
    with pytest.raises(NothingToSend):
        check_reason("  ")
