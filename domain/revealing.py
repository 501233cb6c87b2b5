"""Who of staff may be shown how to reach the citizen of a case, why, and how often."""

from domain.acting import is_kept_out, is_party
from domain.cases import Case, Privacy, acting_staff
from domain.errors import ContactNotYours, NothingToSend, PrivateClosed, TooManyRevealed, WordsMissing
from domain.flows import Flow, Party
from domain.people import Member

MAX_REVEALED = 20
"""Contacts one member of staff is shown on one day of the hall. Source: docs/rules/staff.md, 10."""
MAX_REASON = 200
"""Characters of the reason. Source: docs/rules/staff.md, 10."""


def may_see_contact(case: Case, flow: Flow, member: Member, *, stands_in: bool = False) -> bool:
    """Whether somebody has the case, or stands above a clerk and takes care of its area; nobody if it is anonymous.

    Once a case is over, whoever answered it last has it. Who may not act in its state may not know either.
    ``stands_in``: for whoever has it.

    Source: docs/rules/staff.md, 10.
    """
    actor = acting_staff(member)
    if case.privacy is Privacy.ANONYMOUS or is_kept_out(case, flow.states[case.state], actor):
        return False
    is_theirs = member.id == (case.owner_id or (case.handler_id if case.closed_at else None))
    return is_theirs or stands_in or (is_party(actor, Party.SUPERVISOR) and member.takes(case.area))


def check_can_reveal(
    case: Case, flow: Flow, member: Member, *, stands_in: bool = False, owner: str, revealed: int
) -> None:
    """Refuse to show somebody how to reach the citizen of a case.

    Args:
        case: read under lock.
        stands_in: whether they do for whoever has it.
        owner: the name of whoever has it; empty for nobody.
        revealed: how many contacts they were shown today.

    Raises:
        ContactNotYours: it is for others.
        PrivateClosed: they have blocked the bot.
        TooManyRevealed: ``MAX_REVEALED`` today.

    Source: docs/rules/staff.md, 10.
    """
    if not may_see_contact(case, flow, member, stands_in=stands_in):
        raise ContactNotYours(number=case.number, owner=owner)
    if not member.person.reachable:
        raise PrivateClosed(number=case.number)
    if revealed >= MAX_REVEALED:
        raise TooManyRevealed(limit=MAX_REVEALED)


def check_reason(text: str) -> str:
    """The reason without its blank rim.

    Raises:
        NothingToSend: nothing is left.
        WordsMissing: more than ``MAX_REASON`` characters.
    """
    if not (reason := text.strip()):
        raise NothingToSend
    if len(reason) > MAX_REASON:
        raise WordsMissing(limit=MAX_REASON)
    return reason
