"""Twenty people press the same button at once: it happens once, and everybody is answered."""

import asyncio
import random
from collections import Counter
from contextlib import suppress
from pathlib import Path

import asyncpg
import pytest
from sqlalchemy.engine import make_url

from sandbox.seed import STAFF_GROUP
from tests.chaos.drill import FULL, TO_DIE, Drill, enrol, open_drill, seed_of_drill
from tests.chaos.figures import Ledger
from tests.chaos.street import ButtonGone, Message, Person
from tests.kit.database import BACKENDS
from tests.kit.postgres import PostgresServer

CLERKS = 20
DEEDS = 25 if FULL else 5
"""On each database."""
MOST_OPEN = 5
"""Questions one person may have with staff."""
NOT_STORED = "SELECT 1 WHERE (SELECT count(*) FROM inbox WHERE kind = 'callback_query') < {presses}"
TAKEN = "SELECT subject_id FROM event WHERE action = 'taken'"

pytestmark = [pytest.mark.chaos, pytest.mark.takes(25)]


async def clerks(drill: Drill, database_url: str) -> list[Person]:
    """Enrolled, and in the group."""
    found = []
    for at in range(CLERKS):
        person = Person(drill.street, 8001 + at, f"职员{at + 1}")
        await drill.street.control("people", id=person.id, first_name=person.name, language_code="zh-hans")
        await drill.street.control("member", chat_id=STAFF_GROUP, user_id=person.id, status="member")
        await enrol(drill.street, person, database_url)
        found.append(person)
    return found


async def card(drill: Drill, at: int) -> Message:
    """A question of somebody who has not too many; its card."""
    citizen = Person(drill.street, 9101 + at // MOST_OPEN, f"市民{at}")
    await drill.street.control("people", id=citizen.id, first_name=citizen.name, language_code="zh-hans")
    question = f"第{at}个要抢的问题，指南里没有写。"
    started = await citizen.says("/start")
    await citizen.presses("问工作人员", after=started)
    await citizen.reads("写下", after=started)
    asked = await citizen.says(question)
    await citizen.presses("发送", after=asked)
    return await drill.load.clerk.reads(question, chat_id=STAFF_GROUP)


async def press(clerk: Person, message: Message) -> int:
    """Press it unless it is gone already; how many presses that was."""
    with suppress(ButtonGone):
        await clerk.press_below(message, "我来接手")
        return 1
    return 0


async def test_whoever_looks_before_writing_takes_it_many_times(postgres: PostgresServer, postgres_url: str) -> None:
    """The negative control: twenty transactions find it open, and each of them takes it."""
    postgres.execute("CREATE TABLE matter (open boolean); INSERT INTO matter VALUES (true)", url=postgres_url)
    address = make_url(postgres_url)
    looked = asyncio.Barrier(CLERKS)

    async def take() -> bool:
        connection = await asyncpg.connect(
            user=address.username, database=address.database, host=str(address.query["host"])
        )
        found = await connection.fetchval("SELECT open FROM matter")
        await looked.wait()
        await connection.execute("UPDATE matter SET open = false")
        await connection.close()
        return bool(found)

    assert sum(await asyncio.gather(*(take() for _ in range(CLERKS)))) > 1


@pytest.mark.parametrize("database_url", BACKENDS if FULL else ["postgresql"], indirect=True)
async def test_a_button_that_twenty_press_at_once_works_once(database_url: str, tmp_path: Path, ledger: Ledger) -> None:
    seed = seed_of_drill()
    async with open_drill(database_url, folder=tmp_path, rng=random.Random(seed)) as drill:
        life = await drill.nursery.bear()
        staff = await clerks(drill, database_url)
        presses = 0
        for at in range(DEEDS):
            message = await card(drill, at)
            presses += sum(await asyncio.gather(*(press(clerk, message) for clerk in staff)))
        fewer = NOT_STORED.format(presses=len(drill.street.pressed))
        assert not await drill.books.is_left(fewer, within=TO_DIE)
        await drill.quiet()
        taken = Counter(row["subject_id"] for row in await drill.books.rows(TAKEN))
        undone = await drill.books.rows("SELECT state, error FROM inbox WHERE state <> 'done'")
        assert await drill.end(life) == 0

    ledger.note(f"20 press at once, {drill.backend}", faults=presses, seed=seed)
    assert list(taken.values()) == [1] * DEEDS
    assert undone == []
    assert presses > DEEDS * CLERKS / 2
