"""Who becomes staff and who stops being it, on both databases."""

import asyncio
from datetime import timedelta
from hashlib import sha256

import pytest
from sqlalchemy import select

from actions.cases.work import take
from actions.staff import INVITE_VALID, accept_invite, create_invite, dismiss
from domain.errors import InviteInvalid
from domain.people import Role
from storage.cases import get_case
from storage.db import Database
from storage.people import find_person
from storage.tables import invite
from tests.actions.people_desk import a_citizen, a_clerk, a_question
from tests.views.halls import NOW


async def test_an_invite_enrols_one_person_with_its_role(database: Database) -> None:
    wang, zhao = await a_citizen(database), await a_citizen(database, telegram_id=101)
    async with database.write() as tx:
        token = await create_invite(tx, role=Role.SUPERVISOR, now=NOW)
        member = await accept_invite(tx, token=token, person=wang, now=NOW)
        with pytest.raises(InviteInvalid):
            await accept_invite(tx, token=token, person=zhao, now=NOW)
        found = await find_person(tx, wang.telegram_id)
    assert found == (wang, member)
    assert member.role is Role.SUPERVISOR


async def test_an_invite_may_name_areas_and_whoever_names_none_takes_all(database: Database) -> None:
    wang, zhao = await a_citizen(database), await a_citizen(database, telegram_id=101)
    async with database.write() as tx:
        for person, areas in ((wang, ("a", "c")), (zhao, ())):
            token = await create_invite(tx, role=Role.CLERK, areas=areas, now=NOW)
            await accept_invite(tx, token=token, person=person, now=NOW)
        found = [await find_person(tx, person.telegram_id) for person in (wang, zhao)]
    members = [who[1] for who in found if who and who[1]]
    assert [member.areas for member in members] == [("a", "c"), ()]
    assert [[member.takes(area) for area in ("a", "b", None)] for member in members] == [
        [True, False, True],
        [True] * 3,
    ]


async def test_an_invite_that_two_open_at_once_enrols_one(database: Database) -> None:
    people = [await a_citizen(database, telegram_id=100 + n) for n in range(5)]
    async with database.write() as tx:
        token = await create_invite(tx, role=Role.CLERK, now=NOW)

    async def opens(person: object) -> bool:
        try:
            async with database.write() as tx:
                await accept_invite(tx, token=token, person=person, now=NOW)  # type: ignore[arg-type] # a Person, from above
        except InviteInvalid:
            return False
        return True

    assert sum(await asyncio.gather(*map(opens, people))) == 1


async def test_an_invite_ends_after_two_days(database: Database) -> None:
    wang = await a_citizen(database)
    async with database.write() as tx:
        token = await create_invite(tx, role=Role.CLERK, now=NOW)
        with pytest.raises(InviteInvalid):
            await accept_invite(tx, token=token, person=wang, now=NOW + INVITE_VALID)
        late = NOW + INVITE_VALID - timedelta(seconds=1)
        assert (await accept_invite(tx, token=token, person=wang, now=late)).role is Role.CLERK


async def test_a_made_up_token_enrols_nobody(database: Database) -> None:
    wang = await a_citizen(database)
    async with database.write() as tx:
        await create_invite(tx, role=Role.ADMIN, now=NOW)
        with pytest.raises(InviteInvalid):
            await accept_invite(tx, token="", person=wang, now=NOW)


async def test_only_the_hash_of_a_token_is_stored_and_the_token_fits_a_link(database: Database) -> None:
    async with database.write() as tx:
        tokens = [await create_invite(tx, role=Role.CLERK, now=NOW) for _ in range(50)]
        stored = set((await tx.execute(select(invite.c.token_hash))).scalars())
    assert len(set(tokens)) == 50
    assert all(len(f"inv-{token}") <= 64 for token in tokens)
    assert stored == {sha256(token.encode()).hexdigest() for token in tokens}


async def test_whoever_leaves_loses_the_role_at_once_and_gives_back_their_work(database: Database) -> None:
    clerk = await a_clerk(database)
    case = await a_question(database, await a_citizen(database))
    async with database.write() as tx:
        await take(tx, case.id, member=clerk, now=NOW)
        assert await dismiss(tx, telegram_id=clerk.person.telegram_id, now=NOW)
        assert not await dismiss(tx, telegram_id=clerk.person.telegram_id, now=NOW)
        found = await find_person(tx, clerk.person.telegram_id)
        present = await get_case(tx, case.id)
    assert found == (clerk.person, None)
    assert present
    assert (present.state, present.owner_id) == ("submitted", None)


@pytest.mark.parametrize(("role", "keeps"), [(Role.SUPERVISOR, True), (Role.AUDITOR, False)])
async def test_whoever_gets_another_role_keeps_their_work_if_it_answers_citizens(
    database: Database, role: Role, keeps: bool
) -> None:
    clerk = await a_clerk(database)
    case = await a_question(database, await a_citizen(database))
    async with database.write() as tx:
        await take(tx, case.id, member=clerk, now=NOW)
        token = await create_invite(tx, role=role, now=NOW)
        member = await accept_invite(tx, token=token, person=clerk.person, now=NOW)
        present = await get_case(tx, case.id)
    assert present
    assert present.owner_id == (member.id if keeps else None)
