"""Those who simply come and those who booked stand in one line, and each is called once."""

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import time, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from actions.booking.cancelling import cancel_by_hall
from actions.booking.today import take_step
from actions.line.card import load_day
from actions.line.looking import look_at_line, turn_of
from actions.line.serving import call_next, name_of, take_turn_step, work_at
from actions.line.shutting import load_visit_shut
from actions.line.taking import Wanted, follow_number, give_number, leave_line, new_key
from content.lines import Turn
from domain.booking import State, Step
from domain.cases import acting_citizen
from domain.errors import Gone, OtherArea
from domain.languages import Language
from domain.line_refusals import (
    AreaClosedNow,
    CounterBusy,
    HasNumber,
    NobodyWaits,
    NoCounter,
    NoMoreNumbers,
    NumberChanged,
    TookAnother,
)
from domain.people import Member, Person, Role
from domain.walk_ins import TurnStep, WalkIn, WalkInState
from jobs.line import next_of_lines
from storage.bookings import find_by_code
from storage.events import list_events
from storage.lines import find_counter, find_line
from storage.people import add_person, enrol, get_member, get_person
from storage.tables import outbox, walk_in
from storage.walk_ins import find_walk_in
from tests.kit.booking import AREA, CLERK, TODAY, BookingDesk

PEOPLE = 12


async def somebody(desk: BookingDesk) -> Person:
    """Somebody with a phone."""
    visitor = await desk.somebody()
    async with desk.database.read() as tx:
        return await get_person(tx, visitor.person_id or 0)


async def clerk_at(desk: BookingDesk, counter: str, *, staff_id: int | None = None) -> Member:
    """A clerk who works at a counter today."""
    async with desk.database.write() as tx:
        if staff_id is None:
            number = 9000 + next(desk.numbers)
            person = await add_person(
                tx, telegram_id=number, first_name="赵强", language=Language.ZH_HANS, now=desk.now
            )
            staff_id = await enrol(tx, person_id=person.id, role=Role.CLERK, now=desk.now)
        member = await get_member(tx, staff_id)
        area = desk.hall.area(AREA)
        assert member
        assert area
        await work_at(tx, area, counter, member=member, hall=desk.hall, now=desk.now)
    return member


async def takes(desk: BookingDesk, person: Person | None, *, key: str = "") -> Turn:
    """Somebody takes a number, or is given one on paper."""
    by = acting_citizen(person) if person else CLERK
    async with desk.database.write() as tx:
        wanted = Wanted(AREA, None, person, key or new_key(), by=by)
        return await give_number(tx, wanted, hall=desk.hall, now=desk.now)


async def calls(desk: BookingDesk, member: Member) -> str:
    """A clerk presses Next: whom that calls."""
    async with desk.database.write() as tx:
        return name_of(await call_next(tx, AREA, member=member, hall=desk.hall, now=desk.now), hall=desk.hall)


async def steps(desk: BookingDesk, turn: Turn, step: TurnStep, member: Member) -> WalkIn:
    """Staff do the next step with a number as it is now."""
    async with desk.database.write() as tx:
        now = await find_walk_in(tx, turn.walk_in.ref)
        assert now
        return await take_turn_step(tx, now.ref, step, version=now.version, member=member, hall=desk.hall, now=desk.now)


async def arrives(desk: BookingDesk, at: str) -> str:
    """Somebody who booked for a time of today is checked in now; their code."""
    booked = await desk.books(await desk.somebody(), at, day=TODAY, by=CLERK)
    async with desk.database.write() as tx:
        member = await get_member(tx, CLERK.id or 0)
        assert member
        about: dict[str, Any] = {"version": booked.version, "counter": "", "member": member, "hall": desk.hall}
        await take_step(tx, Step.CHECK_IN, booked.ref, now=desk.now, **about)
    return booked.code


async def told(desk: BookingDesk, turn: Turn) -> list[str]:
    """The messages about a number so far, in order."""
    async with desk.database.read() as tx:
        rows = await tx.execute(
            select(outbox.c.message, outbox.c.params).where(outbox.c.message.like("turn_%")).order_by(outbox.c.id)
        )
        return [row.message for row in rows if row.params["walk_in_id"] == turn.walk_in.id]


@pytest.fixture
async def open_desk(desk: BookingDesk) -> BookingDesk:
    """Half past nine: the hall is open."""
    desk.now += timedelta(hours=1)
    return desk


async def test_reading_before_writing_calls_one_person_twice(open_desk: BookingDesk) -> None:
    desk = open_desk
    await takes(desk, None)
    await takes(desk, None)

    async def looks() -> str:
        async with desk.database.read() as tx:
            return (await look_at_line(tx, area=AREA, day=TODAY, hall=desk.hall, now=desk.now)).order[0].ref

    async def calls_seen(ref: str, counter: str) -> None:
        async with desk.database.write() as tx:
            await tx.execute(update(walk_in).where(walk_in.c.ref == ref).values(called_at=desk.now, counter=counter))

    seen = await asyncio.gather(looks(), looks())
    await asyncio.gather(*(calls_seen(ref, counter) for ref, counter in zip(seen, ("C01", "C02"), strict=True)))

    assert len(set(seen)) == 1


async def test_clerks_who_press_next_at_once_call_different_people(open_desk: BookingDesk) -> None:
    desk = open_desk
    clerks = [await clerk_at(desk, f"C0{number}") for number in range(1, 6)]
    codes = {await arrives(desk, at) for at in ("09:30", "10:00")}
    numbers = {(await takes(desk, None)).name for _ in range(3)}

    called = await asyncio.gather(*(calls(desk, clerk) for clerk in clerks))

    assert set(called) == codes | numbers
    with pytest.raises(CounterBusy):
        await calls(desk, clerks[0])


async def test_a_crowd_takes_numbers_without_gap_or_double_and_a_double_tap_gives_one(open_desk: BookingDesk) -> None:
    desk = open_desk
    people = [await somebody(desk) for _ in range(PEOPLE)]

    turns = await asyncio.gather(*(takes(desk, person, key=f"key-of-{person.id}") for person in people * 2))

    assert Counter(turn.walk_in.number for turn in turns) == dict.fromkeys(range(1, PEOPLE + 1), 2)
    again = await takes(desk, people[0])
    assert again.walk_in.id == next(turn.walk_in.id for turn in turns if turn.walk_in.person_id == people[0].id)
    with pytest.raises(Gone):
        await takes(desk, await somebody(desk), key=f"key-of-{people[0].id}")


async def test_a_number_goes_its_way_and_every_step_keeps_its_moment(open_desk: BookingDesk) -> None:
    desk, clerk = open_desk, await clerk_at(open_desk, "C02", staff_id=CLERK.id)
    turn, came = await takes(desk, await somebody(desk)), desk.now
    desk.now += timedelta(minutes=20)
    assert await calls(desk, clerk) == turn.name == "C001"
    await steps(desk, turn, TurnStep.CALL, clerk)
    desk.now += timedelta(minutes=1)
    await steps(desk, turn, TurnStep.SERVE, clerk)
    desk.now += timedelta(minutes=12)
    done = await steps(desk, turn, TurnStep.FINISH, clerk)

    assert (done.state, done.counter, done.staff_id) == (WalkInState.DONE, "C02", CLERK.id)
    moments = (done.called_at, done.began_at, done.ended_at)
    assert [moment - came for moment in moments if moment] == [timedelta(minutes=m) for m in (20, 21, 33)]
    async with desk.database.read() as tx:
        noted = [event.action for event in await list_events(tx, subject_kind="walk_in", subject_id=done.id)]
        assert await next_of_lines(tx, hall=desk.hall, after=desk.now) is None
    assert noted == ["given", "called", "called", "serving", "done"]
    assert (await told(desk, turn)).count("turn_called") == 2
    with pytest.raises(NumberChanged):
        await steps(desk, turn, TurnStep.CALL, clerk)


async def test_who_did_not_come_is_put_back_at_the_head_once(open_desk: BookingDesk) -> None:
    desk, clerk = open_desk, await clerk_at(open_desk, "C02")
    first, second = await takes(desk, None), await takes(desk, None)
    await calls(desk, clerk)
    await steps(desk, first, TurnStep.MISS, clerk)
    await steps(desk, first, TurnStep.RETURN, clerk)

    assert await calls(desk, clerk) == first.name

    await steps(desk, first, TurnStep.MISS, clerk)
    with pytest.raises(NumberChanged):
        await steps(desk, first, TurnStep.RETURN, clerk)
    assert await calls(desk, clerk) == second.name
    await steps(desk, second, TurnStep.MISS, clerk)
    with pytest.raises(NobodyWaits):
        await calls(desk, clerk)


async def test_whoever_took_another_number_meanwhile_is_not_put_back_with_the_old_one(open_desk: BookingDesk) -> None:
    desk, clerk, chen = open_desk, await clerk_at(open_desk, "C02"), await somebody(open_desk)
    turn = await takes(desk, chen)
    await calls(desk, clerk)
    await steps(desk, turn, TurnStep.MISS, clerk)
    again = await takes(desk, chen)

    with pytest.raises(TookAnother) as refused:
        await steps(desk, turn, TurnStep.RETURN, clerk)
    assert refused.value.params == {"number": again.name}


async def test_staff_of_another_area_do_nothing_with_a_number(open_desk: BookingDesk) -> None:
    desk, clerk = open_desk, await clerk_at(open_desk, "C02")
    turn = await takes(desk, None)
    await calls(desk, clerk)

    with pytest.raises(OtherArea) as refused:
        await steps(desk, turn, TurnStep.SERVE, replace(clerk, areas=("a",)))

    assert refused.value.params == {"area": desk.hall.area(AREA)}


async def test_of_clerks_who_choose_one_counter_at_once_one_has_it(open_desk: BookingDesk) -> None:
    desk = open_desk
    clerks = [await clerk_at(desk, f"C0{number}") for number in (1, 2, 3)]

    await asyncio.gather(*(clerk_at(desk, "C05", staff_id=clerk.id) for clerk in clerks))

    async with desk.database.read() as tx:
        theirs = [await find_counter(tx, clerk.id, day=TODAY) for clerk in clerks]
    assert sorted(theirs, key=str) == [(AREA, "C05"), None, None]


async def test_a_clerk_says_once_a_day_where_they_work_and_a_counter_is_one_clerks(open_desk: BookingDesk) -> None:
    desk, first = open_desk, await clerk_at(open_desk, "C02")
    await takes(desk, None)
    await clerk_at(desk, "C02")

    with pytest.raises(NoCounter):
        await calls(desk, first)


async def test_whoever_has_somebody_at_their_counter_chooses_no_other(open_desk: BookingDesk) -> None:
    desk, clerk = open_desk, await clerk_at(open_desk, "C02")
    turn = await takes(desk, None)
    await calls(desk, clerk)
    await clerk_at(desk, "C02", staff_id=clerk.id)
    with pytest.raises(CounterBusy) as refused:
        await clerk_at(desk, "C03", staff_id=clerk.id)
    assert refused.value.params == {"who": turn.name}

    await steps(desk, turn, TurnStep.MISS, clerk)
    await clerk_at(desk, "C03", staff_id=clerk.id)


async def test_the_button_of_yesterday_gives_a_number_of_today(open_desk: BookingDesk) -> None:
    desk, chen = open_desk, await somebody(open_desk)
    yesterday = await takes(desk, chen, key="pressed")
    await desk.later(days=1)

    today = await takes(desk, chen, key="pressed")

    assert (yesterday.walk_in.day, today.walk_in.day) == (TODAY, TODAY + timedelta(days=1))
    assert (today.walk_in.state, today.walk_in.number) == (WalkInState.WAITING, 1)


async def test_phones_follow_the_line_and_ring_once_near_the_counter(open_desk: BookingDesk) -> None:
    desk, clerk = open_desk, await clerk_at(open_desk, "C02")
    ahead = [await takes(desk, None) for _ in range(8)]
    turn = await takes(desk, await somebody(desk))
    for called in ahead:
        await calls(desk, clerk)
        await steps(desk, called, TurnStep.MISS, clerk)

    assert await told(desk, turn) == [*["turn_place"] * 4, "turn_near", *["turn_place"] * 2], (
        "5, 4, 3, 2, 1 and 0 ahead"
    )


async def test_when_the_time_of_somebody_who_is_early_comes_the_places_behind_change(open_desk: BookingDesk) -> None:
    desk = open_desk
    await takes(desk, None)
    turn = await takes(desk, await somebody(desk))
    await arrives(desk, "10:00")
    assert await told(desk, turn) == []
    async with desk.database.read() as tx:
        assert await next_of_lines(tx, hall=desk.hall, after=desk.now) == desk.now + timedelta(minutes=30)

    await desk.later(minutes=30)

    assert await told(desk, turn) == ["turn_place"]


async def test_when_the_hall_cancels_somebody_who_is_here_the_places_behind_change(open_desk: BookingDesk) -> None:
    desk = open_desk
    code = await arrives(desk, "09:30")
    turn = await takes(desk, await somebody(desk))

    async with desk.database.write() as tx:
        booked = await find_by_code(tx, code)
        assert booked
        await cancel_by_hall(tx, booked.ref, version=booked.version, reason="停电", by=CLERK, now=desk.now)
    await desk.later(seconds=1)

    assert await told(desk, turn) == ["turn_place"]


async def test_numbers_end_when_the_hall_has_closed_and_whoever_follows_one_is_told_once(
    open_desk: BookingDesk,
) -> None:
    desk, person = open_desk, await somebody(open_desk)
    turn, paper = await takes(desk, person), await takes(desk, None)
    await desk.later(hours=8, minutes=29)
    async with desk.database.read() as tx:
        assert await next_of_lines(tx, hall=desk.hall, after=desk.now) == desk.now + timedelta(minutes=1)
    await desk.later(minutes=1)
    await desk.later(minutes=1)

    async with desk.database.read() as tx:
        ended = [await find_walk_in(tx, one.walk_in.ref) for one in (turn, paper)]
    assert [one.state for one in ended if one] == [WalkInState.CLOSED] * 2
    assert (await told(desk, turn)).count("turn_closed") == 1
    assert await told(desk, paper) == []
    with pytest.raises(NoMoreNumbers):
        await takes(desk, person)


async def test_whoever_was_called_before_the_hall_closed_is_served_after_it(open_desk: BookingDesk) -> None:
    desk, clerk = open_desk, await clerk_at(open_desk, "C02")
    turn = await takes(desk, await somebody(desk))
    await desk.later(hours=8, minutes=29)
    await calls(desk, clerk)
    await desk.later(minutes=2)

    await steps(desk, turn, TurnStep.SERVE, clerk)

    assert "turn_closed" not in await told(desk, turn)


async def test_the_card_of_the_day_follows_a_number_that_was_put_back_after_the_hall_closed(
    open_desk: BookingDesk,
) -> None:
    desk, clerk = open_desk, await clerk_at(open_desk, "C02")
    turn, _other = await takes(desk, None), await takes(desk, None)
    await calls(desk, clerk)
    await steps(desk, turn, TurnStep.MISS, clerk)
    await desk.later(hours=8, minutes=31)
    await steps(desk, turn, TurnStep.RETURN, clerk)

    async def shown() -> int:
        async with desk.database.read() as tx:
            cards = select(func.count()).where(outbox.c.message == "day_card")
            return int((await tx.execute(cards)).scalar_one())

    before = await shown()
    await desk.later(minutes=1)
    assert await shown() == before + 1


async def test_whoever_was_called_and_of_whom_nothing_was_noted_ends_with_the_day_and_has_missed_nothing(
    open_desk: BookingDesk,
) -> None:
    desk, clerk = open_desk, await clerk_at(open_desk, "C02")
    turn = await takes(desk, await somebody(desk))
    await calls(desk, clerk)
    await desk.later(hours=14, minutes=29)
    async with desk.database.read() as tx:
        assert await next_of_lines(tx, hall=desk.hall, after=desk.now) == desk.now + timedelta(minutes=1)
        assert [one.is_called for one in [await find_walk_in(tx, turn.walk_in.ref)] if one] == [True]
    said = await told(desk, turn)

    await desk.later(minutes=1)
    await desk.later(minutes=1)

    async with desk.database.read() as tx:
        ended = await find_walk_in(tx, turn.walk_in.ref)
        noted = await list_events(tx, subject_kind="walk_in", subject_id=turn.walk_in.id, actions=("closed",))
        assert await next_of_lines(tx, hall=desk.hall, after=desk.now) is None
    assert ended
    assert (ended.state, ended.is_unclear, len(noted)) == (WalkInState.CLOSED, True, 1)
    assert await told(desk, turn) == [*said, "turn_place"], "no phone rings at midnight"


async def test_whoever_was_served_and_of_whom_nothing_more_was_noted_ends_with_the_day_as_served(
    open_desk: BookingDesk,
) -> None:
    desk, clerk = open_desk, await clerk_at(open_desk, "C02")
    turn = await takes(desk, await somebody(desk))
    await calls(desk, clerk)
    await steps(desk, turn, TurnStep.SERVE, clerk)
    await desk.later(hours=14, minutes=29)
    async with desk.database.read() as tx:
        assert await next_of_lines(tx, hall=desk.hall, after=desk.now) == desk.now + timedelta(minutes=1)
        still = await find_walk_in(tx, turn.walk_in.ref)
    assert still
    assert still.state is WalkInState.SERVING
    said = await told(desk, turn)

    await desk.later(minutes=1)
    await desk.later(minutes=1)

    async with desk.database.read() as tx:
        ended = await find_walk_in(tx, turn.walk_in.ref)
        noted = await list_events(tx, subject_kind="walk_in", subject_id=turn.walk_in.id, actions=("day_over",))
        assert await next_of_lines(tx, hall=desk.hall, after=desk.now) is None
    assert ended
    assert (ended.state, ended.ended_at, len(noted)) == (WalkInState.DONE, None, 1), "how long, nobody knows"
    assert await told(desk, turn) == [*said, "turn_place"], "no phone rings at midnight, and nobody is asked how it was"


async def test_after_days_without_the_clock_everything_of_a_line_is_over_and_nobody_is_called_near(
    open_desk: BookingDesk,
) -> None:
    desk, first, second = open_desk, await clerk_at(open_desk, "C01"), await clerk_at(open_desk, "C02")
    served, called = await takes(desk, None), await takes(desk, None)
    await calls(desk, first)
    await calls(desk, second)
    await steps(desk, served, TurnStep.SERVE, first)
    for time_of_day in ("09:30", "10:00", "10:30"):
        await arrives(desk, time_of_day)
    await desk.later(hours=1)
    turn = await takes(desk, await somebody(desk))
    assert turn.ahead == 3

    await desk.later(days=3)

    assert await told(desk, turn) == ["turn_place", "turn_closed"]
    async with desk.database.read() as tx:
        assert await next_of_lines(tx, hall=desk.hall, after=desk.now) is None
        line = await find_line(tx, area=AREA, day=TODAY)
        assert line
        shown = await load_day(tx, hall=desk.hall, now=desk.now, line_id=line.id)
        ended = [await find_walk_in(tx, one.walk_in.ref) for one in (served, called, turn)]
    assert shown
    assert [one.state for one in ended if one] == [WalkInState.DONE, WalkInState.CLOSED, WalkInState.CLOSED]
    assert (shown[1]["waiting"], shown[1]["at_counters"], shown[1]["done"]) == ([], [], 4)


async def test_those_who_wait_are_told_once_that_nobody_is_served_and_their_place_shows_it(
    open_desk: BookingDesk,
) -> None:
    desk, chen = open_desk, await somebody(open_desk)
    turn = await takes(desk, chen)
    await arrives(desk, "10:00")
    await desk.closes("09:40", "15:00", day=TODAY)
    await desk.later(minutes=1)
    before = await told(desk, turn)

    for _ in range(3):
        await desk.later(minutes=9)

    assert await told(desk, turn) == [*before, "turn_place", "turn_shut"]
    async with desk.database.read() as tx:
        said = select(outbox.c.params).where(outbox.c.message == "visit_shut")
        [params] = (await tx.execute(said)).scalars()
        shown = await load_visit_shut(tx, hall=desk.hall, now=desk.now, **params)
        shut = (await turn_of(tx, turn.walk_in, hall=desk.hall, now=desk.now)).shut
    assert shut
    assert shut.back_at == desk.now.replace(hour=15, minute=0)
    assert shown
    assert shown[1]["shut"] == shut

    await desk.later(hours=5, minutes=5)
    assert (await told(desk, turn))[len(before) + 2 :] == ["turn_place"] * 2, "the time of who booked has come too"
    async with desk.database.read() as tx:
        assert (await turn_of(tx, turn.walk_in, hall=desk.hall, now=desk.now)).shut is None
        assert await load_visit_shut(tx, hall=desk.hall, now=desk.now, **params) is None


async def test_a_number_on_paper_is_the_first_phones_that_follows_it(open_desk: BookingDesk) -> None:
    desk, paper = open_desk, await takes(open_desk, None)
    chen, lin = await somebody(desk), await somebody(desk)

    async def follows(person: Person) -> Turn:
        async with desk.database.write() as tx:
            return await follow_number(tx, paper.walk_in.ref, person=person, hall=desk.hall, now=desk.now)

    own = await takes(desk, lin)
    with pytest.raises(HasNumber) as refused:
        await follows(lin)
    assert refused.value.params == {"number": own.name}
    assert (await follows(chen)).walk_in.person_id == (await follows(chen)).walk_in.person_id == chen.id
    with pytest.raises(Gone):
        await follows(lin)


async def test_whoever_leaves_has_left_and_only_they_can(open_desk: BookingDesk) -> None:
    desk, chen, lin = open_desk, await somebody(open_desk), await somebody(open_desk)
    turn = await takes(desk, chen)

    async def leaves(person: Person) -> Turn:
        async with desk.database.write() as tx:
            return await leave_line(tx, turn.walk_in.ref, version=1, person=person, hall=desk.hall, now=desk.now)

    with pytest.raises(Gone):
        await leaves(lin)
    assert (await leaves(chen)).walk_in.state is WalkInState.LEFT
    with pytest.raises(NumberChanged):
        await leaves(chen)
    assert (await takes(desk, chen)).walk_in.number == 2


async def test_somebody_who_booked_is_called_from_their_time_on_before_those_with_numbers(
    open_desk: BookingDesk,
) -> None:
    desk, clerk = open_desk, await clerk_at(open_desk, "C02")
    number = await takes(desk, None)
    due, early = await arrives(desk, "09:30"), await arrives(desk, "11:00")

    first = await calls(desk, clerk)
    async with desk.database.write() as tx:
        line = await look_at_line(tx, area=AREA, day=TODAY, hall=desk.hall, now=desk.now)
        there = line.at_counter("C02")
        assert there
        about: dict[str, Any] = {"version": there.version, "counter": "C02", "member": clerk, "hall": desk.hall}
        served = await take_step(tx, Step.SERVE, there.ref, now=desk.now, **about)
        about["version"] = served.ticket.booking.version
        done = await take_step(tx, Step.FINISH, there.ref, now=desk.now, **about)
    second = await calls(desk, clerk)
    await steps(desk, number, TurnStep.MISS, clerk)
    third = await calls(desk, clerk)

    assert [first, second, third] == [due, number.name, early]
    assert done.ticket.booking.state is State.DONE


async def test_no_number_is_given_where_nobody_is_served_at_short_notice(desk: BookingDesk) -> None:
    desk.now = desk.now.replace(hour=10)
    chen = await somebody(desk)
    await desk.closes("09:30", "14:00", day=TODAY)
    with pytest.raises(AreaClosedNow) as refused:
        await takes(desk, chen)
    assert refused.value.params["days"].ends == time(14)

    await desk.later(hours=4)
    assert (await takes(desk, chen)).walk_in.number == 1
