"""Words that Telegram cannot bring to a citizen are said by telephone: a task in the topic, and what came of it.

Source: docs/rules/staff.md, 8.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from enum import StrEnum
from typing import Any

from actions.cases.finding import in_zone, lock_for
from actions.cases.flows import file_of
from actions.cases.present import heard_of_action, name_for_staff
from actions.cases.saying import refresh_card, refresh_status
from actions.cases.standing import in_place
from actions.cases.trace import CASE, note_message, placed
from content.models import Hall
from domain.cases import Case, acting_staff
from domain.conversation import CaseMessage, MessageState
from domain.errors import CaseChanged, Gone
from domain.languages import Language
from domain.people import Member
from storage.case_messages import get_message, move_message
from storage.cases import get_case
from storage.contacts import list_contacts
from storage.events import Event, list_events
from storage.outgoing import Address, Lane, Outgoing
from storage.people import get_staff_name
from storage.topics import find_topic
from storage.transaction import Tx

WANTED, CALLED = "call_wanted", "called"


class ToTell(StrEnum):
    """What a citizen is to be told where no words of staff say it."""

    STEP = "step"
    """Something was done with the case."""
    MOVED = "moved"
    """The hall's calendar moved the end of a promised period."""
    CATEGORY = "category"
    """The end moved because it is known by now what kind of service the case is about."""
    EXTENDED = "extended"
    OVERDUE = "overdue"


@dataclass(frozen=True, slots=True)
class Call:
    """Somebody of staff has called; the moment is in the hall's zone."""

    who: str
    at: datetime
    reached: bool


def task_of(message: CaseMessage) -> str:
    """The task of telling somebody the words of a message."""
    return f"m{message.id}"


async def want_call(tx: Tx, case: Case, task: str, *, told: Mapping[str, Any] | None = None, now: datetime) -> None:
    """Ask staff, once for each task, to tell the citizen by telephone.

    Args:
        task: names what is to be told: a message (``task_of``), or the event of what was told without words.
        told: what that was, see ``load_task``.
    """
    if any(event.action == WANTED for event in await _history(tx, case, task=task)):
        return
    detail = {**(told or {}), "task": task}
    await note_message(tx, case, actor="hall", action=WANTED, now=now, detail=detail)
    if topic := await find_topic(tx, subject_kind=CASE, subject_id=case.id):
        tx.say(
            Outgoing(
                dedupe_key=f"case:{case.id}:call:{task}",
                to=Address(topic_id=topic.id),
                message="call_task",
                params={"case_id": case.id, "task": task},
                lane=Lane.DEADLINE,
            )
        )


async def is_any_open(tx: Tx, case: Case) -> bool:
    """Whether the citizen of a case is still to be told something by telephone."""
    events = await _history(tx, case)
    wanted = {event.detail["task"] for event in events if event.action == WANTED}
    reached = {event.detail["task"] for event in events if event.action == CALLED and event.detail["reached"]}
    return bool(wanted - reached)


async def note_call(tx: Tx, case_id: int, task: str, *, reached: bool, member: Member, now: datetime) -> None:
    """Keep what came of a call; words count as delivered once somebody was told them.

    Raises:
        CaseChanged: a colleague has told them already.
        Gone: there is no such case or task.
        NotYours: whoever called is kept out of the case.
    """
    case = await lock_for(tx, case_id, member=member)
    history = await _history(tx, case, task=task)
    if not any(event.action == WANTED for event in history):
        raise Gone
    if any(event.action == CALLED and event.detail["reached"] for event in history):
        raise CaseChanged(number=case.number)
    actor = await in_place(tx, case, acting_staff(member), now=now)
    detail = {"task": task, "reached": reached, **placed(actor)}
    await note_message(tx, case, actor=actor.name, action=CALLED, now=now, detail=detail)
    if reached and (message := await _words(tx, task)):
        lost = (MessageState.UNREACHABLE,)
        if await move_message(tx, message.id, from_states=lost, to=MessageState.SENT):
            await refresh_status(tx, await get_message(tx, message.id) or message, case=case, now=now)
    await refresh_card(tx, case, cause=f"called:{task}:{len(history)}")


async def last_call(tx: Tx, case: Case, *, now: datetime) -> Call | None:
    """The last time somebody called about a case."""
    called = await list_events(tx, subject_kind=CASE, subject_id=case.id, actions=(CALLED,))
    return await _call(tx, called[-1], now=now) if called else None


async def load_task(
    tx: Tx, *, hall: Hall, now: datetime, case_id: int, task: str
) -> tuple[Language, Mapping[str, Any]] | None:
    """A task with every call there was for it; nothing where there is no such case or task."""
    case = await get_case(tx, case_id)
    history = await _history(tx, case, task=task) if case else []
    wanted = next((event for event in history if event.action == WANTED), None)
    if case is None or wanted is None:
        return None
    message, told, file = await _words(tx, task), wanted.detail, await file_of(tx, case)
    values = {
        "case": in_zone(case, now.tzinfo),
        "task": task,
        "citizen": await name_for_staff(tx, case),
        "words": message.content.text if message else "",
        "what": told.get("what", ToTell.STEP),
        "done": await heard_of_action(tx, case, was=told.get("was", ""), action=told.get("action", "")),
        "state": file.state(case.state).name,
        "period": next((clock.name for clock in file.clocks if clock.id == told.get("clock")), file.name),
        "before": _moment(told.get("before"), zone=now.tzinfo),
        "due": _moment(told.get("due"), zone=now.tzinfo),
        "is_provisional": told.get("provisional", False),
        "reason": told.get("reason", ""),
        "main": told.get("main", ""),
        "has_contact": bool(await list_contacts(tx, case.id)),
        "calls": [await _call(tx, event, now=now) for event in history if event.action == CALLED],
    }
    return hall.facts.languages[0], values


def _moment(written: str | None, *, zone: tzinfo | None) -> datetime | None:
    return datetime.fromisoformat(written).astimezone(zone) if written else None


async def _history(tx: Tx, case: Case, *, task: str | None = None) -> list[Event]:
    """The calls that were wanted and made, oldest first; those for one ``task``, if it is named."""
    events = await list_events(tx, subject_kind=CASE, subject_id=case.id, actions=(WANTED, CALLED))
    return [event for event in events if task in (None, event.detail["task"])]


async def _words(tx: Tx, task: str) -> CaseMessage | None:
    return await get_message(tx, int(task[1:])) if task.startswith("m") else None


async def _call(tx: Tx, event: Event, *, now: datetime) -> Call:
    who = await get_staff_name(tx, int(event.actor.partition(":")[2]))
    return Call(who, event.at.astimezone(now.tzinfo), reached=event.detail["reached"])
