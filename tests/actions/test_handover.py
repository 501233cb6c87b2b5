"""Whoever leaves leaves no case behind: all of them go to others in one step, and each is told once."""

from collections import Counter
from dataclasses import replace

import pytest
from sqlalchemy import update

from actions.cases.work import take
from actions.desk.handover import hand_over, list_burdens, list_heirs
from actions.staff import dismiss_for
from domain.cases import Case
from domain.errors import Gone, StaffOnly
from domain.people import Member, Role
from storage.db import Database
from storage.people import find_person
from storage.tables import hall_case, staff
from tests.actions.case_desk import Desk, a_desk, at
from tests.actions.people_desk import a_clerk

NOON = at("2026-09-01 12:00")
SHARED = 0


@pytest.fixture
async def desk(database: Database) -> Desk:
    return await a_desk(database)


async def owns(desk: Desk, member: Member, *areas: str | None) -> list[Case]:
    """Cases of these areas that somebody has taken."""
    cases = [await desk.files(when="2026-09-01 10:00", area=area) for area in areas]
    for case in cases:
        async with desk.database.write() as tx:
            await take(tx, case.id, member=member, now=NOON)
    return cases


async def takes_care_of(desk: Desk, member: Member, *areas: str) -> Member:
    async with desk.database.write() as tx:
        await tx.execute(update(staff).where(staff.c.id == member.id).values(areas=" ".join(areas)))
    return replace(member, areas=areas)


async def owners(desk: Desk, cases: list[Case]) -> list[int | None]:
    return [(await desk.now(case)).owner_id for case in cases]


async def test_everything_goes_to_one_colleague_who_is_told_once(desk: Desk) -> None:
    li = await a_clerk(desk.database, telegram_id=210, name="李雷")
    cases = await owns(desk, desk.wang, None, None, None)
    async with desk.database.write() as tx:
        handed = await hand_over(tx, desk.wang.id, li.id, member=desk.sun, hall=desk.hall, now=NOON)

    assert (handed.got, handed.nobodys) == ((("李雷", 3),), 0)
    assert await owners(desk, cases) == [li.id] * 3
    for case in cases:
        last = (await desk.events(case))[-1]
        assert (last.action, last.actor, last.detail["from"]) == ("handed_over", f"staff:{desk.sun.id}", desk.wang.id)
    [row] = await desk.said("handed_over")
    assert row.chat_id == 210
    assert "王敏 经办的 3 件现在由您经办" in await desk.reads(row, when="2026-09-01 12:01")
    assert await desk.drifts() == []


async def test_shared_out_each_goes_to_whoever_has_fewest_in_its_area(desk: Desk) -> None:
    li, mei = [await a_clerk(desk.database, telegram_id=210 + n, name=name) for n, name in enumerate(("李雷", "韩梅"))]
    li, mei = await takes_care_of(desk, li, "a"), await takes_care_of(desk, mei, "b")
    cases = await owns(desk, desk.wang, "a", "b", "a", None, None)
    async with desk.database.write() as tx:
        await hand_over(tx, desk.wang.id, SHARED, member=desk.sun, hall=desk.hall, now=NOON)

    found = await owners(desk, cases)
    assert found[:3] == [li.id, mei.id, li.id]
    assert Counter(found) == {li.id: 3, mei.id: 2}
    assert len(await desk.said("handed_over")) == 2


async def test_what_is_not_for_the_chosen_colleague_goes_to_somebody_else(desk: Desk) -> None:
    li = await a_clerk(desk.database, telegram_id=210, name="李雷")
    about_li, other = await owns(desk, desk.wang, None, None)
    async with desk.database.write() as tx:
        await tx.execute(update(hall_case).where(hall_case.c.id == about_li.id).values(about_id=li.id))
        await hand_over(tx, desk.wang.id, li.id, member=desk.sun, hall=desk.hall, now=NOON)
    assert await owners(desk, [about_li, other]) == [desk.sun.id, li.id]


async def test_a_supervisor_hands_over_only_what_lies_in_their_areas(desk: Desk) -> None:
    sun = await takes_care_of(desk, desk.sun, "a")
    li = await a_clerk(desk.database, telegram_id=210, name="李雷")
    here, there = await owns(desk, desk.wang, "a", "b")
    async with desk.database.write() as tx:
        [burden] = await list_burdens(tx, member=sun, hall=desk.hall)
        await hand_over(tx, desk.wang.id, li.id, member=sun, hall=desk.hall, now=NOON)
    assert (burden.member.id, burden.cases) == (desk.wang.id, 1)
    assert await owners(desk, [here, there]) == [li.id, desk.wang.id]


async def test_nobody_hands_over_what_those_above_them_have_and_a_clerk_nothing(desk: Desk) -> None:
    await owns(desk, desk.qian, None)
    await owns(desk, desk.wang, None)
    async with desk.database.write() as tx:
        assert [one.member.id for one in await list_burdens(tx, member=desk.sun, hall=desk.hall)] == [desk.wang.id]
        with pytest.raises(Gone):
            await hand_over(tx, desk.qian.id, desk.wang.id, member=desk.sun, hall=desk.hall, now=NOON)
        with pytest.raises(StaffOnly):
            await hand_over(tx, desk.wang.id, desk.sun.id, member=desk.wang, hall=desk.hall, now=NOON)
        with pytest.raises(Gone):
            await hand_over(tx, desk.wang.id, desk.wang.id, member=desk.sun, hall=desk.hall, now=NOON)


async def test_editors_and_auditors_are_no_heirs(desk: Desk) -> None:
    await owns(desk, desk.wang, None)
    auditor = await a_clerk(desk.database, telegram_id=302, name="韩梅", role=Role.AUDITOR)
    async with desk.database.write() as tx:
        _, heirs = await list_heirs(tx, desk.wang.id, member=desk.sun, hall=desk.hall, now=NOON)
        assert {one.member.id for one in heirs} == {desk.sun.id, desk.qian.id}
        with pytest.raises(Gone):
            await hand_over(tx, desk.wang.id, auditor.id, member=desk.sun, hall=desk.hall, now=NOON)


@pytest.mark.parametrize("is_shared", [True, False])
async def test_somebody_who_is_dismissed_has_nothing_left_and_their_heirs_have_it(desk: Desk, is_shared: bool) -> None:
    li = await a_clerk(desk.database, telegram_id=210, name="李雷")
    cases = await owns(desk, desk.wang, None, None)
    heir = None if is_shared else li
    async with desk.database.write() as tx:
        assert await dismiss_for(tx, telegram_id=200, heir=heir, hall=desk.hall, now=NOON)
    async with desk.database.read() as tx:
        found = await find_person(tx, 200)
    assert found is not None
    assert found[1] is None
    assert await owners(desk, cases) == [li.id] * 2
    assert await desk.drifts() == []


async def test_if_it_fails_half_way_nothing_was_handed_over(desk: Desk) -> None:
    li = await a_clerk(desk.database, telegram_id=210, name="李雷")
    cases = await owns(desk, desk.wang, None, None)

    async def dies() -> None:
        async with desk.database.write() as tx:
            await dismiss_for(tx, telegram_id=200, heir=li, hall=desk.hall, now=NOON)
            raise RuntimeError("the process dies here")

    with pytest.raises(RuntimeError):
        await dies()
    assert await owners(desk, cases) == [desk.wang.id] * 2
    assert await desk.said("handed_over") == []
