"""How somebody found a visit at a counter: the five levels, why, and what a bad one does."""

from collections.abc import Sequence

from content.cases import Shown
from content.models import Option
from domain.languages import Language
from domain.ratings import Level
from domain.visit_ratings import VisitRating
from views.cases.rating import level_name
from views.line_callbacks import AskVisitRating, GiveVisitReason, RateVisit
from views.navigation import way_back
from views.own_case_callbacks import OpenCase
from views.render import label, render
from views.screen import Button, Rows, Screen, button, in_rows


def _levels(language: Language, rating: VisitRating) -> Rows:
    return tuple(
        (button(level_name(language, level), RateVisit(rating_id=rating.id, level=level)),) for level in reversed(Level)
    )


def asked(language: Language, *, rating: VisitRating, name: str) -> Screen:
    """Asks how it was, once."""
    return Screen(body=render(language, "line/rating_asked", visit=name), rows=_levels(language, rating), fresh=True)


def levels(language: Language, *, rating: VisitRating, name: str) -> Screen:
    """The five levels once more, for whoever wants to say something else."""
    chosen = level_name(language, rating.level) if rating.level else ""
    body = render(language, "line/rating_levels", visit=name, chosen=chosen)
    return Screen(body=body, rows=(*_levels(language, rating), way_back(language)))


def rated(
    language: Language, *, rating: VisitRating, name: str, reasons: Sequence[Option], remedy: Shown | None
) -> Screen:
    """What was kept, what follows from it, and what may be added."""
    body = render(
        language,
        "line/rated",
        visit=name,
        level=level_name(language, rating.level) if rating.level else "",
        is_bad=bool(rating.level and rating.level.is_bad),
        asks_why=bool(reasons),
        reason=next((one.label for one in reasons if one.id == rating.reason), None),
        remedy=remedy,
    )
    buttons = [_reason(language, rating, option) for option in reasons]
    rows = [*in_rows(buttons)]
    rows.append((button(label(language, "rating.change"), AskVisitRating(rating_id=rating.id)),))
    if remedy:
        see = label(language, "cases.open_card", number=remedy.case.number)
        rows.append((button(see, OpenCase(case_id=remedy.case.id)),))
    return Screen(body=body, rows=(*rows, way_back(language)))


def _reason(language: Language, rating: VisitRating, option: Option) -> Button:
    name = option.label.in_(language)
    name = label(language, "rating.chosen", name=name) if option.id == rating.reason else name
    return button(name, GiveVisitReason(rating_id=rating.id, reason=option.id))
