"""Messages come to be, change and vanish here, whoever writes them; bots and readers learn of it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sandbox.chats import Chat, Message, Topic
from sandbox.people import ANONYMOUS, Bot
from sandbox.text import utf16
from sandbox.world import World

MAX_QUOTE = 1024  # code points
SERVICE_FIELDS = """
    forum_topic_created forum_topic_edited forum_topic_closed forum_topic_reopened pinned_message
    general_forum_topic_hidden general_forum_topic_unhidden write_access_allowed message_auto_delete_timer_changed
    new_chat_members left_chat_member migrate_to_chat_id migrate_from_chat_id new_chat_title group_chat_created
    web_app_data users_shared chat_shared
"""
SERVICE = frozenset(SERVICE_FIELDS.split())
COPIED = (
    "text",
    "entities",
    "caption",
    "caption_entities",
    "photo",
    "document",
    "voice",
    "video",
    "audio",
    "sticker",
    "animation",
    "location",
    "venue",
    "contact",
    "poll",
    "dice",
    "video_note",
    "show_caption_above_media",
    "has_media_spoiler",
    "link_preview_options",
)


@dataclass(frozen=True, slots=True)
class Draft:
    """What a new message shall hold: `content` are the Bot API's fields of it, `extra` those around it."""

    content: dict[str, Any]
    thread_id: int = 0
    reply_to: Message | None = None
    markup: dict[str, Any] | None = None
    extra: dict[str, Any] = field(default_factory=dict)


def post(world: World, chat: Chat, draft: Draft, *, from_id: int, anonymous: bool = False) -> Message:
    """Put a message into a chat, give it to the bots that may see it and to the readers."""
    message_id = _next_id(world, chat)
    sender_bot = from_id if from_id in world.bots else None
    body: dict[str, Any] = {
        "message_id": message_id,
        "from": dict(ANONYMOUS) if anonymous else world.user_json(from_id),
    }
    if anonymous:
        body["sender_chat"] = world.chat_json(chat)
    body |= {"chat": world.chat_json(chat), "date": world.clock.date()}
    thread_id = draft.thread_id or (message_id if "forum_topic_created" in draft.content else 0)
    topic = chat.topics.get(thread_id)
    if thread_id:
        body |= {"message_thread_id": thread_id, "is_topic_message": True}
    reply_to = draft.reply_to or (chat.messages.get(thread_id) if topic else None)
    if reply_to is not None:
        body["reply_to_message"] = {key: value for key, value in reply_to.body.items() if key != "reply_to_message"}
    body |= draft.extra | draft.content
    inline = draft.markup is not None and "inline_keyboard" in draft.markup
    if inline:
        body["reply_markup"] = draft.markup
    message = Message(body, sender_bot=sender_bot, reply_keyboard=draft.markup is not None and not inline)
    chat.messages[message_id] = message
    if "poll" in draft.content:
        world.polls[draft.content["poll"]["id"]].places.append((chat.bot_id, chat.id, message_id))
    if topic:
        topic.message_ids[message_id] = None
    if draft.markup is not None and not inline:
        _change_keyboard(world, chat, draft.markup)
    world.stream.publish("message", chat_id=chat.id, message=body)
    _tell_bots(world, chat, message, kind="message")
    return message


def change(
    world: World, chat: Chat, message: Message, *, fields: dict[str, Any], drop: Iterable[str] = (), seen: bool = False
) -> None:
    """Replace fields of a message; `seen` marks it as edited, and people's edits reach the bots."""
    body = {key: value for key, value in message.body.items() if key not in set(drop)} | fields
    if seen:
        body["edit_date"] = world.clock.date()
    message.body = body
    show(world, chat, message)
    if seen and message.sender_bot is None and not message.inline_id:
        _tell_bots(world, chat, message, kind="edited_message")


def remove(world: World, chat: Chat, message_ids: list[int]) -> None:
    """Take messages away; bots are not told."""
    for message_id in message_ids:
        chat.forget(message_id)
    world.stream.publish("deleted", chat_id=chat.id, message_ids=message_ids)


def show(world: World, chat: Chat, message: Message) -> None:
    """Let readers see a message as it is now."""
    world.stream.publish("edited", chat_id=chat.id, message=as_seen(world, chat, message))


def as_seen(world: World, chat: Chat, message: Message) -> dict[str, Any]:
    """A message as a person sees it now, with its reactions and whose they are, its pin and who voted for what."""
    extra: dict[str, Any] = {}
    reactions = [reaction for given in message.reactions.values() for reaction in given]
    if reactions:
        extra["reactions"] = reactions
        extra["reactors"] = {str(user_id): given for user_id, given in message.reactions.items() if given}
    if message.body["message_id"] in chat.pinned:
        extra["pinned"] = True
    if "poll" in message.body:
        extra["voters"] = {
            str(voter): chosen for voter, chosen in world.polls[message.body["poll"]["id"]].votes.items()
        }
    return message.body | extra if extra else message.body


def copied_content(message: Message) -> dict[str, Any]:
    """The content of a message as another message takes it over."""
    return {name: message.body[name] for name in COPIED if name in message.body}


def forward_origin(message: Message) -> dict[str, Any]:
    """Whom a forwarded message names: its first author."""
    body = message.body
    if "forward_origin" in body:
        origin: dict[str, Any] = body["forward_origin"]
        return origin
    if "sender_chat" in body:
        return {"type": "chat", "date": body["date"], "sender_chat": body["sender_chat"]}
    return {"type": "user", "date": body["date"], "sender_user": body["from"]}


def quote_of(message: Message, words: str) -> dict[str, Any]:
    """The fields of a reply that quotes these words of a message; none if they do not stand there or are too many."""
    text = message.body.get("text") or message.body.get("caption") or ""
    if words not in text or len(words) > MAX_QUOTE:
        return {}
    return {"quote": {"text": words, "position": utf16.width(text[: text.index(words)]), "is_manual": True}}


def is_service(message: Message) -> bool:
    """Whether the message tells of an event rather than carrying content."""
    return not SERVICE.isdisjoint(message.body)


def with_people(world: World, entities: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Entities whose text mentions name a User; those of nobody known are dropped, as on Telegram."""
    found = []
    for entity in entities:
        if entity["type"] == "text_mention":
            user_id = entity["user_id"] if "user_id" in entity else entity["user"]["id"]
            if user_id not in world.people and user_id not in world.bots:
                continue
            entity = {**entity, "user": world.user_json(user_id)}
            entity.pop("user_id", None)
        found.append(entity)
    return found


def sees(bot: Bot, chat: Chat, message: Message) -> bool:
    """Privacy mode: whether a bot gets this message of somebody else."""
    if chat.is_private or bot.sees_everything or chat.member(bot.id).status == "administrator" or is_service(message):
        return True
    reply_to = message.body.get("reply_to_message", {})
    if bot.id in (reply_to.get("from", {}).get("id"), message.body.get("via_bot", {}).get("id")):
        return True
    command = re.match(r"/\w+(?:@(\w+))?", message.body.get("text", ""))
    return command is not None and (command[1] is None or command[1].lower() == bot.username.lower())


def tell_topic(world: World, chat: Chat, topic: Topic, *, action: str) -> None:
    """Let readers know what happened to a topic."""
    world.stream.publish("topic", chat_id=chat.id, topic=topic.as_state(), action=action)


def _next_id(world: World, chat: Chat) -> int:
    """Groups count by themselves; all dialogs of one bot share a count."""
    if chat.is_private:
        bot = world.bots[chat.bot_id]
        bot.last_private_message += 1
        chat.last_message_id = bot.last_private_message
    else:
        chat.last_message_id += 1
    return chat.last_message_id


def _tell_bots(world: World, chat: Chat, message: Message, *, kind: str) -> None:
    if message.sender_bot is not None:
        return
    for bot in world.bots_in(chat):
        if sees(bot, chat, message):
            bot.queue.put(kind, message.body)


def _change_keyboard(world: World, chat: Chat, markup: dict[str, Any]) -> None:
    chat.keyboard = None if "remove_keyboard" in markup else markup
    world.stream.publish("keyboard", chat_id=chat.id, keyboard=chat.keyboard)
