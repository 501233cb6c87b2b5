"""Two looks at contacts at once count as two."""

import asyncio

import pytest

from actions.cases import revealing
from actions.cases.revealing import reveal
from actions.cases.work import take
from domain.cases import Case
from domain.errors import TooManyRevealed
from domain.filing import Contact
from domain.people import Member
from domain.revealing import MAX_REVEALED
from storage.contacts import add_contact
from storage.db import Database
from storage.events import add_event, count_revealed
from storage.transaction import Tx
from tests.actions.people_desk import a_citizen, a_clerk, a_question
from tests.kit.at_once import has_ended
from tests.kit.database import Templates
from tests.kit.postgres import PostgresServer
from tests.views.halls import NOW, sample_hall


async def almost_all_seen(database: Database) -> tuple[Member, list[Case]]:
    """Somebody who may be shown one contact more today, and two cases of theirs that have one."""
    wang, chen = await a_clerk(database), await a_citizen(database)
    cases = [await a_question(database, chen, question=f"问题{number}") for number in range(2)]
    async with database.write() as tx:
        for case in cases:
            await take(tx, case.id, member=wang, now=NOW)
            await add_contact(tx, case.id, Contact("李女士", "13800000000"))
        about = {"actor": f"staff:{wang.id}", "action": "contact_revealed", "subject_kind": "case"}
        for _ in range(MAX_REVEALED - 1):
            await add_event(tx, **about, subject_id=cases[0].id, now=NOW)
    return wang, cases


async def looks(database: Database, case: Case, member: Member) -> None:
    """Look at the contact of a case, in a unit of work of its own."""
    async with database.write() as tx:
        await reveal(tx, case.id, reason="要约时间", member=member, hall=sample_hall(), now=NOW)


async def seen_today(database: Database, member: Member) -> int:
    """How many contacts they were shown."""
    async with database.read() as tx:
        return await count_revealed(tx, actor=f"staff:{member.id}", since=NOW)


async def test_two_looks_at_once_do_not_exceed_the_day(database: Database) -> None:
    wang, (one, other) = await almost_all_seen(database)
    async with database.write() as tx:
        await reveal(tx, one.id, reason="要约时间", member=wang, hall=sample_hall(), now=NOW)
        second = asyncio.create_task(looks(database, other, wang))
        assert not await has_ended(second, database), "it waits for the first"
    with pytest.raises(TooManyRevealed):
        await second
    assert await seen_today(database, wang) == MAX_REVEALED


async def test_without_the_lock_two_looks_at_once_would(
    postgres: PostgresServer, templates: Templates, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control, where there is more than one writer at a time."""

    async def lock_nothing(tx: Tx, staff_id: int) -> None:
        """Wait for nobody."""

    monkeypatch.setattr(revealing, "lock_staff", lock_nothing)
    database = Database(postgres.create_database(template=await templates.postgresql(postgres)))
    wang, (one, other) = await almost_all_seen(database)
    async with database.write() as tx:
        await reveal(tx, one.id, reason="要约时间", member=wang, hall=sample_hall(), now=NOW)
        await looks(database, other, wang)
    assert await seen_today(database, wang) == MAX_REVEALED + 1
    await database.close()
