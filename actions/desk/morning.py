"""What staff read when work begins: what waits for them, and in their groups how the group stands.

Source: docs/rules/staff.md, 5.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from actions.cases.dates import Loaded
from actions.cases.trace import CASE
from actions.desk.deputies import show_standing
from actions.desk.piles import lines_of
from actions.desk.sight import sight_now
from content.models import Hall
from domain.desk import PILES, Day, Pile, Sight
from domain.people import Member
from storage.audit import head
from storage.cases import align_open
from storage.deputies import find_current
from storage.desk import count_half_over, count_in_chat, count_piles, list_pile
from storage.outgoing import Address, Lane, Outgoing, Policy
from storage.people import get_member, list_staff
from storage.transaction import Tx

NAMED = 5
"""Of somebody's cases the digest names so many, those that are due first."""
URGENT = (Pile.OVERDUE, Pile.UNEXPLAINED, Pile.TODAY, Pile.NOBODYS, Pile.TEAM_OVERDUE)
"""What is worth a message in the morning; besides, what is half over."""


async def begin_morning(tx: Tx) -> tuple[Member, ...]:
    """Put right what another release may have left; return everybody who has a desk."""
    await align_open(tx)
    return tuple(member for member in await list_staff(tx) if member.role in PILES)


async def say_morning(tx: Tx, member: Member, *, hall: Hall, closes: datetime, now: datetime) -> bool:
    """Tell somebody what waits for them, unless nothing does; once a day. After ``closes`` it is nobody's morning.

    Of whoever is away the cards of their cases say so from the first morning on.
    """
    if absence := await find_current(tx, member.id, now=now):
        await show_standing(tx, absence, cause="away")
        return False
    sight = await sight_now(tx, member, hall=hall, now=now)
    counts, half_over = await _counts(tx, sight, member=member, day=Day.of(now))
    if not any(counts.values()) and not half_over:
        return False
    tx.say(
        Outgoing(
            dedupe_key=f"morning:{now:%Y-%m-%d}:{member.id}",
            to=Address(chat_id=member.person.telegram_id),
            message="morning",
            params={"staff_id": member.id},
            lane=Lane.DEADLINE,
            policy=Policy.NOTICE,
            expires_at=closes,
        )
    )
    return True


async def say_group_morning(tx: Tx, *, chat_id: int, name: str, closes: datetime, now: datetime) -> None:
    """Tell a staff group how it stands, and where history is sealed up to; once a day."""
    tx.say(
        Outgoing(
            dedupe_key=f"morning:{now:%Y-%m-%d}:{name}",
            to=Address(chat_id=chat_id),
            message="group_morning",
            params={"name": name},
            lane=Lane.DEADLINE,
            policy=Policy.NOTICE,
            expires_at=closes,
        )
    )


async def load_morning(tx: Tx, *, hall: Hall, now: datetime, staff_id: int) -> Loaded:
    """What waits for somebody as it is when the message leaves; nothing if all is done, or they are not here."""
    member = await get_member(tx, staff_id)
    if member is None or member.role not in PILES or await find_current(tx, staff_id, now=now):
        return None
    day, sight = Day.of(now), await sight_now(tx, member, hall=hall, now=now)
    counts, half_over = await _counts(tx, sight, member=member, day=day)
    if not any(counts.values()) and not half_over:
        return None
    found = await list_pile(tx, Pile.MINE, sight, day=day, limit=NAMED) if Pile.MINE in PILES[member.role] else []
    lines = await lines_of(tx, [one for one in found if one.place.due_at < day.ends], sight=sight, now=now)
    values: Mapping[str, Any] = {"counts": counts, "half_over": half_over, "lines": lines}
    return member.person.language, values


async def _counts(tx: Tx, sight: Sight, *, member: Member, day: Day) -> tuple[dict[Pile, int], int]:
    piles = [pile for pile in PILES[member.role] if pile in URGENT]
    half_over = await count_half_over(tx, sight, day=day) if Pile.MINE in PILES[member.role] else 0
    return await count_piles(tx, piles, sight, day=day), half_over


async def load_group_morning(tx: Tx, *, hall: Hall, now: datetime, name: str) -> Loaded:
    """How many cases a group has, and the head of the sealed history."""
    counts = await count_in_chat(tx, name, subject_kind=CASE, day=Day.of(now))
    newest = await head(tx)
    return hall.facts.languages[0], {"counts": counts, "head": newest.beginning if newest.place else ""}
