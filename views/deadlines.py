"""What people read about promised dates: that they move, and that they are near or over."""

from datetime import datetime

from content.texts import Text
from domain.extensions import ExtensionRequest
from domain.languages import Language
from domain.limits import Limit
from views.render import render
from views.screen import Screen


def moved(
    language: Language, *, number: str, kind: Text, before: datetime, due: datetime, is_provisional: bool
) -> Screen:
    """The hall's calendar changed, and with it a date."""
    values = {"number": number, "kind": kind, "before": before, "due": due, "is_provisional": is_provisional}
    return Screen(body=render(language, "deadlines/moved", **values))


def extended(
    language: Language,
    *,
    number: str,
    kind: Text,
    before: datetime,
    due: datetime,
    is_provisional: bool,
    reason: str,
) -> Screen:
    """The hall needs more time: why, and until when."""
    values = {"number": number, "kind": kind, "before": before, "due": due, "is_provisional": is_provisional}
    return Screen(body=render(language, "deadlines/extended", reason=reason, **values))


def asked(
    language: Language,
    *,
    number: str,
    kind: Text,
    request: ExtensionRequest,
    asked_by: str,
    decided_by: str,  # noqa: ARG001 # nobody has decided yet
    longer: Limit,
    due: datetime,
) -> Screen:
    """Somebody asks whoever may decide for more time."""
    values = {"number": number, "kind": kind, "asked_by": asked_by, "longer": longer, "due": due}
    return Screen(body=render(language, "deadlines/asked", reason=request.reason, **values))


def decided(
    language: Language,
    *,
    number: str,
    kind: Text,
    request: ExtensionRequest,
    asked_by: str,  # noqa: ARG001 # that is who reads it
    decided_by: str,
    longer: Limit,
    due: datetime,
) -> Screen:
    """What became of the request."""
    values = {"number": number, "kind": kind, "decided_by": decided_by, "longer": longer, "due": due}
    body = render(language, "deadlines/decided", decision=request.decision, answer=request.answer, **values)
    return Screen(body=body)
