"""How a citizen found it: the five levels, why, and what a bad one does."""

from collections.abc import Sequence

from content.cases import Shown
from content.models import Option
from content.texts import Text
from domain.cases import Case
from domain.languages import Language
from domain.ratings import Level, Rating
from views.callbacks import GiveUp, GoHome
from views.own_case_callbacks import AskRating, CommentRating, GiveReason, OpenCase, RateCase
from views.render import label, render
from views.screen import Button, Rows, Screen, button, in_rows


def _levels(language: Language, rating: Rating) -> Rows:
    """One a row, the best first: on a narrow phone the longest would be cut."""
    return tuple(
        (button(level_name(language, level), RateCase(rating_id=rating.id, level=level)),) for level in reversed(Level)
    )


def level_name(language: Language, level: Level) -> str:
    """What a level is called."""
    return label(language, f"rating.level.{int(level)}")


def asked(language: Language, *, rating: Rating, number: str, kind: Text, reminder: bool) -> Screen:
    """Asks how it was; ``reminder``: for the second and last time."""
    body = render(language, "cases/rating_asked", number=number, kind=kind, reminder=reminder)
    return Screen(body=body, rows=_levels(language, rating))


def levels(language: Language, case: Case, *, rating: Rating) -> Screen:
    """The five levels once more, for whoever wants to say something else."""
    back = button(label(language, "cases.open_card", number=case.number), OpenCase(case_id=case.id))
    chosen = level_name(language, rating.level) if rating.level else ""
    body = render(language, "cases/rating_levels", number=case.number, chosen=chosen)
    return Screen(body=body, rows=(*_levels(language, rating), (back,)))


def rated(
    language: Language,
    case: Case,
    *,
    rating: Rating,
    reasons: Sequence[Option],
    remedy: Shown | None,
    added: bool = False,
) -> Screen:
    """What was kept, what follows from it, and what may be added; ``added``: words in full or files went to staff."""
    body = render(
        language,
        "cases/rated",
        number=case.number,
        level=level_name(language, rating.level) if rating.level else "",
        rating=rating,
        asks_why=bool(reasons),
        reason=next((one.label for one in reasons if one.id == rating.reason), None),
        remedy=remedy,
        added=added,
    )
    buttons = [_reason(language, rating, option) for option in reasons]
    rows = [*in_rows(buttons)]
    rows.append((button(label(language, "rating.comment"), CommentRating(rating_id=rating.id)),))
    rows.append((button(label(language, "rating.change"), AskRating(rating_id=rating.id)),))
    if remedy:
        see = label(language, "cases.open_card", number=remedy.case.number)
        rows.append((button(see, OpenCase(case_id=remedy.case.id)),))
    rows.append((button(label(language, "home"), GoHome()),))
    return Screen(body=body, rows=tuple(rows))


def _reason(language: Language, rating: Rating, option: Option) -> Button:
    chosen = label(language, "rating.chosen", name=option.label.in_(language))
    name = chosen if option.id == rating.reason else option.label.in_(language)
    return button(name, GiveReason(rating_id=rating.id, reason=option.id))


def ask_comment(language: Language, case: Case) -> Screen:
    """Asks for their own words."""
    cancel = button(label(language, "cancel"), GiveUp())
    return Screen(body=render(language, "cases/rating_comment", number=case.number), rows=((cancel,),), fresh=True)


def for_staff(
    language: Language, *, rating: Rating, number: str, handler: str, reason: Text | None, remedy: str
) -> Screen:
    """The rating as the topic shows it."""
    level = level_name(language, rating.level) if rating.level else ""
    values = {"number": number, "handler": handler, "reason": reason, "remedy": remedy}
    return Screen(body=render(language, "staff/rated", rating=rating, level=level, **values))
