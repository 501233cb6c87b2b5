"""What every handler is given: the person, their role and form, the reply, the hall; and a savepoint around it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aiogram import Bot, Router
from aiogram.dispatcher.event.bases import UNHANDLED
from aiogram.types import CallbackQuery, Chat, ErrorEvent, Message, Update, User

from actions.forms import Form
from answers.index import Index
from content.models import Hall
from domain.languages import language_of_client
from domain.people import Member, Person
from gateway.conversation import in_group
from gateway.reply import GatewayReply, Origin
from gateway.typed import press_of
from gateway.updates import Event
from storage.arrivals import Arrival, Place, find_arrivals
from storage.chats import ChatState, note_message
from storage.forms import find_form
from storage.outgoing import Address
from storage.people import add_person, rename_person, set_reachable
from storage.topics import Topic, find_topic_by_message, find_topic_by_thread
from storage.transaction import Tx

TYPED = "typed:"
"""Begins the id of a press that was typed; Telegram knows no such press, so it is not answered there."""


@dataclass(slots=True)
class Incoming:
    """One update inside its unit of work: what the worker gives, and the reply it gets back.

    ``event`` is what the update is about, ``kind`` the Bot API's name for that.
    """

    tx: Tx
    bot: Bot
    update_id: int
    kind: str
    event: Event
    key: str
    conversation: str
    now: datetime
    hall: Hall
    index: Index
    staff_chats: dict[int, str]
    known: Arrival | None = None
    reply: GatewayReply | None = None


async def look_up(tx: Tx, group: Sequence[Incoming]) -> None:
    """Find out who came, for a group at once. What one of them changes the others see as it was before."""
    places = {}
    for at, incoming in enumerate(group):
        user, chat, *_ = _parts(incoming.event)
        if user and chat:
            places[at] = Place(user.id, chat.id, incoming.conversation)
    for at, known in zip(places, await find_arrivals(tx, list(places.values())), strict=True):
        group[at].known = known


def _parts(event: Event) -> tuple[User | None, Chat | None, Message | None, CallbackQuery | None]:
    """Who acts, in which chat, on or with which message, and the press if it is one."""
    if isinstance(event, CallbackQuery):
        message = event.message
        return (
            event.from_user,
            message.chat if message else None,
            message if isinstance(message, Message) else None,
            event,
        )
    return event.from_user, event.chat, event if isinstance(event, Message) else None, None


async def enter(router: Router, incoming: Incoming) -> None:
    """Let the features see to an update.

    A refusal's words are said after its savepoint is rolled back, with all that handlers are given.
    """
    user, chat, message, query = _parts(incoming.event)
    tx, known = incoming.tx, incoming.known
    if user is None or chat is None or known is None:
        return
    state = _chat_state(incoming, known.chat, chat, message)
    person, member = await _who(tx, known.who, user, message, incoming.now)
    topic = await _topic(incoming, chat, message, query)
    conversation, stored = incoming.conversation, known.form
    if message is None and topic and topic.thread_id:
        # Telegram no longer says where an old card stands, but the words that follow come from its topic.
        conversation = in_group(chat.id, topic.thread_id, user.id)
        stored = await find_form(tx, conversation)
    incoming.reply = GatewayReply(tx, _origin(incoming, chat, message, query, state, topic=topic))
    given = {
        "bot": incoming.bot,
        "tx": tx,
        "person": person,
        "member": member,
        "staff_chat": incoming.staff_chats.get(chat.id),
        "staff_chats": incoming.staff_chats,
        "form": Form(tx, conversation=conversation, stored=stored, now=incoming.now),
        "reply": incoming.reply,
        "now": incoming.now,
        "hall": incoming.hall,
        "index": incoming.index,
    }
    try:
        await _ask(router, incoming, _typed_press(incoming, state), given)
    except Exception as error:
        # What a handler did with the form is rolled back with everything else.
        given["form"] = Form(tx, conversation=conversation, stored=stored, now=incoming.now)
        update: Any = {"update_id": incoming.update_id, incoming.kind: incoming.event}
        told = ErrorEvent(update=Update(**update), exception=error)
        if await router.propagate_event("error", told, **given) is UNHANDLED:
            raise


async def _ask(router: Router, incoming: Incoming, typed: CallbackQuery | None, given: dict[str, Any]) -> None:
    try:
        async with incoming.tx.savepoint():
            if typed:
                await router.propagate_event("callback_query", typed, **given)
            else:
                await router.propagate_event(incoming.kind, incoming.event, **given)
    except BaseException:
        given["reply"].discard()
        raise


def _chat_state(incoming: Incoming, state: ChatState, chat: Chat, message: Message | None) -> ChatState:
    """What we know of a private chat, brought up to date; groups need none of it."""
    if chat.type != "private":
        return ChatState(latest_message_id=0, options=())
    if incoming.kind == "message" and message and message.message_id > state.latest_message_id:
        note_message(incoming.tx, chat.id, message_id=message.message_id)
        return ChatState(latest_message_id=message.message_id, options=state.options)
    return state


async def _who(
    tx: Tx, found: tuple[Person, Member | None] | None, user: User, message: Message | None, now: datetime
) -> tuple[Person, Member | None]:
    """The person, remembered on first sight, and their role. Whoever hides behind a chat has none."""
    if found is None:
        language = language_of_client(user.language_code)
        person = await add_person(tx, telegram_id=user.id, first_name=user.first_name, language=language, now=now)
        return person, None
    person, member = found
    if person.first_name != user.first_name[:256]:
        await rename_person(tx, person.id, first_name=user.first_name)
    if not person.reachable and message is not None and message.chat.type == "private":
        await set_reachable(tx, user.id, reachable=True)
    hidden = message is not None and message.sender_chat is not None and message.from_user == user
    return person, None if hidden else member


async def _topic(incoming: Incoming, chat: Chat, message: Message | None, query: CallbackQuery | None) -> Topic | None:
    """Our topic this happened in: its own queue keeps the order of answers, and survives the topic's deletion."""
    name = incoming.staff_chats.get(chat.id)
    if name is None:
        return None
    if message and message.is_topic_message and message.message_thread_id:
        return await find_topic_by_thread(incoming.tx, staff_chat=name, thread_id=message.message_thread_id)
    if message is None and query and query.message:
        return await find_topic_by_message(incoming.tx, chat_id=chat.id, message_id=query.message.message_id)
    return None


def _origin(
    incoming: Incoming,
    chat: Chat,
    message: Message | None,
    query: CallbackQuery | None,
    state: ChatState,
    *,
    topic: Topic | None,
) -> Origin:
    thread = message.message_thread_id if message and message.is_topic_message else None
    to = Address(topic_id=topic.id) if topic else Address(chat_id=chat.id, thread_id=thread)
    return Origin(
        key=incoming.key,
        to=to,
        is_private=chat.type == "private",
        chat_id=chat.id,
        pressed=query.message.message_id if query and query.message else None,
        wrote=message.message_id if message and not query else None,
        latest=state.latest_message_id,
        now=incoming.now,
    )


def _typed_press(incoming: Incoming, state: ChatState) -> CallbackQuery | None:
    """The press that typed words mean; a reply to some message means that message instead."""
    message = incoming.event
    if incoming.kind != "message" or not isinstance(message, Message):
        return None
    if message.chat.type != "private" or not message.text or message.reply_to_message:
        return None
    if message.text.startswith("/") or not message.from_user:
        return None
    data = press_of(message.text, state.options)
    if data is None:
        return None
    return CallbackQuery(
        id=f"{TYPED}{incoming.update_id}", from_user=message.from_user, chat_instance=TYPED, message=None, data=data
    )
