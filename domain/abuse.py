"""What a citizen writes in a case is marked as abusive: they are told, and no way is taken from them."""

from enum import StrEnum

from domain.acting import is_party
from domain.cases import Actor, Case
from domain.errors import CaseChanged, NotYours, OutdatedButton
from domain.flows import Party


class Abuse(StrEnum):
    """What it is marked as: one of these and no words of staff, for the citizen reads it."""

    INSULT = "insult"
    THREAT = "threat"
    HARASSMENT = "harassment"
    FLOOD = "flood"
    """The same over and over."""


def check_can_mark(case: Case, actor: Actor, *, is_marked: bool) -> None:
    """Let those above a clerk mark a case in which nothing is marked yet, where its citizen can be told.

    Args:
        case: read under lock.
        actor: a member of staff who is not kept out of it.

    Raises:
        CaseChanged: a colleague has marked it.
        NotYours: they are a clerk.
        OutdatedButton: its citizen is not in Telegram, so that a mark would be a silent one.

    Source: docs/rules/staff.md, 14.
    """
    _check_above(case, actor)
    if case.person_id is None:
        raise OutdatedButton
    if is_marked:
        raise CaseChanged(number=case.number)


def check_can_unmark(case: Case, actor: Actor, *, is_marked: bool) -> None:
    """Let those above a clerk take a mark away; ``case`` and ``actor`` as in ``check_can_mark``.

    Raises:
        CaseChanged: nothing is marked, or not any more.
        NotYours: they are a clerk.

    Source: docs/rules/staff.md, 14.
    """
    _check_above(case, actor)
    if not is_marked:
        raise CaseChanged(number=case.number)


def _check_above(case: Case, actor: Actor) -> None:
    if not is_party(actor, Party.SUPERVISOR):
        raise NotYours(number=case.number)
