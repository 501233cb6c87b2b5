"""What a clerk sees at their counter: who waits, whom to call, and what to do with whoever is there."""

from collections.abc import Sequence

from content.lines import CounterNow, Turn
from content.models import Area
from domain.languages import Language
from domain.walk_ins import TurnStep, WalkInState
from views.booking.counter import steps_of
from views.booking_callbacks import ShowToday
from views.line_callbacks import AskOwnCounter, CallNext, OpenCounter, StepTurn, WorkAt
from views.navigation import way_back
from views.render import label, render
from views.screen import Button, Rows, Screen, button

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
    rows = tuple(tuple(choices[at : at + IN_ROW]) for at in range(0, len(choices), IN_ROW))
    body = render(language, "line/counters", area=area)
    return Screen(body=body, rows=(*rows, way_back(language, ShowToday(area=area.id))))


def number(language: Language, turn: Turn, *, name: str) -> Screen:
    """One number, and the next step with it."""
    body = render(language, "line/number", turn=turn, who=name, state=_state(language, turn))
    return Screen(body=body, rows=(*_steps(language, turn), way_back(language, OpenCounter(area=turn.walk_in.area))))


def _state(language: Language, turn: Turn) -> str:
    return label(language, "line.state.called" if turn.walk_in.is_called else f"line.state.{turn.walk_in.state}")


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
