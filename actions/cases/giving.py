"""A word in private to whoever got a case, or is asked to take it: from whom, or why without anybody's doing."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from actions.cases.finding import find_hearer
from actions.cases.present import name_of_area, shown_to_staff
from actions.cases.saying import silently_at_night
from content.models import Hall
from domain.cases import Case, acting_staff
from domain.languages import Language
from domain.people import Member
from storage.outgoing import Address, Lane, Outgoing
from storage.people import get_staff_name
from storage.ratings import find_origin
from storage.transaction import Tx
from storage.visit_ratings import find_rated_visit

NOBODY = 0
"""Stands for whoever gave a case that fell to somebody by itself."""


def say_given(tx: Tx, case: Case, *, to: Member, by: Member | None = None, hall: Hall, now: datetime) -> None:
    """Tell somebody that a case is theirs, or wants to be taken; at night no phone rings for it.

    Without ``by`` it fell to them: its citizen was discontent, or had it opened once more.
    """
    tx.say(
        Outgoing(
            dedupe_key=f"case:{case.id}:given:v{case.version}:{to.id}",
            to=Address(chat_id=to.person.telegram_id),
            message="case_given",
            params={"case_id": case.id, "staff_id": to.id, "by": by.id if by else NOBODY},
            body=silently_at_night(hall, now),
            lane=Lane.DEADLINE,
        )
    )


async def load_given(
    tx: Tx, *, hall: Hall, now: datetime, case_id: int, staff_id: int, by: int
) -> tuple[Language, Mapping[str, Any]] | None:
    """The word; nothing if they left, may not know of it, or somebody else has it meanwhile."""
    if (found := await find_hearer(tx, case_id, staff_id, hall=hall)) is None:
        return None
    case, member = found
    is_theirs = case.owner_id == member.id
    if not is_theirs and (by == NOBODY or case.owner_id is not None or case.closed_at):
        return None
    values = {
        "shown": await shown_to_staff(tx, case, hall=hall, now=now, actor=acting_staff(member)),
        "area": name_of_area(hall, case.area),
        "by": await get_staff_name(tx, by) if by != NOBODY else "",
        "is_theirs": is_theirs,
        "origin": await find_origin(tx, case.id) or await find_rated_visit(tx, case.id),
    }
    return member.person.language, values
