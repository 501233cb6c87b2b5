"""More time for a case: how much, why, and what was decided."""

from datetime import datetime
from typing import Any

from content.texts import Text
from domain.cases import Case
from domain.extensions import Decision, ExtensionRequest
from domain.languages import Language
from domain.limits import Limit
from views import deadlines
from views.case_callbacks import ChangeDenial, ChangeReason, ChooseTime, DenyTime, GrantTime, SendDenial, SendRequest
from views.cases.dropping import give_up_words
from views.render import label, render, words_of_limit
from views.screen import Button, Screen, button

AMOUNTS = (3, 5, 10)
"""What is usually asked for; besides, all that is left."""


def choose_time(language: Language, case: Case, *, left: Limit) -> Screen:
    """Asks by how much."""
    amounts = sorted({amount for amount in AMOUNTS if amount < left.amount} | {left.amount})
    rows = tuple((_amount(language, case, Limit(amount, left.unit)),) for amount in amounts)
    body = render(language, "staff/choose_time", case=case, left=left)
    return Screen(body=body, rows=(*rows, (give_up_words(language),)), fresh=True)


def _amount(language: Language, case: Case, longer: Limit) -> Button:
    press = ChooseTime(case_id=case.id, version=case.version, amount=longer.amount)
    return button(words_of_limit(language, longer), press)


def ask_reason(language: Language, case: Case, *, longer: Limit, mark: str) -> Screen:
    """Asks why."""
    body = render(language, "staff/ask_reason", case=case, longer=longer)
    return Screen(body=body, rows=((give_up_words(language, mark=mark),),), fresh=True)


def preview(language: Language, case: Case, *, longer: Limit, reason: str, key: str, mark: str) -> Screen:
    """The request before it is made; the citizen may read its reason."""
    send = button(label(language, "staff.send_request"), SendRequest(case_id=case.id, key=key))
    change = button(label(language, "staff.change"), ChangeReason())
    body = render(language, "staff/time_preview", case=case, longer=longer, reason=reason)
    return Screen(body=body, rows=((send,), (change, give_up_words(language, mark=mark))))


def asked(language: Language, case: Case, *, longer: Limit) -> Screen:
    """The preview once the request was made; the request itself stands below."""
    return Screen(body=render(language, "staff/time_asked", case=case, longer=longer))


def in_topic(
    language: Language,
    *,
    number: str,
    kind: Text,
    period: Text,
    request: ExtensionRequest,
    asked_by: str,
    decided_by: str,
    longer: Limit,
    due: datetime,
) -> Screen:
    """A request in the topic of its case, with the buttons of whoever decides while nobody has."""
    about: dict[str, Any] = {"number": number, "kind": kind, "period": period, "request": request}
    said: dict[str, Any] = {"asked_by": asked_by, "decided_by": decided_by, "longer": longer, "due": due}
    if request.decision is not Decision.OPEN:
        return deadlines.decided(language, **about, **said)
    grant = button(label(language, "staff.grant"), GrantTime(request_id=request.id))
    deny = button(label(language, "staff.deny"), DenyTime(request_id=request.id))
    return Screen(body=deadlines.asked(language, **about, **said).body, rows=((grant, deny),))


def ask_denial(language: Language, case: Case, *, mark: str) -> Screen:
    """Asks why not."""
    body = render(language, "staff/ask_denial", case=case)
    return Screen(body=body, rows=((give_up_words(language, mark=mark),),), fresh=True)


def preview_denial(
    language: Language, case: Case, request: ExtensionRequest, *, answer: str, key: str, mark: str
) -> Screen:
    """The refusal before whoever asked reads it."""
    send = button(label(language, "staff.send_denial"), SendDenial(request_id=request.id, key=key))
    change = button(label(language, "staff.change"), ChangeDenial())
    body = render(language, "staff/denial_preview", case=case, answer=answer)
    return Screen(body=body, rows=((send,), (change, give_up_words(language, mark=mark))))


def denied(language: Language, case: Case) -> Screen:
    """Whoever asked is told."""
    return Screen(body=render(language, "staff/time_denied", case=case))
