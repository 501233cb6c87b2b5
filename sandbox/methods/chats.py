"""What a bot may learn about chats and their members."""

from typing import Any

from sandbox.chats import LEFT, PERMISSIONS, RULES
from sandbox.errors import bad
from sandbox.membership import set_member
from sandbox.methods.places import find_chat, find_group
from sandbox.registry import Call, method

NO_GIFTS = dict.fromkeys(
    ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels"), False
)


@method("getChat")
def get_chat(call: Call, *, chat_id: str) -> dict[str, Any]:
    """All that is known about a chat."""
    chat = find_chat(call, chat_id)
    full = call.world.chat_json(chat) | {
        "accent_color_id": abs(chat.id) % 7,
        "max_reaction_count": 11,
        "accepted_gift_types": dict(NO_GIFTS),
    }
    if not chat.is_private:
        full |= {"permissions": dict(PERMISSIONS), "join_to_send_messages": True}
    if chat.pinned:
        full["pinned_message"] = chat.messages[chat.pinned[-1]].body
    return full


@method("getChatMember")
def get_chat_member(call: Call, *, chat_id: str, user_id: int) -> dict[str, Any]:
    """What somebody is in a group."""
    chat = find_chat(call, chat_id)
    if user_id not in call.world.people and user_id not in call.world.bots:
        raise bad("invalid user_id specified")
    if chat.is_private:
        return {"user": call.world.user_json(user_id), "status": "member"}
    return call.world.member_json(chat, user_id)


@method("getChatAdministrators")
def get_chat_administrators(call: Call, *, chat_id: str) -> list[dict[str, Any]]:
    """Who rules a group, other bots left out."""
    chat = find_group(call, chat_id, reason="there are no administrators in the private chat")
    ruling = [user_id for user_id, member in chat.members.items() if member.status in RULES]
    others = call.world.bots.keys() - {call.bot.id}
    return [call.world.member_json(chat, user_id) for user_id in ruling if user_id not in others]


@method("getChatMemberCount")
def get_chat_member_count(call: Call, *, chat_id: str) -> int:
    """How many are in a chat."""
    chat = find_chat(call, chat_id)
    return 2 if chat.is_private else sum(member.present for member in chat.members.values())


@method("leaveChat")
def leave_chat(call: Call, *, chat_id: str) -> bool:
    """Go away from a group."""
    chat = find_group(call, chat_id, reason="chat can't be left")
    set_member(call.world, chat, call.bot.id, status=LEFT, by=call.bot.id)
    return True
