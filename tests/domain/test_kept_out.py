"""A review is done by somebody new to the case, and nobody handles what is about themselves or their own."""

from dataclasses import replace

from domain.acting import handlers_after, is_about, is_kept_out
from domain.cases import CLOCK, Actor, Case, acting_staff
from domain.flows import Party, State
from domain.languages import Language
from domain.people import Member, Person, Role
from tests.kit.cases import QUESTION

WORK = State(name="handling", owner=Party.CLERK, clock="answer")
REVIEW = State(name="review", owner=Party.SUPERVISOR, clock="review", not_by_previous=True)


def a_case(*, handler: int | None = None, handlers: tuple[int, ...] = (), about: int | None = None) -> Case:
    return replace(QUESTION, kind="complaint", state="handling", handler_id=handler, handlers=handlers, about_id=about)


def member(staff_id: int, *, person_id: int = 99, formerly: frozenset[int] = frozenset()) -> Member:
    person = Person(person_id, person_id, "王敏", Language.ZH_HANS, reachable=True)
    return Member(staff_id, person, Role.SUPERVISOR, formerly=formerly)


def test_everybody_who_handled_it_is_kept_out_of_the_review_and_of_nothing_else() -> None:
    case = a_case(handler=3, handlers=(2, 3))

    for somebody in (member(2), member(3)):
        assert is_kept_out(case, REVIEW, acting_staff(somebody))
        assert not is_kept_out(case, WORK, acting_staff(somebody))
    assert not is_kept_out(case, REVIEW, acting_staff(member(4)))
    assert not is_kept_out(case, REVIEW, Actor(Party.CITIZEN, 2)), "a citizen's number is another"


def test_whom_it_is_about_is_kept_out_everywhere() -> None:
    for state in (WORK, REVIEW):
        assert is_kept_out(a_case(about=7), state, acting_staff(member(7)))
        assert not is_kept_out(a_case(about=7), state, acting_staff(member(8)))


def test_another_role_makes_nobody_new_to_a_case() -> None:
    promoted = member(9, formerly=frozenset({2, 7}))

    assert is_kept_out(a_case(about=7), WORK, acting_staff(promoted))
    assert is_kept_out(a_case(handlers=(2,)), REVIEW, acting_staff(promoted))
    assert is_about(a_case(about=7), promoted)


def test_whoever_works_here_is_kept_out_of_what_they_asked_as_citizens() -> None:
    case = a_case()

    assert is_kept_out(case, WORK, acting_staff(member(5, person_id=case.person_id or 0)))
    assert not is_kept_out(case, WORK, Actor(Party.CITIZEN, case.person_id))


def test_nobody_in_particular_is_kept_out_of_nothing() -> None:
    by_letter = replace(a_case(), person_id=None)

    for somebody in (CLOCK, Actor(Party.DIRECTOR, None)):
        assert not is_kept_out(by_letter, WORK, somebody)
        assert not is_about(by_letter, somebody)


def test_handlers_gather_and_whoever_does_a_review_may_finish_it() -> None:
    case = a_case(handler=2, handlers=(1, 2))

    assert handlers_after(case, {3}, goes_on=False) == (1, 2, 3)
    assert handlers_after(case, {None}, goes_on=False) == (1, 2)
    assert handlers_after(case, {5}, goes_on=True) == (1, 2)
    taken_over = a_case(handler=5, handlers=(1, 2))
    assert handlers_after(taken_over, {6}, goes_on=True) == (1, 2, 5)
