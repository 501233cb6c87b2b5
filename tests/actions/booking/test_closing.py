"""What is closed against the plan loses its places, and gets them back once it is lifted."""

from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy

from actions.booking.closing import ON_A_PAGE, close, lift, list_shown, show_closure
from actions.booking.effect import effect_of
from domain.booking_refusals import CannotClose, ClosingOver
from domain.closures import WHOLE_HALL, ClosedDays, Closing, ClosureReason
from domain.errors import Gone
from domain.people import Member, Role
from domain.rebooking import Reason
from storage.closures import list_closures
from storage.events import list_events
from storage.rebooking import find_affected
from tests.kit.booking import AREA, DIRECTOR, SHANGHAI, TODAY, TOMORROW, BookingDesk, area_with, hall_with

FRIDAY = date(2026, 12, 4)


async def free(desk: BookingDesk, day: date = TOMORROW) -> int:
    """How many places a day has left."""
    return sum(slot.free for slot in await desk.slots(first=day, days=0))


async def test_a_closed_day_has_no_places_until_it_is_lifted(desk: BookingDesk) -> None:
    before = await free(desk)
    closure = await desk.closes()

    await desk.later(seconds=1)
    assert (await free(desk), await free(desk, FRIDAY)) == (0, before)
    await desk.plans()
    assert await free(desk) == 0, "the night knows of it"

    await desk.opens_again(closure)
    await desk.later(seconds=1)
    assert await free(desk) == before


async def test_whoever_booked_a_closed_hour_is_on_the_list_until_it_is_lifted(desk: BookingDesk) -> None:
    early, late = [await desk.books(await desk.somebody(), at) for at in ("09:00", "14:00")]
    closure = await desk.closes("13:40")

    await desk.later(seconds=1)

    async with desk.database.read() as tx:
        assert await find_affected(tx, early.id) is None
        entry = await find_affected(tx, late.id)
    assert entry
    assert entry.reason is Reason.CLOSED
    await desk.opens_again(closure)
    await desk.later(seconds=1)
    async with desk.database.read() as tx:
        assert await find_affected(tx, late.id) is None
    assert await desk.present(late) == late


async def test_fewer_counters_leave_fewer_places_and_nobody_goes_who_need_not(desk: BookingDesk) -> None:
    await desk.plans(hall_with(area_with(counters=3)))
    people = [await desk.books(await desk.somebody(), "09:00") for _ in range(2)]

    await desk.closes("09:00", "10:00", counters=1)
    await desk.later(seconds=1)

    slots = {f"{slot.span.starts_at.astimezone(SHANGHAI):%H:%M}": slot for slot in await desk.slots(days=1)}
    assert [slots[at].capacity for at in ("09:00", "09:30", "10:00")] == [1, 1, 3]
    async with desk.database.read() as tx:
        assert [await find_affected(tx, one.id) is not None for one in people] == [False, True]


async def test_the_whole_hall_and_days_that_are_not_planned_yet_are_closed_too(desk: BookingDesk) -> None:
    far = TODAY + timedelta(days=20)
    await desk.closes(day=far, last=far + timedelta(days=3), area=WHOLE_HALL)
    await desk.later(seconds=1)

    desk.now += timedelta(days=14)
    await desk.plans()

    planned = {slot.day for slot in await desk.slots(first=TODAY + timedelta(days=15), days=15)}
    assert far - timedelta(days=1) in planned
    assert not planned & {far + timedelta(days=ahead) for ahead in range(4)}


async def test_what_is_asked_for_twice_is_closed_once(desk: BookingDesk) -> None:
    closing = Closing(AREA, ClosedDays(TOMORROW, TOMORROW).span(SHANGHAI), 0, ClosureReason.OTHER, "", "")
    made = []
    for _ in range(2):
        async with desk.database.write() as tx:
            made.append(await close(tx, closing, key="k", member=DIRECTOR, now=desk.now))
            lifted = await lift(tx, made[0].id, member=DIRECTOR, now=desk.now + timedelta(minutes=1))

    assert made[0].id == made[1].id
    assert lifted.lifted_at == desk.now + timedelta(minutes=1)
    async with desk.database.read() as tx:
        assert await list_closures(tx, after=desk.now) == []
        events = await list_events(tx, subject_kind="closure", subject_id=made[0].id)
    assert [event.action for event in events] == ["closed", "opened"]


async def test_what_is_over_too_long_or_was_never_closed_is_refused(desk: BookingDesk) -> None:
    yesterday = TODAY - timedelta(days=1)
    for first, last in ((yesterday, yesterday), (TOMORROW, TOMORROW + timedelta(days=60)), (FRIDAY, TOMORROW)):
        with pytest.raises(CannotClose):
            await desk.closes(day=first, last=last)
    async with desk.database.write() as tx:
        with pytest.raises(Gone):
            await lift(tx, 7, member=DIRECTOR, now=desk.now)


async def test_a_closure_is_applied_once(desk: BookingDesk) -> None:
    await desk.closes()
    await desk.later(seconds=1)
    before = await desk.slots(first=TOMORROW, days=0)

    await desk.later(seconds=1)

    assert await desk.slots(first=TOMORROW, days=0) == before


async def test_what_is_over_cannot_be_lifted_and_says_so(desk: BookingDesk) -> None:
    closure = await desk.closes()
    desk.now += timedelta(days=2)

    with pytest.raises(ClosingOver):
        await desk.opens_again(closure)


async def test_many_closures_are_read_page_by_page_by_those_of_the_area_alone(desk: BookingDesk) -> None:
    made = [await desk.closes(day=TOMORROW + timedelta(days=ahead)) for ahead in range(ON_A_PAGE + 1)]
    elsewhere = Member(DIRECTOR.id, DIRECTOR.person, Role.SUPERVISOR, ("a",))

    async with desk.database.read() as tx:
        pages = [await list_shown(tx, page=page, member=DIRECTOR, hall=desk.hall, now=desk.now) for page in (0, 1, 9)]
        none = await list_shown(tx, page=0, member=elsewhere, hall=desk.hall, now=desk.now)
        with pytest.raises(Gone):
            await show_closure(tx, made[0].id, member=elsewhere, hall=desk.hall)

    assert [(len(one.found), one.more) for one in (*pages, none)] == [(20, True), (1, False), (0, False), (0, False)]
    assert pages[1].found[0].closure.id == made[-1].id


async def test_whom_it_would_concern_is_found_in_as_many_looks_for_sixty_days_as_for_one(desk: BookingDesk) -> None:
    for at in ("09:00", "10:00"):
        await desk.books(await desk.somebody(), at)

    async def look(last: date) -> tuple[int, int]:
        span = ClosedDays(TOMORROW, last).span(SHANGHAI)
        statements: list[str] = []

        def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
            statements.append(statement)

        engine = desk.database._pool._engine.sync_engine
        sqlalchemy.event.listen(engine, "before_cursor_execute", note)
        async with desk.database.read() as tx:
            closing = Closing(WHOLE_HALL, span, 0, ClosureReason.POWER, "", "")
            effect = await effect_of(tx, closing, hall=desk.hall, now=desk.now)
        sqlalchemy.event.remove(engine, "before_cursor_execute", note)
        return effect.affected, len(statements)

    assert await look(TOMORROW + timedelta(days=59)) == await look(TOMORROW)
    assert (await look(TOMORROW))[0] == 2
