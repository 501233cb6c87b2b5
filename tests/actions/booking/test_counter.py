"""The day of the visit, and what becomes of who does not come."""

from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from actions.booking.appealing import begin_appeal
from actions.booking.counter import call, check_in, excuse, finish, miss, serve
from actions.cases.drafts import CaseDraft
from actions.forms import Form
from domain.booking import Booking, Excuse, State, Visitor
from domain.booking_refusals import BookingRestricted, StillInGrace, VisitAnotherDay, VisitChanged, VisitOver
from jobs.booking import next_of_bookings
from storage.bookings import find_by_code
from storage.events import list_events
from storage.people import get_person
from storage.tables import outbox
from tests.kit.booking import AREA, CLERK, TODAY, TOMORROW, BookingDesk, hall_with

Deed = Callable[..., Awaitable[Booking]]


async def does(desk: BookingDesk, deed: Deed, booking: Booking, **more: Any) -> Booking:
    """Staff do something with an appointment as it is now."""
    if deed is miss:
        more["hall"] = desk.hall
    version = (await desk.present(booking)).version
    async with desk.database.write() as tx:
        return await deed(tx, booking.ref, version=version, by=CLERK, now=desk.now, **more)


@pytest.fixture
async def booked(desk: BookingDesk) -> Booking:
    """Somebody comes today at ten."""
    return await desk.books(await desk.somebody(), "10:00", day=TODAY)


async def somebody_else_comes(desk: BookingDesk, day: date = TODAY) -> None:
    """Staff check somebody in: records are kept."""
    other = await desk.books(await desk.somebody(), "16:00", day=day, by=CLERK)
    await does(desk, check_in, other)


async def test_a_visit_goes_its_way_and_every_step_keeps_its_moment(desk: BookingDesk, booked: Booking) -> None:
    desk.now += timedelta(hours=1)
    came = desk.now
    await does(desk, check_in, booked)
    desk.now += timedelta(minutes=20)
    await does(desk, call, booked, counter="C02")
    again = await does(desk, call, booked, counter="C03")
    desk.now += timedelta(minutes=1)
    await does(desk, serve, booked, counter="C03")
    desk.now += timedelta(minutes=12)
    done = await does(desk, finish, booked)

    assert (again.state, again.counter) == (State.CHECKED_IN, "C03")
    assert (done.state, done.counter, done.staff_id) == (State.DONE, "C03", CLERK.id)
    moments = (done.arrived_at, done.called_at, done.began_at, done.ended_at)
    assert [moment - came for moment in moments if moment] == [timedelta(minutes=m) for m in (0, 20, 21, 33)]
    async with desk.database.read() as tx:
        told = [event.action for event in await list_events(tx, subject_kind="booking", subject_id=booked.id)]
    assert told == ["held", "booked", "checked_in", "called", "called", "serving", "done"]


async def test_who_was_here_and_of_whom_nothing_was_noted_has_ended_with_the_day_and_missed_nothing(
    desk: BookingDesk,
) -> None:
    came, called, sat = [await desk.books(await desk.somebody(), at, day=TODAY) for at in ("10:00", "10:30", "11:00")]
    for booking in (came, called, sat):
        await does(desk, check_in, booking)
    await does(desk, call, called, counter="C01")
    await does(desk, serve, sat, counter="C02")
    how_many = select(func.count()).select_from(outbox)
    await desk.later(hours=15, minutes=29, seconds=59)
    assert [(await desk.present(one)).state for one in (came, called, sat)] == [
        *(State.CHECKED_IN, State.CHECKED_IN, State.SERVING)
    ]
    async with desk.database.read() as tx:
        assert await next_of_bookings(tx, hall=desk.hall, after=desk.now) == desk.now + timedelta(seconds=1)
        told = (await tx.execute(how_many)).scalar_one()

    await desk.later(seconds=1)
    await desk.later(seconds=1)

    ended = [await desk.present(one) for one in (came, called, sat)]
    assert [(one.state, one.ended_at, one.is_unclear) for one in ended] == [
        *((State.DONE, None, True), (State.DONE, None, True), (State.DONE, None, False))
    ]
    async with desk.database.read() as tx:
        noted = await list_events(tx, subject_kind="booking", subject_id=came.id, actions=("day_over",))
        assert await next_of_bookings(tx, hall=desk.hall, after=desk.now) is None
        assert (await tx.execute(how_many)).scalar_one() == told, "no phone rings at midnight"
    assert len(noted) == 1


async def test_staff_find_a_visitor_by_the_code_they_say(desk: BookingDesk, booked: Booking) -> None:
    async with desk.database.read() as tx:
        assert await find_by_code(tx, booked.code) == booked
        assert await find_by_code(tx, "000000") is None
    assert len(booked.code) == 6
    assert not set(booked.code) & set("ILOU")


async def test_each_step_needs_the_one_before(desk: BookingDesk, booked: Booking) -> None:
    steps: list[tuple[Deed, dict[str, str]]] = [(call, {"counter": "C01"}), (serve, {"counter": "C01"}), (finish, {})]
    for deed, more in steps:
        with pytest.raises(VisitOver):
            await does(desk, deed, booked, **more)
    await does(desk, check_in, booked)
    with pytest.raises(VisitOver):
        await does(desk, check_in, booked)
    with pytest.raises(VisitOver):
        await does(desk, miss, booked)


async def test_of_two_who_press_at_once_one_is_shown_the_present(desk: BookingDesk, booked: Booking) -> None:
    await does(desk, check_in, booked)

    with pytest.raises(VisitChanged):
        async with desk.database.write() as tx:
            await check_in(tx, booked.ref, version=booked.version, by=CLERK, now=desk.now)


async def test_who_comes_on_another_day_is_told_which(desk: BookingDesk) -> None:
    booked = await desk.books(await desk.somebody(), "10:00", day=TOMORROW)

    with pytest.raises(VisitAnotherDay) as refused:
        await does(desk, check_in, booked)
    assert refused.value.params == {"day": TOMORROW}


async def test_who_has_not_come_a_quarter_of_an_hour_later_is_missing(desk: BookingDesk, booked: Booking) -> None:
    await somebody_else_comes(desk)
    await desk.later(hours=1, minutes=44, seconds=59)
    assert (await desk.present(booked)).state is State.BOOKED
    with pytest.raises(StillInGrace) as refused:
        await does(desk, miss, booked)
    await desk.later(seconds=1)

    missed = await desk.present(booked)
    assert (missed.state, missed.excused) == (State.NO_SHOW, False)
    assert refused.value.params == {"until": booked.span.starts_at + timedelta(minutes=15)}


async def test_who_comes_too_late_on_the_same_day_has_missed_nothing(desk: BookingDesk, booked: Booking) -> None:
    await somebody_else_comes(desk)
    await desk.later(hours=3)

    assert (await does(desk, check_in, booked)).state is State.CHECKED_IN


async def test_who_was_excused_and_comes_after_all_may_still_miss_the_call(desk: BookingDesk, booked: Booking) -> None:
    await somebody_else_comes(desk)
    await desk.later(hours=3)
    await does(desk, excuse, booked, reason=Excuse.OTHER)
    await does(desk, check_in, booked)
    await does(desk, call, booked, counter="C01")

    missed = await does(desk, miss, booked)

    assert (missed.state, missed.excused) == (State.NO_SHOW, False)


async def test_on_the_next_day_what_was_missed_is_only_excused(desk: BookingDesk, booked: Booking) -> None:
    await somebody_else_comes(desk)
    await desk.later(days=1)

    with pytest.raises(VisitAnotherDay):
        await does(desk, check_in, booked)
    excused = await does(desk, excuse, booked, reason=Excuse.EMERGENCY)

    assert (excused.state, excused.excused) == (State.NO_SHOW, True)
    coming = await desk.books(await desk.somebody(), "11:00", TOMORROW, by=CLERK)
    with pytest.raises(VisitOver):
        await does(desk, excuse, coming, reason=Excuse.OTHER)


async def test_who_was_called_and_did_not_come_is_missing(desk: BookingDesk, booked: Booking) -> None:
    await does(desk, check_in, booked)
    await does(desk, call, booked, counter="C01")

    assert (await does(desk, miss, booked)).state is State.NO_SHOW


async def test_where_nobody_was_checked_in_all_day_nothing_counts(desk: BookingDesk, booked: Booking) -> None:
    await desk.later(hours=15, minutes=29)
    assert (await desk.present(booked)).state is State.BOOKED
    await desk.later(minutes=1)

    unknown = await desk.present(booked)
    assert (unknown.state, unknown.excused) == (State.NO_SHOW, True)


async def test_the_clock_knows_when_it_will_be_needed_next(desk: BookingDesk) -> None:
    async def due() -> Any:
        async with desk.database.read() as tx:
            return await next_of_bookings(tx, hall=desk.hall, after=desk.now)

    assert await due() is None
    held = await desk.holds(await desk.somebody(), "11:00", day=TODAY)
    assert await due() == held.hold_until
    booked = await desk.confirms(held)
    assert await due() == booked.span.starts_at - timedelta(hours=2), "they are reminded"
    await desk.later(hours=1)
    assert await due() == desk.now.replace(hour=0, minute=0) + timedelta(days=1), "nobody was checked in"
    await somebody_else_comes(desk)
    assert await due() == booked.span.starts_at + timedelta(minutes=15)


async def misses(desk: BookingDesk, visitor: Visitor, day: date) -> Booking:
    """Somebody does not come on a day on which others do."""
    booked = await desk.books(visitor, "10:00", day=day, by=CLERK)
    desk.now = desk.now.replace(year=day.year, month=day.month, day=day.day, hour=11)
    await somebody_else_comes(desk, day)
    await desk.later(minutes=1)
    assert (await desk.present(booked)).state is State.NO_SHOW
    return booked


async def test_two_missed_within_thirty_days_restrict_for_thirty_days_and_staff_may_lift_it(desk: BookingDesk) -> None:
    chen = await desk.somebody()
    await misses(desk, chen, date(2026, 12, 3))
    await desk.cancels(await desk.holds(chen, "10:00", day=date(2026, 12, 4)))
    second = await misses(desk, chen, date(2026, 12, 7))

    with pytest.raises(BookingRestricted) as refused:
        await desk.holds(chen, "10:00", day=date(2026, 12, 8))

    assert refused.value.params == {"until": second.span.starts_at + timedelta(days=30), "appeal": None}
    with pytest.raises(BookingRestricted):
        await desk.waits(chen, date(2026, 12, 7))
    assert (await desk.books(chen, "10:00", day=date(2026, 12, 9), by=CLERK)).state is State.BOOKED
    await does(desk, excuse, second, reason=Excuse.HALL)
    assert (await desk.holds(chen, "10:00", day=date(2026, 12, 8))).state is State.HELD


async def test_an_appeal_names_what_was_missed_and_that_counts(desk: BookingDesk) -> None:
    desk.hall = hall_with(appeal="appeal")
    chen = await desk.somebody()
    excused = await misses(desk, chen, date(2026, 12, 3))
    await does(desk, excuse, await desk.present(excused), reason=Excuse.HALL)
    missed = [await misses(desk, chen, date(2026, 12, day)) for day in (4, 7)]

    async with desk.database.write() as tx:
        person = await get_person(tx, chen.person_id or 0)
        form = Form(tx, conversation="p:1", stored=None, now=desk.now)
        await begin_appeal(tx, form, person=person, hall=desk.hall, now=desk.now)
        draft = form.draft(CaseDraft)

    assert draft
    assert (draft.kind, draft.area) == ("appeal", AREA)
    assert draft.place == f"预约号 {missed[0].code} {missed[1].code}"
