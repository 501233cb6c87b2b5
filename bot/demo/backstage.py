"""What the page shows behind the scenes of the demo: the bot's process and the database, both seen from outside."""

from datetime import UTC, datetime, timedelta

from bot.demo.pack import WatchedPack
from bot.demo.process import BotProcess
from bot.schedule import rounds_people_notice
from content.calendars import work_calendar
from domain.calendars import WorkCalendar
from jobs.periodic import Job, is_at_hand
from jobs.tick import next_due
from sandbox.backstage import Scene
from storage.backlog import count_due, count_states
from storage.closures import list_unapplied
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
WORK_ROUND = timedelta(seconds=20)
"""What comes round is done by then, or the process died in it and does it later."""
LONG_AGO = datetime.fromtimestamp(0, UTC)
A_YEAR = 366
AHEAD = {"working_day": 1, "five_working_days": 5}


def before_holiday(calendar: WorkCalendar, *, now: datetime) -> datetime | None:
    """When work begins on the last working day before a public holiday, the next time after ``now``."""
    today = now.astimezone(calendar.zone).date()
    for day in (today + timedelta(days=ahead) for ahead in range(1, A_YEAR)):
        if calendar.is_holiday(day) and (opens := calendar.opening_of(calendar.last_working_before(day))) > now:
            return opens
    return None


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
            waiting += sum([await is_at_hand(tx, job, now=now, patience=WORK_ROUND) for job in self._rounds()])
            waiting += len(await list_unapplied(tx))
        calendar = work_calendar(self._pack.hall)
        today = now.astimezone(calendar.zone).date()
        days = {name: calendar.opening_of(calendar.next_working(today, amount=days)) for name, days in AHEAD.items()}
        return Scene(
            running=self._process.running,
            starts=self._process.starts,
            figures={f"{table}.{state}": states.get((table, state), 0) for table, state in FIGURES},
            jumps={**days, "deadline": due, "before_holiday": before_holiday(calendar, now=now)},
            problems=self._pack.problems,
            zone=str(calendar.zone),
            waiting=waiting + (overdue is not None and overdue <= now),
        )

    def _rounds(self) -> tuple[Job, ...]:
        return rounds_people_notice(lambda: self._pack.hall, zone=work_calendar(self._pack.hall).zone)

    async def kill(self) -> None:
        """Kill the bot's process; the demo starts it again."""
        await self._process.kill()
