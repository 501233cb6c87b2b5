"""What staff see who are away: from when, until when, who stands in; and what that colleague reads."""

from collections.abc import Sequence
from datetime import date, timedelta

from content.desk import Away, Missing, Planned
from domain.desk import Pile
from domain.languages import Language
from domain.people import Member
from views.days import named_day
from views.desk_callbacks import (
    AwayColleagues,
    AwayDay,
    AwayDeputy,
    AwayOf,
    ConfirmAway,
    EndAway,
    OpenAway,
    OpenDesk,
    OpenPile,
)
from views.navigation import way_back
from views.render import label, render
from views.screen import Button, Rows, Screen, button

FIRST_DAYS = (0, 1)
LAST_DAYS = (0, 1, 2, 4, 6)
"""Days on buttons, counted from today and from the first day; any other is typed."""
NAME = 30
"""Characters of a name on a button."""


def away(language: Language, away: Away, *, is_own: bool, may_set: bool) -> Screen:
    """When somebody is away and who stands in, with the way back."""
    back = label(language, "away.back" if away.has_begun else "away.drop")
    if not is_own and away.has_begun:
        back = label(language, "away.is_back", name=away.name[:NAME])
    anew = OpenAway(anew=True) if is_own else AwayOf(staff_id=away.staff_id, anew=True)
    rows: Rows = ((button(back, EndAway(absence_id=away.id)),), (button(label(language, "away.change"), anew),))
    body = render(language, "desk/away", away=away, is_own=is_own)
    return Screen(body=body, rows=(*rows, *_colleagues(language, may_set), way_back(language, OpenDesk())))


def _colleagues(language: Language, may_set: bool) -> Rows:
    return ((button(label(language, "away.colleague"), AwayColleagues()),),) if may_set else ()


def colleagues(language: Language, found: Sequence[tuple[Member, bool]]) -> Screen:
    """Asks which colleague is away; those who are begin with a mark."""
    rows = tuple(
        (
            button(
                label(language, "away.is_away" if is_away else "away.is_here", name=member.person.first_name[:NAME]),
                AwayOf(staff_id=member.id),
            ),
        )
        for member, is_away in found
    )
    return Screen(
        body=render(language, "desk/away_colleagues", any=bool(rows)), rows=(*rows, way_back(language, OpenAway()))
    )


def ask(language: Language, planned: Planned, *, may_set: bool) -> Screen:
    """Asks for what is still missing, or whether it is all meant so."""
    body = render(language, f"desk/away_{planned.missing or 'ask'}", planned=planned)
    rows = _choices(language, planned)
    others = _colleagues(language, may_set and planned.missing is Missing.FIRST and not planned.name)
    return Screen(body=body, rows=(*rows, *others, way_back(language, OpenDesk())))


def _choices(language: Language, planned: Planned) -> Rows:
    match planned.missing:
        case Missing.FIRST:
            days = [planned.today + timedelta(days=ahead) for ahead in FIRST_DAYS]
            return (tuple(_day(language, day, today=planned.today) for day in days),)
        case Missing.LAST:
            first = planned.first or planned.today
            days = [first + timedelta(days=longer) for longer in LAST_DAYS]
            buttons = [_day(language, day, today=planned.today) for day in days]
            return (tuple(buttons[:2]), tuple(buttons[2:]))
        case Missing.DEPUTY:
            return tuple((_deputy(language, member, cases),) for member, cases in planned.deputies)
        case Missing.REASON:
            return ()
        case None:
            return ((button(label(language, "away.confirm"), ConfirmAway(key=planned.key)),),)


def _day(language: Language, day: date, *, today: date) -> Button:
    return button(named_day(language, day, today=today), AwayDay(day=day.toordinal()))


def _deputy(language: Language, member: Member, cases: int) -> Button:
    name = label(language, "desk.of_colleague", name=member.person.first_name[:NAME], count=cases)
    return button(name, AwayDeputy(staff_id=member.id))


def done(language: Language, away: Away, *, is_own: bool) -> Screen:
    """It is written down."""
    return Screen(
        body=render(language, "desk/away_done", away=away, is_own=is_own), rows=(way_back(language, OpenDesk()),)
    )


def back(language: Language, away: Away, *, is_own: bool) -> Screen:
    """It has ended."""
    body = render(language, "desk/away_back", away=away, is_own=is_own)
    return Screen(body=body, rows=(way_back(language, OpenDesk()),))


def here(language: Language) -> Screen:
    """Somebody said that they are back and never was away."""
    return Screen(body=render(language, "desk/away_here"), rows=(way_back(language, OpenDesk()),))


def named(language: Language, *, away: Away, by: str, reader: str) -> Screen:  # noqa: ARG001 # whoever reads it stands in
    """Tells a colleague that they stand in."""
    mine = button(label(language, "desk.pile.m"), OpenPile(pile=Pile.MINE))
    return Screen(body=render(language, "desk/away_named", away=away, by=by), rows=((mine,),))


def told(language: Language, *, away: Away, by: str, reader: str) -> Screen:  # noqa: ARG001 # whoever reads it is away
    """Tells somebody that they were said to be away."""
    back = button(label(language, "away.back" if away.has_begun else "away.drop"), EndAway(absence_id=away.id))
    return Screen(body=render(language, "desk/away_told", away=away, by=by), rows=((back,),))


def ended(language: Language, *, away: Away, by: str, reader: str) -> Screen:  # noqa: ARG001 # it does not matter any more
    """Tells whom it concerns that it has ended; ``reader`` is deputy, absent or above."""
    return Screen(body=render(language, "desk/away_ended", away=away, reader=reader))
