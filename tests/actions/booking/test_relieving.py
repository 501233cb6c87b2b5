"""Closures that come over each other, are lifted and made again: whom they concern, why, and who is told."""

import json

from sqlalchemy import select

from actions.cases.saying import SILENTLY
from domain.booking import Booking
from domain.visit_calls import CallOutcome, CallReason
from storage.rebooking import find_affected
from storage.tables import outbox
from tests.actions.booking.test_calls import due, guest, notes
from tests.kit.booking import CLERK, BookingDesk, area_with, hall_with
from tests.kit.rebooking import told


async def why(desk: BookingDesk, *booked: Booking) -> list[int | None]:
    """Because of which closures these appointments are on the list."""
    async with desk.database.read() as tx:
        entries = [await find_affected(tx, one.id) for one in booked]
    return [entry.closure_id if entry else None for entry in entries]


async def told_closer(desk: BookingDesk) -> list[int]:
    """Of which closures it was said how it stands, in order."""
    async with desk.database.read() as tx:
        said = select(outbox.c.params).where(outbox.c.message == "closure_progress").order_by(outbox.c.id)
        return [params["closure_id"] for params in (await tx.execute(said)).scalars()]


async def test_who_is_closed_out_twice_is_told_twice_that_it_stands_and_at_night_without_a_sound(
    desk: BookingDesk,
) -> None:
    await desk.books(await desk.somebody(), "09:00")
    for hours in (0, 14):
        closure = await desk.closes()
        await desk.later(seconds=1)
        await desk.opens_again(closure)
        await desk.later(hours=hours, seconds=1)

    assert await told(desk) == ["visit_affected", "visit_relieved"] * 2
    async with desk.database.read() as tx:
        said = select(outbox.c.body).where(outbox.c.message == "visit_relieved").order_by(outbox.c.id)
        by_day, by_night = (await tx.execute(said)).scalars()
    assert by_day is None
    assert json.loads(by_night) == SILENTLY


async def test_whoever_was_told_by_telephone_to_move_is_called_when_it_stands_after_all(desk: BookingDesk) -> None:
    booked = await desk.books(await guest(desk), "11:00", by=CLERK)
    for _ in range(2):
        closure = await desk.closes()
        await desk.later(seconds=1)
        [call] = await due(desk)
        assert call.call.reason is CallReason.NO_TELEGRAM
        await notes(desk, call, CallOutcome.REACHED)
        await desk.opens_again(closure)
        await desk.later(seconds=1)

        [call] = await due(desk)
        assert call.call.reason is CallReason.STANDS
        await notes(desk, call, CallOutcome.REACHED)

    assert await due(desk) == []
    assert await desk.present(booked) == booked


async def test_nobody_is_called_that_it_stands_who_was_not_told_otherwise(desk: BookingDesk) -> None:
    await desk.books(await guest(desk), "11:00", by=CLERK)
    closure = await desk.closes()
    await desk.later(seconds=1)
    [call] = await due(desk)
    await notes(desk, call, CallOutcome.NOT_REACHED)

    await desk.opens_again(closure)
    await desk.later(seconds=1)
    assert await due(desk) == []

    await desk.closes()
    await desk.later(seconds=1)
    assert [(one.call.reason, one.call.tries) for one in await due(desk)] == [(CallReason.NO_TELEGRAM, 0)]


async def test_the_reason_is_what_takes_most_away_and_follows_what_is_lifted(desk: BookingDesk) -> None:
    await desk.plans(hall_with(area_with(counters=3)))
    people = [await desk.books(await desk.somebody(), "14:00") for _ in range(2)]
    fewer = await desk.closes("13:30", "15:00", counters=1)
    await desk.later(seconds=1)
    assert await why(desk, *people) == [None, fewer.id]
    dark = await desk.closes()
    await desk.later(seconds=1)
    assert await why(desk, *people) == [dark.id, dark.id]

    await desk.opens_again(dark)
    await desk.later(seconds=1)

    assert await why(desk, *people) == [None, fewer.id]
    assert await told_closer(desk) == [fewer.id, fewer.id, dark.id, fewer.id, dark.id]


async def test_two_changes_within_a_second_are_both_said(desk: BookingDesk) -> None:
    people = [await desk.books(await desk.somebody(), at) for at in ("09:00", "10:00")]
    await desk.closes()
    desk.now = desk.now.replace(microsecond=0)
    await desk.later(seconds=1)

    for one in people:
        await desk.cancels(one)
        await desk.later(microseconds=1000)

    assert len(await told_closer(desk)) == 3
