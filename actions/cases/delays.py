"""Staff say why a promise was missed: by a code of the hall and in words, for the topic and for the figures.

Source: docs/rules/deadlines.md, 8.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from actions.cases.dates import named
from actions.cases.drafts import DelayWords
from actions.cases.finding import lock_any
from actions.cases.saying import refresh_card, topic_of
from actions.cases.standing import in_place
from actions.cases.trace import note_message, placed
from actions.cases.work import owner_of
from content.models import Hall, Option
from content.texts import Text
from domain.cases import Actor, Case, CaseClock, acting_staff
from domain.delays import check_can_explain, check_explanation, first_unexplained
from domain.errors import Gone, OutdatedButton
from domain.languages import Language
from domain.people import Member
from storage.cases import get_case, list_clocks
from storage.delays import find_case_of_clock, keep_cause
from storage.events import find_event
from storage.outgoing import Address, Lane, Outgoing
from storage.people import get_staff_name
from storage.transaction import Tx

EXPLAINED = "delay_explained"
"""The event of it, with the clock, the code and the words."""

Loaded = tuple[Language, Mapping[str, Any]] | None


@dataclass(frozen=True, slots=True)
class Delay:
    """A period of a case that was missed, by its clock and in the words of the case's flow."""

    case: Case
    clock_id: int
    period: Text


async def offer_cause(tx: Tx, case_id: int, *, member: Member, now: datetime) -> Delay:
    """What this member of staff may explain; of several periods the one that was due first.

    Raises:
        Gone: there is no such case.
        Refusal: whatever ``check_can_explain`` and ``first_unexplained`` raise.
    """
    case, clock, _ = await _lock(tx, case_id, member=member, now=now)
    return await _delay(tx, case, clock)


async def case_of_delay(tx: Tx, clock_id: int) -> int:
    """The id of the case whose period it is.

    Raises:
        Gone: there is no such period.
    """
    if (case_id := await find_case_of_clock(tx, clock_id)) is None:
        raise Gone
    return case_id


async def choose_cause(
    tx: Tx, clock_id: int, cause: str, *, member: Member, hall: Hall, now: datetime
) -> tuple[DelayWords, Delay, Option]:
    """What waits for the words: the chosen cause, for the period whose cause was asked for and for no other.

    Raises:
        OutdatedButton: the hall has no such cause any more.
        Refusal: whatever ``case_of_delay`` and ``offer_cause`` raise.
    """
    case_id = await case_of_delay(tx, clock_id)
    case, clock, _ = await _lock(tx, case_id, member=member, clock_id=clock_id, now=now)
    if (chosen := hall.delay_cause(cause)) is None:
        raise OutdatedButton
    return DelayWords(case_id=case.id, clock_id=clock.id, cause=chosen.id), await _delay(tx, case, clock), chosen


async def explain(tx: Tx, draft: DelayWords, text: str, *, member: Member, now: datetime) -> Case:
    """Keep why a promise was missed, and let the topic read it.

    Raises:
        NothingToSend: there are no words.
        WordsMissing: there are too many.
        Refusal: whatever ``offer_cause`` raises.
    """
    said = check_explanation(text)
    case, clock, actor = await _lock(tx, draft.case_id, member=member, clock_id=draft.clock_id, now=now)
    await keep_cause(tx, clock.id, cause=draft.cause)
    detail = {"clock": clock.name, "clock_id": clock.id, "cause": draft.cause, "words": said, **placed(actor)}
    event_id = await note_message(tx, case, actor=actor.name, action=EXPLAINED, now=now, detail=detail)
    topic = await topic_of(tx, case)
    tx.say(
        Outgoing(
            dedupe_key=f"case:{case.id}:explained:{event_id}",
            to=Address(topic_id=topic.id),
            message="case_explained",
            params={"event_id": event_id},
            lane=Lane.DEADLINE,
        )
    )
    await refresh_card(tx, case, cause=f"explained{event_id}")
    return case


async def _delay(tx: Tx, case: Case, clock: CaseClock) -> Delay:
    return Delay(case, clock.id, (await named(tx, case, clock=clock.name))["period"])


async def _lock(
    tx: Tx, case_id: int, *, member: Member, now: datetime, clock_id: int | None = None
) -> tuple[Case, CaseClock, Actor]:
    case = await lock_any(tx, case_id)
    actor = await in_place(tx, case, acting_staff(member), now=now)
    check_can_explain(case, actor, owner=await owner_of(tx, case))
    clocks = [clock for clock in await list_clocks(tx, case.id) if clock_id in (None, clock.id)]
    return case, first_unexplained(clocks, number=case.number), actor


async def load_explained(tx: Tx, *, hall: Hall, now: datetime, event_id: int) -> Loaded:  # noqa: ARG001 # the loader's shape
    """Why a promise was missed, for the topic."""
    event = await find_event(tx, event_id)
    case = await get_case(tx, event.subject_id) if event else None
    if event is None or case is None:
        return None
    cause = hall.delay_cause(event.detail["cause"])
    values = {
        **await named(tx, case, clock=event.detail["clock"]),
        "by": await get_staff_name(tx, int(event.actor.partition(":")[2])),
        "cause": cause.label if cause else None,
        "words": event.detail["words"],
    }
    return hall.facts.languages[0], values
