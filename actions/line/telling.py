"""What a phone is told of its number: its place in one message that follows the line, and new ones that ring."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from actions.line.looking import turn_of
from actions.line.trace import WALK_IN
from content.models import Hall
from domain.languages import Language
from domain.people import Member
from domain.subjects import Part, Subject
from domain.walk_ins import ACTIVE, WalkIn, WalkInState
from storage.chats import find_posted
from storage.outgoing import Address, Outgoing, Policy
from storage.people import get_member, get_person
from storage.transaction import Tx
from storage.walk_ins import get_walk_in

Loaded = tuple[Language, Mapping[str, Any]] | None


def place_subject(walk_in_id: int) -> Subject:
    """The message that shows somebody's place in line."""
    return Subject(WALK_IN, walk_in_id, Part.STATUS)


async def say_place(tx: Tx, walk_in: WalkIn, *, cause: str) -> None:
    """Bring the place on the phone up to date, in the message that shows it; ``cause`` is unique for what changed.

    Answers to presses in that chat stand in the same queue, so that no older place overtakes a newer one.
    """
    about = {"subject": place_subject(walk_in.id), "edits": True, "policy": Policy.EDIT}
    await _say(tx, walk_in, "turn_place", cause=f"place:{cause}", **about)


async def say_near(tx: Tx, walk_in: WalkIn) -> None:
    """It is nearly their turn; once."""
    await _say(tx, walk_in, "turn_near", cause="near")


async def say_called(tx: Tx, walk_in: WalkIn) -> None:
    """To which counter to come now; each call is a message of its own."""
    await _say(tx, walk_in, "turn_called", cause=f"called{walk_in.version}")


async def say_closed(tx: Tx, walk_in: WalkIn) -> None:
    """The hall closed before it was their turn."""
    await _say(tx, walk_in, "turn_closed", cause="closed")


async def say_shut(tx: Tx, walk_in: WalkIn, *, closure_id: int) -> None:
    """Nobody is served for now; once for what was closed."""
    await _say(tx, walk_in, "turn_shut", cause=f"shut{closure_id}")


def say_slip(tx: Tx, walk_in: WalkIn, *, to: Member, cause: str) -> None:
    """A number on paper, for one of staff to print; once for a ``cause``."""
    key, params = f"walk_in:{walk_in.id}:slip:{cause}", {"walk_in_id": walk_in.id, "staff_id": to.id}
    address = Address(chat_id=to.person.telegram_id)
    tx.say(Outgoing(dedupe_key=key, to=address, message="turn_slip", params=params))


async def _say(tx: Tx, walk_in: WalkIn, message: str, *, cause: str, **more: Any) -> None:
    if walk_in.person_id is None:
        return
    to = Address(chat_id=(await get_person(tx, walk_in.person_id)).telegram_id)
    key, params = f"walk_in:{walk_in.id}:{cause}", {"walk_in_id": walk_in.id}
    tx.say(Outgoing(dedupe_key=key, to=to, message=message, params=params, **more))


async def load_place(tx: Tx, *, hall: Hall, now: datetime, walk_in_id: int) -> Loaded:
    """A number and its place; nothing if the person has put something else in place of the message."""
    return await _load(tx, walk_in_id, hall=hall, now=now) if await find_posted(tx, place_subject(walk_in_id)) else None


async def load_near(tx: Tx, *, hall: Hall, now: datetime, walk_in_id: int) -> Loaded:
    """The same while they wait."""
    loaded = await _load(tx, walk_in_id, hall=hall, now=now)
    return loaded if loaded and loaded[1]["turn"].ahead is not None else None


async def load_called(tx: Tx, *, hall: Hall, now: datetime, walk_in_id: int) -> Loaded:
    """The same once they are called; nothing when they sit at the counter, or it is over."""
    loaded = await _load(tx, walk_in_id, hall=hall, now=now)
    return loaded if loaded and loaded[1]["turn"].walk_in.is_called else None


async def load_closed(tx: Tx, *, hall: Hall, now: datetime, walk_in_id: int) -> Loaded:
    """The same when the hall has closed."""
    loaded = await _load(tx, walk_in_id, hall=hall, now=now)
    return loaded if loaded and loaded[1]["turn"].walk_in.state is WalkInState.CLOSED else None


async def load_shut(tx: Tx, *, hall: Hall, now: datetime, walk_in_id: int) -> Loaded:
    """Somebody who waits where nobody is served now; nothing once they are called, or somebody is served."""
    loaded = await load_near(tx, hall=hall, now=now, walk_in_id=walk_in_id)
    if loaded is None or loaded[1]["turn"].shut is None:
        return None
    turn = loaded[1]["turn"]
    return loaded[0], {"code": turn.name, "shut": turn.shut, "is_booked": False}


async def load_slip(tx: Tx, *, hall: Hall, now: datetime, walk_in_id: int, staff_id: int) -> Loaded:
    """A number to be printed, in the hall's first language; nothing once it is over, or who asked has left."""
    walk_in, member = await get_walk_in(tx, walk_in_id), await get_member(tx, staff_id)
    if walk_in is None or member is None or walk_in.state not in ACTIVE:
        return None
    turn = await turn_of(tx, walk_in, hall=hall, now=now)
    taken_at = walk_in.taken_at.astimezone(now.tzinfo)
    return hall.facts.languages[0], {"turn": turn, "hall": hall.facts.name, "taken_at": taken_at}


async def _load(tx: Tx, walk_in_id: int, *, hall: Hall, now: datetime) -> Loaded:
    walk_in = await get_walk_in(tx, walk_in_id)
    if walk_in is None or walk_in.person_id is None:
        return None
    language = (await get_person(tx, walk_in.person_id)).language
    return language, {"turn": await turn_of(tx, walk_in, hall=hall, now=now)}
