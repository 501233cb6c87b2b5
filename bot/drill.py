"""A backup put to the test: restored into a place of its own, checked, and worked with as if it were needed today."""

import os
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import gettempdir

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from bot.commands.failures import Problems
from bot.demo.running import bot_on_sandbox
from bot.rehearsal import rehearse
from content.loader import load_hall
from content.paths import sample_pack
from storage.backup.make import Means
from storage.backup.refusals import NoRoom
from storage.backup.restore import Restored, restore
from storage.backup.scratch import scratch
from storage.db import Database
from storage.held import count_held
from storage.outbox import count_open

SCRATCH = "banshi-drill-"
DATABASE = "banshi_drill_"
"""What the names of temporary databases in PostgreSQL begin with; the second they were made in follows."""
OLD = timedelta(hours=1)
"""A temporary database older than this was left by a process that died."""


@dataclass(frozen=True, slots=True)
class Drilled:
    """What was tried, and how long restoring and the conversation took, in seconds."""

    restored: Restored
    restoring: float
    talking: float


async def drill(source: Path, *, live: Database, means: Means, clock: Callable[[], float], now: datetime) -> Drilled:
    """Try a backup; everything temporary is gone afterwards.

    Args:
        live: only its kind matters, and, with PostgreSQL, the server the temporary database is made on.

    Raises:
        BackupRefused: it cannot be restored.
        Problems: the restored bot does not work, or sends what is held.
    """
    began = clock()
    with scratch(Path(gettempdir()), prefix=SCRATCH) as room:
        async with _empty_database(live, room, now=now) as url:
            target = Database(url)
            try:
                restored = await restore(source, key=means.key, into=target, tools=means.tools, hall=room / "hall")
                between = clock()
                await _work_with(target, restored, room=room, now=now)
            finally:
                await target.close()
    return Drilled(restored, between - began, clock() - between)


async def _work_with(target: Database, restored: Restored, *, room: Path, now: datetime) -> None:
    pack = room / "hall" if restored.manifest.hall_files is not None else sample_pack()
    hall, problems = load_hall(pack, today=now.date())
    if hall is None:
        raise Problems(f"The hall pack in the backup has errors: {problems[0]}")
    url = target.url.render_as_string(hide_password=False)
    ours = {
        "BANSHI_DATABASE_URL": url,
        "BANSHI_HALL": str(pack),
        # The bot runs in a place of its own, so that no .env is read; there it must find this program.
        "PYTHONPATH": str(Path(__file__).parents[1]),
    }
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("BANSHI_")}
    async with target.read() as tx:
        if loose := await count_open(tx):
            raise Problems(f"{loose} messages of the backup are not held, and the bot would send them.")
    names = [chat.name for chat in hall.facts.staff_chats]
    async with bot_on_sandbox(room, {**inherited, **ours}, staff_chats=names, cwd=room) as demo:
        await rehearse(demo, hall, today=now.date())
    async with target.read() as tx:
        if (held := await count_held(tx)) != restored.held:
            raise Problems(f"Of {restored.held} held messages only {held} are still held.")


@asynccontextmanager
async def _empty_database(live: Database, room: Path, *, now: datetime) -> AsyncIterator[str]:
    """The URL of an empty database of the same kind, gone when the block ends."""
    if live.is_sqlite:
        yield f"sqlite:///{room}/banshi.db"
        return
    name = f"{DATABASE}{int(now.timestamp())}_{secrets.token_hex(4)}"
    try:
        await _on_server(live, f"CREATE DATABASE {name} TEMPLATE template0")
    except SQLAlchemyError as error:
        raise NoRoom(
            f"No temporary database could be made ({type(error).__name__}). A drill needs the right to: "
            f"ALTER ROLE {live.url.username} CREATEDB"
        ) from None
    try:
        yield live.url.set(database=name).render_as_string(hide_password=False)
    finally:
        await _on_server(live, f"DROP DATABASE {name} WITH (FORCE)")
        await _sweep(live, now=now)


async def _on_server(live: Database, statement: str) -> list[str]:
    """Run a statement outside any transaction; the first column of what it finds."""
    async with live.engine.connect() as connection:
        await connection.execution_options(isolation_level="AUTOCOMMIT")
        result = await connection.execute(text(statement))
        return [str(row[0]) for row in result] if result.returns_rows else []


async def _sweep(live: Database, *, now: datetime) -> None:
    """Remove temporary databases of drills that died."""
    for name in await _on_server(live, "SELECT datname FROM pg_database"):
        if not name.startswith(DATABASE):
            continue
        made = name.removeprefix(DATABASE).partition("_")[0]
        if made.isdigit() and now.timestamp() - int(made) > OLD.total_seconds():
            with suppress(SQLAlchemyError):
                await _on_server(live, f'DROP DATABASE "{name}"')
