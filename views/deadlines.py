"""What people read about promised dates: that they move, and that they are near or over."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from content.texts import Text
from domain.alerts import Unit
from domain.extensions import ExtensionRequest
from domain.ladder import DIRECTOR_AFTER, Step
from domain.languages import Language
from domain.limits import Limit
from views.alerts import amount
from views.delay_callbacks import AskCause, AskCauseOnDesk
from views.desk_callbacks import OpenDesk, SeeCase
from views.render import label, render
from views.screen import Screen, button, in_rows


def moved(
    language: Language,
    *,
    number: str,
    kind: Text,
    period: Text,
    before: datetime,
    due: datetime,
    is_provisional: bool,
    by_category: bool,
) -> Screen:
    """A date moved: the hall's calendar changed, or it is known now what kind of service the case is about."""
    about = {"number": number, "kind": kind, "period": period}
    dates = {"before": before, "due": due, "is_provisional": is_provisional}
    return Screen(body=render(language, "deadlines/moved", **about, **dates, by_category=by_category))


def extended(
    language: Language,
    *,
    number: str,
    kind: Text,
    period: Text,
    before: datetime,
    due: datetime,
    is_provisional: bool,
    reason: str,
) -> Screen:
    """The hall needs more time: why, and until when."""
    about = {"number": number, "kind": kind, "period": period, "reason": reason}
    dates = {"before": before, "due": due, "is_provisional": is_provisional}
    return Screen(body=render(language, "deadlines/extended", **about, **dates))


def asked(
    language: Language,
    *,
    number: str,
    kind: Text,
    period: Text,
    request: ExtensionRequest,
    asked_by: str,
    decided_by: str,  # noqa: ARG001 # nobody has decided yet
    longer: Limit,
    due: datetime,
) -> Screen:
    """Somebody asks whoever may decide for more time."""
    values = {"number": number, "kind": kind, "period": period, "longer": longer, "due": due}
    return Screen(body=render(language, "deadlines/asked", asked_by=asked_by, reason=request.reason, **values))


def decided(
    language: Language,
    *,
    number: str,
    kind: Text,
    period: Text,
    request: ExtensionRequest,
    asked_by: str,  # noqa: ARG001 # that is who reads it
    decided_by: str,
    longer: Limit,
    due: datetime,
) -> Screen:
    """What became of the request."""
    values = {"number": number, "kind": kind, "period": period, "longer": longer, "due": due}
    decision = {"decision": request.decision, "decided_by": decided_by, "answer": request.answer}
    return Screen(body=render(language, "deadlines/decided", **decision, **values))


def word(
    language: Language,
    *,
    number: str,
    kind: Text,
    state: Text,
    step: Step,
    due: datetime,
    owner_id: int | None,  # noqa: ARG001 # whoever reads it knows a name
    owner: str,
    is_owner: bool,
    stands_in: bool,
    wants_cause: bool,
    case_id: int,
    in_topic: bool,
    late: timedelta | None,
    may_extend: bool,
) -> Screen:
    """One step of the ladder, for staff; whoever is to say why it is late finds the button for it.

    In private it leads to the case at the desk, from there to its topic. ``may_extend``: more time can be asked for.
    """
    values = {"number": number, "kind": kind, "state": state, "step": step, "due": due, "owner": owner}
    asked = {"wants_cause": wants_cause, "director_after": DIRECTOR_AFTER, "may_extend": may_extend}
    whose = {"is_owner": is_owner, "stands_in": stands_in}
    body = render(language, "deadlines/word", late=_late(language, late), **whose, **values, **asked)
    see = [] if in_topic else [button(label(language, "desk.open_case", number=number), SeeCase(case_id=case_id))]
    if wants_cause and (in_topic or is_owner or stands_in):
        press = AskCause(case_id=case_id) if in_topic else AskCauseOnDesk(case_id=case_id)
        see.append(button(label(language, "staff.say_why"), press))
    return Screen(body=body, rows=in_rows(see))


def digest(language: Language, *, lines: Sequence[Mapping[str, Any]], more: int, late: timedelta | None) -> Screen:
    """Several cases at once, for a member of staff; ``more`` are left out."""
    counted = {"lines": lines, "more": more, "count": len(lines) + more}
    body = render(language, "deadlines/digest", late=_late(language, late), **counted)
    return Screen(body=body, rows=((button(label(language, "desk.open"), OpenDesk()),),))


def overdue(language: Language, *, number: str, kind: Text, period: Text, due: datetime, above: bool) -> Screen:
    """The hall has not kept its word to a citizen; ``above``: somebody above whoever has it was told."""
    about = {"number": number, "kind": kind, "period": period, "due": due}
    return Screen(body=render(language, "deadlines/overdue", above=above, **about))


def _late(language: Language, late: timedelta | None) -> str:
    return amount(language, late.total_seconds(), Unit.SECONDS) if late else ""
