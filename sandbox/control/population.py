"""Control calls that make bots, people and groups, and change who is where."""

from collections.abc import Sequence
from typing import Any

from aiohttp import web

from sandbox import seed
from sandbox.chats import ADMINISTRATOR, MEMBER, STATUSES, Chat, Member
from sandbox.control.acting import bot_of
from sandbox.control.body import Body, deed
from sandbox.errors import ControlError
from sandbox.joining import join
from sandbox.membership import chat_state, migrate, set_blocked, set_member, tell_chat
from sandbox.people import ROLES, Person
from sandbox.world import World


def state(world: World, _: Body) -> dict[str, Any]:
    """The whole world, without messages."""
    chats = [*world.groups.values(), *world.private.values()]
    return {
        "clock": world.clock.iso(),
        "bots": [bot.as_state() for bot in world.bots.values()],
        "people": [person.as_state() for person in world.people.values()],
        "chats": [chat_state(chat) for chat in chats if not chat.migrated_to],
        "last_event_id": world.stream.last_id,
    }


def announce_bot(world: World, body: Body) -> dict[str, Any]:
    """Make a bot known, before its first call."""
    bot = world.announce_bot(
        body.text("token"), first_name=body.text("first_name", ""), username=body.text("username", "")
    )
    if body.has("privacy"):
        bot.sees_everything = not body.flag("privacy")
    if body.has("inline"):
        bot.inline = body.flag("inline")
    return bot.as_user()


def add_person(world: World, body: Body) -> dict[str, Any]:
    """Make a person, or change one."""
    person_id = body.number("id", 0) or world.free_person_id()
    if person_id < 0 or person_id in world.bots:
        raise ControlError("A person's id is a positive number that no bot has.")
    old = world.people.get(person_id)
    if not body.text("first_name", "" if old is None else old.first_name).strip():
        raise ControlError("Give first_name, a text that is not empty.")
    if body.text("role", "") not in ROLES:
        raise ControlError("role must be citizen or clerk.")
    person = old or Person(person_id, body.text("first_name"))
    for name in ("first_name", "last_name", "username", "language_code", "phone", "role"):
        if body.has(name):
            setattr(person, name, body.text(name))
    world.add_person(person)
    return person.as_state()


def add_chat(world: World, body: Body) -> dict[str, Any]:
    """Make a group with its members; the bot comes to it too. One that is `lasting` comes back after a reset."""
    chat_id = body.number("id", 0) or world.free_group_id()
    kind = body.text("type", "supergroup")
    if kind not in ("group", "supergroup"):
        raise ControlError("type must be group or supergroup.")
    if chat_id >= 0 or chat_id in world.groups:
        raise ControlError("A group's id is a negative number that no other group has.")
    chat = Chat(id=chat_id, type=kind, title=body.text("title"), is_forum=body.flag("is_forum"))
    chat.username = body.text("username", "")
    for fields in body.objects("members"):
        person = world.person(fields.number("user_id"))
        chat.members[person.id] = Member(_status(fields.text("status", MEMBER)))
    if body.flag("lasting") and chat.members:
        chat.founders = {person: member.status for person, member in chat.members.items()}
    world.add_group(chat)
    status = _status(body.text("bot_status", ADMINISTRATOR))
    by = next(iter(chat.members), None)
    if world.bots:
        bot = world.bot(bot_of(body))
        set_member(world, chat, bot.id, status=status, by=by if by is not None else bot.id, rights=_rights(body))
    tell_chat(world, chat)
    return chat_state(chat)


def change_member(world: World, body: Body) -> dict[str, Any]:
    """Change what somebody is in a group."""
    chat = world.group(body.number("chat_id"))
    user_id = world.bot(bot_of(body)).id if body.flag("bot") else world.person(body.number("user_id")).id
    by = next((known for known, member in chat.members.items() if known in world.people and member.present), user_id)
    status = _status(body.text("status"))
    set_member(world, chat, user_id, status=status, by=body.number("from_id", by), rights=_rights(body))
    return {"status": status}


def join_group(world: World, body: Body) -> dict[str, Any]:
    """Come into a group by an invite link, or ask to."""
    chat, person = world.group(body.number("chat_id")), world.person(body.number("from_id"))
    address, bio = body.text("invite_link", ""), body.text("bio", "")
    return {"status": join(world, chat, person, address=address, bio=bio)}


def move_group(world: World, body: Body) -> dict[str, Any]:
    """Make a group a supergroup with another id; a forum takes its topics and messages along."""
    return chat_state(migrate(world, world.group(body.number("chat_id"))))


def block(world: World, body: Body) -> dict[str, Any]:
    """Let a person block the bot."""
    return _block(world, body, blocked=True)


def unblock(world: World, body: Body) -> dict[str, Any]:
    """Let a person take the block back."""
    return _block(world, body, blocked=False)


def deactivate(world: World, body: Body) -> dict[str, Any]:
    """Let a person delete their account."""
    person = world.person(body.number("user_id"))
    person.deactivated = True
    world.stream.publish("people", person=person.as_state())
    return {"deactivated": True}


def reset(world: World, body: Body) -> dict[str, Any]:
    """Begin anew, with the demo's people or with none."""
    wish = body.text("seed", "demo")
    if wish not in ("demo", "empty"):
        raise ControlError("seed must be demo or empty.")
    groups = seed.groups_to_keep(world)
    world.reset()
    if wish == "demo":
        seed.populate(world, groups=groups)
    return state(world, body)


def _block(world: World, body: Body, *, blocked: bool) -> dict[str, Any]:
    person = world.person(body.number("user_id"))
    set_blocked(world, world.bot(bot_of(body)), person, blocked=blocked)
    return {"blocked": blocked}


def _status(status: str) -> str:
    if status not in STATUSES:
        raise ControlError(f"status must be one of {', '.join(sorted(STATUSES))}.")
    return status


def _rights(body: Body) -> dict[str, bool]:
    rights = body.fields.get("rights") or {}
    if not isinstance(rights, dict) or not all(isinstance(value, bool) for value in rights.values()):
        raise ControlError("rights must be an object of true and false.")
    return rights


def routes() -> Sequence[web.RouteDef]:
    """The control calls of this file."""
    calls = {
        "bots": announce_bot,
        "people": add_person,
        "chats": add_chat,
        "member": change_member,
        "join": join_group,
        "migrate": move_group,
        "block": block,
        "unblock": unblock,
        "deactivate": deactivate,
        "reset": reset,
    }
    return [
        web.get("/control/state", deed(state)),
        *(web.post(f"/control/{name}", deed(function)) for name, function in calls.items()),
    ]
