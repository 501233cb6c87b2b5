"""The product as `banshi run` starts it, but without Telegram's limits, which would measure waiting.

Usage: python -m bench.ours [--count | --profile FILE] [--obey] [--pace CLOCK], settings from BANSHI_*. ``--obey``
keeps the limits where they are what is measured, ``--pace`` lets time run faster (``bench.pace``). The limits cannot be
lifted by any setting, so that no operator ever does. SIGUSR1 begins what is counted or profiled, and ends it; a count
is printed.
"""

import argparse
import asyncio
import cProfile
import json
import signal
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from sqlalchemy import event

from bench.pace import Pace
from bot import process
from bot.app import App
from bot.logs import configure_logs
from bot.settings import load_settings
from gateway.clock import Clock
from gateway.limiter import Limiter
from storage.db import Database
from storage.onloop import OnLoopConnection
from storage.outgoing import Lane
from storage.pool import PostgresDriver
from storage.schema import migrate


class Deaf(Limiter):
    """Works as hard as the real one, and then lets everything pass."""

    def ask(self, chat_id: int, *, lane: Lane, now: datetime, edits: bool = False) -> datetime | None:
        super().ask(chat_id, lane=lane, now=now, edits=edits)
        return None


_COUNTED = {"command": "statements", "fetch": "statements", "fetch_many": "statements", "commit": "commits"}


class Tally:
    """Counts what the database is asked to do, by SQLAlchemy or straight at the driver."""

    def __init__(self, database: Database) -> None:
        self._counted: Counter[str] = Counter()
        self._runs = False
        event.listen(database.engine.sync_engine, "before_cursor_execute", self._statement)
        for driver in (OnLoopConnection, PostgresDriver):
            for method, counted in _COUNTED.items():
                setattr(driver, method, self._counting(getattr(driver, method), counted))

    def _statement(self, *_: Any) -> None:
        self._counted["statements"] += 1

    def _counting(self, method: Callable[..., Awaitable[Any]], counted: str) -> Callable[..., Awaitable[Any]]:
        async def count(*args: Any, **kwargs: Any) -> Any:
            self._counted[counted] += 1
            return await method(*args, **kwargs)

        return count

    def turn(self) -> None:
        """Begin, or end and print."""
        if self._runs:
            print(json.dumps(self._counted), flush=True)
        self._counted.clear()
        self._runs = True


class Profile:
    """Times every function, at the price of slowing all of them down."""

    def __init__(self, path: str) -> None:
        self._profile = cProfile.Profile()
        self._path = path
        self._runs = False

    def turn(self) -> None:
        """Begin, or end and write the file."""
        if self._runs:
            self._profile.disable()
            self._profile.dump_stats(self._path)
            print(json.dumps({"profile": self._path}), flush=True)
        else:
            self._profile.enable()
        self._runs = not self._runs


async def main() -> None:
    """Make the database, then run until SIGTERM."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", action="store_true")
    parser.add_argument("--profile", metavar="FILE")
    parser.add_argument("--obey", action="store_true")
    parser.add_argument("--pace", type=Pace.read, metavar="CLOCK")
    args = parser.parse_args()
    settings = load_settings(_env_file=None)
    configure_logs(settings.log_level)
    database = Database(settings.database_url)
    await migrate(database)
    await database.close()
    pace: Clock | None = args.pace
    app = App(settings, clock=pace, limiter=Limiter() if args.obey else Deaf())
    watch = Profile(args.profile) if args.profile else Tally(app.database) if args.count else None
    if watch:
        asyncio.get_running_loop().add_signal_handler(signal.SIGUSR1, watch.turn)
    await process.run(app)


if __name__ == "__main__":
    asyncio.run(main())
