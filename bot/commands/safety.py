"""The backup before a migration: there is a way back, or the operator said that none is needed."""

from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from bot.commands.failures import CannotRun
from bot.commands.means import means_of
from bot.settings import Settings
from storage.backup.make import holds_rows, write_backup
from storage.backup.refusals import BackupRefused
from storage.backup.sqlite import copy_beside
from storage.db import Database


async def before_migration(database: Database, settings: Settings, *, revision: str) -> None:
    """Make a backup, encrypted if that is set up, else for SQLite a plain copy beside the database.

    Raises:
        CannotRun: none can be made.
    """
    if not await holds_rows(database):
        return
    try:
        print(f"before the migration: {await _save(database, settings, revision=revision)}")
    except (BackupRefused, OSError, SQLAlchemyError) as error:
        what = str(error) if isinstance(error, BackupRefused) else type(error).__name__
        raise CannotRun(
            f"No backup could be made, so nothing was migrated: {what}\n"
            "Mend that, or go on without a backup: banshi migrate --no-backup"
        ) from None


async def _save(database: Database, settings: Settings, *, revision: str) -> Path:
    if settings.backup_dir and settings.backup_key_file:
        means = means_of(settings)
        with means.shelf.holding():
            return (await write_backup(database, means, now=datetime.now(UTC))).path
    if database.is_sqlite:
        return await copy_beside(Path(database.url.database or ""), name=f"before-{revision}")
    raise BackupRefused("BANSHI_BACKUP_DIR and BANSHI_BACKUP_KEY_FILE are not set; see docs/operations.md.")
