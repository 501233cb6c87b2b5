"""A citizen is to be told by telephone, and what came of it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from content.texts import Text
from domain.cases import Case
from domain.languages import Language
from views.case_callbacks import AskContact, NoteCall
from views.render import label, render
from views.screen import Screen, button


def task(
    language: Language,
    *,
    case: Case,
    task: str,
    citizen: str,
    words: str,
    what: str,
    done: Text | None,
    state: Text,
    period: Text,
    before: datetime | None,
    due: datetime | None,
    is_provisional: bool,
    reason: str,
    main: str,
    has_contact: bool,
    calls: Sequence[Any],
) -> Screen:
    """What to tell, every call so far (who, at, reached), and the buttons until somebody was reached.

    ``words`` are a message's; without any, ``what`` was told: a step (``done``), that the end of a ``period`` moved,
    was extended, or is over, or that the case goes along with the one called ``main``, or alone again.
    """
    dates = {"period": period, "before": before, "due": due, "is_provisional": is_provisional, "reason": reason}
    about = {"case": case, "citizen": citizen, "words": words, "what": what, "main": main, "done": done, "state": state}
    body = render(language, "staff/call_task", **about, **dates, calls=calls)
    if any(call.reached for call in calls):
        return Screen(body=body)
    told = button(label(language, "staff.told"), NoteCall(case_id=case.id, task=task, reached=True))
    missed = button(label(language, "staff.not_reached"), NoteCall(case_id=case.id, task=task, reached=False))
    contact = (button(label(language, "staff.contact"), AskContact(case_id=case.id)),)
    return Screen(body=body, rows=((told, missed), *((contact,) if has_contact else ())))
