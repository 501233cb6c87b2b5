"""Somebody of staff is away from now or from a day on, or back: written down, and told to whom it concerns.

Source: docs/rules/staff.md, 15 and 16.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from actions.cases.dates import Loaded
from actions.cases.saying import refresh_card
from actions.desk.away import AwayDraft, shown_away
from content.desk import Away
from content.models import Hall
from domain.cases import PARTY_OF
from domain.deputies import (
    Absence,
    Span,
    check_can_stand_in,
    check_days,
    check_may_set_for,
    may_set_for,
    span_of,
    stands_in_then,
)
from domain.errors import Gone, OutdatedButton
from domain.flows import LADDER
from domain.people import Member
from domain.staff_errors import StandsInAlready
from storage.deputies import add_absence, end_absence, find_ended, get_absence, list_absences, list_current
from storage.desk import list_open_of
from storage.events import add_event
from storage.outgoing import Address, Lane, Outgoing
from storage.people import get_member, get_staff_name, list_staff, lock_staff
from storage.transaction import Tx

STAFF = "staff"
"""Subject kind of what happens to a member of staff."""
HALL = "hall"


async def set_away(tx: Tx, draft: AwayDraft, *, member: Member, now: datetime) -> Away:
    """Let somebody be away as it was planned, in place of what was planned for them before; ``now`` is hall time.

    Raises:
        Gone: one of them does not work here any more.
        OutdatedButton: the plan is not complete.
        StandsInAlready: whoever would be away stands in for somebody then.
        Refusal: whatever ``check_may_set_for``, ``check_days`` or ``check_can_stand_in`` raises.
    """
    if draft.first is None or draft.last is None or draft.deputy_id is None:
        raise OutdatedButton
    # Two who name each other at once must not both find the other here.
    for staff_id in sorted({draft.staff_id, draft.deputy_id}):
        await lock_staff(tx, staff_id)
    absent, deputy = await get_member(tx, draft.staff_id), await get_member(tx, draft.deputy_id)
    if absent is None or deputy is None:
        raise Gone
    check_may_set_for(member, absent)
    check_days(draft.first, draft.last, today=now.date())
    span = span_of(draft.first, draft.last, now=now)
    await _check_people(tx, absent, deputy, span=span, now=now)
    for former in await list_absences(tx, now=now, of=absent.id):
        if former.staff_id == absent.id:
            await _end(tx, former, actor=f"staff:{member.id}", now=now)
            await _say_ended(tx, former, to={former.deputy_id} - {deputy.id})
    absence = await add_absence(
        tx, staff_id=absent.id, deputy_id=deputy.id, span=span, reason=draft.reason, set_by=member.id, now=now
    )
    await _note(tx, absence, action="away", actor=f"staff:{member.id}", now=now)
    if absence.span.begins <= now:
        await show_standing(tx, absence, cause="away")
    for to in (deputy, *([absent] if absent.id != member.id else [])):
        _say(tx, "deputy_named" if to is deputy else "away_set", absence, to=to)
    return await shown_away(tx, absence, now=now)


async def _check_people(tx: Tx, absent: Member, deputy: Member, *, span: Span, now: datetime) -> None:
    planned = await list_absences(tx, now=now)
    if busy := stands_in_then(absent, span=span, planned=planned):
        colleague = await get_staff_name(tx, busy.staff_id)
        raise StandsInAlready(
            who=absent.person.first_name, colleague=colleague, until=busy.span.last.astimezone(now.tzinfo)
        )
    check_can_stand_in(deputy, absent, span=span, planned=planned)


async def end_away(tx: Tx, absence_id: int, *, member: Member, now: datetime) -> Away:
    """Somebody is back, or does not leave after all: at once everything is theirs alone again.

    Raises:
        OutdatedButton: it has ended already.
        StaffOnly: it is not for this member of staff to say.
    """
    absence = await get_absence(tx, absence_id)
    absent = await get_member(tx, absence.staff_id) if absence else None
    if absence is None or absent is None:
        raise OutdatedButton
    check_may_set_for(member, absent)
    if not await _end(tx, absence, actor=f"staff:{member.id}", now=now):
        raise OutdatedButton
    await _say_ended(tx, absence, to={absence.staff_id, absence.deputy_id} - {member.id})
    return await shown_away(tx, absence, now=now)


async def end_all_of(tx: Tx, staff_id: int, *, now: datetime) -> None:
    """Somebody's role ends: they are neither away nor stand in any more, and whom that concerns is told."""
    for absence in await list_absences(tx, now=now, of=staff_id):
        await _end(tx, absence, actor=HALL, now=now)
        to = {absence.staff_id, absence.deputy_id}
        if absence.deputy_id == staff_id and (above := await _above(tx, absence, now=now)):
            to.add(above.id)
        await _say_ended(tx, absence, to=to - {staff_id})


async def _above(tx: Tx, absence: Absence, *, now: datetime) -> Member | None:
    """Somebody who is here and can name another deputy for whoever is away; first who is nearest to them."""
    absent = await get_member(tx, absence.staff_id)
    away = {one.staff_id for one in await list_current(tx, now=now)} | {absence.staff_id}
    able = [one for one in await list_staff(tx) if absent and one.id not in away and may_set_for(one, absent)]
    return min(able, key=lambda one: (LADDER.index(PARTY_OF[one.role]), one.id), default=None)


async def _end(tx: Tx, absence: Absence, *, actor: str, now: datetime) -> bool:
    if not await end_absence(tx, absence.id, now=now):
        return False
    await _note(tx, absence, action="back", actor=actor, now=now)
    await show_standing(tx, absence, cause="back")
    return True


async def show_standing(tx: Tx, absence: Absence, *, cause: str) -> None:
    """Let the cards of somebody's cases say who stands in, or no longer do; nobody waits behind that."""
    for case in await list_open_of(tx, absence.staff_id):
        await refresh_card(tx, case, cause=f"{cause}{absence.id}", lane=Lane.NOTICE)


async def _note(tx: Tx, absence: Absence, *, action: str, actor: str, now: datetime) -> None:
    detail = {
        "absence": absence.id,
        "deputy": absence.deputy_id,
        "begins": absence.span.begins.isoformat(),
        "ends": absence.span.ends.isoformat(),
    }
    about = absence.staff_id
    await add_event(tx, actor=actor, action=action, subject_kind=STAFF, subject_id=about, now=now, detail=detail)


async def _say_ended(tx: Tx, absence: Absence, *, to: set[int]) -> None:
    for staff_id in sorted(to):
        if member := await get_member(tx, staff_id):
            _say(tx, "away_ended", absence, to=member)


def _say(tx: Tx, message: str, absence: Absence, *, to: Member) -> None:
    tx.say(
        Outgoing(
            dedupe_key=f"absence:{absence.id}:{message}:{to.id}",
            to=Address(chat_id=to.person.telegram_id),
            message=message,
            params={"absence_id": absence.id, "staff_id": to.id},
            lane=Lane.DEADLINE,
        )
    )


async def load_away(
    tx: Tx,
    *,
    hall: Hall,  # noqa: ARG001 # every loader is given it
    now: datetime,
    absence_id: int,
    staff_id: int,
) -> Loaded:
    """An absence for whom it concerns; nothing if it has ended meanwhile, or they have left."""
    return await _loaded(tx, await get_absence(tx, absence_id), staff_id=staff_id, now=now)


async def load_ended(
    tx: Tx,
    *,
    hall: Hall,  # noqa: ARG001 # every loader is given it
    now: datetime,
    absence_id: int,
    staff_id: int,
) -> Loaded:
    """An absence that was ended, for whom it concerns; nothing if they have left."""
    return await _loaded(tx, await find_ended(tx, absence_id), staff_id=staff_id, now=now)


async def _loaded(tx: Tx, absence: Absence | None, *, staff_id: int, now: datetime) -> Loaded:
    member = await get_member(tx, staff_id)
    if absence is None or member is None:
        return None
    by = "" if absence.set_by == absence.staff_id else await get_staff_name(tx, absence.set_by)
    reader = {absence.staff_id: "absent", absence.deputy_id: "deputy"}.get(staff_id, "above")
    values: Mapping[str, Any] = {"away": await shown_away(tx, absence, now=now), "by": by, "reader": reader}
    return member.person.language, values
