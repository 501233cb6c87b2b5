"""What somebody wrote or sent, read from a Telegram message."""

from aiogram.filters import Filter
from aiogram.types import Message

from domain.conversation import ContentKind, Written
from domain.filing import SentFile


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


def sent_file(message: Message) -> SentFile:
    """What Telegram says of the file in a message; of a photo that is its largest size."""
    photo = message.photo[-1] if message.photo else None
    sent = photo or message.document or message.video or message.voice or message.audio or message.video_note
    name, mime = getattr(sent, "file_name", None), getattr(sent, "mime_type", None)
    return SentFile(size=(sent.file_size if sent else None) or 0, name=name or "", mime=mime or "")


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
