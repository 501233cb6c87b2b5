"""One statement fails in the middle, as a disk fails for a moment: nothing is kept by halves, nobody is blamed."""

import asyncio
import sqlite3
from collections.abc import Callable
from functools import partial

import asyncpg
import pytest
from sqlalchemy import select

from domain.subjects import Part, Subject
from storage.tables import event, inbox
from tests.gateway.post_office import open_post_office
from tests.handlers.hall import asks_staff
from tests.kit.database import Templates
from tests.kit.town import Town, open_town

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


class Disk:
    """Every statement of this process; the first one that ``fails`` fits meets a failing disk, once."""

    def __init__(self) -> None:
        self.fails: Callable[[str], bool] = lambda _: False
        self.failed: list[str] = []

    def passes(self, statement: str) -> None:
        if not self.failed and self.fails(statement):
            self.failed.append(statement)
            raise sqlite3.OperationalError("disk I/O error")

    def connect(self, real: Callable[..., sqlite3.Connection], *arguments: object, **more: object) -> object:
        disk = self

        class Watched(sqlite3.Cursor):
            def execute(self, statement: str, *parts: object) -> "Watched":
                disk.passes(statement)
                return super().execute(statement, *parts)

        class Watching(sqlite3.Connection):
            def cursor(self, factory: object = None) -> Watched:
                return super().cursor(Watched)

            def execute(self, statement: str, *parts: object) -> sqlite3.Cursor:
                return self.cursor().execute(statement, *parts)

        return real(*arguments, **more, factory=Watching)


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch, templates: Templates) -> Disk:
    watched = Disk()
    monkeypatch.setattr(sqlite3, "connect", partial(watched.connect, sqlite3.connect))
    return watched


async def goes_on(town: Town) -> None:
    """Let the time pass after which a failed update is tried again."""
    town.clock.advance(seconds=2)
    await town.settle()


@pytest.mark.parametrize("statement", ["UPDATE inbox", "COMMIT"])
async def test_an_update_whose_end_cannot_be_written_is_handled_again_as_a_whole(
    database_url: str, disk: Disk, statement: str
) -> None:
    async with open_town(database_url) as town:
        citizen = await town.citizen()
        await citizen.starts()
        deeds: list[str] = []

        def at_the_end_of_the_hand_over(words: str) -> bool:
            if words.startswith("INSERT INTO event"):
                deeds.append(words)
            return bool(deeds) and words.startswith(statement)

        disk.fails = at_the_end_of_the_hand_over
        await asks_staff(citizen)
        await goes_on(town)
        assert disk.failed
        assert "ZX2026-000001" in await citizen.reads()
        assert len(await town.topics()) == 1
        async with town.app.database.read() as tx:
            assert [row.action for row in await tx.execute(select(event))] == ["filed"]
            assert {row.state for row in await tx.execute(select(inbox))} == {"done"}


@pytest.mark.parametrize("trouble", [OSError("the database is away"), asyncpg.DeadlockDetectedError("in the way")])
async def test_a_listener_that_found_the_database_away_or_somebody_in_its_way_hears_again(
    database_url: str, disk: Disk, trouble: Exception
) -> None:
    async with open_post_office(database_url) as office:
        real = office._hear
        told: list[int] = []

        async def hears(tx: object, subject: object, **more: object) -> None:
            told.append(1)
            if len(told) == 1:
                raise trouble
            await real(tx, subject, **more)  # type: ignore[arg-type] # as it is called

        office._hear = hears  # type: ignore[method-assign] # the registry asks for it below
        office.open_delivery()
        await office.send(office.letter("arrived", subject=Subject("matter", 6, Part.COPY)))
        await asyncio.wait_for(office.delivery.drained(), 60)
        assert [number for number, _ in office.heard] == [6]
        assert await office.texts() == ["arrived"]
