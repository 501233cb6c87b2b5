"""Whose desk a case lies on, in which order, and who never sees it."""

from dataclasses import replace

import pytest
from sqlalchemy import update

from actions.cases.work import take
from actions.desk.piles import PAGE, count_desk, get_seen, look_at_pile
from content.desk import Page
from domain.cases import Case, Privacy
from domain.desk import Pile, Place
from domain.errors import Gone, OutdatedButton
from domain.people import Member, Role
from storage.cases import align_open
from storage.db import Database
from storage.tables import hall_case, staff
from tests.actions.case_desk import Desk, a_desk, at
from tests.actions.people_desk import a_clerk

NOON = "2026-09-01 12:00"


@pytest.fixture
async def desk(database: Database) -> Desk:
    return await a_desk(database)


async def counts(desk: Desk, member: Member, *, when: str = NOON) -> dict[Pile, int]:
    async with desk.database.read() as tx:
        counted = await count_desk(tx, member, hall=desk.hall, now=at(when))
    return {pile: count for pile, count in counted.items() if count}


async def page(
    desk: Desk, member: Member, pile: Pile, *, when: str = NOON, kind: str = "", after: Place | None = None
) -> Page:
    async with desk.database.read() as tx:
        return await look_at_pile(tx, pile, member=member, hall=desk.hall, now=at(when), kind=kind, after=after)


async def takes(desk: Desk, case: Case, member: Member, *, when: str = NOON) -> None:
    async with desk.database.write() as tx:
        await take(tx, case.id, member=member, now=at(when))


async def changes(desk: Desk, case: Case, **values: object) -> None:
    async with desk.database.write() as tx:
        await tx.execute(update(hall_case).where(hall_case.c.id == case.id).values(**values))


async def sees(desk: Desk, member: Member, case: Case) -> bool:
    async with desk.database.read() as tx:
        try:
            return bool(await get_seen(tx, case.id, member=member, hall=desk.hall, now=at(NOON)))
        except Gone:
            return False


async def in_areas(desk: Desk, member: Member, *areas: str) -> Member:
    async with desk.database.write() as tx:
        await tx.execute(update(staff).where(staff.c.id == member.id).values(areas=" ".join(areas)))
    return replace(member, areas=areas)


async def test_what_is_due_first_stands_first_and_pages_follow_without_a_gap(desk: Desk) -> None:
    later = [await desk.files(when="2026-09-02 10:00") for _ in range(PAGE)]
    first = await desk.files("enquiry", when="2026-09-01 10:00")
    shown = await page(desk, desk.wang, Pile.NOBODYS)
    assert [line.case.id for line in shown.lines] == [first.id, *(case.id for case in later[: PAGE - 1])]
    assert shown.after is not None
    rest = await page(desk, desk.wang, Pile.NOBODYS, after=shown.after)
    assert [line.case.id for line in rest.lines] == [later[-1].id]
    assert rest.after is None


async def test_a_pile_can_be_of_one_kind(desk: Desk) -> None:
    await desk.files(when="2026-09-01 10:00")
    asked = await desk.files("enquiry", when="2026-09-01 10:00")
    shown = await page(desk, desk.wang, Pile.NOBODYS, kind="enquiry")
    assert [line.case.id for line in shown.lines] == [asked.id]


async def test_a_pile_that_is_not_on_a_desk_does_not_open(desk: Desk) -> None:
    with pytest.raises(OutdatedButton):
        await page(desk, desk.wang, Pile.TEAM)


async def test_a_clerk_has_their_own_and_what_nobody_has_in_their_areas(desk: Desk) -> None:
    wang = await in_areas(desk, desk.wang, "a")
    li = await a_clerk(desk.database, telegram_id=210, name="李雷")
    here, there = [await desk.files(when="2026-09-01 10:00", area=area) for area in ("a", "b")]
    mine = await desk.files(when="2026-09-01 10:00", area="b")
    of_li = await desk.files(when="2026-09-01 10:00", area="a")
    await takes(desk, mine, wang)
    await takes(desk, of_li, li)

    assert await counts(desk, wang) == {Pile.MINE: 1, Pile.NOBODYS: 1}
    assert [await sees(desk, wang, case) for case in (here, there, mine, of_li)] == [True, False, True, False]


async def test_a_supervisor_sees_their_areas_and_a_director_everything(desk: Desk) -> None:
    sun = await in_areas(desk, desk.sun, "a")
    for area in ("a", "b", None):
        await takes(desk, await desk.files(when="2026-09-01 10:00", area=area), desk.wang)
    assert await counts(desk, sun) == {Pile.TEAM: 2}
    assert await counts(desk, desk.qian) == {Pile.TEAM: 3}


async def test_whom_a_case_is_about_never_sees_it_not_even_with_a_new_role(desk: Desk) -> None:
    case = await desk.files(when="2026-09-01 10:00")
    await changes(desk, case, about_id=desk.sun.id)
    again = await a_clerk(desk.database, telegram_id=201, name="孙莉", role=Role.DIRECTOR)
    assert [await sees(desk, member, case) for member in (desk.sun, again, desk.qian)] == [False, False, True]
    assert await counts(desk, again) == {}
    await changes(desk, case, owner_id=again.id)
    assert await counts(desk, again) == {}


async def test_what_is_confidential_a_clerk_sees_only_as_its_owner(desk: Desk) -> None:
    case = await desk.files(when="2026-09-01 10:00")
    await changes(desk, case, privacy=Privacy.CONFIDENTIAL)
    assert [await sees(desk, member, case) for member in (desk.wang, desk.sun)] == [False, True]
    await changes(desk, case, owner_id=desk.wang.id)
    assert await sees(desk, desk.wang, case)


async def test_today_and_overdue_are_by_the_moment_and_the_day_of_the_hall(desk: Desk) -> None:
    case = await desk.files(when="2026-09-01 10:00")
    await takes(desk, case, desk.wang)
    assert await counts(desk, desk.wang, when="2026-09-02 23:59") == {Pile.MINE: 1}
    assert await counts(desk, desk.wang, when="2026-09-03 00:00") == {Pile.MINE: 1, Pile.TODAY: 1}
    assert await counts(desk, desk.wang, when="2026-09-03 17:30") == {Pile.MINE: 1, Pile.TODAY: 1}
    assert await counts(desk, desk.wang, when="2026-09-03 17:31") == {Pile.MINE: 1, Pile.OVERDUE: 1}


async def test_an_accepted_case_is_due_when_its_next_period_ends_and_a_closed_one_lies_nowhere(desk: Desk) -> None:
    case = await desk.files(when="2026-09-01 10:00")
    accepted = await desk.does(case, "accept", by=desk.wang, when="2026-09-01 11:00")
    [line] = (await page(desk, desk.wang, Pile.MINE)).lines
    assert line.promise is not None
    assert (line.promise.name.zh, f"{line.promise.at:%m-%d %H:%M}") == ("答复", "09-21 17:30")
    await desk.does(accepted, "withdraw", by=desk.chen, when="2026-09-01 11:30")
    assert await counts(desk, desk.wang) == {}


async def test_what_an_earlier_release_left_wrong_is_put_right(desk: Desk) -> None:
    case = await desk.files(when="2026-09-01 10:00")
    await changes(desk, case, due_at=at("2026-08-01 10:00"), owner_id=desk.wang.id)
    assert (await counts(desk, desk.wang)).get(Pile.OVERDUE) == 1
    async with desk.database.write() as tx:
        await align_open(tx)
    assert await counts(desk, desk.wang) == {Pile.MINE: 1}
