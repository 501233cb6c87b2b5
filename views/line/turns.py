"""Somebody's number: how to take one, its place in line, and the call."""

from collections.abc import Sequence

from content.lines import Shut, Turn
from content.models import Area, Service
from domain.languages import Language
from domain.subjects import Subject
from domain.walk_ins import ACTIVE
from views.booking.closing import words_told
from views.booking_callbacks import BookVisit
from views.callbacks import OpenGuide, ShowHours
from views.guides import numbered
from views.line_callbacks import AskLeaveLine, AskLineService, LeaveLine, SeeTurn, TakeNumber, TakeNumberFor
from views.navigation import way_back
from views.own_case_callbacks import AskStaff
from views.render import label, render
from views.screen import Rows, Screen, button


def entrance(language: Language, area: Area, *, waiting: int, key: str) -> Screen:
    """Somebody is there and may take a number."""
    take = button(label(language, "line.take"), TakeNumber(area=area.id, key=key))
    what_for = button(label(language, "line.what_for"), AskLineService(area=area.id))
    body = render(language, "line/entrance", area=area, waiting=waiting)
    return Screen(body=body, rows=((take,), (what_for,), way_back(language)))


def what_for(language: Language, area: Area, services: Sequence[Service], *, key: str) -> Screen:
    """What is the number for?"""
    rows = tuple(
        (button(numbered(at, one.title.in_(language)), TakeNumberFor(service_id=one.id, key=key)),)
        for at, one in enumerate(services, start=1)
    )
    without = button(label(language, "line.something_else"), TakeNumber(area=area.id, key=key))
    return Screen(body=render(language, "line/what_for", area=area), rows=(*rows, (without,), way_back(language)))


def place(language: Language, *, turn: Turn, about: Subject | None = None) -> Screen:
    """A number and how it stands; this message follows the line."""
    return Screen(body=render(language, "line/place", turn=turn), rows=_ways_on(language, turn), about=about)


def _ways_on(language: Language, turn: Turn) -> Rows:
    walk_in = turn.walk_in
    if walk_in.state not in ACTIVE:
        return (way_back(language),)
    bring = ((button(label(language, "line.bring"), OpenGuide(service_id=turn.service.id)),),) if turn.service else ()
    if not walk_in.is_in_line:
        return bring
    anew = button(label(language, "line.anew"), SeeTurn(ref=walk_in.ref))
    leave = button(label(language, "line.leave"), AskLeaveLine(ref=walk_in.ref))
    return ((anew, leave), *bring)


def leaving(language: Language, *, turn: Turn) -> Screen:
    """Is the number really to be given up?"""
    walk_in = turn.walk_in
    leave = button(label(language, "line.leave_yes"), LeaveLine(ref=walk_in.ref, version=walk_in.version))
    stay = button(label(language, "line.stay"), SeeTurn(ref=walk_in.ref))
    return Screen(body=render(language, "line/leaving", turn=turn), rows=((leave,), (stay,)))


def near(language: Language, *, turn: Turn) -> Screen:
    """It is nearly their turn."""
    return Screen(body=render(language, "line/near", turn=turn), fresh=True)


def shut(language: Language, *, code: str, shut: Shut, is_booked: bool) -> Screen:
    """Nobody is served where somebody waits; ``code``: what they are called by."""
    words = words_told(language, zh=shut.closing.words_zh, en=shut.closing.words_en)
    body = render(language, "line/shut", code=code, shut=shut, words=words, is_booked=is_booked)
    ask = button(label(language, "ask_staff"), AskStaff())
    book = button(label(language, "visits.book"), BookVisit())
    return Screen(body=body, rows=((book,), (ask,)), fresh=True)


def called(language: Language, *, turn: Turn) -> Screen:
    """Come to this counter now."""
    return Screen(body=render(language, "line/called", turn=turn), fresh=True)


def closed(language: Language, *, turn: Turn) -> Screen:
    """The hall closed before it was their turn."""
    hours = button(label(language, "open.hours"), ShowHours())
    return Screen(body=render(language, "line/closed", turn=turn), rows=((hours,), way_back(language)))
