"""What may be done with an enquiry, when, and by whom."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.enquiries import (
    DEEDS,
    LEFT_THE_HOUSE,
    MAX_ANSWER,
    MAX_OPEN,
    Author,
    ContentKind,
    Deed,
    Enquiry,
    EnquiryMessage,
    EnquiryState,
    MessageState,
    Purpose,
    Written,
    check_answers_citizens,
    check_can_change,
    check_can_do,
    check_can_hand_over,
    check_words,
    state_after_reopening,
)
from domain.errors import (
    AlreadySent,
    AlreadyTaken,
    AnswerTooLong,
    EnquiryOver,
    NothingToSend,
    StaffOnly,
    TooManyOpenEnquiries,
)
from domain.languages import Language
from domain.people import Member, Person, Role

NOW = datetime(2026, 12, 2, 2, 0, tzinfo=UTC)


def enquiry(state: EnquiryState, *, owner_id: int | None = None) -> Enquiry:
    return Enquiry(
        id=1,
        ref="r",
        number="ZX2026-000001",
        person_id=1,
        language=Language.ZH_HANS,
        question="?",
        guesses=(),
        state=state,
        version=1,
        asked_at=NOW,
        read_by=None,
        owner_id=owner_id,
        answered_at=None,
        closed_at=None,
    )


def message(state: MessageState) -> EnquiryMessage:
    written = Written(ContentKind.TEXT, "hello", 1, 2)
    return EnquiryMessage(1, 1, Author.STAFF, 7, Purpose.REPLY, written, 1, state, NOW, None)


def member(role: Role) -> Member:
    return Member(id=7, person=Person(1, 100, "王敏", Language.ZH_HANS, reachable=True), role=role)


def test_every_state_has_a_way_on() -> None:
    assert set(DEEDS) == set(EnquiryState)
    assert all(DEEDS.values())


@given(
    state=st.sampled_from(EnquiryState),
    deed=st.sampled_from(Deed),
    owner=st.sampled_from([None, 7, 8]),
)
def test_a_deed_is_refused_exactly_when_the_state_or_a_colleague_stands_against_it(
    state: EnquiryState, deed: Deed, owner: int | None
) -> None:
    is_colleagues = owner == 8 and state in (EnquiryState.OPEN, EnquiryState.TAKEN)
    needs_owner = deed in (Deed.TAKE, Deed.RELEASE, Deed.ANSWER, Deed.CLOSE)
    is_mine_already = deed is Deed.TAKE and owner == 7 and state is EnquiryState.TAKEN

    try:
        check_can_do(enquiry(state, owner_id=owner), deed, staff_id=7, owner="赵强")
        outcome = "allowed"
    except (AlreadyTaken, EnquiryOver) as refusal:
        outcome = refusal.code

    if is_colleagues and needs_owner:
        assert outcome == "already_taken"
    elif deed in DEEDS[state] or is_mine_already:
        assert outcome == "allowed"
    else:
        assert outcome == "enquiry_over"


def test_a_refusal_names_who_has_it_and_the_number() -> None:
    with pytest.raises(AlreadyTaken) as refused:
        check_can_do(enquiry(EnquiryState.TAKEN, owner_id=8), Deed.TAKE, staff_id=7, owner="赵强")
    assert refused.value.params == {"owner": "赵强", "number": "ZX2026-000001"}


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


def test_the_question_beyond_the_most_is_refused_with_the_number() -> None:
    check_can_hand_over(MAX_OPEN - 1)
    with pytest.raises(TooManyOpenEnquiries) as refused:
        check_can_hand_over(MAX_OPEN)
    assert refused.value.params == {"limit": MAX_OPEN}


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


def test_whoever_had_it_goes_on_with_a_reopened_enquiry() -> None:
    assert state_after_reopening(owner_is_staff=True) is EnquiryState.TAKEN
    assert state_after_reopening(owner_is_staff=False) is EnquiryState.OPEN
