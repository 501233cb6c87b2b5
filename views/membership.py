"""What a staff group reads when the bot joins it."""

from domain.languages import Language
from views.render import render
from views.screen import Screen


def joined(language: Language, *, chat_id: int, staff_chat: str | None, is_ready: bool) -> Screen:
    """The group's number for the operator, and what is still missing (topics, rights)."""
    return Screen(body=render(language, "membership/joined", chat_id=chat_id, staff_chat=staff_chat, is_ready=is_ready))
