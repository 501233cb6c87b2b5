"""The day at the counters of an area as the staff group sees it."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from content.lines import TODAY_LINK, AtCounter
from content.models import Area
from domain.languages import Language
from views.render import label, render, short_day
from views.screen import Button, Screen


def day(
    language: Language,
    *,
    area: Area,
    day: date,
    at: datetime,
    waiting: Sequence[str],
    at_counters: Sequence[AtCounter],
    bot: str,
    **counts: Any,
) -> Screen:
    """Who waits, in order, and who is where; what is to be done a clerk does in their own chat, to which it leads.

    ``counts``: to_come, more (who wait besides those named), done, missed.
    """
    values = {"area": area, "day": short_day(language, day), "at": at, "waiting": waiting, "at_counters": at_counters}
    own = Button(label(language, "line.to_counter"), url=f"https://t.me/{bot}?start={TODAY_LINK}{area.id}")
    return Screen(body=render(language, "line/day", **values, **counts), rows=((own,),))


def shown(language: Language, areas: Sequence[Area]) -> Screen:
    """In which topics the day is."""
    return Screen(body=render(language, "line/shown", areas=areas))
