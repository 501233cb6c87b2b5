"""The n-th statement or the n-th call fails, for n = 1, 2 … until a conversation passes untouched: it ends the same."""

import asyncio
import random
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import cache, partial
from itertools import count
from pathlib import Path
from typing import Any, Protocol

import pytest

from bot import hall
from sandbox import pending
from tests.chaos.dialogs import DIALOGS, Cast, Dialog
from tests.chaos.drill import FULL, seed_of_drill
from tests.chaos.figures import Ledger
from tests.chaos.proxy import Proxy, open_before, socket_of
from tests.chaos.stage import Fresh, Stage
from tests.kit.database import Templates
from tests.kit.postgres import PostgresServer

STRIDE = 3 if FULL else 40
"""Of so many statements one fails, from a drawn one on; other seeds let others fail."""
STRIDE_OF_WORDS = 12 if FULL else 60
"""The same of words to PostgreSQL."""
TO_POSTGRES = DIALOGS if FULL else [dialog for dialog in DIALOGS if dialog.name in ("hands a question over", "answers")]
KINDS = ("500", "502", "429", "lost", "reset")

pytestmark = [pytest.mark.chaos, pytest.mark.takes(25)]


class Trouble(Protocol):
    """Strikes when so many things more have happened; nought or less: it has, or was not ordered."""

    left: int


class Statements:
    """Every statement of SQLite in this process; the n-th from now on fails as a failing disk makes it fail."""

    def __init__(self) -> None:
        self.left = 0

    def passes(self) -> None:
        """Count one; raise if it is the one."""
        self.left -= 1
        if self.left == 0:
            raise sqlite3.OperationalError("disk I/O error")

    def connect(self, real: Callable[..., sqlite3.Connection], *arguments: Any, **more: Any) -> sqlite3.Connection:
        """A connection whose statements are counted."""
        statements = self

        class Counted(sqlite3.Cursor):
            def execute(self, *parts: Any) -> "Counted":
                statements.passes()
                return super().execute(*parts)

            def executemany(self, *parts: Any) -> "Counted":
                statements.passes()
                return super().executemany(*parts)

        class Counting(sqlite3.Connection):
            def cursor(self, factory: Any = None) -> Any:
                return super().cursor(factory or Counted)

            def execute(self, *parts: Any) -> sqlite3.Cursor:
                # An answer to trouble must not meet the same trouble.
                return self.cursor(Counted if parts[0] != "ROLLBACK" else sqlite3.Cursor).execute(*parts)

        return real(*arguments, **more, factory=Counting)


class WordCutter(Proxy):
    """Ends the connection on which the n-th word to PostgreSQL comes, from now on; the server hears nothing of it."""

    def __init__(self, url: str) -> None:
        super().__init__(lambda: asyncio.open_unix_connection(socket_of(url)))
        self.left = 0
        self._clients: set[asyncio.StreamWriter] = set()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._clients.add(writer)
        await super()._serve(reader, writer)

    async def _pass_on(self, data: bytes, writer: asyncio.StreamWriter, *, back: asyncio.StreamWriter) -> None:
        to_server = back in self._clients
        self.left -= to_server
        if to_server and self.left == 0:
            back.transport.abort()
        else:
            await super()._pass_on(data, writer, back=back)


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pack is read and indexed once, and Telegram does not hold back who asks again."""
    monkeypatch.setattr(hall, "load_hall", _load_once)
    monkeypatch.setattr(hall, "build_index", _index_once)
    monkeypatch.setattr(pending, "HOLD", 0.0)
    monkeypatch.setattr(pending, "REPEATED_AT_ONCE", 0.0)


_load_once, _index_once = cache(hall.load_hall), cache(hall.build_index)


@pytest.fixture
async def files(templates: Templates, tmp_path: Path) -> Fresh:
    """Fresh copies of an empty SQLite file."""
    template, numbers = await templates.sqlite(), count()

    @asynccontextmanager
    async def fresh() -> AsyncIterator[tuple[str, str]]:
        path = tmp_path / f"{next(numbers)}.db"
        path.write_bytes(template.read_bytes())
        yield f"sqlite:///{path}", f"sqlite:///{path}"

    return fresh


@pytest.fixture
def statements(monkeypatch: pytest.MonkeyPatch) -> Statements:
    """The statements of this test's bots, counted."""
    counted = Statements()
    monkeypatch.setattr(sqlite3, "connect", partial(counted.connect, sqlite3.connect))
    return counted


async def strike_in_turn(stage: Stage, trouble: Callable[[], Trouble], *, stride: int, seed: int, what: str) -> int:
    """Play until the trouble comes too late, each time so much later; how often it struck."""
    untouched = await stage.untouched()
    number, failed = random.Random(seed).randint(1, stride), 0
    while True:

        async def arm(_: Cast, at: int = number) -> None:
            trouble().left = at

        async def struck(_: Cast) -> bool:
            hit, trouble().left = trouble().left <= 0, 0
            return hit

        hit, found = await stage.play(arm, struck)
        assert found == untouched, f"{what} {number} failed"
        if not hit:
            return failed
        failed, number = failed + 1, number + stride


@pytest.mark.parametrize("dialog", DIALOGS, ids=lambda dialog: dialog.name)
async def test_a_statement_that_fails_changes_nothing_at_the_end(
    dialog: Dialog, files: Fresh, statements: Statements, ledger: Ledger
) -> None:
    seed = seed_of_drill()
    what = f"statement of {dialog.name!r}"
    failed = await strike_in_turn(Stage(dialog, files), lambda: statements, stride=STRIDE, seed=seed, what=what)
    assert failed > 0
    ledger.note("n-th statement fails, sqlite", faults=failed, seed=seed)


@pytest.mark.parametrize("dialog", TO_POSTGRES, ids=lambda dialog: dialog.name)
async def test_a_connection_that_ends_before_any_statement_changes_nothing_at_the_end(
    dialog: Dialog, templates: Templates, postgres: PostgresServer, ledger: Ledger
) -> None:
    seed, template = seed_of_drill(), await templates.postgresql(postgres)
    cutters: list[WordCutter] = []

    @asynccontextmanager
    async def fresh() -> AsyncIterator[tuple[str, str]]:
        url = postgres.create_database(template=template)
        cutter = WordCutter(url)
        cutters[:] = [cutter]
        async with open_before(url, cutter) as through:
            yield through, url
        postgres.drop(url)

    what = f"word of {dialog.name!r}"
    failed = await strike_in_turn(
        Stage(dialog, fresh), lambda: cutters[0], stride=STRIDE_OF_WORDS, seed=seed, what=what
    )
    assert failed > 0
    ledger.note("n-th statement fails, postgresql", faults=failed, seed=seed)


@pytest.mark.parametrize("dialog", DIALOGS, ids=lambda dialog: dialog.name)
async def test_a_call_that_fails_changes_nothing_at_the_end(dialog: Dialog, files: Fresh, ledger: Ledger) -> None:
    seed = seed_of_drill()
    rng = random.Random(f"{seed} {dialog.name}")
    stage = Stage(dialog, files)
    untouched = await stage.untouched()
    failed = 0
    for method in ("*", "getUpdates"):
        number = 0
        while True:
            kind = rng.choice(KINDS)

            async def arm(cast: Cast, after: int = number, kind: str = kind, method: str = method) -> None:
                await cast.town.control("faults", kind=kind, method=method, after=after)

            async def struck(cast: Cast) -> bool:
                hit = not (await cast.town.read("faults"))["faults"]
                cast.town.world.faults.clear()
                return hit

            hit, found = await stage.play(arm, struck)
            assert found == untouched, f"call {number + 1} of {dialog.name!r} met {kind}"
            if not hit:
                break
            failed, number = failed + 1, number + (1 if FULL else 3)
    assert failed > 0
    ledger.note("n-th call fails", faults=failed, seed=seed)
