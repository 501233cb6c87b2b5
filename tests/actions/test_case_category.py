"""What a case is about may promise another date: at once where it is known, and told where it is known later."""

import pytest

from actions.cases.category import correct_service, follow_category
from actions.cases.submitting import look_at_filed
from content.models import Hall
from domain.cases import Case
from domain.limits import Limit, Unit
from storage.cases import set_details
from storage.db import Database
from tests.actions.case_desk import Desk, a_desk, actor_of, at
from tests.actions.test_case_extensions import accepted, asks, decides

OF_BUSINESS = "sole-trader"
"""A service of the category that the sample hall answers within ten working days."""


@pytest.fixture
async def desk(database: Database) -> Desk:
    return await a_desk(database)


async def becomes_known(desk: Desk, case: Case, service: str, *, when: str) -> None:
    async with desk.database.write() as tx:
        await set_details(tx, case.id, service=service)
    async with desk.database.write() as tx:
        await follow_category(tx, await desk.now(case), hall=desk.hall, now=at(when))


async def test_what_is_about_a_business_is_promised_sooner(desk: Desk) -> None:
    case = await desk.files(when="2026-09-01 10:00", service=OF_BUSINESS)
    async with desk.database.read() as tx:
        _, later = await look_at_filed(tx, case, hall=desk.hall, now=at("2026-09-01 10:00"))
    assert later
    assert later.at == at("2026-09-17 17:30"), "if it is accepted at the last moment"

    await desk.does(case, "accept", by=desk.wang, when="2026-09-02 10:00")

    clock = await desk.running(case)

    assert (clock.limit, clock.due_at) == (Limit(10, Unit.WORKING_DAYS), at("2026-09-16 17:30"))


async def test_what_becomes_known_later_moves_the_date_once_and_the_citizen_reads_why(desk: Desk) -> None:
    case = await accepted(desk)
    for _ in range(2):
        await becomes_known(desk, case, OF_BUSINESS, when="2026-09-03 10:00")

    clock = await desk.running(case)
    assert (clock.limit, clock.due_at) == (Limit(10, Unit.WORKING_DAYS), at("2026-09-16 17:30"))
    [moved] = [event for event in await desk.events(case) if event.action == "due_moved"]
    assert moved.detail["cause"] == "category"
    [told] = await desk.said("case_date_moved")
    words = await desk.reads(told, when="2026-09-03 10:00")
    for said in ("哪个事项", "9月22日（周二） 17:30", "9月16日（周三） 17:30"):
        assert said in words
    assert await desk.drifts() == []


async def put_right(desk: Desk, case: Case, service: str, *, when: str, hall: Hall | None = None) -> Case:
    async with desk.database.write() as tx:
        known, actor = await desk.now(case), actor_of(desk.wang)
        return await correct_service(tx, known, service, actor=actor, hall=hall or desk.hall, now=at(when))


async def test_a_service_that_is_put_right_takes_the_limits_of_the_wrong_one_with_it(desk: Desk) -> None:
    case = await accepted(desk)
    for service, ends in ((OF_BUSINESS, "2026-09-16 17:30"), ("id-card", "2026-09-22 17:30")):
        case = await put_right(desk, case, service, when="2026-09-03 10:00")
        assert (await desk.running(case)).due_at == at(ends)
    assert len(await desk.said("case_date_moved")) == 2
    assert await desk.drifts() == []


async def test_a_wrong_service_that_the_pack_has_lost_leaves_no_limits_behind(desk: Desk) -> None:
    case = await put_right(desk, await accepted(desk), OF_BUSINESS, when="2026-09-03 10:00")
    others = tuple(service for service in desk.hall.services if service.id != OF_BUSINESS)
    smaller = desk.hall.model_copy(update={"services": others})

    case = await put_right(desk, case, "id-card", when="2026-09-03 11:00", hall=smaller)

    assert (await desk.running(case)).due_at == at("2026-09-22 17:30")


async def test_time_that_was_granted_is_added_to_the_limit_of_the_category(desk: Desk) -> None:
    case = await accepted(desk)
    await decides(desk, await asks(desk, case, when="2026-09-03 10:00"), granted=True, when="2026-09-04 10:00")

    await becomes_known(desk, case, OF_BUSINESS, when="2026-09-05 10:00")

    clock = await desk.running(case)
    assert (clock.limit.amount, clock.extensions, clock.due_at) == (15, 1, at("2026-09-22 17:30"))


@pytest.mark.parametrize(("service", "when"), [("id-card", "2026-09-03 10:00"), (OF_BUSINESS, "2026-09-16 17:30")])
async def test_a_category_without_limits_and_a_promise_nobody_could_keep_move_nothing(
    desk: Desk, service: str, when: str
) -> None:
    case = await accepted(desk)

    await becomes_known(desk, case, service, when=when)

    assert (await desk.running(case)).due_at == at("2026-09-22 17:30")
    assert await desk.said("case_date_moved") == []
