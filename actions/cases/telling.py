"""What the citizen is told without words of anybody: by Telegram, and whom that does not reach by telephone.

Source: docs/rules/staff.md, 8.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from actions.cases.calls import ToTell, want_call
from actions.cases.saying import address_of
from actions.cases.trace import TOLD, note_message
from domain.cases import Case
from domain.subjects import Outcome, Part, Subject
from storage.cases import get_case
from storage.events import find_event
from storage.outgoing import Lane, Outgoing
from storage.transaction import Tx


async def tell(
    tx: Tx,
    case: Case,
    message: str,
    *,
    params: Mapping[str, Any],
    by_phone: Mapping[str, Any],
    cause: str,
    lane: Lane = Lane.DEADLINE,
    now: datetime,
) -> None:
    """Tell whose case it is, and remember that they were; a reply to it is about the case.

    Args:
        message: the registered message and, with ``params``, what its loader needs.
        by_phone: the same for whoever has to say it on the telephone; its ``what`` names the sentence.
        cause: unique among what this citizen is told of the case.
    """
    told = await note_message(tx, case, actor="hall", action=TOLD, now=now, detail={"cause": cause, **by_phone})
    to = await address_of(tx, case)
    if to is None:
        await want_call(tx, case, f"w{told}", told=by_phone, now=now)
        return
    tx.say(
        Outgoing(
            dedupe_key=f"case:{case.id}:{cause}:citizen",
            to=to,
            message=message,
            params=params,
            subject=Subject(TOLD, told, Part.RECEIPT),
            lane=lane,
        )
    )


async def tell_step(tx: Tx, case: Case, *, was: str, action: str, now: datetime) -> None:
    """Tell whose case it is what was done with it: ``action`` in the state it ``was`` in."""
    done = {"was": was, "action": action}
    await tell(
        tx,
        case,
        "case_told",
        params={"case_id": case.id, **done},
        by_phone={"what": ToTell.STEP, **done},
        cause=f"told:v{case.version}",
        lane=Lane.INTERACTIVE,
        now=now,
    )


async def on_told(tx: Tx, subject: Subject, *, outcome: Outcome, now: datetime) -> None:
    """Whoever blocked the bot was not told, and has to be called."""
    told = await find_event(tx, subject.id) if outcome is Outcome.UNREACHABLE else None
    case = await get_case(tx, told.subject_id) if told else None
    if told and case:
        await want_call(tx, case, f"w{subject.id}", told=told.detail, now=now)
