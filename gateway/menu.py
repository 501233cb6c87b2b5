"""The command lists behind the menu button, in the languages Telegram can tell apart."""

from typing import Any

import structlog

from domain.desk import PILES
from domain.languages import Language
from gateway.telegram import Ambiguous, NotReached, Telegram, TelegramError
from gateway.wire import commands
from storage.db import Database
from storage.documents import dump_json
from storage.people import list_staff
from views.menu import everybodys_menu, staff_menu

LANGUAGES = {"": Language.ZH_HANS, "en": Language.EN}
"""Telegram's language code to ours; no code is everybody else, and the hall's first language is Chinese."""

log = structlog.get_logger(__name__)


async def publish_commands(telegram: Telegram, database: Database) -> None:
    """Tell Telegram the commands, also those of staff; best effort, because the bot works without the lists."""
    for code, language in LANGUAGES.items():
        scope = {"type": "all_private_chats"}
        await _publish(telegram, {**commands(everybodys_menu(language)), "scope": scope, "language_code": code})
    async with database.read() as tx:
        members = [member for member in await list_staff(tx) if member.role in PILES]
    for member in members:
        scope_of_one = {"type": "chat", "chat_id": member.person.telegram_id}
        await _publish(
            telegram, {**commands(staff_menu(member.person.language, role=member.role)), "scope": scope_of_one}
        )


async def _publish(telegram: Telegram, body: dict[str, Any]) -> None:
    try:
        await telegram.call("setMyCommands", dump_json(body))
    except (TelegramError, NotReached, Ambiguous) as error:
        log.warning("commands_not_published", reason=str(error))
