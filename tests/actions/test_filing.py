"""Where a case goes that not all of the staff may see, and what first words and counters mean."""

from dataclasses import replace

import pytest

from actions.cases.filing import start_at
from actions.cases.perhaps import kind_meant
from content.filing import area_at
from content.models import Hall, StaffChat
from content.staff_chats import chat_for
from domain.cases import Case, Privacy
from tests.kit.cases import QUESTION
from tests.views.halls import sample_hall

HALL = sample_hall()
COMPLAINT = replace(QUESTION, kind="complaint", area="c")


def with_chats(*chats: StaffChat) -> Hall:
    """The sample hall with other staff groups."""
    return HALL.model_copy(update={"facts": HALL.facts.model_copy(update={"staff_chats": chats})})


FEW = with_chats(
    StaffChat(name="few", restricted=True), StaffChat(name="counters", areas=("c",)), StaffChat(name="main")
)


@pytest.mark.parametrize(
    ("case", "chat"),
    [
        (COMPLAINT, "counters"),
        (replace(COMPLAINT, privacy=Privacy.ANONYMOUS), "counters"),
        (replace(COMPLAINT, area="a"), "main"),
        (replace(COMPLAINT, privacy=Privacy.CONFIDENTIAL), "few"),
        (replace(COMPLAINT, about_id=7), "few"),
    ],
)
def test_only_what_is_confidential_or_about_staff_goes_to_the_restricted_chat(case: Case, chat: str) -> None:
    assert chat_for(FEW, case).name == chat


def test_a_case_about_staff_is_filed_where_there_is_no_restricted_chat_too() -> None:
    assert chat_for(HALL, replace(COMPLAINT, about_id=7)).name == "main"


def test_confidence_is_offered_only_with_a_restricted_chat() -> None:
    assert FEW.keeps_confidence()
    assert not HALL.keeps_confidence()


@pytest.mark.parametrize(
    ("said", "kind", "alone"),
    [
        ("我要投诉", "complaint", True),
        ("我要投訴！", "complaint", True),
        ("投诉", "complaint", True),
        ("Complaint", "complaint", True),
        ("我要投诉三号窗口", "complaint", False),
        ("I want to complain about counter 3", "complaint", False),
        ("我建议多开一个窗口", "suggestion", False),
        ("表扬 C03 的小王", "praise", False),
    ],
)
def test_first_words_tell_what_somebody_wants_to_file(said: str, kind: str, alone: bool) -> None:
    meant = kind_meant(HALL, said)

    assert meant is not None
    assert (meant[0].id, meant[1]) == (kind, alone)


@pytest.mark.parametrize("said", ["投诉电话是多少", "身份证怎么办", "建议零售价", "提问", ""])
def test_other_words_are_questions(said: str) -> None:
    assert kind_meant(HALL, said) is None


@pytest.mark.parametrize(
    ("code", "area"), [("c", "c"), ("C", "c"), ("C01", "c"), ("c6", "c"), ("C07", None), ("03", None), ("Z01", None)]
)
def test_a_counter_belongs_to_the_area_among_whose_counters_it_is(code: str, area: str | None) -> None:
    found = area_at(HALL, code)

    assert (found.id if found else None) == area


def test_the_link_of_a_counter_fills_in_where_it_was_and_that_of_an_area_only_the_area() -> None:
    assert (start_at(HALL, "c03").area, start_at(HALL, "c03").place) == ("c", "C03")
    assert (start_at(HALL, "c").area, start_at(HALL, "c").place) == ("c", "")
    assert start_at(HALL, "nowhere").area is None
