"""Many people who want the same few places at the same moment, and the clock that looks in between."""

import asyncio
import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select

from actions.booking.waiting import Joined, leave
from content.models import Hall
from domain.booking import ACTIVE, Booking, State, Visitor
from domain.booking_refusals import PlacesFree
from domain.cases import Actor
from domain.errors import Refusal
from domain.flows import Party
from storage.bookings import booking_of_row, was_offered
from storage.places import miscounted
from storage.slots import get_slot
from storage.tables import booking
from storage.waiting import list_waiting
from tests.kit.booking import AREA, BookingDesk, area_with, hall_with

PLACES = 5
TIMES = ("09:00", "09:30")
WEEK = ("mon", "tue", "wed", "thu", "fri")
LOOKS = 24
"""Looks of the clock while people are busy, half a minute apart: holds end in the middle of it."""
UNTIL_REST = 90
"""Looks after which nothing may be under way any more, five minutes apart."""


def two_times(**rules: Any) -> Hall:
    """A hall with two times of five places each weekday."""
    return hall_with(area_with(counters=PLACES, windows={day: ["09:00-10:00"] for day in WEEK}), **rules)


@dataclass
class Race:
    """One day of two times, and far more people than places; ``did`` counts what they came to do."""

    desk: BookingDesk
    day: date
    random: random.Random
    did: Counter[str] = field(default_factory=Counter)
    visitors: list[Visitor] = field(default_factory=list)

    async def run(self, people: int) -> None:
        """Let everybody act at once while the clock looks, then let everything come to rest."""
        await self.rush(people)
        await self.rest()

    async def rush(self, people: int) -> None:
        """Everybody acts at once, while the clock looks."""
        self.visitors = [await self.desk.somebody() for _ in range(people)]
        clock = asyncio.gather(self._looks(), self._looks())
        await asyncio.gather(*map(self.acts, self.visitors))
        await clock

    async def rest(self) -> None:
        """Let the clock go on until nothing is held any more."""
        for _ in range(UNTIL_REST):
            await self._counts()
            await self.desk.later(minutes=5)
            if not await self._answers():
                return
        raise AssertionError("offers never end")

    async def _looks(self) -> None:
        for _ in range(LOOKS):
            await self.desk.later(minutes=0.25)
            await self._counts()

    async def _counts(self) -> None:
        """At no moment is a place counted that nobody has, nor given twice."""
        async with self.desk.database.read() as tx:
            assert await miscounted(tx) == []

    async def acts(self, visitor: Visitor) -> None:
        """Somebody does what they came for, and waits if there is no place."""
        at, other = self.random.sample(TIMES, 2)
        try:
            held = await self.desk.holds(visitor, at, self.day)
            await self._goes_on(held, other)
        except Refusal as refusal:
            self.did[refusal.code] += 1
            await self._waits(visitor)

    async def _goes_on(self, held: Booking, other: str) -> None:
        what = self.random.choice(("books", "books", "books", "forgets", "looks elsewhere", "cancels", "moves"))
        self.did[what] += 1
        if what == "forgets":
            return
        if what == "looks elsewhere":
            held = await self.desk.holds(held.visitor, other, self.day)
        booked = await self.desk.confirms(held)
        if what == "moves":
            booked = await self.desk.moves(booked, other, self.day)
        if what == "cancels":
            await self.desk.cancels(booked)

    async def _waits(self, visitor: Visitor) -> None:
        try:
            joined = await self.desk.waits(visitor, self.day)
            self.did["waits"] += 1
            if self.random.random() < 0.1:
                await self._leaves(joined)
        except PlacesFree:
            self.did["went away"] += 1
        except Refusal as refusal:
            # They hold or have a place after all.
            self.did[refusal.code] += 1

    async def _leaves(self, joined: Joined) -> None:
        visitor = joined.entry.visitor
        by = Actor(Party.CITIZEN, visitor.person_id)
        async with self.desk.database.write() as tx:
            await leave(tx, joined.entry.id, visitor=visitor, by=by, now=self.desk.now)
        self.did["leaves"] += 1

    async def _answers(self) -> int:
        """Whoever is offered a place takes it, declines or says nothing; how many holds there are."""
        held = [one for one in await self.active() if one.state is State.HELD]
        for offer in (one for one in held if one.waiting_id):
            what = self.random.choice(("takes an offer", "declines", "says nothing"))
            self.did[what] += 1
            if what == "takes an offer":
                await self.desk.confirms(offer)
            if what == "declines":
                await self.desk.cancels(offer)
        return len(held)

    async def active(self) -> list[Booking]:
        """What is held or booked on the day of this race."""
        async with self.desk.database.read() as tx:
            found = await tx.execute(select(booking).where(booking.c.day == self.day).order_by(booking.c.id))
            return [one for one in map(booking_of_row, found) if one.state in ACTIVE]

    async def taken(self, at: str) -> int:
        """How many appointments there are at a time, counted one by one."""
        slot = await self.desk.slot(at, self.day)
        return sum(one.slot_id == slot.id for one in await self.active())

    async def check_rest(self) -> None:
        """Nobody is there twice, no time is above its places, none is empty while somebody waits who was not asked."""
        for at in TIMES:
            slot = await self.desk.slot(at, self.day)
            assert await self.taken(at) == slot.booked <= PLACES, at
            async with self.desk.database.read() as tx:
                present = await get_slot(tx, slot.id)
                waiting = [one for one in await list_waiting(tx, area=AREA) if one.fits(self.day)]
                asked = [slot.span.starts_at in await was_offered(tx, one.id) for one in waiting]
            assert present
            assert present.free == 0 or all(asked), f"{at} has {present.free} places, and {len(waiting)} wait"
