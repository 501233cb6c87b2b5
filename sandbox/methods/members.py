"""Banning, restricting, inviting: what a bot that is administrator does with the members of a group."""

from dataclasses import dataclass
from typing import Any

from sandbox.chats import ADMINISTRATOR, CREATOR, KICKED, LEFT, MEMBER, PERMISSIONS, RESTRICTED, Chat
from sandbox.errors import bad
from sandbox.joining import lift_later, new_link, shown
from sandbox.membership import set_member
from sandbox.methods.places import find_group
from sandbox.posting import remove
from sandbox.registry import Call, Json, method

MAX_LINK_NAME = 32
MAX_LINK_MEMBERS = 99_999
SHORTEST, LONGEST = 30, 366 * 86_400  # seconds; an end outside means for ever


@dataclass(frozen=True, slots=True)
class LinkWish:
    """What an invite link shall be like."""

    name: str = ""
    expire_date: int = 0
    member_limit: int = 0
    creates_join_request: bool = False


@method("banChatMember")
def ban_chat_member(
    call: Call, *, chat_id: str, user_id: int, until_date: int = 0, revoke_messages: bool = False
) -> bool:
    """Remove somebody who may not come back before `until_date`."""
    chat = _managed(call, chat_id, user_id)
    _change(call, chat, user_id, status=KICKED, until=until_date)
    if revoke_messages:
        remove(call.world, chat, [n for n, m in chat.messages.items() if m.body["from"]["id"] == user_id])
    return True


@method("unbanChatMember")
def unban_chat_member(call: Call, *, chat_id: str, user_id: int, only_if_banned: bool = False) -> bool:
    """Let somebody come back; who is in the group is removed, unless only a ban is to be lifted."""
    chat = _managed(call, chat_id, user_id)
    status = chat.member(user_id).status
    if status == KICKED or (chat.member(user_id).present and not only_if_banned):
        _change(call, chat, user_id, status=LEFT)
    return True


@method("restrictChatMember")
def restrict_chat_member(call: Call, *, chat_id: str, user_id: int, permissions: Json, until_date: int = 0) -> bool:
    """Say what somebody may still do in a supergroup; everything makes them a plain member again."""
    chat = _managed(call, chat_id, user_id)
    if chat.type != "supergroup":
        raise bad("method is available only for supergroups")
    given: Any = permissions
    if not isinstance(given, dict):
        raise bad("can't parse permissions JSON object")
    rights = {name: bool(given.get(name)) for name in PERMISSIONS}
    if all(rights[name] for name in PERMISSIONS if name.startswith("can_send")):
        _change(call, chat, user_id, status=MEMBER)
    else:
        _change(call, chat, user_id, status=RESTRICTED, until=until_date, rights=rights)
    return True


@method("createChatInviteLink")
def create_chat_invite_link(call: Call, *, chat_id: str, wish: LinkWish) -> dict[str, Any]:
    """Make another invite link."""
    chat = _inviting(call, chat_id)
    return shown(new_link(call.world, chat, by=call.bot.id, fields=_link_fields(wish)))


@method("editChatInviteLink")
def edit_chat_invite_link(call: Call, *, chat_id: str, invite_link: str, wish: LinkWish) -> dict[str, Any]:
    """Change a link of the bot's own."""
    link = _own_link(call, _inviting(call, chat_id), invite_link)
    for name in ("name", "expire_date", "member_limit"):
        link.pop(name, None)
    link |= {"creates_join_request": False} | _link_fields(wish)
    return shown(link)


@method("revokeChatInviteLink")
def revoke_chat_invite_link(call: Call, *, chat_id: str, invite_link: str) -> dict[str, Any]:
    """Let a link of the bot's own work no longer."""
    link = _own_link(call, _inviting(call, chat_id), invite_link)
    link["is_revoked"] = True
    return shown(link)


@method("exportChatInviteLink")
def export_chat_invite_link(call: Call, *, chat_id: str) -> str:
    """Make a new primary link; the old one works no longer."""
    chat = _inviting(call, chat_id)
    for link in chat.links.values():
        if link["is_primary"] and link["creator"]["id"] == call.bot.id:
            link["is_revoked"] = True
    return str(new_link(call.world, chat, by=call.bot.id, fields={"is_primary": True})["invite_link"])


@method("approveChatJoinRequest")
def approve_chat_join_request(call: Call, *, chat_id: str, user_id: int) -> bool:
    """Let somebody in who asked."""
    chat = _requested(call, chat_id, user_id)
    set_member(call.world, chat, user_id, status=MEMBER, by=call.bot.id)
    return True


@method("declineChatJoinRequest")
def decline_chat_join_request(call: Call, *, chat_id: str, user_id: int) -> bool:
    """Let somebody not in who asked; they are not told."""
    _requested(call, chat_id, user_id)
    return True


def _managed(call: Call, chat_id: str, user_id: int) -> Chat:
    chat = find_group(call, chat_id, reason="chat member status can't be changed in private chats")
    if user_id not in call.world.people and user_id not in call.world.bots:
        raise bad("invalid user_id specified")
    if not chat.member(call.bot.id).may("can_restrict_members"):
        raise bad("not enough rights to restrict/unrestrict chat member")
    if chat.member(user_id).status == CREATOR:
        raise bad("can't remove chat owner")
    if chat.member(user_id).status == ADMINISTRATOR:
        raise bad("user is an administrator of the chat")
    return chat


def _change(
    call: Call, chat: Chat, user_id: int, *, status: str, until: int = 0, rights: dict[str, bool] | None = None
) -> None:
    lasts = SHORTEST <= until - call.world.clock.now() <= LONGEST
    set_member(call.world, chat, user_id, status=status, by=call.bot.id, rights=rights, until=until if lasts else 0)
    lift_later(call.world, chat, user_id)


def _inviting(call: Call, chat_id: str) -> Chat:
    chat = find_group(call, chat_id, reason="invite links are available only in groups")
    if not chat.member(call.bot.id).may("can_invite_users"):
        raise bad("not enough rights to manage chat invite link")
    return chat


def _link_fields(wish: LinkWish) -> dict[str, Any]:
    if len(wish.name) > MAX_LINK_NAME:
        raise bad("invite link name is too long")
    if not 0 <= wish.member_limit <= MAX_LINK_MEMBERS:
        raise bad("invalid member_limit specified")
    if wish.creates_join_request and wish.member_limit:
        raise bad("member limit can't be specified for links requiring administrator approval")
    limits = {"name": wish.name, "expire_date": wish.expire_date, "member_limit": wish.member_limit}
    return {name: value for name, value in limits.items() if value} | {
        "creates_join_request": wish.creates_join_request
    }


def _own_link(call: Call, chat: Chat, address: str) -> dict[str, Any]:
    link = chat.links.get(address)
    if link is None or link["creator"]["id"] != call.bot.id:
        raise bad("INVITE_HASH_EXPIRED")
    return link


def _requested(call: Call, chat_id: str, user_id: int) -> Chat:
    chat = _inviting(call, chat_id)
    if chat.member(user_id).present:
        raise bad("USER_ALREADY_PARTICIPANT")
    if chat.requests.pop(user_id, None) is None:
        raise bad("HIDE_REQUESTER_MISSING")
    return chat
