"""Whoever missed appointments says why: an appeal is a case, and names what it is about by itself.

Source: docs/rules/booking.md, 25.
"""

from datetime import datetime

from actions.cases.drafts import CaseStart
from actions.cases.filing import choose_kind, get_offered
from actions.cases.submitting import check_room_to_file
from actions.forms import Form
from content.flows import FlowFile
from content.labels import labels
from content.models import Hall
from domain.booking import Visitor
from domain.errors import OutdatedButton
from domain.may_book import MISSED_WITHIN, RESTRICTED_FOR
from domain.people import Person
from storage.bookings import list_missed_visits
from storage.transaction import Tx


async def begin_appeal(tx: Tx, form: Form, *, person: Person, hall: Hall, now: datetime) -> FlowFile:
    """Begin the case by which somebody appeals; its kind. ``now`` is in the hall's zone.

    Raises:
        Gone: the hall does not offer such cases any more.
        OutdatedButton: the hall has none for that.
        Refusal: whatever ``check_room_to_file`` raises.
    """
    if (kind := hall.facts.booking.appeal) is None:
        raise OutdatedButton
    file = get_offered(hall, kind)
    await check_room_to_file(tx, person=person, now=now)
    since = now - MISSED_WITHIN - RESTRICTED_FOR
    missed = await list_missed_visits(tx, Visitor(person_id=person.id), since=since)
    start = CaseStart()
    if missed:
        service = hall.service(missed[-1].service)
        about = labels(hall.facts.languages[0])["visits.appeal.about"]
        codes = about.format(codes=" ".join(booking.code for booking in missed))
        start = CaseStart(service=service.id if service else None, area=missed[-1].area, place=codes)
    await form.save(start)
    await choose_kind(form, kind=kind, hall=hall)
    return file
