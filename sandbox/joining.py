"""How people come into a group: invite links, requests to join, and who answers them."""

import string
from functools import partial
from typing import Any

from sandbox.chats import ADMINISTRATOR, KICKED, LEFT, MEMBER, RESTRICTED, Chat, Member
from sandbox.errors import ControlError
from sandbox.membership import set_member, tell_chat
from sandbox.people import Bot, Person
from sandbox.world import World

MAY_WRITE_SECONDS = 300  # to somebody who asked to join but never started the bot


def new_link(world: World, chat: Chat, *, by: int, fields: dict[str, Any]) -> dict[str, Any]:
    """An invite link of a group, a ChatInviteLink of the Bot API."""
    name = "".join(world.rng.choices(string.ascii_letters + string.digits, k=16))
    link = {
        "invite_link": f"https://t.me/+{name}",
        "creator": world.user_json(by),
        "creates_join_request": False,
        "is_primary": False,
        "is_revoked": False,
        **fields,
    }
    chat.links[link["invite_link"]] = link
    return link


def join(world: World, chat: Chat, person: Person, *, address: str, bio: str = "") -> str:
    """Follow an invite link, or ask to join without one; says `member` or `requested`.

    Raises:
        ControlError: the person is there already or banned, or the link is not (or no longer) good.
    """
    member = chat.member(person.id)
    if member.present or member.status == KICKED:
        raise ControlError(f"Person {person.id} is {member.status} in chat {chat.id}.")
    link = chat.links.get(address) if address else None
    if address:
        _check_link(world, chat, link)
    if link is None or link["creates_join_request"]:
        _request(world, chat, person, link=link, bio=bio)
        return "requested"
    link["joined"] = link.get("joined", 0) + 1
    set_member(world, chat, person.id, status=MEMBER, by=person.id, more={"invite_link": shown(link)})
    return MEMBER


def shown(link: dict[str, Any]) -> dict[str, Any]:
    """A link without what is only counted here."""
    return {name: value for name, value in link.items() if name != "joined"}


def may_write_before_start(world: World, bot: Bot, person: Person) -> bool:
    """Whether a request to join lets the bot write to somebody who never started it."""
    since = world.clock.now() - MAY_WRITE_SECONDS
    groups = (chat for chat in world.groups.values() if chat.member(bot.id).may("can_invite_users"))
    return any(chat.requests.get(person.id, 0) > since for chat in groups)


def lift_later(world: World, chat: Chat, user_id: int) -> None:
    """Let the clock end a ban or a restriction that has an end."""
    until = chat.member(user_id).until
    if until:
        world.clock.at(until, partial(_lift, world, chat, user_id, until))


def _lift(world: World, chat: Chat, user_id: int, until: int) -> None:
    member = chat.member(user_id)
    if world.groups.get(chat.id) is chat and member.until == until and member.status in (KICKED, RESTRICTED):
        status = LEFT if member.status == KICKED else MEMBER
        chat.members[user_id] = Member(status)
        tell_chat(world, chat)


def _check_link(world: World, chat: Chat, link: dict[str, Any] | None) -> None:
    if link is None or link["is_revoked"]:
        raise ControlError(f"This is no invite link of chat {chat.id}, or it was revoked.")
    if link.get("expire_date", 2**40) <= world.clock.now():
        raise ControlError("This invite link has expired.")
    if link.get("joined", 0) >= link.get("member_limit", 2**40):
        raise ControlError("This invite link let in as many as it may.")


def _request(world: World, chat: Chat, person: Person, *, link: dict[str, Any] | None, bio: str) -> None:
    chat.requests[person.id] = world.clock.now()
    payload = {
        "chat": world.chat_json(chat),
        "from": person.as_user(),
        "user_chat_id": person.id,
        "date": world.clock.date(),
        **({"bio": bio} if bio else {}),
        **({"invite_link": shown(link)} if link else {}),
    }
    for bot in world.bots_in(chat):
        if chat.member(bot.id).status == ADMINISTRATOR and chat.member(bot.id).may("can_invite_users"):
            bot.queue.put("chat_join_request", payload)
