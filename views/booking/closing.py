"""What whoever closes an area or the hall sees: what is closed, what is still to be said, whom it concerns."""

from datetime import date, timedelta

from content.chinese import to_traditional
from content.closing import PlannedClosing, ShownClosure, ShownClosures, Unsaid
from content.overrides import product_overrides
from domain.closures import WHOLE_HALL, ClosureReason
from domain.languages import Language
from views.closing_callbacks import (
    AskLift,
    BeginClosing,
    CloseArea,
    CloseCounters,
    CloseDay,
    CloseFor,
    CloseFrom,
    CloseWordless,
    ConfirmClosing,
    LiftClosing,
    OpenClosings,
    SeeClosing,
)
from views.days import named_day
from views.desk_callbacks import OpenDesk
from views.guides import numbered
from views.navigation import way_back
from views.render import label, render, short_day
from views.screen import Button, Rows, Screen, button, in_rows
from views.visit_callbacks import ShowCalls

FIRST_DAYS = 6
LAST_DAYS = (0, 1, 2, 4, 6)
"""Days on buttons, from today on and after the first; any other is typed."""
IN_ROW = 4


def closings(language: Language, shown: ShownClosures) -> Screen:
    """What is closed, now or later, and the way to close something."""
    found, page = shown.found, shown.page
    rows = tuple(
        (button(numbered(at, _name(language, one)), SeeClosing(closure_id=one.closure.id)),)
        for at, one in enumerate(found, start=1)
    )
    begin = button(label(language, "closing.begin"), BeginClosing())
    body = render(language, "booking/closings", found=found)
    earlier = (button(label(language, "visits.earlier"), OpenClosings(page=page - 1)),) if page else ()
    later = (button(label(language, "visits.later"), OpenClosings(page=page + 1)),) if shown.more else ()
    turns = (earlier + later,) if earlier + later else ()
    return Screen(body=body, rows=(*rows, *turns, (begin,), way_back(language, OpenDesk())))


def _name(language: Language, shown: ShownClosure) -> str:
    area = shown.area.name.in_(language) if shown.area else label(language, "closing.whole_hall")
    return f"{area} {short_day(language, shown.days.first)}"


def ask(language: Language, planned: PlannedClosing) -> Screen:
    """Asks for what is still missing, or whether it is all meant so."""
    body = render(language, f"booking/closing_{planned.missing or 'ask'}", planned=planned)
    return Screen(body=body, rows=(*_choices(language, planned), way_back(language, OpenClosings())))


def _choices(language: Language, planned: PlannedClosing) -> Rows:
    today = planned.now.date()
    match planned.missing:
        case Unsaid.AREA:
            return _areas(language, planned)
        case Unsaid.FIRST:
            days = [today + timedelta(days=ahead) for ahead in range(FIRST_DAYS)]
            return in_rows([_day(language, day, today=today) for day in days])
        case Unsaid.LAST:
            first = planned.days.first if planned.days else today
            days = [first + timedelta(days=longer) for longer in LAST_DAYS]
            return in_rows([_day(language, day, today=today) for day in days])
        case Unsaid.HOURS:
            return _hours(language, planned)
        case Unsaid.COUNTERS:
            closed = button(label(language, "closing.nobody"), CloseCounters(counters=0))
            fewer = [button(str(left), CloseCounters(counters=left)) for left in range(1, planned.most)]
            return ((closed,), *in_rows(fewer, width=IN_ROW))
        case Unsaid.REASON:
            reasons = [button(label(language, f"closing.reason.{why}"), CloseFor(reason=why)) for why in ClosureReason]
            return in_rows(reasons)
        case Unsaid.WORDS:
            return ((button(label(language, "closing.wordless"), CloseWordless()),),)
        case None:
            return ((button(label(language, "closing.confirm"), ConfirmClosing(key=planned.key)),),)


def _areas(language: Language, planned: PlannedClosing) -> Rows:
    rows = tuple((button(area.name.in_(language), CloseArea(area=area.id)),) for area in planned.areas)
    whole = (button(label(language, "closing.whole_hall"), CloseArea(area=WHOLE_HALL)),)
    return (*rows, whole) if planned.may_close_all else rows


def _day(language: Language, day: date, *, today: date) -> Button:
    return button(named_day(language, day, today=today), CloseDay(day=day.toordinal()))


def _hours(language: Language, planned: PlannedClosing) -> Rows:
    now = planned.now
    is_today = planned.days is not None and planned.days.first == now.date()
    whole = button(label(language, "closing.whole_day"), CloseFrom(minute=0))
    at_once = button(label(language, "closing.from_now"), CloseFrom(minute=now.hour * 60 + now.minute))
    hours = [
        button(label(language, "closing.from", time=f"{at:%H:%M}"), CloseFrom(minute=at.hour * 60 + at.minute))
        for at in planned.hours
    ]
    return ((whole, at_once) if is_today else (whole,), *in_rows(hours, width=3))


def closure(language: Language, shown: ShownClosure, *, may_lift: bool) -> Screen:
    """Something that is closed, and how it stands."""
    lift: Rows = ()
    if may_lift:
        lift = ((button(label(language, "closing.lift"), AskLift(closure_id=shown.closure.id)),),)
    body = render(language, "booking/closure", shown=shown)
    return Screen(body=body, rows=(*_calls(language, shown), *lift, way_back(language, OpenClosings())))


def progress(language: Language, *, shown: ShownClosure) -> Screen:
    """How it stands with those it concerns, for whoever closed it; changed in place."""
    look = (button(label(language, "closing.see"), SeeClosing(closure_id=shown.closure.id)),)
    body = render(language, "booking/closing_progress", shown=shown)
    return Screen(body=body, rows=(*_calls(language, shown), look))


def _calls(language: Language, shown: ShownClosure) -> Rows:
    """The ways to those who are to be telephoned."""
    calls = shown.progress.calls
    return tuple(
        (
            button(
                label(language, "closing.calls", area=area.name.in_(language), count=calls[area.id]),
                ShowCalls(area=area.id),
            ),
        )
        for area in shown.to_call
    )


def lifting(language: Language, shown: ShownClosure) -> Screen:
    """Asks once more before places are given back."""
    yes = button(label(language, "closing.lift_yes"), LiftClosing(closure_id=shown.closure.id))
    body = render(language, "booking/closing_lift", shown=shown)
    return Screen(body=body, rows=((yes,), way_back(language, SeeClosing(closure_id=shown.closure.id))))


def words_told(language: Language, *, zh: str, en: str) -> str:
    """What people are told besides the reason, in their language; empty if there is nothing."""
    if language is Language.EN:
        return en
    return to_traditional(zh, product_overrides()) if language is Language.ZH_HANT else zh
