"""What follows when a message about a case was delivered or not, and when its topic had to be made again."""

from datetime import datetime

from actions.cases.additions import parts_of
from actions.cases.calls import is_any_open, task_of, want_call
from actions.cases.finding import case_of
from actions.cases.saying import (
    card_subject,
    refresh_card,
    refresh_status,
    say_card,
    say_copy,
    say_line,
    say_words_of_citizen,
    topic_of,
)
from actions.cases.trace import CASE, MESSAGE
from domain.cases import Case
from domain.conversation import Author, CaseMessage, ContentKind, MessageState
from domain.people import Person
from domain.subjects import Outcome, Part, Subject
from storage.case_messages import get_message, list_messages, move_message
from storage.cases import get_case, list_open
from storage.chats import find_posted
from storage.outgoing import Address, Outgoing
from storage.topics import Topic
from storage.transaction import Tx

STATE_AFTER = {
    Outcome.SENT: MessageState.SENT,
    Outcome.UNREACHABLE: MessageState.UNREACHABLE,
    Outcome.UNKNOWN: MessageState.UNKNOWN,
    Outcome.DEAD: MessageState.FAILED,
    Outcome.EXPIRED: MessageState.FAILED,
}
NOT_ARRIVED = (MessageState.SENDING, MessageState.UNKNOWN, MessageState.FAILED, MessageState.UNREACHABLE)
"""States from which delivery moves a message; a dead one may be sent again by hand."""
COPIED_AGAIN = 10
"""Attachments shown again in a topic that was made again; the history names all of them."""


async def on_delivery(tx: Tx, subject: Subject, *, outcome: Outcome, now: datetime) -> None:
    """Say in the topic what became of a clerk's words; show the words we kept where a copy cannot be made."""
    if subject.kind != MESSAGE or subject.part is not Part.COPY:
        return
    message = await get_message(tx, subject.id)
    if message is None:
        return
    if message.author is Author.STAFF:
        await _tell_staff(tx, message, outcome=outcome, now=now)
    elif outcome is Outcome.DEAD:
        topic = await topic_of(tx, await case_of(tx, message))
        say_words_of_citizen(tx, message, topic_id=topic.id, cause="copy_failed")


async def _tell_staff(tx: Tx, message: CaseMessage, *, outcome: Outcome, now: datetime) -> None:
    state = STATE_AFTER[outcome]
    if not await move_message(tx, message.id, from_states=NOT_ARRIVED, to=state):
        return
    moved = await get_message(tx, message.id)
    case = await case_of(tx, message)
    if moved is None:
        return
    # An album has one status line, under its first part.
    first = (await parts_of(tx, moved))[0]
    await refresh_status(tx, first, case=case, now=now)
    await refresh_card(tx, case, cause=f"m{moved.id}.{state}.{now.timestamp():.6f}")
    if state is MessageState.UNREACHABLE:
        await want_call(tx, case, task_of(first), now=now)


async def tell_of_return(tx: Tx, *, person: Person, now: datetime) -> None:
    """Somebody let the bot in again: where they are still to be called, staff learn that words would reach them now."""
    for case in await list_open(tx, person.id):
        if await is_any_open(tx, case):
            cause = f"back{now.timestamp():.6f}"
            await refresh_card(tx, case, cause=cause)
            await say_line(tx, case, what="reachable", cause=cause)


async def on_topic_recreated(tx: Tx, topic: Topic, *, now: datetime) -> None:  # noqa: ARG001 # the listener's shape
    """Fill a topic that was made again: the card, the conversation so far, and what cannot be told in words."""
    case = await get_case(tx, topic.subject_id) if topic.subject_kind == CASE else None
    if case is None:
        return
    cause = f"topic{topic.id}.{topic.recreated}"
    former = await find_posted(tx, card_subject(case))
    say_card(tx, case, topic_id=topic.id, cause=cause, former=former[1] if former else 0)
    await say_all_again(tx, case, topic_id=topic.id, cause=cause)


async def say_all_again(tx: Tx, case: Case, *, topic_id: int, cause: str, moved: bool = False) -> None:
    """Tell a new topic of an old case the conversation so far, and show what cannot be told in words.

    ``moved``: it came from another group; else its topic was deleted.
    """
    tx.say(
        Outgoing(
            dedupe_key=f"case:{case.id}:history:{cause}",
            to=Address(topic_id=topic_id),
            message="case_history",
            params={"case_id": case.id, "moved": moved},
            subject=Subject(CASE, case.id, Part.COPY),
        )
    )
    written = await list_messages(tx, case.id)
    attached = [m for m in written if m.author is Author.CITIZEN and m.content.kind is not ContentKind.TEXT]
    for message in attached[-COPIED_AGAIN:]:
        say_copy(tx, message, to=Address(topic_id=topic_id), cause=cause)
