"""A day on a button of staff, so that nobody has to reckon: today and tomorrow are called so."""

from datetime import date

from content.fields import WEEKDAYS
from domain.languages import Language
from views.render import label


def named_day(language: Language, day: date, *, today: date) -> str:
    """A day with its month, and what it is to whoever reads it today."""
    named = {0: "day.today", 1: "day.tomorrow"}.get((day - today).days, "day.other")
    weekday = label(language, f"weekday.{WEEKDAYS[day.weekday()]}")
    return label(language, named, month=day.month, day=day.day, weekday=weekday)
