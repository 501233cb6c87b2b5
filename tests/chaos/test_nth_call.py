"""The n-th statement or the n-th call fails, for n = 1, 2 … until a conversation passes untouched: it ends the same."""

import random
import re
import sqlite3
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import cache, partial
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from bot import hall
from sandbox import pending
from storage import inbox, outbox
from tests.chaos.dialogs import DIALOGS, Cast, Dialog
from tests.chaos.drill import FULL, seed_of_drill
from tests.chaos.figures import Ledger
from tests.chaos.verdict import SAYS
from tests.kit.database import Templates
from tests.kit.town import Town, open_town

STRIDE = 3 if FULL else 20
"""Of so many statements one fails, from a drawn one on; other seeds let others fail."""
KINDS = ("500", "502", "429", "lost", "reset")
PAUSES = (2, 10, 40)
"""Seconds that pass while something is undone, more each time; fewer in all than a press lives."""
TRIES = 8
TIMES = re.compile(r"\d{1,2}:\d\d(:\d\d)?")

pytestmark = pytest.mark.chaos
Step = Callable[[Cast], Awaitable[Any]]


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


async def unfinished(town: Town) -> int:
    """Updates and messages that are not done."""
    async with town.app.database.read() as tx:
        return await inbox.count_open(tx) + await outbox.count_open(tx)


async def settle_despite(town: Town) -> None:
    """Let the bot do everything, as often as it takes; time passes only while something is undone."""
    for pause in (0, *PAUSES):
        town.clock.advance(seconds=pause)
        for _ in range(TRIES):
            try:
                await town.app.tick()
                await Town.settle(town)
                left = await unfinished(town)
                break
            except Exception:  # noqa: S112 # whatever the trouble did to the scripted steps, the bot goes on
                continue
        else:
            raise AssertionError("the bot never recovers")
        if not left:
            return


@asynccontextmanager
async def staged(database_url: str, dialog: Dialog) -> AsyncIterator[Cast]:
    """A town in which everything before the dialog has happened."""
    async with open_town(database_url) as town:
        cast = Cast(town, await town.citizen(), await town.clerk())
        await dialog.before(cast)
        town.settle = partial(settle_despite, town)  # type: ignore[method-assign] # it has to stand more
        yield cast


async def seen(cast: Cast) -> dict[str, list[Any]]:
    """What people and outsiders find at the end; times of day and flagged copies apart."""
    town = cast.town
    found: dict[str, list[Any]] = {}
    async with town.app.database.read() as tx:
        found["deeds"] = sorted(row[0] for row in await tx.execute(text("SELECT action FROM event")))
        found["open"] = [tuple(row) for row in await tx.execute(text(OPEN))]
        flagged = (await tx.execute(text("SELECT count(*) FROM outbox WHERE maybe_dup > 0"))).scalar_one()
    first = await copied(town)
    for name, messages in (("citizen", await cast.citizen.messages()), ("staff", await everything(town))):
        kept = [message for message in messages if (message["chat"]["id"], message["message_id"]) not in first]
        shown = [told(message) for message in kept]
        copies = [at for at in range(1, len(shown)) if shown[at] == shown[at - 1] and kept[at]["from"]["is_bot"]]
        assert len(copies) + len(messages) - len(kept) <= flagged, f"{copies} are not flagged: {shown}"
        found[name] = [words for at, words in enumerate(shown) if at not in copies]
    return found


async def copied(town: Town) -> set[tuple[int, int]]:
    """Chat and number of messages that were sent once more, whatever became of the second one: it may be edited."""
    chats = defaultdict[int, list[dict[str, Any]]](list)
    for send in (await town.read("sends"))["sends"]:
        if send["method"] in SAYS:
            chats[send["chat_id"]].append(send)
    pairs = [pair for sends in chats.values() for pair in pairwise(sends)]
    return {(older["chat_id"], older["message_id"]) for older, newer in pairs if older["params"] == newer["params"]}


OPEN = """
    SELECT 'update', state, error FROM inbox WHERE state <> 'done'
    UNION ALL SELECT 'message', state, error FROM outbox WHERE state NOT IN ('sent', 'dropped')
"""


async def everything(town: Town) -> list[dict[str, Any]]:
    """The staff group, topic by topic."""
    messages = [m for topic in await town.topics() for m in await town.in_topic(topic["message_thread_id"])]
    return [message for message in messages if "forum_topic_created" not in message]


def told(message: dict[str, Any]) -> tuple[str, tuple[str, ...]]:
    """The words and the buttons of a message."""
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    words = message.get("text") or message.get("caption") or "…"
    return TIMES.sub("00:00", words), tuple(button["text"] for row in rows for button in row)


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pack is read once, and Telegram does not hold back who asks again."""
    monkeypatch.setattr(hall, "load_hall", _load_once)
    monkeypatch.setattr(pending, "HOLD", 0.0)
    monkeypatch.setattr(pending, "REPEATED_AT_ONCE", 0.0)


_load_once = cache(hall.load_hall)


class Stage:
    """Plays one dialog again and again, each time on a fresh copy of an empty database."""

    def __init__(self, dialog: Dialog, template: Path, folder: Path) -> None:
        self._dialog = dialog
        self._template = template
        self._folder = folder
        self._runs = 0

    async def play(self, arm: Step, struck: Step) -> tuple[Any, dict[str, list[Any]]]:
        """One run: whether the trouble struck, and what was there at the end."""
        self._runs += 1
        path = self._folder / f"{self._runs}.db"
        path.write_bytes(self._template.read_bytes())
        async with staged(f"sqlite:///{path}", self._dialog) as cast:
            await arm(cast)
            await self._dialog.then(cast)
            hit = await struck(cast)
            await cast.town.settle()
            return hit, await seen(cast)


async def _never(_: Cast) -> bool:
    return False


@pytest.fixture
def statements(monkeypatch: pytest.MonkeyPatch) -> Statements:
    """The statements of this test's bots, counted."""
    counted = Statements()
    monkeypatch.setattr(sqlite3, "connect", partial(counted.connect, sqlite3.connect))
    return counted


@pytest.mark.parametrize("dialog", DIALOGS, ids=lambda dialog: dialog.name)
async def test_a_statement_that_fails_changes_nothing_at_the_end(
    dialog: Dialog, templates: Templates, tmp_path: Path, statements: Statements, ledger: Ledger
) -> None:
    seed = seed_of_drill()
    stage = Stage(dialog, await templates.sqlite(), tmp_path)
    _, untouched = await stage.play(_never, _never)
    number, failed = random.Random(seed).randint(1, STRIDE), 0
    while True:

        async def arm(_: Cast, at: int = number) -> None:
            statements.left = at

        async def struck(_: Cast) -> bool:
            hit, statements.left = statements.left <= 0, 0
            return hit

        hit, found = await stage.play(arm, struck)
        assert found == untouched, f"statement {number} of {dialog.name!r} failed"
        if not hit:
            break
        failed, number = failed + 1, number + STRIDE
    assert failed > 0
    ledger.note("n-th statement fails", faults=failed, seed=seed)


@pytest.mark.parametrize("dialog", DIALOGS, ids=lambda dialog: dialog.name)
async def test_a_call_that_fails_changes_nothing_at_the_end(
    dialog: Dialog, templates: Templates, tmp_path: Path, ledger: Ledger
) -> None:
    seed = seed_of_drill()
    rng = random.Random(f"{seed} {dialog.name}")
    stage = Stage(dialog, await templates.sqlite(), tmp_path)
    _, untouched = await stage.play(_never, _never)
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
