"""The General topic of a forum, and the icons a topic may have."""

from typing import Any

from sandbox.chats import Chat
from sandbox.errors import bad
from sandbox.methods.topics import check_name, forum
from sandbox.posting import Draft, post
from sandbox.registry import Call, method

ICONS = ["📰", "💡", "⚡", "🎙", "🔝", "🗣", "🆒", "❗", "📝", "📆", "📁", "🔎", "📣", "🔥", "❤", "❓"]
DEED = "edit the topic"


@method("editGeneralForumTopic")
def edit_general_forum_topic(call: Call, *, chat_id: str, name: str) -> bool:
    """Rename General."""
    chat = forum(call, chat_id, deed=DEED)
    check_name(name)
    if name.strip() == chat.general.name:
        raise bad("TOPIC_NOT_MODIFIED")
    chat.general.name = name.strip()
    return _tell(call, chat, {"forum_topic_edited": {"name": chat.general.name}})


@method("closeGeneralForumTopic")
def close_general_forum_topic(call: Call, *, chat_id: str) -> bool:
    """Let only administrators write in General."""
    chat = forum(call, chat_id, deed=DEED)
    if chat.general.closed:
        raise bad("TOPIC_NOT_MODIFIED")
    chat.general.closed = True
    return _tell(call, chat, {"forum_topic_closed": {}})


@method("reopenGeneralForumTopic")
def reopen_general_forum_topic(call: Call, *, chat_id: str) -> bool:
    """Let everybody write in General again; a hidden one is shown."""
    chat = forum(call, chat_id, deed=DEED)
    if not chat.general.closed:
        raise bad("TOPIC_NOT_MODIFIED")
    chat.general.closed = chat.general.hidden = False
    return _tell(call, chat, {"forum_topic_reopened": {}})


@method("hideGeneralForumTopic")
def hide_general_forum_topic(call: Call, *, chat_id: str) -> bool:
    """Hide General, which closes it too."""
    chat = forum(call, chat_id, deed=DEED)
    if chat.general.hidden:
        raise bad("TOPIC_NOT_MODIFIED")
    chat.general.closed = chat.general.hidden = True
    return _tell(call, chat, {"general_forum_topic_hidden": {}})


@method("unhideGeneralForumTopic")
def unhide_general_forum_topic(call: Call, *, chat_id: str) -> bool:
    """Show General again."""
    chat = forum(call, chat_id, deed=DEED)
    if not chat.general.hidden:
        raise bad("TOPIC_NOT_MODIFIED")
    chat.general.hidden = False
    return _tell(call, chat, {"general_forum_topic_unhidden": {}})


@method("unpinAllGeneralForumTopicMessages")
def unpin_all_general_forum_topic_messages(call: Call, *, chat_id: str) -> bool:
    """Take all pins of General away."""
    chat = forum(call, chat_id, deed="manage pinned messages in the chat")
    chat.pinned = [number for number in chat.pinned if "message_thread_id" in chat.messages[number].body]
    return True


@method("getForumTopicIconStickers")
def get_forum_topic_icon_stickers(_: Call) -> list[dict[str, Any]]:
    """The emoji that a topic may have as its icon without paying."""
    looks = {"type": "custom_emoji", "width": 100, "height": 100, "is_animated": True, "is_video": False}
    return [
        looks
        | {
            "emoji": emoji,
            "custom_emoji_id": str(5_312_536_423_851_630_000 + number),
            "file_id": f"topic-icon-{number}",
            "file_unique_id": f"icon-{number}",
        }
        for number, emoji in enumerate(ICONS)
    ]


def _tell(call: Call, chat: Chat, content: dict[str, Any]) -> bool:
    message = post(call.world, chat, Draft(content), from_id=call.bot.id)
    call.sent(chat_id=chat.id, message_id=message.body["message_id"])
    return True
