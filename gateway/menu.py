"""The command list behind the menu button, in the languages Telegram can tell apart."""

import structlog

from domain.languages import Language
from gateway.telegram import Ambiguous, NotReached, Telegram, TelegramError
from storage.documents import dump_json
from views.render import label

COMMANDS = ("start", "lists", "cases", "language", "help", "privacy")
"""Commands in the order of the list. Staff need none: their buttons stand under each card."""
LANGUAGES = {"": Language.ZH_HANS, "en": Language.EN}
"""Telegram's language code to ours; no code is everybody else, and the hall's first language is Chinese."""

log = structlog.get_logger(__name__)


async def publish_commands(telegram: Telegram) -> None:
    """Tell Telegram the commands; best effort, because the bot works without the list."""
    for code, language in LANGUAGES.items():
        commands = [{"command": name, "description": label(language, f"command.{name}")} for name in COMMANDS]
        body = {"commands": commands, "scope": {"type": "all_private_chats"}, "language_code": code}
        try:
            await telegram.call("setMyCommands", dump_json(body))
        except (TelegramError, NotReached, Ambiguous) as error:
            log.warning("commands_not_published", reason=str(error))
