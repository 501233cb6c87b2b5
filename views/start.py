"""The first screens: welcome, home, language, help, privacy, opening hours."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import groupby

from content.calendars import opening_hours, special_days
from content.fields import WEEKDAYS
from content.models import Hall, HallFacts
from content.texts import Text
from content.visits import Closed
from domain.hours import is_open, next_opening
from domain.languages import Language
from views.booking_callbacks import BookVisit, MyVisits
from views.callbacks import ChooseLanguage, MyChecklists, OpenCategories, SetLanguage, ShowHelp, ShowHours
from views.filing_callbacks import DropDraft, ShowDraft, StartFiling
from views.navigation import way_back
from views.own_case_callbacks import AskStaff, MyCases
from views.render import label, render
from views.screen import Button, Rows, Screen, button, once_for_a_pack

OWN_NAMES = {Language.ZH_HANS: "简体中文", Language.ZH_HANT: "繁體中文", Language.EN: "English"}
"""What each language calls itself: found by whoever cannot read the rest of the screen."""
SPECIAL_DAYS_AHEAD = timedelta(days=30)
"""How far ahead holidays, closing days and make-up days are announced."""


@once_for_a_pack
def welcome(language: Language, hall: Hall) -> Screen:
    """The first thing a newcomer sees, in two languages."""
    return Screen(
        body=render(language, "start/welcome", hall=hall.facts),
        rows=(*_menu(language, hall), *((_languages(hall.facts),) if len(hall.facts.languages) > 1 else ())),
    )


@once_for_a_pack
def home(language: Language, hall: Hall) -> Screen:
    """Where every way back ends."""
    choose = button(label(language, "open.language"), ChooseLanguage())
    rows = (*_menu(language, hall), *(((choose,),) if len(hall.facts.languages) > 1 else ()))
    return Screen(body=render(language, "start/home", hall=hall.facts), rows=rows)


def begun(language: Language, hall: Hall, *, kind: Text) -> Screen:
    """Home, with a case of that kind that was begun and not filed."""
    body = render(language, "start/begun", hall=hall.facts, kind=kind)
    go_on, drop = button(label(language, "file.go_on"), ShowDraft()), button(label(language, "file.drop"), DropDraft())
    return Screen(body=body, rows=((go_on, drop), *home(language, hall).rows))


@once_for_a_pack
def languages(language: Language, hall: HallFacts) -> Screen:
    """The languages to choose from."""
    return Screen(body=render(language, "start/languages"), rows=(_languages(hall), way_back(language)))


def usage(language: Language, hall: Hall, *, unknown_command: str = "") -> Screen:
    """How to use the bot; ``unknown_command`` is what led here, if there is no such command."""
    body = render(language, "start/help", unknown_command=unknown_command)
    return Screen(body=body, rows=(*_menu(language, hall), way_back(language)))


@once_for_a_pack
def privacy(language: Language, hall: HallFacts) -> Screen:
    """What is kept about people, why, how long and where."""
    return Screen(body=render(language, "start/privacy", hall=hall), rows=(way_back(language),))


def hours(language: Language, hall: Hall, *, closed: Sequence[Closed] = (), now: datetime) -> Screen:
    """When the hall is open and how to get there. ``closed``: against the plan; ``now`` is in the hall's zone."""
    opening = opening_hours(hall)
    shut = next((one for one in closed if one.area is None and one.closing.span.starts_at <= now), None)
    soon = now + SPECIAL_DAYS_AHEAD
    body = render(
        language,
        "start/hours",
        hall=hall.facts,
        week=_week(language, hall.facts),
        special=special_days(hall, first=now.date(), last=now.date() + SPECIAL_DAYS_AHEAD),
        closures=[one for one in closed if one.closing.span.starts_at < soon],
        is_open=is_open(opening, now=now) and not shut,
        opens=next_opening(opening, now=max(now, shut.closing.span.ends_at) if shut else now),
    )
    ask = button(label(language, "ask_staff"), AskStaff())
    return Screen(body=body, rows=((ask,), way_back(language)))


def _menu(language: Language, hall: Hall) -> Rows:
    visits = (button(label(language, "visits.book"), BookVisit()), button(label(language, "visits.mine"), MyVisits()))
    book = (visits,) if any(area.booking for area in hall.facts.areas) else ()
    file = ((button(label(language, "file.start"), StartFiling()),),) if hall.offered() else ()
    return (
        (
            button(label(language, "open.guides"), OpenCategories()),
            button(label(language, "open.lists"), MyChecklists()),
        ),
        (
            button(label(language, "ask_staff"), AskStaff()),
            button(label(language, "cases.mine"), MyCases()),
        ),
        *book,
        *file,
        (button(label(language, "open.hours"), ShowHours()), button(label(language, "open.help"), ShowHelp())),
    )


def _languages(hall: HallFacts) -> tuple[Button, ...]:
    return tuple(button(OWN_NAMES[language], SetLanguage(language=language)) for language in hall.languages)


def _week(language: Language, hall: HallFacts) -> list[tuple[str, str, tuple[object, ...]]]:
    """First and last day of each run of days with the same hours, and the hours; closed days are left out."""
    runs = groupby(WEEKDAYS, key=lambda day: hall.hours.get(day, ()))
    days = [(list(run), intervals) for intervals, run in runs if intervals]
    return [
        (label(language, f"weekday.{run[0]}"), label(language, f"weekday.{run[-1]}"), intervals)
        for run, intervals in days
    ]
