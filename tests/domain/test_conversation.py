"""What may be written to whom, and until when it can be kept back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.conversation import (
    LEFT_THE_HOUSE,
    MAX_ANSWER,
    Author,
    CaseMessage,
    ContentKind,
    MessageState,
    Purpose,
    Written,
    check_answers_citizens,
    check_can_change,
    check_words,
)
from domain.errors import AlreadySent, AnswerTooLong, NothingToSend, StaffOnly
from domain.languages import Language
from domain.people import Member, Person, Role
from tests.kit.cases import FILED


def message(state: MessageState) -> CaseMessage:
    written = Written(ContentKind.TEXT, "hello", 1, 2)
    return CaseMessage(1, 1, Author.STAFF, 7, Purpose.REPLY, written, 1, state, FILED, None, None)


def member(role: Role) -> Member:
    return Member(id=7, person=Person(1, 100, "王敏", Language.ZH_HANS, reachable=True), role=role)


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.EDITOR])
def test_roles_that_do_not_answer_citizens_are_refused(role: Role) -> None:
    with pytest.raises(StaffOnly):
        check_answers_citizens(member(role))


def test_people_without_a_role_are_refused() -> None:
    with pytest.raises(StaffOnly):
        check_answers_citizens(None)


@pytest.mark.parametrize("role", [Role.CLERK, Role.SUPERVISOR, Role.DIRECTOR, Role.ADMIN])
def test_roles_that_answer_citizens_may_act(role: Role) -> None:
    assert check_answers_citizens(member(role)).role is role


@pytest.mark.parametrize("state", MessageState)
def test_a_reply_can_be_changed_until_it_leaves_the_house(state: MessageState) -> None:
    if state in LEFT_THE_HOUSE:
        with pytest.raises(AlreadySent):
            check_can_change(message(state))
    else:
        check_can_change(message(state))


@given(st.text(alphabet=" \n\t"))
def test_blanks_are_no_answer(blanks: str) -> None:
    with pytest.raises(NothingToSend):
        check_words(blanks)


def test_an_answer_fits_into_one_message() -> None:
    assert check_words(f"  {'好' * MAX_ANSWER} ") == "好" * MAX_ANSWER
    with pytest.raises(AnswerTooLong):
        check_words("好" * (MAX_ANSWER + 1))
