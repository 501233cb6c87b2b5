"""Whoever was served at a counter and has Telegram is asked once how they found it.

Source: docs/rules/line.md, 7.
"""

from datetime import datetime

from domain.booking import Booking
from domain.walk_ins import WalkIn
from storage.outgoing import Address, Lane, Outgoing
from storage.people import get_person
from storage.transaction import Tx
from storage.visit_ratings import add_visit_rating


async def ask_how_it_was(tx: Tx, visited: Booking | WalkIn, *, now: datetime) -> None:
    """Ask somebody whose visit is over, once."""
    is_booked = isinstance(visited, Booking)
    person_id = visited.visitor.person_id if isinstance(visited, Booking) else visited.person_id
    if person_id is None:
        return
    rating = await add_visit_rating(
        tx,
        booking_id=visited.id if is_booked else None,
        walk_in_id=None if is_booked else visited.id,
        person_id=person_id,
        area=visited.area,
        service=visited.service,
        staff_id=visited.staff_id,
        invited_at=now,
    )
    if rating is None:
        return
    tx.say(
        Outgoing(
            dedupe_key=f"visit_rating:{rating.id}:asked",
            to=Address(chat_id=(await get_person(tx, person_id)).telegram_id),
            message="visit_rating_asked",
            params={"rating_id": rating.id},
            lane=Lane.NOTICE,
        )
    )
