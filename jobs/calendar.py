"""Promised dates follow the hall's calendar, once for each calendar the pack has had."""

from datetime import datetime

import structlog

from actions.cases.calendar import follow_calendar
from content.calendars import calendar_version
from content.models import Hall
from storage.db import Database

log = structlog.get_logger(__name__)


class Calendar:
    """Remembers which calendar every date was last reckoned by, so that this is asked only after a change or a start.

    Replicas that still have an older pack go on by theirs, and follow when they take the new one.
    """

    def __init__(self) -> None:
        self._followed = ""

    async def look(self, database: Database, *, hall: Hall, now: datetime, limit: int) -> None:
        """See to at most ``limit`` cases; the next look sees to the next."""
        version = calendar_version(hall)
        if version == self._followed:
            return
        async with database.write() as tx:
            cases = await follow_calendar(tx, hall=hall, now=now, limit=limit)
        if cases:
            log.info("calendar_followed", cases=cases)
        else:
            self._followed = version
