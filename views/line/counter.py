"""What a clerk sees at their counter: who waits, whom to call, and what to do with whoever is there."""

from collections.abc import Sequence
from datetime import datetime

import segno

from content.lines import TURN_LINK, CounterNow, Turn
from content.models import Area, Service
from content.texts import Text
from domain.languages import Language
from domain.walk_ins import TurnStep, WalkInState
from views.booking.counter import steps_of
from views.booking_callbacks import ShowToday
from views.guides import numbered
from views.line_callbacks import (
    AskOwnCounter,
    CallNext,
    GiveNumber,
    GiveNumberFor,
    OpenCounter,
    PrintNumber,
    StepTurn,
    WorkAt,
)
from views.navigation import way_back
from views.render import label, render, render_page
from views.screen import Button, File, Rows, Screen, button, in_rows

IN_ROW = 4


def counter(language: Language, now: CounterNow) -> Screen:
    """The counter: whoever is there goes first, then the next is called."""
    area = now.area.id
    if now.ticket:
        rows = steps_of(language, now.ticket)
    elif now.turn:
        rows = _steps(language, now.turn)
    else:
        rows = ((button(label(language, "line.next"), CallNext(area=area)),),)
    back = tuple((_put_back(language, turn),) for turn in now.missed)
    other = button(label(language, "line.other_counter"), AskOwnCounter(area=area))
    anew = button(label(language, "visits.anew"), OpenCounter(area=area))
    body = render(language, "line/counter", now=now)
    return Screen(body=body, rows=(*rows, *back, (anew, other), way_back(language, ShowToday(area=area))))


def counters(language: Language, area: Area, *, found: Sequence[str]) -> Screen:
    """At which counter do you work today?"""
    choices = [button(name, WorkAt(area=area.id, counter=name)) for name in found]
    rows = in_rows(choices, width=IN_ROW)
    body = render(language, "line/counters", area=area)
    return Screen(body=body, rows=(*rows, way_back(language, ShowToday(area=area.id))))


def giving(language: Language, area: Area, services: Sequence[Service], *, key: str) -> Screen:
    """What is the number on paper for?"""
    rows = tuple(
        (button(numbered(at, one.title.in_(language)), GiveNumberFor(service_id=one.id, key=key)),)
        for at, one in enumerate(services, start=1)
    )
    plain = button(label(language, "line.give_plain"), GiveNumber(area=area.id, key=key))
    back = way_back(language, ShowToday(area=area.id))
    return Screen(body=render(language, "line/giving", area=area), rows=((plain,), *rows, back))


def slip_of(language: Language, *, turn: Turn, hall: Text, taken_at: datetime, bot: str) -> Screen:
    """A number to be printed, with what a phone scans to follow it."""
    link = f"https://t.me/{bot}?start={TURN_LINK}{turn.walk_in.ref}"
    values = {"turn": turn, "hall": hall, "taken_at": taken_at, "qr": segno.make_qr(link).svg_inline(omitsize=True)}
    page = render_page(language, "line/slip", **values)
    return Screen(body=render(language, "line/slip_sent", turn=turn), file=File(f"{turn.name}.html", page.encode()))


def number(language: Language, turn: Turn, *, name: str, may_act: bool = True) -> Screen:
    """One number, and the next step with it for whoever ``may_act`` in its area."""
    body = render(language, "line/number", turn=turn, who=name, state=_state(language, turn), may_act=may_act)
    if not may_act:
        return Screen(body=body, rows=(way_back(language),))
    slip: Rows = ()
    if turn.walk_in.is_on_paper:
        slip = ((button(label(language, "visits.for.slip"), PrintNumber(ref=turn.walk_in.ref)),),)
    back = way_back(language, OpenCounter(area=turn.walk_in.area))
    return Screen(body=body, rows=(*_steps(language, turn), *slip, back))


def _state(language: Language, turn: Turn) -> str:
    own = turn.walk_in
    state = "called" if own.is_called else "unclear" if own.is_unclear else own.state
    return label(language, f"line.state.{state}")


def _steps(language: Language, turn: Turn) -> Rows:
    if turn.walk_in.is_called:
        serve, again = (_step(language, "serve", turn, TurnStep.SERVE), _step(language, "recall", turn, TurnStep.CALL))
        return ((serve,), (again, _step(language, "miss", turn, TurnStep.MISS)))
    if turn.walk_in.state is WalkInState.SERVING:
        return ((_step(language, "finish", turn, TurnStep.FINISH),),)
    if turn.walk_in.can_return:
        return ((_put_back(language, turn),),)
    return ()


def _step(language: Language, name: str, turn: Turn, step: TurnStep) -> Button:
    return button(label(language, f"visits.step.{name}"), _stepping(turn, step))


def _put_back(language: Language, turn: Turn) -> Button:
    return button(label(language, "line.put_back", name=turn.name), _stepping(turn, TurnStep.RETURN))


def _stepping(turn: Turn, step: TurnStep) -> StepTurn:
    return StepTurn(ref=turn.walk_in.ref, version=turn.walk_in.version, step=step)
