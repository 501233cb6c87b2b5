"""A citizen is asked how it was, once and for a week; a bad rating is put right by somebody else."""

import asyncio

import pytest

from actions.cases.ratings import Commenting, Rated, comment, give_reason, rate
from domain.cases import Case
from domain.errors import Gone, NotYours, RatingOver
from domain.people import Member, Person
from domain.ratings import Level, Rating
from storage.case_messages import list_messages
from storage.cases import get_case, list_running
from storage.db import Database
from storage.ratings import find_rating
from tests.actions.case_desk import Desk, a_desk, at
from tests.actions.people_desk import a_citizen, words


@pytest.fixture
async def desk(database: Database) -> Desk:
    return await a_desk(database)


async def answered(desk: Desk, *, by: Member | None = None, day: str = "2026-09-01", case: Case | None = None) -> Case:
    """A complaint that was answered that day, at two in the afternoon, by the clerk unless another is named."""
    clerk = by or desk.wang
    if case is None:
        case = await desk.files(when=f"{day} 10:00")
        case = await desk.does(case, "accept", by=clerk, when=f"{day} 11:00")
        case = await desk.does(case, "find", by=clerk, when=f"{day} 12:00")
    return await desk.does(case, "answer", by=clerk, when=f"{day} 14:00")


async def ended(desk: Desk, *, by: Member | None = None) -> Case:
    """A complaint that its citizen ended on a Tuesday at three."""
    case = await answered(desk, by=by)
    return await desk.does(case, "confirm", by=desk.chen, when="2026-09-01 15:00")


async def rating_of(desk: Desk, case: Case) -> Rating | None:
    """The rating of the round a case is in."""
    async with desk.database.read() as tx:
        return await find_rating(tx, case_id=case.id, round_number=case.round)


async def rates(desk: Desk, case: Case, level: Level, *, when: str, by: Person | None = None) -> Rated:
    """The citizen says how they found it."""
    rating = await rating_of(desk, case)
    assert rating is not None
    async with desk.database.write() as tx:
        return await rate(tx, rating.id, level=level, person=by or desk.chen, hall=desk.hall, now=at(when))


async def remedy_of(desk: Desk, rated: Rated) -> Case:
    """The case by which a bad rating is put right."""
    assert rated.remedy is not None
    return await desk.now(rated.remedy.case)


async def test_whoever_ended_their_case_is_asked_at_once_reminded_once_and_left_alone_after_a_week(desk: Desk) -> None:
    case = await ended(desk)
    await desk.ticks("2026-09-01 15:00:01", times=3)
    [invited] = await desk.said("case_rating_asked")
    assert case.number in await desk.reads(invited, when="2026-09-01 15:00:02")

    await desk.ticks("2026-09-04 14:59", times=2)
    assert len(await desk.said("case_rating_asked")) == 1
    await desk.ticks("2026-09-04 15:01", times=2)
    assert "最后一次" in await desk.reads((await desk.said("case_rating_asked"))[-1], when="2026-09-04 15:01")
    await desk.ticks("2026-09-08 15:01", times=2)
    assert len(await desk.said("case_rating_asked")) == 2
    rating = await rating_of(desk, case)
    assert rating is not None
    assert not rating.is_open
    with pytest.raises(RatingOver):
        await rates(desk, case, Level.GREAT, when="2026-09-08 15:02")


async def test_a_case_that_ends_at_night_by_itself_is_asked_about_in_the_morning(desk: Desk) -> None:
    case = await answered(desk)
    await desk.ticks("2026-09-08 22:00")
    assert (await desk.now(case)).state == "closed"
    await desk.ticks("2026-09-08 23:00")
    assert await desk.said("case_rating_asked") == []
    await desk.ticks("2026-09-09 09:00")
    assert len(await desk.said("case_rating_asked")) == 1


async def test_nobody_is_asked_after_a_withdrawal_nor_reminded_of_what_they_rated(desk: Desk) -> None:
    withdrawn = await desk.files(when="2026-09-01 10:00")
    await desk.does(withdrawn, "withdraw", by=desk.chen, when="2026-09-01 10:30")
    case = await ended(desk)
    await rates(desk, case, Level.GOOD, when="2026-09-01 15:00")
    for day in range(1, 12):
        await desk.ticks(f"2026-09-{day:02} 16:00", times=2)

    assert await desk.said("case_rating_asked") == []


async def test_a_pause_of_the_bot_shortens_no_week(desk: Desk) -> None:
    case = await ended(desk)
    await desk.ticks("2026-09-18 10:00", times=5)

    assert len(await desk.said("case_rating_asked")) == 1
    await rates(desk, case, Level.GOOD, when="2026-09-25 09:59")


async def test_two_who_look_at_once_ask_once(desk: Desk) -> None:
    await ended(desk)
    await asyncio.gather(*(desk.ticks("2026-09-01 15:01") for _ in range(4)))

    assert len(await desk.said("case_rating_asked")) == 1


async def test_who_is_rated_is_whoever_handled_it_at_the_end_however_often_it_changes_hands_later(desk: Desk) -> None:
    case = await ended(desk)
    reopened = await desk.does(case, "reopen", by=desk.chen, when="2026-09-02 10:00")
    await answered(desk, by=desk.qian, day="2026-09-03", case=reopened)

    first = await rating_of(desk, case)
    assert first is not None
    assert (first.staff_id, first.is_open) == (desk.wang.id, False)


async def test_what_is_opened_again_can_be_rated_only_when_it_ends_anew(desk: Desk) -> None:
    case = await ended(desk)
    reopened = await desk.does(case, "reopen", by=desk.chen, when="2026-09-02 10:00")
    with pytest.raises(RatingOver):
        await rates(desk, case, Level.GREAT, when="2026-09-02 10:01")
    await desk.ticks("2026-09-02 10:01")
    assert await desk.said("case_rating_asked") == []

    again = await answered(desk, by=desk.qian, day="2026-09-03", case=reopened)
    again = await desk.does(again, "confirm", by=desk.chen, when="2026-09-03 15:00")
    rated = await rates(desk, again, Level.GREAT, when="2026-09-03 15:01")
    assert (rated.rating.staff_id, rated.rating.round) == (desk.qian.id, 2)


async def test_a_bad_rating_is_put_right_by_somebody_above_within_days_of_its_own(desk: Desk) -> None:
    case = await ended(desk)
    rated = await rates(desk, case, Level.BAD, when="2026-09-01 15:00")
    remedy = await remedy_of(desk, rated)

    assert (remedy.kind, remedy.parent_id, remedy.owner_id) == ("rectification", case.id, desk.sun.id)
    async with desk.database.read() as tx:
        ends = {clock.name: clock.due_at for clock in await list_running(tx, remedy.id)}
    assert ends == {"call-back": at("2026-09-02 17:30"), "mending": at("2026-09-08 17:30")}
    [told] = await desk.said("case_given")
    words_of_it = await desk.reads(told, when="2026-09-01 15:01")
    assert all(part in words_of_it for part in (remedy.number, case.number, "不满意", "回访期限", "整改期限"))

    with pytest.raises(NotYours):
        await desk.does(remedy, "called", by=desk.wang, when="2026-09-01 16:00")
    called = await desk.does(remedy, "called", by=desk.sun, when="2026-09-02 10:00")
    async with desk.database.read() as tx:
        [mending] = await list_running(tx, remedy.id)
    assert mending.due_at == at("2026-09-08 17:30")
    done = await desk.does(called, "mend", by=desk.sun, when="2026-09-03 10:00")
    assert done.closed_at
    assert await rating_of(desk, done) is None
    assert await desk.drifts() == []


async def test_at_night_no_phone_rings_for_what_falls_to_somebody(desk: Desk) -> None:
    case = await ended(desk)
    await rates(desk, case, Level.BAD, when="2026-09-01 23:30")
    [told] = await desk.said("case_given")
    assert "disable_notification" in told.body


async def test_a_supervisor_who_was_rated_badly_does_not_put_it_right(desk: Desk) -> None:
    case = await ended(desk, by=desk.sun)
    remedy = await remedy_of(desk, await rates(desk, case, Level.AWFUL, when="2026-09-01 15:00"))

    assert remedy.owner_id == desk.qian.id
    with pytest.raises(NotYours):
        await desk.does(remedy, "called", by=desk.sun, when="2026-09-01 16:00")


async def test_a_second_bad_rating_goes_straight_to_a_director(desk: Desk) -> None:
    case = await ended(desk)
    await rates(desk, case, Level.BAD, when="2026-09-01 15:00")
    reopened = await desk.does(case, "reopen", by=desk.chen, when="2026-09-02 10:00")
    again = await answered(desk, day="2026-09-03", case=reopened)
    again = await desk.does(again, "confirm", by=desk.chen, when="2026-09-03 15:00")
    remedy = await remedy_of(desk, await rates(desk, again, Level.BAD, when="2026-09-03 15:01"))

    assert remedy.owner_id == desk.qian.id


async def test_what_is_opened_again_for_the_second_time_goes_to_a_supervisor_who_is_told(desk: Desk) -> None:
    case = await ended(desk)
    first = await desk.does(case, "reopen", by=desk.chen, when="2026-09-02 10:00")
    assert first.owner_id == desk.wang.id
    assert await desk.said("case_given") == []
    again = await answered(desk, day="2026-09-03", case=first)
    again = await desk.does(again, "confirm", by=desk.chen, when="2026-09-03 15:00")
    second = await desk.does(again, "reopen", by=desk.chen, when="2026-09-04 10:00")

    assert second.owner_id == desk.sun.id
    [told] = await desk.said("case_given")
    assert "再次要求重新办理" in await desk.reads(told, when="2026-09-04 10:01")
    assert told.body is None, "by day it rings"
    assert await desk.drifts() == []


async def test_a_rating_can_be_changed_and_opens_one_case_however_often(desk: Desk) -> None:
    case = await ended(desk)
    levels = (Level.GREAT, Level.BAD, Level.BAD, Level.AWFUL, Level.GOOD, Level.BAD)
    rated = [await rates(desk, case, level, when="2026-09-01 15:00") for level in levels]

    assert rated[0].remedy is None
    assert len({one.remedy.case.id for one in rated[1:] if one.remedy}) == 1
    async with desk.database.read() as tx:
        assert await get_case(tx, case.id + 2) is None


async def test_of_two_taps_at_once_one_opens_the_case(desk: Desk) -> None:
    case = await ended(desk)
    both = await asyncio.gather(
        *(rates(desk, case, level, when="2026-09-01 15:00") for level in (Level.BAD, Level.AWFUL))
    )

    assert len({one.remedy.case.id for one in both if one.remedy}) == 1


async def test_reasons_and_words_stand_in_the_topic_and_reach_whoever_puts_it_right(desk: Desk) -> None:
    case = await ended(desk)
    rated = await rates(desk, case, Level.BAD, when="2026-09-01 15:00")
    async with desk.database.write() as tx:
        await give_reason(
            tx, rated.rating.id, reason="speed", person=desk.chen, hall=desk.hall, now=at("2026-09-01 15:01")
        )
    async with desk.database.write() as tx:
        draft = Commenting(rating_id=rated.rating.id)
        await comment(tx, draft, words("等了三周。"), person=desk.chen, hall=desk.hall, now=at("2026-09-01 15:02"))

    line = await desk.reads((await desk.said("case_rated"))[-1], when="2026-09-01 15:03")
    assert all(part in line for part in ("不满意", "速度", "等了三周。", "王敏", "ZG2026-000001"))
    async with desk.database.read() as tx:
        remedy = await remedy_of(desk, rated)
        assert [message.content.text for message in await list_messages(tx, remedy.id)] == ["等了三周。"]


async def test_a_reason_is_one_of_the_halls(desk: Desk) -> None:
    case = await ended(desk)
    rated = await rates(desk, case, Level.GREAT, when="2026-09-01 15:00")
    now = at("2026-09-01 15:01")
    with pytest.raises(Gone):
        async with desk.database.write() as tx:
            await give_reason(tx, rated.rating.id, reason="weather", person=desk.chen, hall=desk.hall, now=now)


async def test_nobody_rates_for_somebody_else(desk: Desk) -> None:
    case, lin = await ended(desk), await a_citizen(desk.database, telegram_id=105, name="林夕")
    with pytest.raises(Gone):
        await rates(desk, case, Level.GREAT, when="2026-09-01 15:00", by=lin)


async def test_a_hall_without_the_kind_only_shows_a_bad_rating(desk: Desk) -> None:
    flows = tuple(flow for flow in desk.hall.flows if flow.id != "rectification")
    desk.hall = desk.hall.model_copy(update={"flows": flows})
    rated = await rates(desk, await ended(desk), Level.AWFUL, when="2026-09-01 15:00")

    assert rated.remedy is None
    assert len(await desk.said("case_rated")) == 1
