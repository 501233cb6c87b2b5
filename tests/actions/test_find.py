"""A case is found by its number, by the end of it, and by what it says; never by somebody who may not see it."""

import pytest
from sqlalchemy import update

from actions.desk.find import find_cases, find_in_group
from domain.cases import Case, Privacy
from domain.filing import Contact
from domain.numbers import endings_of
from domain.people import Member, Role
from storage.contacts import add_contact
from storage.db import Database
from storage.tables import hall_case, topic
from tests.actions.case_desk import Desk, a_desk, at
from tests.actions.people_desk import a_clerk

GROUP, OTHER_GROUP = -1001000000001, -1001000000002
NOON = at("2026-09-01 12:00")


@pytest.fixture
async def desk(database: Database) -> Desk:
    return await a_desk(database)


async def finds(desk: Desk, written: str, *, member: Member | None = None) -> list[int]:
    async with desk.database.read() as tx:
        found = await find_cases(tx, written, member=member or desk.wang, hall=desk.hall, now=NOON)
    return [line.case.id for line in found]


async def changes(desk: Desk, case: Case, **values: object) -> None:
    async with desk.database.write() as tx:
        await tx.execute(update(hall_case).where(hall_case.c.id == case.id).values(**values))


@pytest.mark.parametrize(
    ("written", "endings"),
    [
        ("ts2026-000012", ("TS2026-000012",)),
        (" TS 2026000012", ("TS2026-000012",)),
        ("12", ("-000012", "12")),
        ("000012", ("-000012", "000012")),
        ("2026-12", ("2026-12",)),
        ("12a", ()),
        ("材料", ()),
        ("", ()),
    ],
)
def test_what_looks_like_a_number(written: str, endings: tuple[str, ...]) -> None:
    assert endings_of(written) == endings


async def test_a_case_is_found_by_its_number_and_by_the_last_digits(desk: Desk) -> None:
    first, second = [await desk.files(when="2026-09-01 10:00") for _ in range(2)]
    for written in (second.number, second.number.lower().replace("-", ""), "2", "000002"):
        assert await finds(desk, written) == [second.id]
    assert await finds(desk, "1") == [first.id]
    assert await finds(desk, "7") == []


async def test_a_case_is_found_by_words_and_signs_of_a_pattern_are_only_signs(desk: Desk) -> None:
    first, second = [await desk.files(when="2026-09-01 10:00") for _ in range(2)]
    await changes(desk, first, text="少了 50% 的 Refund")
    assert await finds(desk, "refund") == [first.id]
    assert await finds(desk, "50%") == [first.id]
    assert await finds(desk, "没有说缺什么") == [second.id]
    assert await finds(desk, "%%") == []
    assert await finds(desk, "缺") == []
    assert await finds(desk, "") == []


async def test_nobody_finds_what_they_may_not_see(desk: Desk) -> None:
    case = await desk.files(when="2026-09-01 10:00")
    await changes(desk, case, owner_id=desk.sun.id)
    assert await finds(desk, case.number) == []
    assert await finds(desk, case.number, member=desk.sun) == [case.id]
    await changes(desk, case, about_id=desk.qian.id)
    assert await finds(desk, case.number, member=desk.qian) == []
    auditor = await a_clerk(desk.database, telegram_id=302, name="韩梅", role=Role.AUDITOR)
    assert await finds(desk, case.number, member=auditor) == [case.id]


async def test_what_is_over_is_found_by_whoever_handled_it(desk: Desk) -> None:
    case = await desk.files(when="2026-09-01 10:00")
    await desk.does(case, "refuse", by=desk.wang, when="2026-09-01 11:00")
    li = await a_clerk(desk.database, telegram_id=210, name="李雷")
    assert await finds(desk, case.number) == [case.id]
    assert await finds(desk, case.number, member=li) == []


async def test_a_group_reads_of_confidential_cases_only_in_their_own_group(desk: Desk) -> None:
    case = await desk.files(when="2026-09-01 10:00")
    await changes(desk, case, privacy=Privacy.CONFIDENTIAL)
    async with desk.database.write() as tx:
        await tx.execute(update(topic).values(thread_id=7))
    chats = {GROUP: "main", OTHER_GROUP: "other"}
    async with desk.database.read() as tx:
        here, there = [
            await find_in_group(
                tx, case.number, member=desk.sun, hall=desk.hall, chat_id=chat, staff_chats=chats, now=NOON
            )
            for chat in chats
        ]
    assert [number for number, _ in here] == [case.number]
    assert there == []


async def leaves(desk: Desk, phone: str, **values: object) -> Case:
    """A complaint of the clerk's whose citizen left a telephone number."""
    case = await desk.files(when="2026-09-01 10:00")
    await changes(desk, case, **{"owner_id": desk.wang.id, **values})
    async with desk.database.write() as tx:
        await add_contact(tx, case.id, Contact("", phone))
    return case


async def by_phone(desk: Desk, written: str, *, member: Member) -> list[int]:
    async with desk.database.write() as tx:
        found = await find_cases(tx, written, member=member, hall=desk.hall, now=at("2026-09-01 12:00"))
    return [line.case.id for line in found]


async def test_a_case_is_found_by_the_phone_its_citizen_left_and_it_is_kept_who_found_it(desk: Desk) -> None:
    case, _other = await leaves(desk, "+8613800138000"), await leaves(desk, "13800138001")
    for written in ("13800138000", "+86 138-0013-8000", "0138000"):
        assert await by_phone(desk, written, member=desk.wang) == [case.id]
    assert await by_phone(desk, "138000", member=desk.wang) == []
    found = [event for event in await desk.events(case) if event.action == "found_by_phone"]
    assert {(event.actor, *event.detail) for event in found} == {(f"staff:{desk.wang.id}",)}
    assert len(found) == 3


async def test_nobody_finds_by_a_phone_they_may_not_see_and_no_group_does(desk: Desk) -> None:
    mine = await leaves(desk, "13800138000")
    theirs = await leaves(desk, "13800138000", owner_id=desk.sun.id, state="investigating")
    auditor = await a_clerk(desk.database, telegram_id=302, name="韩梅", role=Role.AUDITOR)
    assert await by_phone(desk, "13800138000", member=desk.wang) == [mine.id]
    assert await by_phone(desk, "13800138000", member=desk.sun) == [theirs.id, mine.id]
    assert await by_phone(desk, "13800138000", member=auditor) == []
    await changes(desk, mine, about_id=desk.wang.id)
    assert await by_phone(desk, "13800138000", member=desk.wang) == []
    async with desk.database.read() as tx:
        chats = {"chat_id": GROUP, "staff_chats": {GROUP: "main"}}
        assert await find_in_group(tx, "13800138000", member=desk.sun, hall=desk.hall, now=NOON, **chats) == []
