"""A hall whose one area can be booked, and people who want a place, straight in the database."""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from actions.booking.cancelling import cancel
from actions.booking.closing import close, lift
from actions.booking.confirming import book, confirm
from actions.booking.holding import Asked, hold
from actions.booking.moving import move
from actions.booking.verifying import drifts
from actions.booking.waiting import Joined, join
from content.booking import AreaBooking, BookingRules, ServiceBooking
from content.models import Hall
from domain.booking import Booking, Slot, Visitor
from domain.cases import Actor
from domain.closures import ClosedDays, Closing, Closure, ClosureReason
from domain.flows import Party
from domain.languages import Language
from domain.people import Member, Person, Role
from jobs.planning import plan_slots
from jobs.tick import look_at_bookings
from storage.bookings import get_booking
from storage.db import Database
from storage.people import add_person, enrol, get_member
from storage.slots import list_open_between
from tests.views.halls import sample_hall

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 12, 2, 8, 30, tzinfo=SHANGHAI)
"""A Wednesday morning, half an hour before the hall opens."""
TODAY, TOMORROW = date(2026, 12, 2), date(2026, 12, 3)
CLERK = Actor(Party.CLERK, 1)
DIRECTOR = Member(1, Person(1, 5000, "王敏", Language.ZH_HANS, reachable=True), Role.DIRECTOR)
"""The same person; that they rose does not matter to appointments."""
AREA = "c"
ONE_PLACE = AreaBooking.model_validate({"slot": "30 minutes", "counters": 1})


def hall_with(booking: AreaBooking | None = ONE_PLACE, *, service: ServiceBooking | None = None, **rules: Any) -> Hall:
    """The sample hall with one area that can be booked, nine days ahead; ``service``: how a marriage is booked."""
    hall = sample_hall()
    areas = tuple(
        area.model_copy(update={"booking": booking if area.id == AREA else None}) for area in hall.facts.areas
    )
    rules = {"horizon": "9 days", **rules}
    facts = hall.facts.model_copy(update={"areas": areas, "booking": BookingRules.model_validate(rules)})
    how = {"marriage": service or ServiceBooking()}
    services = tuple(one.model_copy(update={"booking": how.get(one.id, ServiceBooking())}) for one in hall.services)
    return hall.model_copy(update={"facts": facts, "services": services})


def area_with(**changes: Any) -> AreaBooking:
    """An area with one counter and half an hour a place, but for these."""
    return AreaBooking.model_validate({"slot": "30 minutes", "counters": 1, **changes})


@dataclass
class BookingDesk:
    """Everybody who books, and the clock."""

    database: Database
    hall: Hall = field(default_factory=hall_with, repr=False)
    now: datetime = NOW
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))
    """For people and wishes; desks on one database share them."""

    async def opens(self) -> None:
        """Somebody comes to work, and the hall plans its first days."""
        await self.comes_to_work()
        await self.plans()

    async def comes_to_work(self) -> None:
        """Somebody is enrolled, before anybody else writes: ``CLERK`` and ``DIRECTOR``."""
        async with self.database.write() as tx:
            known = await add_person(tx, telegram_id=5000, first_name="王敏", language=Language.ZH_HANS, now=self.now)
            if await get_member(tx, DIRECTOR.id) is None:
                assert await enrol(tx, person_id=known.id, role=Role.CLERK, now=self.now) == CLERK.id

    async def plans(self, hall: Hall | None = None) -> None:
        """The night comes, or the hall changes its plan."""
        self.hall = hall or self.hall
        await plan_slots(self.database, hall=self.hall, now=self.now)

    async def somebody(self) -> Visitor:
        """A person with Telegram."""
        number = next(self.numbers)
        async with self.database.write() as tx:
            person = await add_person(
                tx, telegram_id=5000 + number, first_name="陈晓", language=Language.ZH_HANS, now=self.now
            )
        return Visitor(person_id=person.id)

    async def slots(self, *, quota: str | None = None, first: date = TODAY, days: int = 60) -> Sequence[Slot]:
        """The open slots, in order."""
        async with self.database.read() as tx:
            last = first + timedelta(days=days)
            return await list_open_between(tx, area=AREA, first=first, last=last, quota=quota)

    async def slot(self, at: str, day: date = TOMORROW) -> Slot:
        """The slot that begins at a time of day."""
        begins = datetime.combine(day, time.fromisoformat(at), tzinfo=SHANGHAI)
        [slot] = [slot for slot in await self.slots(first=day, days=0) if slot.span.starts_at == begins]
        return slot

    def asked(self, visitor: Visitor, *, key: str = "", by: Actor | None = None, service: str = "marriage") -> Asked:
        """What somebody wants."""
        of = self.hall.service(service)
        assert of
        return Asked(visitor, of, key or f"key{next(self.numbers)}", by or Actor(Party.CITIZEN, visitor.person_id))

    async def holds(self, visitor: Visitor, at: str, day: date = TOMORROW, **asked: Any) -> Booking:
        """Somebody looks at a time."""
        slot = await self.slot(at, day)
        async with self.database.write() as tx:
            return await hold(tx, slot.id, self.asked(visitor, **asked), hall=self.hall, now=self.now)

    async def confirms(self, held: Booking) -> Booking:
        """Somebody takes what they hold."""
        by = Actor(Party.CITIZEN, held.visitor.person_id)
        async with self.database.write() as tx:
            return await confirm(tx, held.ref, visitor=held.visitor, by=by, hall=self.hall, now=self.now)

    async def books(self, visitor: Visitor, at: str, day: date = TOMORROW, **asked: Any) -> Booking:
        """Somebody takes a time."""
        slot = await self.slot(at, day)
        async with self.database.write() as tx:
            return await book(tx, slot.id, self.asked(visitor, **asked), hall=self.hall, now=self.now)

    async def cancels(self, booking: Booking) -> Booking:
        """Somebody gives up what they have."""
        by = Actor(Party.CITIZEN, booking.visitor.person_id)
        async with self.database.write() as tx:
            whose: dict[str, Any] = {"visitor": booking.visitor, "by": by}
            return await cancel(tx, booking.ref, version=booking.version, now=self.now, **whose)

    async def moves(self, booking: Booking, at: str, day: date = TOMORROW, **asked: Any) -> Booking:
        """Somebody comes at another time."""
        slot = await self.slot(at, day)
        wish = self.asked(booking.visitor, **asked)
        async with self.database.write() as tx:
            version = booking.version
            return await move(tx, booking.ref, slot.id, wish, version=version, hall=self.hall, now=self.now)

    async def waits(self, visitor: Visitor, day: date = TOMORROW, last: date | None = None, **asked: Any) -> Joined:
        """Somebody waits for a place."""
        wish = self.asked(visitor, **asked)
        async with self.database.write() as tx:
            return await join(tx, wish, first=day, last=last or day, hall=self.hall, now=self.now)

    async def closes(
        self, begins: str = "00:00", ends: str = "", *, day: date = TOMORROW, last: date | None = None, **closing: Any
    ) -> Closure:
        """A director closes an area, for whole days or from a time of day to another; slots follow with the clock."""
        at, until = time.fromisoformat(begins), time.fromisoformat(ends) if ends else None
        span = ClosedDays(day, last or day, at, until).span(SHANGHAI)
        about = {"area": AREA, "counters": 0, "reason": ClosureReason.POWER, "words_zh": "", "words_en": ""}
        async with self.database.write() as tx:
            what = Closing(span=span, **{**about, **closing})
            return await close(tx, what, key=f"key{next(self.numbers)}", member=DIRECTOR, now=self.now)

    async def opens_again(self, closure: Closure) -> None:
        """The director changes their mind."""
        async with self.database.write() as tx:
            await lift(tx, closure.id, member=DIRECTOR, now=self.now)

    async def later(self, **units: float) -> None:
        """Time passes, and the clock looks once."""
        self.now += timedelta(**units)
        await look_at_bookings(self.database, hall=self.hall, now=self.now)

    async def present(self, booking: Booking) -> Booking:
        """An appointment as it is now."""
        async with self.database.read() as tx:
            found = await get_booking(tx, booking.id)
        assert found
        return found

    async def drift(self) -> list[str]:
        """What does not agree with the rest."""
        async with self.database.read() as tx:
            return [f"{one.what}: {one.said} {one.found}" async for one in drifts(tx)]
