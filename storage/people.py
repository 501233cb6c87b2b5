"""Who writes to the bot, who is staff, and the invites that make somebody staff.

The one file that touches what we know of people: its protection is this file's.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, String, bindparam, case, cast, func, insert, literal_column, select, update
from sqlalchemy.dialects import postgresql, sqlite

from domain.languages import Language
from domain.people import Member, Person, Role
from storage.prepared import Prepared
from storage.tables import invite, person, staff
from storage.transaction import Tx

_EVER = staff.alias("ever")
_SPACE: Any = literal_column("' '")
"""Written out: a statement that is compiled once may have no value of its own."""
_FORMERLY = (
    select(func.aggregate_strings(cast(_EVER.c.id, String), _SPACE))
    .where(_EVER.c.person_id == person.c.id, _EVER.c.revoked_at.is_not(None))
    .scalar_subquery()
)
"""The staff ids of the roles somebody had before; a citizen is not asked for them."""
WHO = (
    person.c.id,
    person.c.telegram_id,
    person.c.first_name,
    person.c.language,
    person.c.reachable,
    staff.c.id.label("staff_id"),
    staff.c.role,
    staff.c.areas,
    case((staff.c.id.is_not(None), _FORMERLY)).label("formerly"),
)
"""What is read of a person and of their role."""
THEIR_ROLE = (staff.c.person_id == person.c.id) & staff.c.revoked_at.is_(None)
_WITH_ROLE = select(*WHO).select_from(person.outerjoin(staff, THEIR_ROLE))
_LOCK = Prepared(select(person.c.id).where(person.c.id == bindparam("person_id")).with_for_update(key_share=True))
_BY_ID = Prepared(_WITH_ROLE.where(person.c.id == bindparam("person_id")))
_BY_TELEGRAM_ID = Prepared(_WITH_ROLE.where(person.c.telegram_id == bindparam("telegram_id")))


def _person(row: Row[Any]) -> Person:
    return Person(
        id=row.id,
        telegram_id=row.telegram_id,
        first_name=row.first_name,
        language=Language(row.language),
        reachable=row.reachable,
    )


def _member(row: Any) -> Member | None:
    if row.staff_id is None:
        return None
    return Member(
        id=row.staff_id,
        person=_person(row),
        role=Role(row.role),
        areas=tuple(row.areas.split()),
        formerly=frozenset(map(int, (row.formerly or "").split())),
    )


async def find_person(tx: Tx, telegram_id: int) -> tuple[Person, Member | None] | None:
    """The person of that Telegram id, and what they are among the staff; None for a stranger."""
    rows = await tx.run(_BY_TELEGRAM_ID, telegram_id=telegram_id)
    return who(rows[0]) if rows else None


def who(row: Any) -> tuple[Person, Member | None] | None:
    """The person and role of a row with the columns ``WHO``; None if they are empty."""
    if row.id is None:
        return None
    member = _member(row)
    return member.person if member else _person(row), member


async def get_person(tx: Tx, person_id: int) -> Person:
    """The person of one of our ids."""
    return _person((await tx.run(_BY_ID, person_id=person_id))[0])


async def get_member(tx: Tx, staff_id: int) -> Member | None:
    """A member of staff by our id; None once they have left."""
    row = (await tx.execute(_WITH_ROLE.where(staff.c.id == staff_id))).one_or_none()
    return _member(row) if row else None


async def lock_staff(tx: Tx, staff_id: int) -> None:
    """Let one transaction at a time count what a member of staff did; cases may go on naming them meanwhile."""
    await tx.execute(select(staff.c.id).where(staff.c.id == staff_id).with_for_update(key_share=True))


async def lock_person(tx: Tx, person_id: int) -> None:
    """Let one transaction at a time count what somebody has; others may go on naming them meanwhile."""
    await tx.run(_LOCK, person_id=person_id)


async def get_staff_name(tx: Tx, staff_id: int) -> str:
    """The name of somebody who is or was staff."""
    named = select(person.c.first_name).join(staff, staff.c.person_id == person.c.id).where(staff.c.id == staff_id)
    return str((await tx.execute(named)).scalar_one())


async def list_everybody(tx: Tx) -> dict[int, Person]:
    """All who are or were staff, by staff id; somebody who came back has several."""
    ever = select(staff.c.id.label("ever_id"), *WHO).select_from(staff.join(person, staff.c.person_id == person.c.id))
    return {row.ever_id: _person(row) for row in await tx.execute(ever)}


async def list_staff(tx: Tx) -> list[Member]:
    """Everybody who is staff now, longest first."""
    rows = await tx.execute(_WITH_ROLE.where(staff.c.id.is_not(None)).order_by(staff.c.id))
    return [member for row in rows if (member := _member(row))]


async def add_person(tx: Tx, *, telegram_id: int, first_name: str, language: Language, now: datetime) -> Person:
    """Remember somebody who writes for the first time, perhaps in two places at once."""
    values = {"telegram_id": telegram_id, "first_name": first_name[:256], "language": language, "created_at": now}
    build = sqlite.insert if tx.is_sqlite else postgresql.insert
    known = (
        build(person)
        .values(**values)
        .on_conflict_do_update(index_elements=["telegram_id"], set_={"first_name": first_name[:256]})
    )
    return _person((await tx.execute(known.returning(person))).one())


async def rename_person(tx: Tx, person_id: int, *, first_name: str) -> None:
    """Follow a change of display name."""
    await tx.execute(update(person).where(person.c.id == person_id).values(first_name=first_name[:256]))


async def set_language(tx: Tx, person_id: int, *, language: Language) -> None:
    """Keep the language the person chose."""
    await tx.execute(update(person).where(person.c.id == person_id).values(language=language))


async def set_reachable(tx: Tx, telegram_id: int, *, reachable: bool) -> None:
    """Remember whether Telegram delivers to this person."""
    await tx.execute(update(person).where(person.c.telegram_id == telegram_id).values(reachable=reachable))


@dataclass(frozen=True, slots=True)
class Invite:
    """An invite link as stored: never the token itself."""

    id: int
    role: Role
    areas: tuple[str, ...]


async def add_invite(
    tx: Tx, *, token_hash: str, role: Role, areas: Iterable[str], now: datetime, expires_at: datetime
) -> None:
    """Keep a new invite by the hash of its token."""
    values = {"token_hash": token_hash, "role": role, "created_at": now, "expires_at": expires_at}
    values["areas"] = " ".join(areas)
    await tx.execute(insert(invite).values(**values))


async def use_invite(tx: Tx, *, token_hash: str, person_id: int, now: datetime) -> Invite | None:
    """Use an invite up, once; None if it was never given, is used, or has expired."""
    unused = (
        update(invite)
        .where(invite.c.token_hash == token_hash, invite.c.used_at.is_(None), invite.c.expires_at > now)
        .values(used_at=now, used_by=person_id)
        .returning(invite.c.id, invite.c.role, invite.c.areas)
    )
    row = (await tx.execute(unused)).one_or_none()
    return Invite(id=row.id, role=Role(row.role), areas=tuple(row.areas.split())) if row else None


async def enrol(tx: Tx, *, person_id: int, role: Role, areas: Iterable[str] = (), now: datetime) -> int:
    """Give a person a role in place of any they have; return the staff id."""
    await tx.execute(
        update(staff).where(staff.c.person_id == person_id, staff.c.revoked_at.is_(None)).values(revoked_at=now)
    )
    values = {"person_id": person_id, "role": role, "areas": " ".join(areas), "enrolled_at": now}
    return int((await tx.execute(insert(staff).values(**values).returning(staff.c.id))).scalar_one())


async def revoke(tx: Tx, *, telegram_id: int, now: datetime) -> bool:
    """End a person's role at once; False if they had none."""
    theirs = select(person.c.id).where(person.c.telegram_id == telegram_id).scalar_subquery()
    ended = update(staff).where(staff.c.person_id == theirs, staff.c.revoked_at.is_(None)).values(revoked_at=now)
    return (await tx.execute(ended)).rowcount > 0
