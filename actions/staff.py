"""Who works here: one-time invites, enrolment, and the end of it."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from hashlib import sha256

from actions.cases.work import hand_on, release_all_of
from actions.desk.deputies import end_all_of
from actions.desk.handover import hand_all_over
from actions.desk.menu import say_menu, take_menu
from content.models import Hall
from domain.cases import CLOCK
from domain.errors import InviteInvalid
from domain.people import Member, Person, Role
from storage.events import add_event
from storage.people import add_invite, enrol, find_person, revoke, use_invite
from storage.transaction import Tx

INVITE_VALID = timedelta(hours=48)
"""How long an invite may wait to be used. Source: docs/rules/staff.md, 1."""
TOKEN_BYTES = 24
"""192 bits of chance; with its prefix the token still fits into a start link of 64 characters."""
STAFF = "staff"
"""Subject kind of somebody's role."""


async def create_invite(tx: Tx, *, role: Role, areas: Sequence[str] = (), now: datetime) -> str:
    """Make an invite and return its token, which is stored nowhere: only its SHA-256 is."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    expires_at = now + INVITE_VALID
    await add_invite(tx, token_hash=_hash(token), role=role, areas=areas, now=now, expires_at=expires_at)
    return token


async def accept_invite(tx: Tx, *, token: str, person: Person, now: datetime) -> Member:
    """Enrol whoever opened the link, with the role of the invite; an earlier role ends, and its work goes on.

    Raises:
        InviteInvalid: it was used, has expired, or was never given out: the same words for all three.
    """
    invite = await use_invite(tx, token_hash=_hash(token), person_id=person.id, now=now)
    if invite is None:
        raise InviteInvalid
    found = await find_person(tx, person.telegram_id)
    staff_id = await enrol(tx, person_id=person.id, role=invite.role, areas=invite.areas, now=now)
    await add_event(
        tx,
        actor=f"staff:{staff_id}",
        action="enrolled",
        subject_kind=STAFF,
        subject_id=staff_id,
        now=now,
        detail={"role": invite.role, "areas": list(invite.areas), "invite": invite.id},
    )
    former = found[1] if found else None
    formerly = former.ids if former else frozenset[int]()
    member = Member(id=staff_id, person=person, role=invite.role, areas=invite.areas, formerly=formerly)
    say_menu(tx, member)
    if former:
        await hand_on(tx, former=former, member=member, now=now)
        await end_all_of(tx, former.id, now=now)
    return member


async def dismiss(tx: Tx, *, telegram_id: int, now: datetime) -> bool:
    """End somebody's role at once, and give back what they were taking care of; False if they have none."""
    if (member := await _end_role(tx, telegram_id, now=now)) is None:
        return False
    released = await release_all_of(tx, staff_id=member.id, now=now)
    await end_all_of(tx, member.id, now=now)
    await _note_dismissed(tx, member, now=now, detail={"released": released})
    return True


async def dismiss_for(tx: Tx, *, telegram_id: int, heir: Member | None, hall: Hall, now: datetime) -> bool:
    """End somebody's role at once; False if they have none.

    What they were taking care of is the ``heir``'s, or without one theirs who have fewest of its area.
    """
    if (member := await _end_role(tx, telegram_id, now=now)) is None:
        return False
    given = await hand_all_over(tx, former=member, heir=heir, actor=CLOCK, hall=hall, now=now)
    await end_all_of(tx, member.id, now=now)
    handed_over = {str(staff_id): count for staff_id, count in given.items()}
    await _note_dismissed(tx, member, now=now, detail={"handed_over": handed_over})
    return True


async def _end_role(tx: Tx, telegram_id: int, *, now: datetime) -> Member | None:
    found = await find_person(tx, telegram_id)
    member = found[1] if found else None
    if member:
        await revoke(tx, telegram_id=telegram_id, now=now)
        take_menu(tx, member)
    return member


async def _note_dismissed(tx: Tx, member: Member, *, now: datetime, detail: Mapping[str, object]) -> None:
    await add_event(
        tx,
        actor="hall",
        action="dismissed",
        subject_kind=STAFF,
        subject_id=member.id,
        now=now,
        detail=detail,
    )


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()
