"""Who comes to a group, leaves it, rules it, or blocks a bot: the change and the updates that tell of it."""

from dataclasses import replace
from typing import Any

from sandbox.chats import KICKED, LEFT, MEMBER, Chat, Member
from sandbox.people import Bot, Person
from sandbox.posting import Draft, post
from sandbox.world import World


def set_member(
    world: World,
    chat: Chat,
    user_id: int,
    *,
    status: str,
    by: int,
    rights: dict[str, bool] | None = None,
    until: int = 0,
    more: dict[str, Any] | None = None,
) -> None:
    """Make somebody a member, administrator … of a group, and tell the bots.

    The bot itself reads my_chat_member; administrators among the bots read chat_member for others; who joins or
    leaves also leaves a service message. `more` are further fields of the update.
    """
    old_json, was = world.member_json(chat, user_id), chat.member(user_id)
    chat.members[user_id] = Member(status, rights or {}, until=until)
    changed = _changed(world, chat, user_id=user_id, old=old_json, by=by) | (more or {})
    if user_id in world.bots:
        world.bots[user_id].queue.put("my_chat_member", changed)
    for bot in world.bots_in(chat):
        if bot.id != user_id and chat.member(bot.id).status == "administrator":
            bot.queue.put("chat_member", changed)
    user = world.user_json(user_id)
    is_present = chat.member(user_id).present
    if is_present and not was.present:
        post(world, chat, Draft({"new_chat_members": [user]}), from_id=by)
    elif was.present and not is_present:
        post(world, chat, Draft({"left_chat_member": user}), from_id=by)
    tell_chat(world, chat)


def set_blocked(world: World, bot: Bot, person: Person, *, blocked: bool) -> None:
    """Let a person block a bot or take it back; the bot reads my_chat_member."""
    if (bot.id in person.blocked) == blocked:
        return
    chat = world.private_chat(bot, person)
    before, after = (MEMBER, KICKED) if blocked else (KICKED, MEMBER)
    (person.blocked.add if blocked else person.blocked.discard)(bot.id)
    user = bot.as_user()
    payload = {
        "chat": world.chat_json(chat),
        "from": person.as_user(),
        "date": world.clock.date(),
        "old_chat_member": {"user": user, **Member(before).as_json()},
        "new_chat_member": {"user": user, **Member(after).as_json()},
    }
    bot.queue.put("my_chat_member", payload)
    world.stream.publish("people", person=person.as_state())


def migrate(world: World, chat: Chat) -> Chat:
    """Make a group a supergroup with a new id; the old id only points to it.

    Telegram does this to ordinary groups, whose history bots lose. A forum never moves there: here it can, so that a
    bot can be seen to follow, and its topics and messages keep their ids.
    """
    new = Chat(
        id=world.free_group_id(),
        type="supergroup",
        title=chat.title,
        is_forum=chat.is_forum,
        members=dict(chat.members),
        founders=chat.founders,
    )
    by = next((user_id for user_id in chat.members if user_id in world.people), None)
    post(world, chat, Draft({"migrate_to_chat_id": new.id}), from_id=by if by is not None else world.bot().id)
    chat.migrated_to = new.id
    if chat.is_forum:
        _take_along(world, chat, new)
    world.add_group(new)
    post(world, new, Draft({"migrate_from_chat_id": chat.id}), from_id=by if by is not None else world.bot().id)
    tell_chat(world, new)
    return new


def _take_along(world: World, chat: Chat, new: Chat) -> None:
    new.topics, new.general, new.pinned = chat.topics, chat.general, chat.pinned
    new.last_message_id = chat.last_message_id
    as_chat = {"chat": world.chat_json(new)}
    for message_id, message in chat.messages.items():
        body = message.body | as_chat
        if "reply_to_message" in body:
            body["reply_to_message"] = body["reply_to_message"] | as_chat
        if "migrate_to_chat_id" not in body:
            new.messages[message_id] = replace(message, body=body)
    moved = {(chat.bot_id, chat.id, message_id): (new.bot_id, new.id, message_id) for message_id in new.messages}
    for poll in world.polls.values():
        poll.places[:] = [moved.get(place, place) for place in poll.places]
    world.inline_messages |= {key: moved[at] for key, at in world.inline_messages.items() if at in moved}
    chat.topics, chat.pinned = {}, []


def tell_chat(world: World, chat: Chat) -> None:
    """Let readers know what a chat is now."""
    world.stream.publish("chat", chat=chat_state(chat))


def chat_state(chat: Chat) -> dict[str, Any]:
    """A chat as the control API shows it."""
    return {
        "id": chat.id,
        "type": chat.type,
        "title": chat.title,
        "is_forum": chat.is_forum,
        "bot_id": chat.bot_id or None,
        "members": [
            {"user_id": user_id, "status": m.status} for user_id, m in chat.members.items() if m.status != LEFT
        ],
        "topics": [topic.as_state() for topic in chat.topics.values()],
        **({"general": {"closed": chat.general.closed, "hidden": chat.general.hidden}} if chat.is_forum else {}),
        "pinned": list(chat.pinned),
        "last_message_id": chat.last_message_id,
        **({"migrated_to": chat.migrated_to} if chat.migrated_to else {}),
    }


def _changed(world: World, chat: Chat, *, user_id: int, old: dict[str, Any], by: int) -> dict[str, Any]:
    return {
        "chat": world.chat_json(chat),
        "from": world.user_json(by),
        "date": world.clock.date(),
        "old_chat_member": old,
        "new_chat_member": world.member_json(chat, user_id),
    }
