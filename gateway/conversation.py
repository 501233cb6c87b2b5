"""Which conversation an update belongs to: the key whose order is kept, and of the form that is open in it."""

from typing import Any

from storage.documents import dump_json
from storage.inbox import Received


def received(update: dict[str, Any]) -> Received:
    """The inbox row of a raw update. Never fails: what cannot be read gets a conversation of its own.

    Args:
        update: an object with an integer ``update_id``; everything else may be missing.
    """
    update_id = update["update_id"]
    kind = next((key for key in update if key != "update_id"), "empty")
    try:
        conversation = conversation_of(kind, update[kind])
    except (KeyError, TypeError, AttributeError, ValueError):
        conversation = f"u:{update_id}"
    try:
        raw = dump_json(update)
    except (TypeError, ValueError):
        # Nested deeper than we write, as nothing of Telegram's is: a dead letter without its words.
        raw = ""
    return Received(update_id=update_id, conversation=conversation, kind=kind[:40], raw=raw)


def conversation_of(kind: str, event: dict[str, Any]) -> str:
    """The key of one event: the person in private, the person within a thread in a group.

    A press and a message of one person share the key, so that they cannot overtake each other.

    Raises:
        KeyError, TypeError, AttributeError, ValueError: it has not the shape the Bot API promises.
    """
    message = event["message"] if kind == "callback_query" else event
    person = _number((event.get("from") or {}).get("id", 0))
    chat = message["chat"]
    if chat["type"] == "private":
        return f"p:{person}"
    thread = _number(message.get("message_thread_id", 0)) if message.get("is_topic_message") else 0
    return in_group(_number(chat["id"]), thread, person)


def in_group(chat_id: int, thread_id: int, person_id: int) -> str:
    """The key of a person within a thread of a group; thread 0 is General, or a group without topics."""
    return f"g:{chat_id}:{thread_id}:{person_id}"


def _number(value: Any) -> int:
    """An id that our columns hold too: Telegram's have at most 52 significant bits."""
    if type(value) is not int or abs(value) >= 1 << 62:
        raise ValueError("no id of Telegram's")
    return value
