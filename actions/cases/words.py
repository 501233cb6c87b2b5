"""Who is told when a step of the ladder fires: when people are at work, and at once of everything that waited.

Source: docs/rules/deadlines.md, 7.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from actions.cases.calls import ToTell
from actions.cases.dates import Loaded, named
from actions.cases.duty import Duty, on_duty
from actions.cases.extensions import time_left_to_ask
from actions.cases.flows import file_of, flow_of
from actions.cases.standing import standing_of
from actions.cases.telling import tell
from actions.cases.trace import CASE
from content.calendars import work_calendar
from content.models import Hall
from content.staff_chats import may_hear
from domain.cases import PARTY_OF, Case
from domain.flows import LADDER
from domain.ladder import SERIOUSLY_LATE, TELLS, Audience, Step, told_at
from domain.people import Member, Role
from domain.subjects import Part, Subject
from storage.cases import get_case, list_running
from storage.events import list_events
from storage.ladder_words import FiredStep, Word, cases_of, keep_words, list_fired, take_words
from storage.outgoing import Address, Lane, Outgoing
from storage.people import get_member, get_person, get_staff_name
from storage.topics import find_topic
from storage.transaction import Tx

MOST_WORDS = 1000
"""Words taken at once; far more than one look fires."""
MOST_LINES = 25
"""Cases a digest names; it must fit into one message."""


async def want_words(
    tx: Tx,
    deadline_id: int,
    *,
    step: Step,
    owner: Member | None,
    above: Member | None,
    staff: Iterable[Member],
    hall: Hall,
    now: datetime,
) -> None:
    """Remember whom to tell of a step that fired: the owner, whoever stands on its rung, those who inspect."""
    if step not in TELLS:
        return
    inspect = [member for member in staff if member.role is Role.AUDITOR] if step is Step.URGING else []
    told = {member.id for member in (owner, above if step is not Step.REMINDER else None, *inspect) if member}
    to: list[tuple[Audience, int | None]] = [(Audience.STAFF, staff_id) for staff_id in sorted(told)]
    to.append((Audience.TOPIC, None))
    if step is Step.DUE:
        to.append((Audience.CITIZEN, None))
    await keep_words(tx, deadline_id, to=to, tell_at=told_at(now, calendar=work_calendar(hall)))


async def say_words(tx: Tx, *, hall: Hall, now: datetime) -> int:
    """Tell everybody who may be told now; one message a person, however much waited. Returns how many words."""
    words = await take_words(tx, now=now, limit=MOST_WORDS)
    true = [word for word in words if word.step.holds]
    duty = await on_duty(tx, hall=hall, now=now) if true else None
    heard: dict[Member, list[Word]] = {}
    for word in true:
        if duty and (member := await _who_hears(tx, word, duty=duty)):
            heard.setdefault(member, []).append(word)
    for member, theirs in heard.items():
        _say_to_member(tx, member, steps=_highest(theirs))
    for step in _highest(word for word in true if word.audience is Audience.TOPIC):
        await _say_in_topic(tx, step)
    for step in _highest(word for word in true if word.audience is Audience.CITIZEN):
        if case := await get_case(tx, step.case_id):
            await _say_to_citizen(tx, case, step, now=now)
    return len(words)


def _highest(words: Iterable[Word]) -> list[FiredStep]:
    """Of each case only the highest step that fired, in the order of their moments."""
    order = list(Step)
    highest: dict[int, FiredStep] = {}
    for word in words:
        before = highest.get(word.step.case_id)
        if before is None or order.index(word.step.step) >= order.index(before.step):
            highest[word.step.case_id] = word.step
    return list(highest.values())


async def _who_hears(tx: Tx, word: Word, *, duty: Duty) -> Member | None:
    """Who is told a word that is for a member of staff; nobody if they have left."""
    meant = duty.of(word.staff_id)
    if meant is None or meant.id not in duty.away:
        return meant
    case = await get_case(tx, word.step.case_id)
    return duty.who_hears(meant, case, await flow_of(tx, case)) if case else None


def _say_to_member(tx: Tx, member: Member, *, steps: list[FiredStep]) -> None:
    params: Mapping[str, Any] = {"staff_id": member.id, "deadline_ids": [step.id for step in steps]}
    name = "case_word" if len(steps) == 1 else "case_digest"
    tx.say(
        Outgoing(
            dedupe_key=f"deadline:{steps[-1].id}:{name}:{member.id}",
            to=Address(chat_id=member.person.telegram_id),
            message=name,
            params={"staff_id": member.id, "deadline_id": steps[0].id} if len(steps) == 1 else params,
            lane=Lane.DEADLINE,
        )
    )


async def _say_in_topic(tx: Tx, step: FiredStep) -> None:
    topic = await find_topic(tx, subject_kind=CASE, subject_id=step.case_id)
    if topic is None:
        return
    tx.say(
        Outgoing(
            dedupe_key=f"deadline:{step.id}:topic",
            to=Address(topic_id=topic.id),
            message="case_word",
            params={"staff_id": 0, "deadline_id": step.id},
            subject=Subject(CASE, step.case_id, Part.STATUS),
            lane=Lane.DEADLINE,
        )
    )


async def _say_to_citizen(tx: Tx, case: Case, step: FiredStep, *, now: datetime) -> None:
    by_phone = {"what": ToTell.OVERDUE, "clock": step.clock, "due": step.ends_at.isoformat()}
    cause = f"deadline:{step.id}"
    await tell(tx, case, "case_overdue", params={"deadline_id": step.id}, by_phone=by_phone, cause=cause, now=now)


async def load_word(tx: Tx, *, hall: Hall, now: datetime, deadline_id: int, staff_id: int) -> Loaded:
    """One step, for a member of staff or, with 0, for the topic; nothing if it is done or not for their ears by now."""
    found = await _step(tx, deadline_id)
    member = await get_member(tx, staff_id) if staff_id else None
    if found is None or (staff_id and (member is None or not may_hear(hall, found[1], member))):
        return None
    language = member.person.language if member else hall.facts.languages[0]
    line = await _line(tx, *found, member=member, hall=hall, now=now)
    is_owner = member is not None and line["owner_id"] == member.id
    return language, {**line, "is_owner": is_owner, "in_topic": member is None}


async def load_digest(tx: Tx, *, hall: Hall, now: datetime, deadline_ids: list[int], staff_id: int) -> Loaded:
    """Everything that waited for a member of staff and is for their ears; nothing once all of it is done."""
    member = await get_member(tx, staff_id)
    steps = [step for step in await list_fired(tx, deadline_ids) if step.holds]
    cases = await cases_of(tx, steps)
    found = [(step, cases[step.case_id]) for step in steps if member and may_hear(hall, cases[step.case_id], member)]
    if member is None or not found:
        return None
    lines = [await _line(tx, step, case, member=member, hall=hall, now=now) for step, case in found[:MOST_LINES]]
    latest = max((late for step, _ in found if (late := _serious(step))), default=None)
    return member.person.language, {"lines": tuple(lines), "more": len(found) - len(lines), "late": latest}


async def load_overdue(
    tx: Tx,
    *,
    hall: Hall,  # noqa: ARG001 # every loader is given it
    now: datetime,
    deadline_id: int,
) -> Loaded:
    """A promise that was broken, for whose case it is; nothing if it is done by now."""
    found = await _step(tx, deadline_id)
    if found is None or found[1].person_id is None:
        return None
    step, case = found
    person = await get_person(tx, found[1].person_id)
    values = {"due": step.ends_at.astimezone(now.tzinfo), "above": await _heard_above(tx, case, clock=step.clock)}
    return person.language, {**await named(tx, case, clock=step.clock), **values}


async def _heard_above(tx: Tx, case: Case, *, clock: str) -> bool:
    """Whether anybody above a clerk was named when this period ran out: a small hall may have nobody."""
    ran_out = await list_events(tx, subject_kind=CASE, subject_id=case.id, actions=(f"deadline_{Step.DUE}",))
    details = [event.detail for event in ran_out if event.detail["clock"] == clock]
    whom = [detail["also"] or detail["owner"] for detail in details]
    member = await get_member(tx, whom[-1]) if whom and whom[-1] else None
    return member is not None and PARTY_OF.get(member.role) in LADDER[1:]


async def _step(tx: Tx, deadline_id: int) -> tuple[FiredStep, Case] | None:
    """A step that is still true, with its case."""
    steps = await list_fired(tx, [deadline_id])
    case = await get_case(tx, steps[0].case_id) if steps and steps[0].holds else None
    return (steps[0], case) if case else None


async def _line(
    tx: Tx, step: FiredStep, case: Case, *, member: Member | None, hall: Hall, now: datetime
) -> dict[str, Any]:
    file, standing = await file_of(tx, case), await standing_of(tx, case, hall=hall, now=now)
    return {
        "case_id": case.id,
        "number": case.number,
        "kind": file.name,
        "state": file.state(case.state).name,
        "step": step.step,
        "due": step.ends_at.astimezone(now.tzinfo),
        "owner_id": case.owner_id,
        "owner": await get_staff_name(tx, case.owner_id) if case.owner_id else "",
        "wants_cause": step.wants_cause,
        "stands_in": standing is not None and member is not None and standing.staff_id == member.id,
        "late": _serious(step),
        "may_extend": await time_left_to_ask(tx, case, clocks=await list_running(tx, case.id), now=now) is not None,
    }


def _serious(step: FiredStep) -> timedelta | None:
    """By how much the word itself is late, if that is worth a word."""
    return step.late if step.late >= SERIOUSLY_LATE else None
