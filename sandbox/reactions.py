"""Reactions to messages: which there are, who gave which, and the update that tells of it."""

from typing import Any

from sandbox.chats import ADMINISTRATOR, Chat, Message
from sandbox.posting import show
from sandbox.world import World

EMOJI = """
    👍 👎 ❤ 🔥 🥰 👏 😁 🤔 🤯 😱 🤬 😢 🎉 🤩 🤮 💩 🙏 👌 🕊 🤡 🥱 🥴 😍 🐳 ❤‍🔥
    🌚 🌭 💯 🤣 ⚡ 🍌 🏆 💔 🤨 😐 🍓 🍾 💋 🖕 😈 😴 😭 🤓 👻 👨‍💻 👀 🎃 🙈 😇 😨
    🤝 ✍ 🤗 🫡 🎅 🎄 ☃ 💅 🤪 🗿 🆒 💘 🙉 🦄 😘 💊 🙊 😎 👾 🤷‍♂ 🤷 🤷‍♀ 😡
"""
VARIATION = "\ufe0f"  # clients send emoji with and without it
REACTIONS = frozenset(emoji.replace(VARIATION, "") for emoji in EMOJI.split())


def is_reaction(emoji: str) -> bool:
    """Whether this is one of the emoji everybody may react with."""
    return emoji.replace(VARIATION, "") in REACTIONS


def react(world: World, chat: Chat, message: Message, *, by: int, reaction: list[dict[str, Any]]) -> None:
    """Replace somebody's reaction; bots that are administrators read message_reaction when it is no bot's.

    `by` is the group itself for an anonymous administrator.
    """
    old = message.reactions.pop(by, [])
    if reaction:
        message.reactions[by] = reaction
    show(world, chat, message)
    if by in world.bots or old == reaction:
        return
    payload = {
        "chat": world.chat_json(chat),
        "message_id": message.body["message_id"],
        **(
            {"actor_chat": world.chat_json(chat)}
            if by == chat.id and not chat.is_private
            else {"user": world.user_json(by)}
        ),
        "date": world.clock.date(),
        "old_reaction": old,
        "new_reaction": reaction,
    }
    for bot in world.bots_in(chat):
        if chat.is_private or chat.member(bot.id).status == ADMINISTRATOR:
            bot.queue.put("message_reaction", payload)
