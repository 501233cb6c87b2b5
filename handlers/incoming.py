"""What somebody wrote or sent, read from a Telegram message."""

from aiogram.filters import Filter
from aiogram.types import Message

from domain.conversation import ContentKind, Written


def written(message: Message) -> Written | None:
    """The message as cases and questions know it; None for commands and for what a person does not write.

    A shared contact is left out on purpose: telephone numbers never reach a staff group.
    """
    kind = next((kind for kind in ContentKind if getattr(message, kind, None) is not None), None)
    if kind is None or (message.text or "").startswith("/"):
        return None
    return Written(
        kind=kind,
        text=message.text or message.caption or _name_of(message),
        chat_id=message.chat.id,
        message_id=message.message_id,
        media_group=message.media_group_id,
    )


def _name_of(message: Message) -> str:
    """What a message without words says by itself."""
    if message.venue:
        return message.venue.title
    return (message.sticker.emoji or "") if message.sticker else ""


class Writes(Filter):
    """Something a person writes or sends, as ``written``; no command, no service message."""

    async def __call__(self, message: Message) -> bool | dict[str, Written]:
        found = written(message)
        return {"written": found} if found else False
