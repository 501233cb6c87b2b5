"""What the page shows behind the scenes of the demo: the bot's process and the database, both seen from outside."""

from datetime import UTC, datetime, timedelta

from bot.demo.pack import WatchedPack
from bot.demo.process import BotProcess
from content.calendars import work_calendar
from jobs.tick import next_due
from sandbox.backstage import Scene
from storage.backlog import count_due, count_states
from storage.db import Database

FIGURES = (
    ("inbox", "new"),
    ("inbox", "done"),
    ("inbox", "dead"),
    ("outbox", "new"),
    ("outbox", "sent"),
    ("outbox", "unknown"),
    ("outbox", "dead"),
)
SOON = timedelta(seconds=6)
"""What failed is tried again after one second, and after five more: that is still its first course."""
LONG_AGO = datetime.fromtimestamp(0, UTC)
AHEAD = {"working_day": 1, "five_working_days": 5}


class DemoBackstage:
    """See ``sandbox.backstage.Backstage``."""

    def __init__(self, process: BotProcess, database: Database, pack: WatchedPack) -> None:
        self._process = process
        self._database = database
        self._pack = pack

    async def look(self, *, now: datetime) -> Scene:
        """How things are; ``now`` is the hall's time, aware."""
        async with self._database.read() as tx:
            states = await count_states(tx)
            due = await next_due(tx, hall=self._pack.hall, now=now)
            overdue = await next_due(tx, hall=self._pack.hall, now=LONG_AGO)
            waiting = await count_due(tx, by=now + SOON)
        calendar = work_calendar(self._pack.hall)
        today = now.astimezone(calendar.zone).date()
        jumps = {name: calendar.opening_of(calendar.next_working(today, amount=days)) for name, days in AHEAD.items()}
        return Scene(
            running=self._process.running,
            starts=self._process.starts,
            figures={f"{table}.{state}": states.get((table, state), 0) for table, state in FIGURES},
            jumps={**jumps, "deadline": due},
            problems=self._pack.problems,
            zone=str(calendar.zone),
            waiting=waiting + (overdue is not None and overdue <= now),
        )

    async def kill(self) -> None:
        """Kill the bot's process; the demo starts it again."""
        await self._process.kill()
