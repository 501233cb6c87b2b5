"""When work begins on a working day, staff are told once what waits for them."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from actions.desk.morning import begin_morning, say_group_morning, say_morning
from content.calendars import work_calendar
from content.models import Hall
from domain.calendars import LONGEST_REST, NoWorkingDay, WorkCalendar
from storage.db import Database


def opened_at(now: datetime, *, calendar: WorkCalendar) -> datetime:
    """The moment at which work last began; ``now`` is aware, any zone.

    Raises:
        NoWorkingDay: a rest is longer than ``LONGEST_REST`` days.
    """
    today = now.astimezone(calendar.zone).date()
    for ago in range(LONGEST_REST + 1):
        day = today - timedelta(days=ago)
        if calendar.is_working(day) and calendar.opening_of(day) <= now:
            return calendar.opening_of(day)
    raise NoWorkingDay(today)


async def tell_morning(database: Database, *, hall: Hall, staff_chats: Mapping[int, str], now: datetime) -> int:
    """Tell everybody, if people are at work now; return how many. What was missed on a day is nobody's the next.

    Each is a transaction of its own, so that nobody who writes has to wait for all of it.
    """
    calendar = work_calendar(hall)
    local = now.astimezone(calendar.zone)
    if not calendar.is_working(local.date()):
        return 0
    closes = calendar.close_of(local.date())
    if not calendar.opening_of(local.date()) <= local < closes:
        return 0
    async with database.write() as tx:
        members = await begin_morning(tx)
    told = 0
    for member in members:
        async with database.write() as tx:
            told += await say_morning(tx, member, hall=hall, closes=closes, now=local)
    for chat_id, name in staff_chats.items():
        async with database.write() as tx:
            await say_group_morning(tx, chat_id=chat_id, name=name, closes=closes, now=local)
    return told
