"""kill -9 in the middle of mending: a deleted topic, a moved group, a poisoned update, words due to be forgotten."""

import random
import signal
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from sandbox.seed import STAFF_GROUP
from tests.chaos.drill import FULL, TO_DIE, Drill, open_drill, seed_of_drill
from tests.chaos.figures import Ledger
from tests.chaos.mending import MENDED, PERIODIC
from tests.chaos.street import Person
from tests.kit.database import BACKENDS

UNDONE = "SELECT job FROM periodic WHERE done_at IS NULL"

pytestmark = pytest.mark.chaos


class Story:
    """One question in the hands of staff, and what has to be mended about it."""

    def __init__(self, drill: Drill) -> None:
        self.drill = drill
        self.citizen: Person = drill.load.citizens[0]
        self.thread = 0
        self.group = STAFF_GROUP

    async def begins(self) -> None:
        """The question has a topic, with something said in it."""
        self.thread = await self.drill.load.asks_staff(self.citizen, "一个要修补的问题，指南里没有写。")
        await self.adds("写在最前")
        await self.arrives("写在最前")

    async def adds(self, words: str) -> None:
        """The citizen adds something, which must arrive in the topic that is there by then."""
        await self.citizen.says(words)

    async def arrives(self, words: str) -> None:
        """Staff see it, wherever."""
        await self.drill.load.clerk.reads(words, chat_id=self.group)


async def topic_is_deleted(story: Story) -> str:
    """What comes next finds no topic."""
    place = {"chat_id": STAFF_GROUP, "message_thread_id": story.thread}
    await story.drill.street.control("topics", action="delete", **place)
    await story.adds("写在删除之后")
    return "写在删除之后"


async def group_moves(story: Story) -> str:
    """What comes next finds the group under another number."""
    moved = await story.drill.street.control("migrate", chat_id=STAFF_GROUP)
    story.group = moved["id"]
    await story.adds("写在搬家之后")
    return "写在搬家之后"


async def update_is_poisoned(story: Story) -> str:
    """An update that cannot be read; the next one can."""
    await story.drill.street.control("update", update={"message": {"chat": "nonsense"}})
    await story.adds("写在坏消息之后")
    return "写在坏消息之后"


PLAYS: dict[str, Callable[[Story], Awaitable[str]]] = {
    "worker.failure_noted": update_is_poisoned,
    "topic.lost": topic_is_deleted,
    "group.moved": group_moves,
}


@pytest.mark.parametrize("point", MENDED)
@pytest.mark.parametrize("database_url", BACKENDS if FULL else ["sqlite"], indirect=True)
async def test_a_bot_that_dies_while_it_mends_something_mends_it_at_its_next_start(
    database_url: str, point: str, tmp_path: Path, ledger: Ledger
) -> None:
    seed = seed_of_drill()
    async with open_drill(database_url, folder=tmp_path, rng=random.Random(seed)) as drill:
        story = Story(drill)
        life = await drill.nursery.bear(point)
        await story.begins()
        life.arm()
        words = await PLAYS[point](story)
        assert await life.end(within=TO_DIE) == -signal.SIGKILL, drill.last_words()
        life = await drill.nursery.bear()
        await story.arrives(words)
        await drill.quiet()
        assert await drill.end(life) == 0
        dead = await drill.books.rows("SELECT state, error FROM outbox WHERE state NOT IN ('sent', 'dropped')")
        open_ = await drill.books.rows("SELECT state, error FROM inbox WHERE state <> 'done'")
        copies = await copies_of(drill, story.group, words)

    assert dead == []
    assert open_ == ([{"state": "dead", "error": "Unreadable"}] if point == "worker.failure_noted" else [])
    assert copies <= 1
    ledger.note(f"kill -9 while mending, {drill.backend}", faults=1, seed=seed)


async def copies_of(drill: Drill, group: int, words: str) -> int:
    """How often too often the words were said in the group."""
    sends = (await drill.street.read("sends"))["sends"]
    said = [send for send in sends if send["chat_id"] == group and words in str(send["params"].get("text", ""))]
    return len(said) - 1


@pytest.mark.parametrize("point", PERIODIC)
@pytest.mark.parametrize("database_url", BACKENDS if FULL else ["sqlite"], indirect=True)
async def test_a_periodic_job_whose_process_died_is_done_by_the_next_when_its_time_is_over(
    database_url: str, point: str, tmp_path: Path, ledger: Ledger
) -> None:
    seed = seed_of_drill()
    async with open_drill(database_url, folder=tmp_path, rng=random.Random(seed)) as drill:
        life = await drill.nursery.bear(point, armed=True)
        assert await life.end(within=TO_DIE) == -signal.SIGKILL, drill.last_words()
        [taken] = await drill.books.rows("SELECT job, attempts, done_at FROM periodic")
        await drill.books.change("UPDATE periodic SET free_at = '2019-01-01 00:00:00+00'")
        life = await drill.nursery.bear()
        assert not await drill.books.is_left(UNDONE, within=TO_DIE)
        assert await drill.end(life) == 0
        again = await drill.books.rows(f"SELECT attempts FROM periodic WHERE job = '{taken['job']}'")  # noqa: S608 # our own

    assert (taken["attempts"], taken["done_at"]) == (1, None)
    assert [row["attempts"] for row in again] == [2]
    ledger.note(f"kill -9 in periodic work, {drill.backend}", faults=1, seed=seed)
