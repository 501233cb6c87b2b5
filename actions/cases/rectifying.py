"""A bad rating is put right: a case of its own, called back and ended by somebody above whoever was rated.

Source: docs/rules/ratings.md, 3 and 4.
"""

from datetime import datetime

from actions.cases.acting import Matter, file_case, new_key
from actions.cases.duty import on_duty
from actions.cases.giving import say_given
from actions.cases.saying import refresh_card
from actions.cases.trace import note
from content.models import Hall
from domain.cases import CLOCK, Case
from domain.people import Person
from domain.ratings import RECTIFICATION, Rating, responsible_for
from storage.cases import change_case
from storage.contacts import add_contact, list_contacts
from storage.ratings import count_bad
from storage.transaction import Tx


async def put_right(tx: Tx, case: Case, rating: Rating, *, person: Person, hall: Hall, now: datetime) -> Case | None:
    """Open the case by which a bad rating is put right; its owner is told. None where the hall has no such kind."""
    file = hall.flow(RECTIFICATION)
    if file is None:
        return None
    party = responsible_for(await count_bad(tx, case.id))
    rated = (rating.staff_id,) if rating.staff_id else ()
    start = file.flow().states[file.start]
    owner = (await on_duty(tx, hall=hall, now=now)).least_busy(party, case=case, state=start, but=rated)
    matter = Matter(
        person=person,
        language=person.language,
        text=case.text,
        channel=case.channel,
        privacy=case.privacy,
        area=case.area,
        guesses=case.guesses,
        about_id=case.about_id,
        parent_id=case.id,
        handlers=rated,
        owner_id=owner.id if owner else None,
    )
    opened = await file_case(tx, file, matter, key=new_key(), hall=hall, now=now)
    for contact in await list_contacts(tx, case.id):
        # Whoever calls back must know whom to call.
        await add_contact(tx, opened.id, contact)
    if owner:
        say_given(tx, opened, to=owner, hall=hall, now=now)
    return opened


async def put_visit_right(tx: Tx, matter: Matter, *, hall: Hall, now: datetime) -> Case | None:
    """Open the case by which a badly rated visit is put right; it falls to somebody above whoever served there.

    None where the hall has no such kind of case.

    Source: docs/rules/line.md, 7.
    """
    file = hall.flow(RECTIFICATION)
    if file is None:
        return None
    opened = await file_case(tx, file, matter, key=new_key(), hall=hall, now=now)
    start, duty = file.flow().states[file.start], await on_duty(tx, hall=hall, now=now)
    owner = duty.least_busy(responsible_for(1), case=opened, state=start, but=matter.handlers)
    given = await change_case(tx, opened, owner_id=owner.id) if owner else None
    if owner is None or given is None:
        return opened
    detail = {"from": None, "to": owner.id}
    await note(tx, "assigned", before=opened, after=given, actor=CLOCK, now=now, detail=detail)
    await refresh_card(tx, given, cause=f"v{given.version}")
    say_given(tx, given, to=owner, hall=hall, now=now)
    return given
