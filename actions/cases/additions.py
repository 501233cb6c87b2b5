"""What a citizen adds to their case, does with it, takes back, or words anew."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from actions.cases.abuse import find_mark
from actions.cases.acting import act
from actions.cases.danger import alert_if_danger
from actions.cases.drafts import ActingWith
from actions.cases.finding import case_of, get_own, keep_written, lock_own
from actions.cases.flows import flow_of
from actions.cases.present import shown_to_citizen
from actions.cases.saying import refresh_card, reply_to_copy, say_addition, say_line, topic_of
from actions.cases.trace import CASE, note_message
from content.calendars import work_calendar
from content.cases import Shown
from content.models import Hall
from domain.acting import action_by_writing, is_merged
from domain.cases import Case, Words, acting_citizen
from domain.conversation import Author, CaseMessage, MessageState, Purpose, Written
from domain.errors import CaseChanged, Gone, OutdatedButton, TooLateForThat
from domain.flows import Need
from domain.people import Person
from storage.case_messages import find_in_album, get_message, list_messages, move_message, reword
from storage.cases import find_case_of_album, get_case, list_listening, set_details
from storage.events import Event, list_events
from storage.outgoing import Address, Outgoing
from storage.transaction import Tx


@dataclass(frozen=True, slots=True)
class Added:
    """A message that was added to a case.

    Attributes:
        reopened: whether a new round began by it, as when an answered question is asked again.
        quiet: whether it is a further part of an album that was acknowledged before.
    """

    case: Case
    message: CaseMessage
    reopened: bool
    quiet: bool


async def list_open_for(tx: Tx, person: Person, *, written: Written) -> list[Case]:
    """The conversations a message may belong to, oldest first; a part of an album follows the parts before it."""
    album = written.media_group
    if album and (case := await find_case_of_album(tx, person.id, media_group=album)):
        return [case]
    return await list_listening(tx, person.id)


async def add_to_case(
    tx: Tx, case_id: int, written: Written, *, person: Person, hall: Hall, now: datetime, told_as: str = ""
) -> Added:
    """Add what the citizen wrote, whatever the case's state: every word reaches a person.

    Several messages ``told_as`` one are announced once in the topic of the case it goes along with.

    Where the flow says that writing is an action, as asking again after an answer, it is done.

    Raises:
        Gone: there is no such case of this person.
    """
    case = await lock_own(tx, case_id, person=person)
    quiet = await is_further_part(tx, written, case=case)
    # What the first part of an album did is not done again by the next.
    rule = None if quiet else action_by_writing(case, await flow_of(tx, case), calendar=work_calendar(hall), now=now)
    if rule:
        case = await act(
            tx,
            case.id,
            rule.name,
            version=case.version,
            actor=acting_citizen(person),
            words=Words({}),
            hall=hall,
            now=now,
        )
    message = await keep_addition(tx, case, written, action=rule.name if rule else None, now=now, told_as=told_as)
    return Added(case, message, reopened=rule is not None and rule.opens is not None, quiet=quiet)


async def keep_addition(
    tx: Tx, case: Case, written: Written, *, action: str | None = None, now: datetime, told_as: str = ""
) -> CaseMessage:
    """Keep what a citizen wrote in their locked case and show it to staff; nothing else comes of it."""
    message = await keep_written(
        tx,
        written,
        case=case,
        author=Author.CITIZEN,
        purpose=Purpose.ADDITION,
        state=MessageState.RECEIVED,
        now=now,
        action=action,
    )
    topic = await topic_of(tx, case)
    # Whoever is insulted need not be rung for it as well; danger still rings.
    silent = await find_mark(tx, case, zone=None) is not None
    say_addition(tx, message, topic_id=topic.id, silent=silent)
    await alert_if_danger(tx, case, written.text, cause=f"m{message.id}", now=now)
    await _tell_main(tx, case, cause=told_as or written.media_group or f"m{message.id}")
    await _note(tx, case, action="added", message=message, now=now)
    return message


async def _tell_main(tx: Tx, case: Case, *, cause: str) -> None:
    """Whoever handles the case this one goes along with must know where to look."""
    main = await get_case(tx, case.main_id) if case.main_id else None
    if main and is_merged(case, (await flow_of(tx, case)).states[case.state]):
        await say_line(tx, main, what="companion_added", cause=cause, other=str(case.id))


async def begin_words_of(tx: Tx, words: ActingWith, *, person: Person, hall: Hall, now: datetime) -> Shown:
    """The case whose action is about to be worded, if it can still be done.

    Raises:
        CaseChanged: the case is not as it was seen.
        Gone: there is no such case of this person.
        TooLateForThat: it was possible only for a while.
    """
    case = await get_own(tx, words.case_id, person=person)
    shown = await shown_to_citizen(tx, case, hall=hall, now=now)
    if await _can_still(tx, shown, words):
        return shown
    action = ((await flow_of(tx, case)).states[case.state].actions or {}).get(words.action)
    if action and action.within and words.action not in {choice.action for choice in shown.choices}:
        raise TooLateForThat(number=case.number, period=action.within)
    raise CaseChanged(number=case.number)


async def _can_still(tx: Tx, shown: Shown, words: ActingWith) -> bool:
    """Whether a case stands where it stood when these words were begun, and allows what they are for."""
    is_as_seen = _entered(await _changes(tx, shown.case)) <= words.version
    return is_as_seen and words.action in {choice.action for choice in shown.choices}


async def do_in_own(
    tx: Tx,
    case_id: int,
    action: str,
    *,
    version: int,
    person: Person,
    hall: Hall,
    now: datetime,
    written: Written | None = None,
) -> Case:
    """Do what the flow lets a citizen do, with the words it needs; done a second time it changes nothing.

    Raises:
        Gone: there is no such case of this person.
        Refusal: whatever ``authorise`` raises.
    """
    case = await lock_own(tx, case_id, person=person)
    changes = await _changes(tx, case)
    if case.version > version and (changes[-1].actor, changes[-1].action) == ("citizen", action):
        return case
    # Whose it is on the hall's side may change meanwhile; where it stands may not.
    seen = case.version if _entered(changes) <= version else version
    words = Words({Need.TEXT: written.text, Need.REASON: written.text} if written else {})
    actor = acting_citizen(person)
    moved = await act(tx, case_id, action, version=seen, actor=actor, words=words, hall=hall, now=now)
    if written:
        await keep_addition(tx, moved, written, action=action, now=now)
    return moved


async def do_with_words(
    tx: Tx, draft: ActingWith, written: Written, *, person: Person, hall: Hall, now: datetime
) -> tuple[Case, bool]:
    """Do what was begun, with the words that were awaited; once it is too late for it (False) they are only added.

    Raises:
        Gone: there is no such case of this person.
        WordsMissing: there are no words.
    """
    case = await lock_own(tx, draft.case_id, person=person)
    if not await _can_still(tx, await shown_to_citizen(tx, case, hall=hall, now=now), draft):
        added = await add_to_case(tx, case.id, written, person=person, hall=hall, now=now)
        return added.case, False
    done = await do_in_own(
        tx,
        draft.case_id,
        draft.action,
        version=draft.version,
        person=person,
        hall=hall,
        now=now,
        written=written,
    )
    return done, True


async def _changes(tx: Tx, case: Case) -> list[Event]:
    """Every event that changed a case, oldest first; the first is its filing."""
    return [event for event in await list_events(tx, subject_kind=CASE, subject_id=case.id) if "after" in event.detail]


def _entered(changes: Sequence[Event]) -> int:
    """The version with which a case came into the state it is in."""
    entered = [
        event.detail["after"]["version"]
        for event in changes
        if (event.detail["before"] or {}).get("state") != event.detail["after"]["state"]
    ]
    return int(entered[-1])


async def take_back(tx: Tx, message_id: int, *, person: Person, now: datetime) -> list[CaseMessage]:
    """What was added belongs elsewhere: staff are told, and its parts (several of an album) are given back.

    Raises:
        Gone: there is no such message of this person.
        OutdatedButton: it was taken back before.
    """
    message = await get_message(tx, message_id)
    if message is None or message.author is not Author.CITIZEN or message.purpose is not Purpose.ADDITION:
        raise Gone
    case = await get_own(tx, message.case_id, person=person)
    received = (MessageState.RECEIVED,)
    taken = [
        part
        for part in await parts_of(tx, message)
        if await move_message(tx, part.id, from_states=received, to=MessageState.WITHDRAWN)
    ]
    if not taken:
        raise OutdatedButton
    await say_line(tx, case, what="withdrawn", cause=f"m{message.id}", about=message)
    await _note(tx, case, action="withdrawn", message=message, now=now)
    return taken


async def is_further_part(tx: Tx, written: Written, *, case: Case) -> bool:
    """Whether an earlier part of the same album is in the case already, and was spoken of."""
    album = written.media_group
    return bool(album and await find_in_album(tx, case_ids=[case.id], media_group=album))


async def parts_of(tx: Tx, message: CaseMessage) -> Sequence[CaseMessage]:
    """The message, or every part of its album, in order."""
    album = message.content.media_group
    if not album:
        return (message,)
    written = await list_messages(tx, message.case_id)
    return [part for part in written if part.content.media_group == album and part.author is message.author]


async def reword_by_citizen(tx: Tx, message: CaseMessage, *, text: str, now: datetime) -> bool:
    """Keep both wordings and show staff the change; False if the words are the same as before."""
    if text == message.content.text:
        return False
    changed = await reword(tx, message, text=text, now=now)
    if changed is None or changed.state is MessageState.WITHDRAWN:
        return False
    case = await case_of(tx, changed)
    if changed.purpose is Purpose.QUESTION:
        written = await list_messages(tx, case.id)
        words = [part.content.text.strip() for part in written if part.purpose is Purpose.QUESTION]
        await set_details(tx, case.id, text="\n".join(filter(None, words)))
        await refresh_card(tx, case, cause=f"m{changed.id}.{changed.version}")
    topic = await topic_of(tx, case)
    tx.say(
        Outgoing(
            dedupe_key=f"case_message:{changed.id}:edited:{changed.version}",
            to=Address(topic_id=topic.id),
            message="case_edited",
            params={"message_id": changed.id, "version": changed.version},
            body=await reply_to_copy(tx, changed),
        )
    )
    cause = f"m{changed.id}.{changed.version}"
    await alert_if_danger(tx, case, text, cause=cause, now=now, before=message.content.text)
    await _note(tx, case, action="reworded", message=changed, now=now)
    return True


async def _note(tx: Tx, case: Case, *, action: str, message: CaseMessage, now: datetime) -> None:
    detail = {"message": message.id, "version": message.version}
    await note_message(tx, case, actor="citizen", action=action, now=now, detail=detail)
