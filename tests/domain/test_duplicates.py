"""What counts as the same again: much the same words, or soon about the same service or place."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.cases import Case
from domain.duplicates import SAME_WITHIN, are_much_the_same, find_duplicates
from tests.kit.cases import FILED, QUESTION

COMPLAINT = replace(QUESTION, kind="complaint", text="C03 窗口的人态度不好", service="id-card", place="C03 窗口")
ANOTHER = replace(COMPLAINT, id=9, text="电梯坏了三天没人修", service=None, place="")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("C03 窗口的人态度不好", "C03窗口的人态度不好！", True),
        ("C03 窗口的人态度不好", "C03 窗口的人态度很不好", True),
        ("C03 窗口的人态度不好", "电梯坏了三天没人修", False),
        ("", "", False),
        ("。", "。", False),
    ],
)
def test_texts_are_compared_by_what_they_have_in_common(one: str, other: str, same: bool) -> None:
    assert are_much_the_same(one, other) is same


def test_what_says_the_same_comes_before_what_is_only_near_and_the_newest_first() -> None:
    newer = replace(COMPLAINT, id=2, filed_at=FILED + timedelta(hours=1))
    near = replace(COMPLAINT, id=3, text="排队两个小时", filed_at=FILED + timedelta(hours=2))
    praise = replace(COMPLAINT, id=4, kind="praise", filed_at=FILED + timedelta(hours=3))

    found = find_duplicates([COMPLAINT, near, newer, praise], COMPLAINT, at=FILED)

    assert [case.id for case in found] == [newer.id, COMPLAINT.id, near.id]


@pytest.mark.parametrize("again", [replace(ANOTHER, service="id-card"), replace(ANOTHER, place=" c03窗口。")])
def test_the_same_service_or_place_counts_for_a_week_before_and_after(again: Case) -> None:
    for sign in (1, -1):
        assert find_duplicates([COMPLAINT], again, at=FILED + sign * SAME_WITHIN)
        assert not find_duplicates([COMPLAINT], again, at=FILED + sign * (SAME_WITHIN + timedelta(seconds=1)))


def test_no_service_and_no_place_are_not_the_same_ones() -> None:
    elsewhere = replace(COMPLAINT, service=None, place="。")
    assert find_duplicates([elsewhere], ANOTHER, at=FILED) == []
