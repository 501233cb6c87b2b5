"""What messages about a case show, loaded at the moment they leave: to staff, and to the citizen."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from actions.cases.calls import last_call
from actions.cases.extensions import time_left_to_ask
from actions.cases.finding import in_zone, message_in_zone
from actions.cases.flows import file_of, flow_of
from actions.cases.following import list_following
from actions.cases.parts import lead_of, shown_parts
from actions.cases.present import (
    heard_anywhere,
    heard_of_action,
    masked_name,
    name_for_staff,
    name_of_action,
    name_of_area,
    name_of_service,
    shown_to_citizen,
    shown_to_staff,
)
from actions.cases.remarks import remarks_on
from actions.cases.saying import CARD_TEXT, card_subject
from actions.cases.splitting import may_split
from content.cases import Companion, Shown
from content.models import Hall
from content.texts import Text
from domain.cases import Case
from domain.cohandling import COHANDLING
from domain.conversation import TO_CITIZEN, CaseMessage, ContentKind, Purpose
from domain.flows import Need
from domain.languages import Language
from domain.merging import may_join
from domain.people import Person
from storage.beside import look_beside
from storage.case_messages import get_message, list_messages, list_wordings
from storage.cases import count_of_person, get_case, list_clocks, list_of_person, list_promised
from storage.chats import find_posted
from storage.merging import numbers_of
from storage.people import get_person, get_staff_name
from storage.transaction import Tx

Loaded = tuple[Language, Mapping[str, Any]] | None
HISTORY = 30
"""Messages told again in words when a topic was made again."""
HISTORY_WORDS = 100
"""Characters of each of them: all must fit into one message."""


def titles_of(hall: Hall, guess_ids: tuple[str, ...]) -> tuple[Text, ...]:
    """The titles of the guides that were found; one the hall no longer has is left out."""
    return tuple(service.title for guess in guess_ids if (service := hall.service(guess)))


async def load_card(tx: Tx, *, hall: Hall, now: datetime, case_id: int, former: int = 0) -> Loaded:
    """The card at the head of the topic; nothing if the ``former`` one was replaced meanwhile."""
    case = await get_case(tx, case_id)
    if case is None:
        return None
    newest = await find_posted(tx, card_subject(case)) if former else None
    if newest and newest[1] != former:
        return None
    person = await get_person(tx, case.person_id) if case.person_id else None
    messages = await list_messages(tx, case_id)
    sent = [message for message in messages if message.purpose in TO_CITIZEN]
    filed = [message.content.kind for message in messages if message.purpose is Purpose.QUESTION]
    beside, clocks = await look_beside(tx, case_id), await list_clocks(tx, case_id)
    remarks = await remarks_on(tx, case, zone=now.tzinfo)
    values = {
        "shown": await shown_to_staff(tx, case, hall=hall, now=now, clocks=clocks),
        "mark": remarks.mark,
        "urging": remarks.urging,
        "may_extend": await time_left_to_ask(tx, case, clocks=clocks, now=now) is not None,
        "area": name_of_area(hall, case.area),
        "citizen": masked_name(case, person),
        "reachable": person is None or person.reachable,
        "text": case.text[:CARD_TEXT],
        "is_cut": len(case.text) > CARD_TEXT,
        "attachments": tuple(kind for kind in filed if kind is not ContentKind.TEXT),
        "guesses": titles_of(hall, case.guesses)[:3],
        "call": await last_call(tx, case, now=now) if person is None or not person.reachable else None,
        "service": next(iter(titles_of(hall, (case.service,) if case.service else ())), None),
        "has_contact": beside.contacts,
        # Where there is no restricted chat, whom it is about may be in the group.
        "about": await get_staff_name(tx, case.about_id) if case.about_id and hall.keeps_confidence() else "",
        "parts": await shown_parts(tx, case, hall=hall, now=now) if beside.parts else (),
        "lead": await lead_of(tx, case),
        "may_ask": case.kind != COHANDLING and hall.flow(COHANDLING) is not None,
        "last": message_in_zone(sent[-1], now.tzinfo) if sent else None,
        "merged": await _companions(tx, case, now=now) if beside.merged else [],
        "may_merge": may_join(case, (await flow_of(tx, case)).states[case.state]),
        "may_split": await may_split(tx, case, hall=hall, now=now),
    }
    return hall.facts.languages[0], values


async def _companions(tx: Tx, main: Case, *, now: datetime) -> list[Companion]:
    companions = []
    for case in await list_following(tx, main):
        due = min((clock.due_at for clock in await list_promised(tx, case.id)), default=None)
        companions.append(Companion(case.number, due.astimezone(now.tzinfo) if due else None))
    return companions


async def load_message_for_staff(tx: Tx, *, hall: Hall, now: datetime, message_id: int) -> Loaded:
    """One message as its topic shows it: the citizen's words, or what became of a clerk's."""
    found = await _message_and_case(tx, message_id, now=now)
    if found is None:
        return None
    message, case = found
    values = {"message": message, "citizen": await name_for_staff(tx, case)}
    return hall.facts.languages[0], values


async def load_status(tx: Tx, *, hall: Hall, now: datetime, message_id: int) -> Loaded:
    """What became of a clerk's words."""
    found = await _message_and_case(tx, message_id, now=now)
    return (hall.facts.languages[0], {"message": found[0]}) if found else None


async def load_edited(tx: Tx, *, hall: Hall, now: datetime, message_id: int, version: int) -> Loaded:
    """How the citizen reworded a message: ``version`` is the new wording's."""
    found = await _message_and_case(tx, message_id, now=now)
    if found is None:
        return None
    message, case = found
    wordings = {wording.version: wording.text for wording in await list_wordings(tx, message_id)}
    values = {
        "citizen": await name_for_staff(tx, case),
        "before": wordings.get(version - 1, ""),
        "after": wordings.get(version, message.content.text),
    }
    return hall.facts.languages[0], values


async def load_line(
    tx: Tx,
    *,
    hall: Hall,
    now: datetime,
    case_id: int,
    what: str,
    was: str = "",
    action: str = "",
    area: str = "",
    by: str = "",
    to: str = "",
    other: str = "",
    part: str = "",
    service: str = "",
) -> Loaded:
    """A service line; ``what`` names its template, the rest is what it tells of.

    Args:
        was: the state in which ``action`` was done.
        by: the staff id of whoever acted; ``to``: of whom it was done for.
        other: the id of another case; ``part``: the number of a request to another area; ``service``: a service's id.
    """
    case = await get_case(tx, case_id)
    if case is None:
        return None
    values = {
        "what": what,
        "case": in_zone(case, now.tzinfo),
        "citizen": await name_for_staff(tx, case),
        "done": await name_of_action(tx, case, was=was, action=action),
        "state": (await file_of(tx, case)).state(case.state).name,
        "area": name_of_area(hall, area),
        "by": await get_staff_name(tx, int(by)) if by else "",
        "to": await get_staff_name(tx, int(to)) if to else "",
        "other": (await numbers_of(tx, [int(other)]))[int(other)] if other else "",
        "part": part,
        "service": name_of_service(hall, service),
    }
    return hall.facts.languages[0], values


@dataclass(frozen=True, slots=True)
class Told:
    """One line of a conversation: who wrote, in words short enough for a list, and what was done with them."""

    message: CaseMessage
    who: str
    words: str
    done: Text | None = None


async def load_history(tx: Tx, *, hall: Hall, now: datetime, case_id: int, moved: bool = False) -> Loaded:
    """The conversation so far, for a topic that was made again, or where the case has ``moved`` from another group."""
    case = await get_case(tx, case_id)
    if case is None:
        return None
    citizen, file = await name_for_staff(tx, case), await file_of(tx, case)
    messages = await list_messages(tx, case_id)
    told = []
    for message in messages[-HISTORY:]:
        who = await get_staff_name(tx, message.staff_id) if message.staff_id else citizen
        action = file.action_anywhere(message.action) if message.action else None
        words, done = message.content.text[:HISTORY_WORDS], action.name if action else None
        told.append(Told(message_in_zone(message, now.tzinfo), who, words, done))
    about = {"case": in_zone(case, now.tzinfo), "moved": moved}
    values = {**about, "told": tuple(told), "earlier": max(0, len(messages) - HISTORY)}
    return hall.facts.languages[0], values


async def load_for_citizen(tx: Tx, *, hall: Hall, now: datetime, message_id: int) -> Loaded:
    """A clerk's words for the citizen, in the language the citizen has chosen by now."""
    found = await _message_and_case(tx, message_id, now=now)
    if found is None:
        return None
    message, case = found
    if case.person_id is None:
        return None
    person = await get_person(tx, case.person_id)
    shown = await shown_to_citizen(tx, case, hall=hall, now=now)
    done = await heard_anywhere(tx, case, action=message.action)
    passed_on = name_of_area(hall, case.area) if await _passed_on(tx, case, message) else None
    return person.language, {"message": message, "shown": shown, "done": done, "area": passed_on}


async def _passed_on(tx: Tx, case: Case, message: CaseMessage) -> bool:
    """Whether these are the words with which a case went to another area."""
    states = (await file_of(tx, case)).states
    passing = {action.id for state in states for action in state.actions if Need.UNIT in action.needs}
    return message.action in passing


async def load_told(tx: Tx, *, hall: Hall, now: datetime, case_id: int, was: str = "", action: str = "") -> Loaded:
    """A line for the citizen about the case as a whole: ``action``, done in the state it ``was`` in."""
    case = await get_case(tx, case_id)
    if case is None or case.person_id is None:
        return None
    person = await get_person(tx, case.person_id)
    shown = await shown_to_citizen(tx, case, hall=hall, now=now)
    return person.language, {"shown": shown, "done": await heard_of_action(tx, case, was=was, action=action)}


async def _message_and_case(tx: Tx, message_id: int, *, now: datetime) -> tuple[CaseMessage, Case] | None:
    message = await get_message(tx, message_id)
    case = await get_case(tx, message.case_id) if message else None
    if message is None or case is None:
        return None
    return message_in_zone(message, now.tzinfo), in_zone(case, now.tzinfo)


async def list_mine(
    tx: Tx, person: Person, *, limit: int, offset: int, hall: Hall, now: datetime
) -> tuple[tuple[Shown, ...], int]:
    """One page of a citizen's cases, newest first, and how many there are in all."""
    found = await list_of_person(tx, person.id, limit=limit, offset=offset)
    shown = [await shown_to_citizen(tx, case, hall=hall, now=now) for case in found]
    return tuple(shown), await count_of_person(tx, person.id)
