"""The plan of the hall becomes slots, day by day, and whoever has booked is never dropped by it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from actions.booking.affecting import Aligned, align
from domain.booking import Booking, Slot
from domain.capacity import AreaPlan, Limit, PlannedSlot, Span, Taken, slots_of_day
from domain.rebooking import Reason
from storage.closures import list_closures
from storage.slots import add_slots, list_days, lock_day, set_places
from storage.tables.booking import WHOLE_AREA
from storage.transaction import Tx

SPARE = timedelta(days=7)
"""So much further than anybody may book it is planned: a night in which it fails takes nobody's days away."""


@dataclass(frozen=True, slots=True)
class Planned:
    """What planning did: slots that were added, given other places, closed and opened again; and people.

    ``listed`` must come at another time now, ``relieved`` need not any more. Slots of quotas count like others.
    """

    added: int = 0
    changed: int = 0
    closed: int = 0
    opened: int = 0
    listed: tuple[tuple[Booking, Reason], ...] = ()
    relieved: tuple[Booking, ...] = ()

    def __add__(self, other: "Planned") -> "Planned":
        return Planned(*(getattr(self, name) + getattr(other, name) for name in self.__slots__))


async def days_to_plan(tx: Tx, area: str, *, plan: AreaPlan | None, today: date) -> list[date]:
    """The days on which an area has slots, or is to have some, in order."""
    there = set(await list_days(tx, area=area, first=today))
    ahead = (plan.horizon + SPARE).days if plan else -1
    return sorted(there | {today + timedelta(days=number) for number in range(ahead + 1)})


async def plan_day(tx: Tx, area: str, day: date, *, plan: AreaPlan | None, now: datetime) -> Planned:
    """Make the slots of a day what the plan says, less what is closed; doing it again changes nothing.

    What has begun stays as it is. No slot is removed, and nobody's place: what is not wanted any more is closed, and
    whoever booked there, or is one too many, is on the list of those who must come at another time.

    Args:
        plan: of the area; None if nobody books there any more.

    Source: docs/rules/booking.md, 2 and 13.
    """
    slots = await lock_day(tx, area=area, day=day)
    limits = [closure.limit for closure in await list_closures(tx, area=area, after=now)]
    wanted = wanted_on(plan, day, slots, limits=limits)
    done = Planned()
    for slot in (slot for slot in slots if slot.span.starts_at > now):
        done += await _follow(tx, slot, slot.with_places(wanted.pop((slot.span, slot.quota), None)))
    new = [_row(area, day, key, capacity) for key, capacity in wanted.items() if key[0].starts_at > now]
    await add_slots(tx, new)
    aligned = await align(tx, area=area, day=day, now=now) if any(slot.booked for slot in slots) else Aligned()
    return done + Planned(added=len(new), listed=aligned.listed, relieved=aligned.relieved)


Key = tuple[Span, str]


def wanted_on(plan: AreaPlan | None, day: date, slots: Sequence[Slot], *, limits: Sequence[Limit]) -> dict[Key, int]:
    """The slots an area is to have on a day on which it has these, and how many places of each."""
    taken = [Taken(slot.span, slot.booked, is_open=not slot.closed) for slot in slots if slot.quota == WHOLE_AREA]
    planned = slots_of_day(plan, day, taken=taken, limits=limits) if plan else ()
    return {key: places for slot in planned for key, places in _keys(slot)}


def _keys(slot: PlannedSlot) -> Iterator[tuple[Key, int]]:
    yield (slot.span, WHOLE_AREA), slot.capacity
    yield from (((slot.span, quota), most) for quota, most in slot.quotas.items())


async def _follow(tx: Tx, slot: Slot, wanted: Slot) -> Planned:
    """Give a slot what the plan says, if that is something else."""
    if (slot.closed, slot.capacity) == (wanted.closed, wanted.capacity):
        return Planned()
    await set_places(tx, slot, capacity=wanted.capacity, closed=wanted.closed)
    if slot.closed is wanted.closed:
        return Planned(changed=1)
    return Planned(closed=1) if wanted.closed else Planned(opened=1)


def _row(area: str, day: date, key: Key, capacity: int) -> dict[str, Any]:
    span, quota = key
    times = {"starts_at": span.starts_at, "ends_at": span.ends_at}
    return {"area": area, "day": day, "quota": quota, "capacity": capacity, **times}
