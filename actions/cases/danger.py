"""A citizen's words may mean danger to life: staff must look at once.

Source: docs/rules/questions.md, 7.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from actions.cases.finding import find_hearer
from actions.cases.present import shown_to_staff
from actions.cases.saying import say_line
from content.danger import speaks_of_danger
from content.models import Hall
from domain.cases import Case
from domain.languages import Language
from domain.people import Member, Role
from storage.deputies import list_current
from storage.outgoing import Address, Outgoing
from storage.people import list_staff
from storage.transaction import Tx


async def alert_if_danger(tx: Tx, case: Case, text: str, *, cause: str, now: datetime, before: str = "") -> None:
    """Tell the topic of a case, and in private who must look, if words speak of danger to life: once each ``cause``.

    ``before`` is how they were worded: who is told of danger already is not told again of the same words.
    """
    if not speaks_of_danger(text) or speaks_of_danger(before):
        return
    await say_line(tx, case, what="urgent", cause=cause)
    for member in await _who_must_look(tx, case, now=now):
        tx.say(
            Outgoing(
                dedupe_key=f"case:{case.id}:danger:{cause}:{member.id}",
                to=Address(chat_id=member.person.telegram_id),
                message="case_danger",
                params={"case_id": case.id, "staff_id": member.id},
            )
        )


async def _who_must_look(tx: Tx, case: Case, *, now: datetime) -> list[Member]:
    """Whoever has the case and every supervisor of its area; without either, the directors.

    Of those who are away, whoever stands in as well: in danger one too many is told rather than nobody who is here.
    """
    staff = await list_staff(tx)
    near = [
        member
        for member in staff
        if member.id == case.owner_id or (member.role is Role.SUPERVISOR and member.takes(case.area))
    ]
    asked = {member.id for member in near or [member for member in staff if member.role is Role.DIRECTOR]}
    deputies = {absence.deputy_id for absence in await list_current(tx, now=now) if absence.staff_id in asked}
    return [member for member in staff if member.id in asked | deputies]


async def load_danger(
    tx: Tx, *, hall: Hall, now: datetime, case_id: int, staff_id: int
) -> tuple[Language, Mapping[str, Any]] | None:
    """The alert in private; None for whoever left or may not know of the case."""
    if (found := await find_hearer(tx, case_id, staff_id, hall=hall)) is None:
        return None
    case, member = found
    return member.person.language, {"shown": await shown_to_staff(tx, case, hall=hall, now=now)}
