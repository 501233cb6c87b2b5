"""A citizen adds what they were about to file to a case of theirs that is the same, and nothing of it is lost.

Source: docs/rules/merging.md, 9.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from actions.cases.additions import Added, add_to_case
from actions.cases.category import follow_service
from actions.cases.danger import alert_if_danger
from actions.cases.drafts import CaseDraft
from actions.cases.finding import lock_own
from actions.cases.present import name_for_staff, name_of_service
from actions.cases.saying import refresh_card, topic_of
from actions.cases.trace import CASE, note_message
from actions.forms import Form
from content.models import Hall
from domain.cases import Case, acting_citizen
from domain.errors import OutdatedButton
from domain.languages import Language
from domain.people import Person
from storage.cases import get_case, set_details
from storage.contacts import add_contact
from storage.events import find_event, has_key
from storage.outgoing import Address, Lane, Outgoing
from storage.transaction import Tx

JOINED = "joined"
"""The event of it, with the key of the draft, the service, place and time that were new, and whether a way to reach
the person was."""

Loaded = tuple[Language, Mapping[str, Any]] | None


async def join_case(
    tx: Tx,
    form: Form,
    case_id: int,
    *,
    key: str,
    person: Person,
    hall: Hall,
    now: datetime,
) -> Added | None:
    """Add what was written to an open case instead of filing it, with what it says of service, place and time.

    How to reach the person is kept beside what the case knows of that already. None if the draft with this ``key`` was
    added before.

    Raises:
        Gone: there is no such case of this person.
        OutdatedButton: the draft was given up or filed, or now wants to be seen by others than the case is.
    """
    draft = form.draft(CaseDraft) or form.aside(CaseDraft)
    case = await lock_own(tx, case_id, person=person)
    if await has_key(tx, key, subject_kind=CASE, subject_id=case.id):
        return None
    if draft is None or draft.key != key or not draft.parts or draft.privacy is not case.privacy:
        raise OutdatedButton
    told: dict[str, Any] = {"person": person, "hall": hall, "now": now, "told_as": f"joined:{key}"}
    added = [await add_to_case(tx, case_id, part.written, **told) for part in draft.parts]
    reached = draft.contact is not None and await add_contact(tx, case_id, draft.contact)
    service = await _add_details(tx, added[-1].case, draft, reached=reached, cause=f"m{added[0].message.id}", now=now)
    if service and (known := await get_case(tx, case_id)):
        await follow_service(tx, known, service, actor=acting_citizen(person), hall=hall, now=now)
    await form.forget(CaseDraft)
    return added[0]


async def _add_details(tx: Tx, case: Case, draft: CaseDraft, *, reached: bool, cause: str, now: datetime) -> str:
    """The case takes what it lacks; staff read all that is new, also where the case says something else.

    The service it is about, if that is known only now, or else nothing.

    ``reached``: of a new way to reach the person they read that there is one.
    """
    had = {"service": case.service or "", "place": case.place, "happened": case.happened}
    said = {"service": draft.service or "", "place": draft.place, "happened": draft.happened}
    fresh = {name: words for name, words in said.items() if words and words != had[name]}
    detail = {"key": draft.key, **fresh, "reached": reached}
    event_id = await note_message(tx, case, actor="citizen", action=JOINED, now=now, detail=detail)
    if not fresh and not reached:
        return ""
    lacking = {name: words for name, words in fresh.items() if not had[name]}
    if lacking:
        await set_details(tx, case.id, **lacking)
    if lacking or reached:
        await refresh_card(tx, case, cause=f"joined:{cause}")
    await alert_if_danger(tx, case, "\n".join(fresh.values()), cause=f"joined:{cause}", now=now)
    topic = await topic_of(tx, case)
    tx.say(
        Outgoing(
            dedupe_key=f"case:{case.id}:joined:{event_id}",
            to=Address(topic_id=topic.id),
            message="case_joined",
            params={"event_id": event_id},
            lane=Lane.DEADLINE,
        )
    )
    return lacking.get("service", "")


async def load_joined(
    tx: Tx,
    *,
    hall: Hall,
    now: datetime,  # noqa: ARG001 # every loader is given it
    event_id: int,
) -> Loaded:
    """What a citizen's second report says of service, place and time, for the topic of the case it was added to."""
    event = await find_event(tx, event_id)
    case = await get_case(tx, event.subject_id) if event else None
    if event is None or case is None:
        return None
    values = {
        "citizen": await name_for_staff(tx, case),
        "service": name_of_service(hall, event.detail.get("service")),
        "place": event.detail.get("place", ""),
        "happened": event.detail.get("happened", ""),
        "reached": event.detail.get("reached", False),
    }
    return hall.facts.languages[0], values
