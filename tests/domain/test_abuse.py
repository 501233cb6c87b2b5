"""A mark that its citizen could not be told of is none."""

from dataclasses import replace

import pytest

from domain.abuse import check_can_mark
from domain.cases import Actor
from domain.errors import NotYours, OutdatedButton
from domain.flows import Party
from tests.kit.cases import QUESTION


def test_where_the_citizen_is_not_in_telegram_nothing_is_marked() -> None:
    check_can_mark(QUESTION, Actor(Party.SUPERVISOR, 7), is_marked=False)
    with pytest.raises(OutdatedButton):
        check_can_mark(replace(QUESTION, person_id=None), Actor(Party.SUPERVISOR, 7), is_marked=False)


def test_a_clerk_marks_nothing() -> None:
    with pytest.raises(NotYours):
        check_can_mark(QUESTION, Actor(Party.CLERK, 7), is_marked=False)
