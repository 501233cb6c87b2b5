"""What this installation makes backups with, from its settings."""

from importlib.metadata import version

from sqlalchemy.engine import make_url

from bot.commands.failures import CannotRun
from bot.settings import Settings
from storage.backup.make import Means
from storage.backup.postgres import Tools
from storage.backup.sealed import read_key
from storage.backup.shelf import Shelf


def means_of(settings: Settings) -> Means:
    """What this installation makes backups with.

    Raises:
        CannotRun: directory or key are not set.
    """
    if not settings.backup_dir or not settings.backup_key_file:
        raise CannotRun(
            "Set BANSHI_BACKUP_DIR and BANSHI_BACKUP_KEY_FILE first. A key: banshi backup --new-key FILE; see "
            "docs/operations.md."
        )
    tools = Tools(settings.postgres_bin, url=make_url(settings.database_url))
    key = read_key(settings.backup_key_file)
    return Means(Shelf(settings.backup_dir), key, tools, settings.hall, version("banshi"))
