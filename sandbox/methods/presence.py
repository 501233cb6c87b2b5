"""What a bot does in a chat besides talking: typing, reacting, pinning."""

from typing import Any

from sandbox.chats import Chat
from sandbox.errors import bad
from sandbox.methods.places import check_can_write, find_chat, find_topic
from sandbox.posting import Draft, post, show
from sandbox.reactions import is_reaction, react
from sandbox.registry import Call, Json, method

ACTION_NAMES = """
    typing upload_photo record_video upload_video record_voice upload_voice record_audio upload_audio
    upload_document choose_sticker find_location record_video_note upload_video_note
"""
ACTIONS = frozenset(ACTION_NAMES.split())


@method("sendChatAction")
def send_chat_action(call: Call, *, chat_id: str, action: str, message_thread_id: int = 0) -> bool:
    """Show for five seconds what the bot is about to do."""
    chat = find_chat(call, chat_id)
    check_can_write(call, chat)
    if action.lower() not in ACTIONS:
        raise bad("wrong parameter action in request")
    if message_thread_id and chat.is_forum:
        find_topic(chat, message_thread_id)
    call.world.stream.publish(
        "action", chat_id=chat.id, message_thread_id=message_thread_id or None, action=action.lower()
    )
    return True


@method("setMessageReaction")
def set_message_reaction(call: Call, *, chat_id: str, message_id: int, reaction: Json | None = None) -> bool:
    """React to a message with one emoji of the usual 73, or take the reaction back."""
    chat = find_chat(call, chat_id)
    message = chat.messages.get(message_id)
    if message is None:
        raise bad("message to react not found")
    given: Any = reaction or []
    if not isinstance(given, list) or not all(isinstance(one, dict) for one in given):
        raise bad("can't parse reaction types JSON object")
    if len(given) > 1:
        raise bad("REACTIONS_TOO_MANY")
    if any(one.get("type") != "emoji" or not is_reaction(str(one.get("emoji"))) for one in given):
        raise bad("REACTION_INVALID")
    react(call.world, chat, message, by=call.bot.id, reaction=given)
    return True


@method("pinChatMessage")
def pin_chat_message(call: Call, *, chat_id: str, message_id: int) -> bool:
    """Pin a message above the chat; in groups the bot needs can_pin_messages."""
    chat = _pinnable(call, chat_id)
    message = chat.messages.get(message_id)
    if message is None:
        raise bad("message to pin not found")
    if message_id not in chat.pinned:
        chat.pinned.append(message_id)
        thread_id = message.body.get("message_thread_id", 0)
        told = {key: value for key, value in message.body.items() if key != "reply_to_message"}
        post(call.world, chat, Draft({"pinned_message": told}, thread_id=thread_id), from_id=call.bot.id)
        show(call.world, chat, message)
    call.sent(chat_id=chat.id, message_id=message_id)
    return True


@method("unpinChatMessage")
def unpin_chat_message(call: Call, *, chat_id: str, message_id: int = 0) -> bool:
    """Take a pin away, the newest one if none is named."""
    chat = _pinnable(call, chat_id)
    number = message_id or (chat.pinned[-1] if chat.pinned else 0)
    if number not in chat.pinned:
        raise bad("message to unpin not found")
    chat.pinned.remove(number)
    show(call.world, chat, chat.messages[number])
    return True


@method("unpinAllChatMessages")
def unpin_all_chat_messages(call: Call, *, chat_id: str) -> bool:
    """Take all pins of a chat away."""
    _pinnable(call, chat_id).pinned.clear()
    return True


def _pinnable(call: Call, chat_id: str) -> Chat:
    chat = find_chat(call, chat_id)
    check_can_write(call, chat)
    if not chat.is_private and not chat.member(call.bot.id).may("can_pin_messages"):
        raise bad("not enough rights to manage pinned messages in the chat")
    return chat
