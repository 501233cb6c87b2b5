"""Forum topics, as a bot that is administrator keeps them."""

from typing import Any

from sandbox.chats import Chat, Topic
from sandbox.errors import bad
from sandbox.methods.places import find_chat, find_topic
from sandbox.registry import Call, method
from sandbox.topics import ICON_COLORS, MAX_NAME, close_topic, delete_topic, open_topic, rename_topic, reopen_topic


@method("createForumTopic")
def create_forum_topic(
    call: Call, *, chat_id: str, name: str, icon_color: int = ICON_COLORS[0], icon_custom_emoji_id: str = ""
) -> dict[str, Any]:
    """Open a topic; needs can_manage_topics."""
    chat = forum(call, chat_id, deed="create a topic")
    check_name(name)
    if icon_color not in ICON_COLORS:
        raise bad("invalid icon color specified")
    topic, _ = open_topic(
        call.world,
        chat,
        name=name.strip(),
        from_id=call.bot.id,
        icon_color=icon_color,
        icon_custom_emoji_id=icon_custom_emoji_id,
    )
    call.sent(chat_id=chat.id, message_id=topic.thread_id)
    return topic.as_json()


@method("editForumTopic")
def edit_forum_topic(
    call: Call,
    *,
    chat_id: str,
    message_thread_id: int,
    name: str | None = None,
    icon_custom_emoji_id: str | None = None,
) -> bool:
    """Change a topic's name or icon; an empty name keeps the old one."""
    chat, topic = _topic(call, chat_id, message_thread_id, deed="edit the topic")
    new_name = name.strip() if name and name.strip() != topic.name else None
    new_icon = icon_custom_emoji_id if icon_custom_emoji_id not in (None, topic.icon_custom_emoji_id) else None
    if new_name is None and new_icon is None:
        raise bad("TOPIC_NOT_MODIFIED")
    if new_name is not None:
        check_name(new_name)
    message = rename_topic(call.world, chat, topic, from_id=call.bot.id, name=new_name, icon_custom_emoji_id=new_icon)
    call.sent(chat_id=chat.id, message_id=message.body["message_id"])
    return True


@method("closeForumTopic")
def close_forum_topic(call: Call, *, chat_id: str, message_thread_id: int) -> bool:
    """Close an open topic."""
    chat, topic = _topic(call, chat_id, message_thread_id, deed="edit the topic")
    if topic.closed:
        raise bad("TOPIC_NOT_MODIFIED")
    message = close_topic(call.world, chat, topic, from_id=call.bot.id)
    call.sent(chat_id=chat.id, message_id=message.body["message_id"])
    return True


@method("reopenForumTopic")
def reopen_forum_topic(call: Call, *, chat_id: str, message_thread_id: int) -> bool:
    """Open a closed topic again."""
    chat, topic = _topic(call, chat_id, message_thread_id, deed="edit the topic")
    if not topic.closed:
        raise bad("TOPIC_NOT_MODIFIED")
    message = reopen_topic(call.world, chat, topic, from_id=call.bot.id)
    call.sent(chat_id=chat.id, message_id=message.body["message_id"])
    return True


@method("deleteForumTopic")
def delete_forum_topic(call: Call, *, chat_id: str, message_thread_id: int) -> bool:
    """Delete a topic with its messages; needs can_delete_messages."""
    chat, topic = _topic(call, chat_id, message_thread_id, deed="delete the topic", right="can_delete_messages")
    delete_topic(call.world, chat, topic)
    call.sent(chat_id=chat.id, message_id=message_thread_id)
    return True


@method("unpinAllForumTopicMessages")
def unpin_all_forum_topic_messages(call: Call, *, chat_id: str, message_thread_id: int) -> bool:
    """Take all pins of a topic away."""
    chat, topic = _topic(call, chat_id, message_thread_id, deed="manage pinned messages in the chat")
    chat.pinned = [number for number in chat.pinned if number not in topic.message_ids]
    return True


def forum(call: Call, chat_id: str, *, deed: str, right: str = "can_manage_topics") -> Chat:
    """The forum in which the bot may do this.

    Raises:
        ApiError: 400, it is no forum or the right is missing.
    """
    chat = find_chat(call, chat_id)
    if not chat.is_forum:
        raise bad("the chat is not a forum")
    if not chat.member(call.bot.id).may(right):
        raise bad(f"not enough rights to {deed}")
    return chat


def _topic(
    call: Call, chat_id: str, thread_id: int, *, deed: str, right: str = "can_manage_topics"
) -> tuple[Chat, Topic]:
    chat = forum(call, chat_id, deed=deed, right=right)
    return chat, find_topic(chat, thread_id)


def check_name(name: str) -> None:
    """Refuse an empty or too long name of a topic.

    Raises:
        ApiError: 400.
    """
    if not name.strip():
        raise bad("TOPIC_TITLE_EMPTY")
    if len(name.strip()) > MAX_NAME:
        raise bad("TOPIC_TITLE_INVALID")
