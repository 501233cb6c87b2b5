"""A case is filed, and somebody does with it what its flow allows."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from actions.cases.clocks import first_promised, periods_of, start_clocks
from actions.cases.flows import flow_of, pin
from actions.cases.following import lead
from actions.cases.opening import open_topic
from actions.cases.parts import list_waiting
from actions.cases.standing import in_place
from actions.cases.trace import note
from content.calendars import work_calendar
from content.flows import FlowFile
from content.models import Hall
from domain.acting import authorise
from domain.cases import Actor, Case, Channel, Privacy, Words
from domain.cohandling import check_nothing_is_awaited
from domain.errors import Gone
from domain.flows import Need, Party, RoundKind
from domain.languages import Language
from domain.limits import Limit
from domain.people import Person
from storage.cases import add_case, find_case, lock_case
from storage.counters import next_value
from storage.rounds import begin_round
from storage.transaction import Tx

KEY_BYTES = 9


def new_key() -> str:
    """A one-time key, under which a draft is filed once, however often its button is pressed."""
    return secrets.token_urlsafe(KEY_BYTES)


@dataclass(frozen=True, slots=True)
class Matter:
    """What somebody brings: ``person`` is None for one without Telegram, whom ``filed_by`` writes it down for.

    ``about_id`` is the member of staff it is about, if it is about one of whom we know; ``handlers`` are those who had
    to do with what it came of, the case ``parent_id``; ``owner_id`` has it from the beginning; ``service``, ``place``
    and ``happened`` are those of a case. ``limits`` are the promised periods of this one alone, by clock.
    """

    person: Person | None
    language: Language
    text: str
    channel: Channel = Channel.TELEGRAM
    privacy: Privacy = Privacy.OPEN
    area: str | None = None
    guesses: tuple[str, ...] = ()
    read_by: datetime | None = None
    filed_by: Actor | None = None
    about_id: int | None = None
    parent_id: int | None = None
    handlers: tuple[int, ...] = ()
    owner_id: int | None = None
    service: str | None = None
    place: str = ""
    happened: str = ""
    limits: Mapping[str, Limit] = field(default_factory=dict)


async def file_case(tx: Tx, file: FlowFile, matter: Matter, *, key: str, hall: Hall, now: datetime) -> Case:
    """Give a matter a number, its promised dates and a topic of its own. The same ``key`` files it once.

    Raises:
        Gone: the key is somebody else's.
    """
    person = matter.person
    if filed := await find_case(tx, ref=key):
        if filed.person_id != (person.id if person else None):
            raise Gone
        return filed
    year = now.astimezone(work_calendar(hall).zone).year
    number = f"{file.prefix}{year}-{await next_value(tx, f'case:{file.prefix}:{year}'):06}"
    case = await open_case(tx, file, matter, key=key, number=number, hall=hall, now=now)
    await open_topic(tx, case, hall=hall, now=now)
    return case


async def open_case(
    tx: Tx, file: FlowFile, matter: Matter, *, key: str, number: str, hall: Hall, now: datetime
) -> Case:
    """Open a case under a number that is free, with its first round and the clocks of its first state."""
    person, flow = matter.person, file.flow()
    periods = periods_of(flow, flow.start, service=matter.service, hall=hall, now=now, limits=matter.limits)
    case = await add_case(
        tx,
        ref=key,
        number=number,
        flow_id=await pin(tx, file, now=now),
        kind=file.id,
        person_id=person.id if person else None,
        channel=matter.channel,
        language=matter.language,
        privacy=matter.privacy,
        state=file.start,
        state_at=now,
        area=matter.area,
        text=matter.text,
        guesses=list(matter.guesses),
        about_id=matter.about_id,
        parent_id=matter.parent_id,
        handlers=list(matter.handlers),
        owner_id=matter.owner_id,
        service=matter.service,
        place=matter.place,
        happened=matter.happened,
        filed_at=now,
        read_by=matter.read_by,
        listens=flow.states[flow.start].listens,
        due_at=first_promised(periods),
    )
    await begin_round(tx, case.id, number=1, kind=RoundKind.ORIGINAL, now=now)
    await start_clocks(tx, case, periods, hall=hall)
    actor = matter.filed_by or Actor(Party.CITIZEN, case.person_id)
    await note(tx, "filed", before=None, after=case, actor=actor, now=now, detail={"channel": case.channel})
    return case


async def act(
    tx: Tx, case_id: int, name: str, *, version: int, actor: Actor, words: Words, hall: Hall, now: datetime
) -> Case:
    """Do what the flow calls ``name`` with a case, as somebody who has seen its ``version``.

    Raises:
        Gone: there is no such case.
        Refusal: whatever ``authorise`` raises.
    """
    case = await lock_case(tx, case_id)
    if case is None or (actor.party is Party.CITIZEN and case.person_id != actor.id):
        raise Gone
    flow, actor = await flow_of(tx, case), await in_place(tx, case, actor, now=now)
    calendar = work_calendar(hall)
    action = authorise(case, flow, name, actor=actor, version=version, words=words, calendar=calendar, now=now)
    if actor.party is not Party.CITIZEN:
        check_nothing_is_awaited(case, flow, action, waiting=await list_waiting(tx, case))
    area = words.given.get(Need.UNIT) if Need.UNIT in action.needs else None
    detail = words.detail() | ({"code": action.codes[0]} if action.codes else {})
    return await lead(tx, case, flow, action, actor=actor, hall=hall, now=now, detail=detail, area=area)
