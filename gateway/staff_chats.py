"""Whether a staff group lets the bot do what it must: asked, before a message has to wait for it."""

from enum import StrEnum

from gateway.telegram import NotReached, Telegram, TelegramError
from storage.documents import dump_json

IN_IT = ("member", "restricted", "administrator", "creator")


class Shortcoming(StrEnum):
    """What a staff group lacks."""

    NOT_REACHED = "the bot is not in it, or it has another number"
    NO_TOPICS = "it has no topics"
    NO_RIGHT = "the bot may not manage topics"
    NO_DELETION = "the bot may not delete the topic of a case that was locked; everybody in it reads on"


async def shortcoming_of(telegram: Telegram, chat_id: int, *, bot_id: int, deletes: bool = False) -> Shortcoming | None:
    """What a group lacks; None when all is well. ``deletes``: cases may leave it for a restricted one.

    Raises:
        NotReached, Ambiguous: Telegram did not answer, or is busy, which says nothing of the group.
    """
    try:
        chat = await telegram.call("getChat", dump_json({"chat_id": chat_id}))
        member = await telegram.call("getChatMember", dump_json({"chat_id": chat_id, "user_id": bot_id}))
    except TelegramError as error:
        if error.code in (400, 403):
            return Shortcoming.NOT_REACHED
        raise NotReached(str(error)) from None
    if not chat.get("is_forum"):
        return Shortcoming.NO_TOPICS
    if member.get("status") not in IN_IT:
        return Shortcoming.NOT_REACHED
    if not member.get("can_manage_topics"):
        return Shortcoming.NO_RIGHT
    return Shortcoming.NO_DELETION if deletes and not member.get("can_delete_messages") else None
