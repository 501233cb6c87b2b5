"""What a citizen writes in a case is marked as abusive, or not any more: the mark, and what the citizen reads of it.

Source: docs/rules/staff.md, 14.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo
from typing import Any

from actions.cases.saying import address_of, receipt_subject, refresh_card
from actions.cases.trace import CASE, note_message
from content.cases import AbuseMark
from content.models import Hall
from domain.abuse import Abuse
from domain.cases import Case
from domain.languages import Language
from domain.people import Member
from storage.cases import get_case
from storage.events import Event, list_events
from storage.outgoing import Outgoing
from storage.people import get_person, get_staff_name
from storage.transaction import Tx

MARKS = MARKED, UNMARKED = "abuse_marked", "abuse_unmarked"

Loaded = tuple[Language, Mapping[str, Any]] | None


async def find_mark(tx: Tx, case: Case, *, zone: tzinfo | None) -> AbuseMark | None:
    """The mark a case has now."""
    return await mark_in(tx, await _history(tx, case), zone=zone)


async def mark_in(tx: Tx, history: Sequence[Event], *, zone: tzinfo | None) -> AbuseMark | None:
    """The mark that holds after everything that was said of one."""
    mark = history[-1] if history else None
    if mark is None or mark.action == UNMARKED:
        return None
    by = await get_staff_name(tx, int(mark.actor.partition(":")[2]))
    return AbuseMark(by, mark.at.astimezone(zone), Abuse(mark.detail["abuse"]))


async def said_so(tx: Tx, case: Case, abuse: Abuse | None, *, member: Member) -> bool:
    """Whether what holds of a case is what this member of staff said: marked as this, or, with None, marked no more."""
    last = (await _history(tx, case))[-1:]
    return [(event.actor, event.detail.get("abuse")) for event in last] == [(f"staff:{member.id}", abuse)]


async def _history(tx: Tx, case: Case) -> list[Event]:
    return await list_events(tx, subject_kind=CASE, subject_id=case.id, actions=MARKS)


async def keep_mark(tx: Tx, case: Case, abuse: Abuse | None, *, member: Member, now: datetime) -> None:
    """Mark what the citizen of a locked case writes, or, with None, take the mark away; they are told either way."""
    action, detail = (MARKED, {"abuse": abuse}) if abuse else (UNMARKED, {})
    event_id = await note_message(tx, case, actor=f"staff:{member.id}", action=action, now=now, detail=detail)
    if to := await address_of(tx, case):
        tx.say(
            Outgoing(
                dedupe_key=f"case:{case.id}:abuse:{event_id}",
                to=to,
                message="case_marked",
                params={"case_id": case.id, "abuse": abuse},
                subject=receipt_subject(case),
            )
        )
    await refresh_card(tx, case, cause=f"abuse{event_id}")


async def load_marked(tx: Tx, *, hall: Hall, now: datetime, case_id: int, abuse: str | None) -> Loaded:  # noqa: ARG001 # the loader's shape
    """What the citizen reads of a mark, or of its end."""
    case = await get_case(tx, case_id)
    if case is None or case.person_id is None:
        return None
    person = await get_person(tx, case.person_id)
    return person.language, {"number": case.number, "abuse": Abuse(abuse) if abuse else None}
