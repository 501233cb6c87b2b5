"""``banshi run`` and ``banshi migrate``."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy.exc import SQLAlchemyError

from bot.commands.failures import CannotRun, Problems
from bot.commands.safety import before_migration
from bot.pid_file import holding
from bot.settings import Settings, load_settings
from storage.db import Database
from storage.schema import current, head, migrate


@asynccontextmanager
async def open_database(settings: Settings) -> AsyncIterator[Database]:
    """The database at this release's schema.

    Raises:
        CannotRun: it cannot be reached, or `banshi migrate` has not been run.
    """
    database = Database(settings.database_url)
    try:
        try:
            found = await current(database)
        except (SQLAlchemyError, OSError) as error:
            raise CannotRun(
                f"The database cannot be reached ({type(error).__name__}). Look at BANSHI_DATABASE_URL."
            ) from None
        if found != head():
            raise CannotRun(
                f"The database is at schema {found or 'none'}, this release needs {head()}. Run: banshi migrate"
            )
        yield database
    finally:
        await database.close()


async def run() -> int:
    """Run the bot until it is told to stop."""
    settings = load_settings()
    # The bot's libraries take seconds to load; wrong settings should not wait for them.
    from bot import process
    from bot.app import App
    from bot.clock import clock_of
    from bot.hall import PackWrong
    from bot.intake import CannotListen
    from bot.logs import configure_logs
    from gateway.intake import TokenRefused

    configure_logs(settings.log_level)
    async with open_database(settings):
        pass
    try:
        async with clock_of(settings) as clock:
            app = App(settings, clock=clock)
            with holding(settings.pid_file):
                await process.run(app)
    except PackWrong as error:
        raise Problems(f"{error}\nThe hall pack has errors; the bot does not start with it.") from None
    except CannotListen as error:
        raise CannotRun(f"The bot cannot listen at {error}. Look at BANSHI_WEBHOOK_LISTEN.") from None
    except TokenRefused:
        raise CannotRun("Telegram does not know this token. Ask BotFather for it and set BANSHI_TOKEN.") from None
    return 0


async def migrate_database(*, to: str, without_backup: bool) -> int:
    """Bring the database to a schema, after a backup if there is anything to lose."""
    settings = load_settings(needs_token=False)
    database = Database(settings.database_url)
    try:
        before = await current(database)
        if before and before != (head() if to == "head" else to) and not without_backup:
            await before_migration(database, settings, revision=before)
        await migrate(database, to=to)
        print(f"schema {before or 'none'} -> {await current(database) or 'none'}")
    except (SQLAlchemyError, OSError) as error:
        raise CannotRun(f"The migration did not happen ({type(error).__name__}); the database is as it was.") from None
    finally:
        await database.close()
    return 0
