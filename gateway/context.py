"""What every handler is given: the person, their role and form, the reply, the hall; and a savepoint around it."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aiogram import BaseMiddleware
from aiogram.types import CallbackQuery, Chat, Message, TelegramObject, Update, User

from actions.forms import Form
from answers.index import Index
from content.models import Hall
from domain.languages import language_of_client
from domain.people import Member, Person
from gateway.conversation import in_group
from gateway.reply import GatewayReply, Origin
from gateway.typed import press_of
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
    """One update inside its unit of work: what the worker gives, and the reply it gets back."""

    tx: Tx
    update: Update
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
        user, chat, *_ = _event(incoming.update)
        if user and chat:
            places[at] = Place(user.id, chat.id, incoming.conversation)
    for at, known in zip(places, await find_arrivals(tx, list(places.values())), strict=True):
        group[at].known = known


def _event(update: Update) -> tuple[User | None, Chat | None, Message | None, CallbackQuery | None]:
    """Who acts, in which chat, on or with which message, and the press if it is one."""
    if query := update.callback_query:
        message = query.message
        return (
            query.from_user,
            message.chat if message else None,
            message if isinstance(message, Message) else None,
            query,
        )
    if message := update.message or update.edited_message:
        return message.from_user, message.chat, message, None
    if member := update.my_chat_member:
        return member.from_user, member.chat, None, None
    return None, None, None, None


class EnterHall(BaseMiddleware):
    """Update-level, so that what it adds reaches error handlers too, after a refusal rolled the savepoint back."""

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        incoming: Incoming = data["incoming"]
        update: Update = event  # type: ignore[assignment] # registered for updates only
        user, chat, message, query = _event(update)
        tx, known = incoming.tx, incoming.known
        if user is None or chat is None or known is None:
            return None
        state = _chat_state(tx, known.chat, update, chat, message)
        person, member = await _who(tx, known.who, user, message, incoming.now)
        topic = await _topic(incoming, chat, message, query)
        conversation, stored = incoming.conversation, known.form
        if message is None and topic and topic.thread_id:
            # Telegram no longer says where an old card stands, but the words that follow come from its topic.
            conversation = in_group(chat.id, topic.thread_id, user.id)
            stored = await find_form(tx, conversation)
        form = Form(tx, conversation=conversation, stored=stored, now=incoming.now)
        typed = _typed_press(update, state)
        reply = incoming.reply = GatewayReply(tx, _origin(incoming, chat, message, query, state, topic=topic))
        data.update(
            tx=tx,
            person=person,
            member=member,
            staff_chat=incoming.staff_chats.get(chat.id),
            form=form,
            reply=reply,
            now=incoming.now,
            hall=incoming.hall,
            index=incoming.index,
        )
        try:
            async with tx.savepoint():
                return await handler(typed or update, data)
        except BaseException:
            reply.discard()
            raise


def _chat_state(tx: Tx, state: ChatState, update: Update, chat: Chat, message: Message | None) -> ChatState:
    """What we know of a private chat, brought up to date; groups need none of it."""
    if chat.type != "private":
        return ChatState(latest_message_id=0, options=())
    if update.message and message and message.message_id > state.latest_message_id:
        note_message(tx, chat.id, message_id=message.message_id)
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


def _typed_press(update: Update, state: ChatState) -> Update | None:
    """The press that typed words mean; a reply to some message means that message instead."""
    message = update.message
    if not message or message.chat.type != "private" or not message.text or message.reply_to_message:
        return None
    if message.text.startswith("/") or not message.from_user:
        return None
    data = press_of(message.text, state.options)
    if data is None:
        return None
    press = CallbackQuery(
        id=f"{TYPED}{update.update_id}", from_user=message.from_user, chat_instance=TYPED, message=None, data=data
    )
    return Update(update_id=update.update_id, callback_query=press)
