"""How people want to be reached about a case or an appointment: the one file that knows telephone numbers."""

from datetime import datetime

from sqlalchemy import bindparam, delete, insert, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from domain.booking import Booking
from domain.filing import Contact
from storage.prepared import Prepared
from storage.tables import booking, case_contact, guest, visit_contact
from storage.transaction import Tx

MOST_GUESTS = 200
"""Of one number or name that are looked at, the newest."""
_OF_CASE = select(case_contact).where(case_contact.c.case_id == bindparam("case_id"))
_LIST = Prepared(_OF_CASE.order_by(case_contact.c.position))


async def add_contact(tx: Tx, case_id: int, contact: Contact) -> bool:
    """Keep one more way in which the person of a new or locked case wants to be reached; false if it was known."""
    known = await list_contacts(tx, case_id)
    if contact in known:
        return False
    about = {"case_id": case_id, "position": len(known)}
    await tx.execute(insert(case_contact).values(**about, name=contact.name, phone=contact.phone))
    return True


async def list_by_phone(tx: Tx, digits: str, *, limit: int) -> list[int]:
    """The newest cases whose telephone number ends with these digits, by our id."""
    ends = case_contact.c.phone.endswith(digits, autoescape=True)
    rows = await tx.execute(
        select(case_contact.c.case_id).distinct().where(ends).order_by(case_contact.c.case_id.desc()).limit(limit)
    )
    return list(rows.scalars())


async def list_contacts(tx: Tx, case_id: int) -> tuple[Contact, ...]:
    """How the person of a case wants to be reached, in the order in which they said so; empty if they did not."""
    return tuple(Contact(row.name, row.phone) for row in await tx.run(_LIST, case_id=case_id))


async def add_guest(tx: Tx, contact: Contact, *, now: datetime) -> int:
    """Write down somebody without Telegram; the same name with the same number is the same guest. Their id."""
    values = {"name": contact.name, "phone": contact.phone, "created_at": now}
    build = sqlite.insert if tx.is_sqlite else postgresql.insert
    new = build(guest).values(**values).on_conflict_do_nothing().returning(guest.c.id)
    added: int | None = (await tx.execute(new)).scalar_one_or_none()
    if added is not None:
        return added
    # Known as of now, or they could be forgotten while they are being booked.
    known = update(guest).where(guest.c.phone == contact.phone, guest.c.name == contact.name)
    return int((await tx.execute(known.values(created_at=now).returning(guest.c.id))).scalar_one())


async def get_guest(tx: Tx, guest_id: int) -> Contact:
    """How a guest wants to be reached."""
    row = (await tx.execute(select(guest).where(guest.c.id == guest_id))).one()
    return Contact(row.name, row.phone)


async def lock_guest(tx: Tx, guest_id: int) -> None:
    """Let one transaction at a time count what a guest has; others may go on naming them meanwhile."""
    await tx.execute(select(guest.c.id).where(guest.c.id == guest_id).with_for_update(key_share=True))


async def find_guests(tx: Tx, *, digits: str, words: str) -> list[int]:
    """Whose number ends with these digits or whose name holds these words, the newest first; empty ones find nobody."""
    fits = []
    if digits:
        fits.append(guest.c.phone.endswith(digits, autoescape=True))
    if words:
        fits.append(guest.c.name.icontains(words, autoescape=True))
    if not fits:
        return []
    found = select(guest.c.id).where(or_(*fits)).order_by(guest.c.id.desc()).limit(MOST_GUESTS)
    return list((await tx.execute(found)).scalars())


async def find_visit_phone(tx: Tx, booking_id: int) -> str | None:
    """The number that was left with an appointment."""
    left = select(visit_contact.c.phone).where(visit_contact.c.booking_id == booking_id)
    phone: str | None = (await tx.execute(left)).scalar_one_or_none()
    return phone


async def keep_visit_phone(tx: Tx, booking_id: int, phone: str) -> None:
    """Keep a number with an appointment, in place of any other."""
    build = sqlite.insert if tx.is_sqlite else postgresql.insert
    left = build(visit_contact).values(booking_id=booking_id, phone=phone)
    await tx.execute(left.on_conflict_do_update(index_elements=["booking_id"], set_={"phone": phone}))


async def carry_visit_phone(tx: Tx, *, giver: int, taker: int) -> None:
    """Whoever looks at another time has left their number with that one."""
    left = update(visit_contact).where(visit_contact.c.booking_id == giver)
    await tx.execute(left.values(booking_id=taker))


async def drop_visit_phone(tx: Tx, booking_id: int) -> None:
    """Forget the number of an appointment."""
    await tx.execute(delete(visit_contact).where(visit_contact.c.booking_id == booking_id))


async def forget_visit_phones(tx: Tx, *, over_before: datetime, limit: int) -> int:
    """Forget the numbers of appointments that were over before a moment; how many."""
    over = select(booking.c.id).join(visit_contact, visit_contact.c.booking_id == booking.c.id)
    ids = over.where(booking.c.ends_at < over_before).limit(limit)
    gone = delete(visit_contact).where(visit_contact.c.booking_id.in_(ids.scalar_subquery()))
    return (await tx.execute(gone)).rowcount


async def forget_guests(tx: Tx, *, over_before: datetime, limit: int) -> int:
    """Empty what is known of guests who had no appointment since a moment; how many."""
    since = select(booking.c.id).where(booking.c.guest_id == guest.c.id, booking.c.ends_at >= over_before)
    known = or_(guest.c.name != "", guest.c.phone != "")
    ids = select(guest.c.id).where(guest.c.created_at < over_before, known, ~since.exists()).limit(limit)
    emptied = update(guest).where(guest.c.id.in_(ids.scalar_subquery())).values(name="", phone="")
    return (await tx.execute(emptied)).rowcount


async def contact_of(tx: Tx, at: Booking) -> Contact | None:
    """How the visitor of an appointment is reached by telephone; None if no number is known."""
    if at.visitor.guest_id is not None:
        contact = await get_guest(tx, at.visitor.guest_id)
        return contact if contact.phone else None
    phone = await find_visit_phone(tx, at.id)
    return Contact("", phone) if phone else None
