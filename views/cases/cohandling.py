"""Another area is asked for its part: which, until when, in which words; and what comes of it."""

from collections.abc import Iterable, Sequence
from zoneinfo import ZoneInfo

from content.cases import Part, Promise
from content.models import Area
from content.texts import Text
from domain.cases import Case
from domain.cohandling import Term
from domain.languages import Language
from views.cases.dropping import give_up_words
from views.cohandling_callbacks import (
    AskWithdrawPart,
    ChangePart,
    ChoosePartArea,
    ChoosePartTerm,
    SendPart,
    WithdrawPart,
)
from views.render import label, render, words_of_limit
from views.screen import Button, Rows, Screen, button


def choose_area(language: Language, case: Case, *, areas: Sequence[Area]) -> Screen:
    """Asks which area; one a row, because their names are long."""
    rows: Rows = tuple(
        (button(area.name.in_(language), ChoosePartArea(case_id=case.id, area=area.id)),) for area in areas
    )
    body = render(language, "staff/part_area", case=case, any=bool(rows))
    return Screen(body=body, rows=(*rows, (give_up_words(language),)), fresh=True)


def choose_term(language: Language, case: Case, area: Area, *, terms: Iterable[Term], zone: ZoneInfo) -> Screen:
    """Asks until when."""
    rows: Rows = tuple((_term(language, case, area, term, zone=zone),) for term in terms)
    body = render(language, "staff/part_term", case=case, area=area.name)
    return Screen(body=body, rows=(*rows, (give_up_words(language),)))


def _term(language: Language, case: Case, area: Area, term: Term, *, zone: ZoneInfo) -> Button:
    ends = term.ends.astimezone(zone)
    until = {"month": ends.month, "day": ends.day, "time": f"{ends:%H:%M}"}
    amount = words_of_limit(language, term.limit) if term.days else label(language, "part.own_term")
    press = ChoosePartTerm(case_id=case.id, area=area.id, days=term.days)
    return button(label(language, "part.term", amount=amount, **until), press)


def ask_words(language: Language, case: Case, area: Area, term: Term, *, zone: ZoneInfo, mark: str) -> Screen:
    """Asks for the words."""
    body = render(language, "staff/part_words", case=case, area=area.name, ends=term.ends.astimezone(zone))
    return Screen(body=body, rows=((give_up_words(language, mark=mark),),), fresh=True)


def preview(
    language: Language, case: Case, area: Area, term: Term, *, text: str, key: str, zone: ZoneInfo, mark: str
) -> Screen:
    """The request as the other area will read it."""
    values = {"case": case, "area": area.name, "ends": term.ends.astimezone(zone), "text": text}
    send = button(label(language, "part.send"), SendPart(key=key))
    change = button(label(language, "staff.change"), ChangePart())
    body = render(language, "staff/part_preview", **values)
    return Screen(body=body, rows=((send,), (change, give_up_words(language, mark=mark))))


def asked(language: Language, case: Case, part: Case, area: Text | None) -> Screen:
    """The preview once it was sent."""
    return Screen(body=render(language, "staff/part_asked", case=case, part=part, area=area))


def ask_withdrawal(language: Language, case: Case, part: Case, area: Text | None) -> Screen:
    """Asks whether a request is to be taken back."""
    confirm = button(label(language, "part.confirm_withdrawal"), WithdrawPart(case_id=case.id, part_id=part.id))
    body = render(language, "staff/part_withdraw", case=case, part=part, area=area)
    return Screen(body=body, rows=((confirm, give_up_words(language)),), fresh=True)


def withdrawn(language: Language, part: Case) -> Screen:
    """It was taken back."""
    return Screen(body=render(language, "staff/part_back", part=part))


def withdrawals(language: Language, case: Case, parts: Iterable[Part]) -> list[Button]:
    """On the card of a case, a button for each request that waits."""
    return [
        button(
            label(language, "part.withdraw", number=part.number), AskWithdrawPart(case_id=case.id, part_id=part.case_id)
        )
        for part in parts
    ]


def wanted(
    language: Language, *, number: str, parent: str, area: Text | None, promise: Promise | None, by: str
) -> Screen:
    """Asks somebody of the other area in private to take a request; what it says stands in its topic alone."""
    values = {"number": number, "parent": parent, "area": area, "promise": promise, "by": by}
    return Screen(body=render(language, "staff/part_wanted", **values))


def given(
    language: Language,
    *,
    number: str,
    parent: str,
    area: Text | None,
    promise: Promise | None,  # noqa: ARG001 # it is over
    by: str,
    done: Text | None,
    again: bool,
    text: str,
) -> Screen:
    """What the other area says, or says ``again``, for the topic of the case and whoever has it."""
    values = {"number": number, "parent": parent, "area": area, "by": by, "done": done, "again": again, "text": text}
    return Screen(body=render(language, "staff/part_given", **values))
