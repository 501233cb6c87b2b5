"""Which staff chat a case goes to, and who of staff may know of it outside that chat.

Source: docs/rules/staff.md, 11.
"""

from content.models import Hall, StaffChat
from domain.acting import is_about, is_party
from domain.cases import Case, acting_staff
from domain.desk import Sight, sight_of
from domain.people import Member, Role


def chat_for(hall: Hall, case: Case) -> StaffChat:
    """The staff chat for a case: of its area or that of the best guess, else of every area, else the first.

    A chat that names no kinds takes every kind of case. A restricted one takes only what is delicate, and nothing else
    takes that where there is one.
    """
    service = next((service for guess in case.guesses if (service := hall.service(guess))), None)
    area = case.area or (service.area if service else None)
    wanted = case.is_delicate and hall.keeps_confidence()
    fitting = [chat for chat in hall.facts.staff_chats if chat.restricted is wanted]
    chats = [chat for chat in fitting if not chat.kinds or case.kind in chat.kinds]
    of_area = [chat for chat in chats if area and area in chat.areas]
    of_all = [chat for chat in chats if not chat.areas]
    return (of_area or of_all or chats or fitting)[0]


def chat_of_area(hall: Hall, area: str) -> StaffChat:
    """The staff chat in which the day of an area is shown: its own, else one of every area, else the first.

    None that is restricted, and one that takes only some kinds of case if there is no other.
    """
    chats = [chat for chat in hall.facts.staff_chats if not chat.restricted] or list(hall.facts.staff_chats)
    chats.sort(key=lambda chat: (area not in chat.areas, bool(chat.areas), bool(chat.kinds)))
    return chats[0]


def left_for_few(hall: Hall) -> frozenset[str]:
    """The chats in which the topic of a case is deleted when it goes to a restricted one; none where there is none."""
    chats = hall.facts.staff_chats if hall.keeps_confidence() else ()
    return frozenset(chat.name for chat in chats if not chat.restricted)


def sight_in(hall: Hall, member: Member) -> Sight:
    """What a member of staff who has a desk may see there."""
    trusted_in = [chat.name for chat in hall.facts.staff_chats if is_party(acting_staff(member), chat.by)]
    return sight_of(member, trusted_in=tuple(trusted_in))


def may_have(hall: Hall, case: Case, member: Member) -> bool:
    """Whether a case may be given to somebody: what is delicate only to those whom its chat trusts."""
    return not case.is_delicate or is_party(acting_staff(member), chat_for(hall, case).by)


def may_hear(hall: Hall, case: Case, member: Member) -> bool:
    """Whether somebody may be told of a case in private.

    Never whom it is about. What is delicate is for who has it, whom its chat trusts, and those who inspect.
    """
    is_theirs = case.owner_id == member.id or member.role is Role.AUDITOR
    return not is_about(case, member) and (is_theirs or may_have(hall, case, member))
