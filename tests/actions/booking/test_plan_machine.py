"""However the plan is changed while people book, move, cancel and come, nobody who has booked is ever dropped."""

import asyncio
import itertools
from collections.abc import Coroutine
from datetime import date, timedelta
from typing import Any, TypeVar

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from actions.booking.planning import plan_day
from content.booking import AreaBooking, ServiceBooking
from content.capacity import area_plans
from domain.booking import Booking, Slot, State
from domain.closures import Closure
from domain.errors import Refusal
from storage.db import Database
from storage.rebooking import list_affected, taken_between
from storage.slots import lock_day
from tests.kit.booking import AREA, NOW, TOMORROW, BookingDesk, area_with, hall_with

T = TypeVar("T")
STILL = (State.HELD, State.BOOKED)

windows = st.lists(
    st.sampled_from(["09:00-10:00", "10:00-11:00", "10:30-12:00", "13:30-15:00", "14:00-16:40"]),
    max_size=3,
    unique=True,
)


@st.composite
def areas(draw: st.DrawFn) -> AreaBooking | None:
    """What a hall may write of an area; None: nobody books there any more."""
    if draw(st.integers(0, 9)) == 0:
        return None
    chosen: list[str] = []
    for one in sorted(draw(windows)):
        if not chosen or one[:5] >= chosen[-1][6:]:
            chosen.append(one)
    return area_with(
        slot=f"{draw(st.sampled_from((15, 20, 30)))} minutes",
        counters=draw(st.integers(1, 3)),
        walk_ins=draw(st.sampled_from((0, 0, 30, 60))),
        quotas=draw(st.sampled_from(([], [{"id": "pairs", "most": 1}], [{"id": "pairs", "most": 2}]))),
        **({"windows": {"thu": chosen}} if chosen else {}),
    )


services = st.builds(
    lambda length, quota: ServiceBooking.model_validate({"length": f"{length} minutes", "quota": quota}),
    st.sampled_from((15, 30, 45)),
    st.sampled_from((None, "pairs")),
)


class PlanMachine(RuleBasedStateMachine):
    """One area on one day; every step is a unit of work of its own."""

    database_url = ""
    days, numbers = itertools.count(), itertools.count(1)

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.database = Database(self.database_url)
        self.desk = BookingDesk(self.database, numbers=self.numbers)
        # Every run has a Thursday of its own, so that one database serves them all.
        self.day: date = TOMORROW + timedelta(days=7 * next(self.days))
        self.desk.now = NOW + (self.day - TOMORROW)
        self.alive: dict[int, Booking] = {}

        self.closures: list[Closure] = []

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return self.runner.run(work)

    @initialize()
    def opens(self) -> None:
        self.run(self.desk.comes_to_work())
        self.plans(area_with(counters=3), ServiceBooking())

    @rule(area=areas(), service=services)
    def plans(self, area: AreaBooking | None, service: ServiceBooking) -> None:
        """The hall changes what can be booked."""
        self.desk.hall = hall_with(area, service=service, active=9, a_day=9)
        self.run(self._plan())

    @rule(number=st.integers(0, 30), marries=st.booleans(), confirms=st.booleans())
    def books(self, number: int, marries: bool, confirms: bool) -> None:
        """Somebody takes a place, or only looks at it."""
        service = "marriage" if marries else "pregnancy-registration"
        if (at := self._time(number)) is None:
            return
        visitor = self.run(self.desk.somebody())
        try:
            held = self.run(self.desk.holds(visitor, at, self.day, service=service))
            self.alive[held.id] = self.run(self.desk.confirms(held)) if confirms else held
        except Refusal:
            pass

    @precondition(lambda self: self.alive)
    @rule(data=st.data())
    def cancels(self, data: Any) -> None:
        """Somebody gives up."""
        booking = self._one(data)
        self.run(self.desk.cancels(booking))
        del self.alive[booking.id]
        self._looks(minutes=0)

    @precondition(lambda self: self.alive)
    @rule(data=st.data(), number=st.integers(0, 30))
    def moves(self, data: Any, number: int) -> None:
        """Somebody comes at another time, if they may."""
        booking = self._one(data)
        if at := self._time(number):
            try:
                self.alive[booking.id] = self.run(self.desk.moves(booking, at, self.day, service=booking.service))
            except Refusal:
                assert self.run(self.desk.present(booking)) == booking
            self._looks(minutes=0)

    @rule(minutes=st.sampled_from((1, 5, 11)))
    def time_passes(self, minutes: int) -> None:
        """The clock looks; only holds that are over may end by themselves."""
        self._looks(minutes=minutes)

    def _looks(self, *, minutes: int) -> None:
        """As it does after everything: whoever need not move any more, since another has gone, is told by it."""
        self.run(self.desk.later(minutes=minutes))
        over = [one for one in self.alive.values() if one.hold_until and one.hold_until <= self.desk.now]
        for one in over:
            assert self.run(self.desk.present(one)).state is State.EXPIRED
            del self.alive[one.id]

    @rule(number=st.integers(0, 30), counters=st.integers(0, 2), is_whole=st.booleans())
    def closes(self, number: int, counters: int, is_whole: bool) -> None:
        """The day, or what is left of it from a time on, is closed or has fewer counters."""
        begins = None if is_whole else self._time(number)
        closure = self.run(self.desk.closes(begins or "00:00", day=self.day, counters=counters))
        self.closures.append(closure)
        self._looks(minutes=0)

    @precondition(lambda self: self.closures)
    @rule(data=st.data())
    def opens_again(self, data: Any) -> None:
        """A closure is lifted."""
        closure = data.draw(st.sampled_from(self.closures))
        self.closures.remove(closure)
        self.run(self.desk.opens_again(closure))
        self._looks(minutes=0)

    @invariant()
    def nobody_is_dropped(self) -> None:
        """Everybody who has not given up has their appointment, and their places."""
        for booking in self.alive.values():
            assert self.run(self.desk.present(booking)) == booking

    @invariant()
    def whoever_cannot_come_is_on_the_list_and_nobody_else(self) -> None:
        slots, places, listed = self.run(self._look())
        open_times = [one.span for one in slots if not one.closed and not one.quota]
        assert not any(a is not b and a.overlaps(b) for a, b in itertools.combinations(open_times, 2))
        for booking_id in self.alive:
            there = [one for one in slots if booking_id in places.get(one.id, ())]
            is_closed = any(one.closed and not one.quota for one in there)
            is_crowded = any(one.booked > one.capacity for one in there if not one.closed)
            assert there
            assert booking_id in listed or not is_closed
            assert booking_id not in listed or is_closed or is_crowded
        for one in (one for one in slots if not one.closed):
            assert sum(booking_id not in listed for booking_id in places.get(one.id, ())) <= one.capacity

    def _one(self, data: Any) -> Booking:
        return self.alive[data.draw(st.sampled_from(sorted(self.alive)))]

    def _time(self, number: int) -> str | None:
        slots = self.run(self.desk.slots(first=self.day, days=0))
        if not slots:
            return None
        return f"{slots[number % len(slots)].span.starts_at.astimezone(NOW.tzinfo):%H:%M}"

    async def _plan(self) -> None:
        plan = next(iter(area_plans(self.desk.hall)), None)
        async with self.database.write() as tx:
            await plan_day(tx, AREA, self.day, plan=plan, now=self.desk.now)

    async def _look(self) -> tuple[list[Slot], Any, set[int]]:
        async with self.database.write() as tx:
            slots = await lock_day(tx, area=AREA, day=self.day)
            _, places = await taken_between(tx, areas=[AREA], first=self.day, last=self.day)
            entries = await list_affected(tx, areas=[AREA], first=self.day, last=self.day)
            listed = {entry.booking_id for entry in entries}
        return slots, places, listed

    def teardown(self) -> None:
        assert self.run(self.desk.drift()) == []
        self.run(self.database.close())
        self.runner.close()


def test_no_change_of_the_plan_drops_anybody(database_url: str) -> None:
    PlanMachine.database_url = database_url
    run_state_machine_as_test(
        PlanMachine,
        settings=settings(
            # To shorten a failure takes minutes, for each step is a unit of work.
            phases=(Phase.generate,),
            max_examples=10,
            stateful_step_count=25,
            suppress_health_check=list(HealthCheck),
        ),
    )
