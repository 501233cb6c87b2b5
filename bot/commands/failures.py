"""What a command says when it cannot go on: what is wrong, and what to do."""

from answers.ask import UnreadableGuides
from bot.settings import SettingsWrong
from content.starter import DirectoryNotFree
from storage.backup.refusals import BackupRefused
from storage.lock import AlreadyRunning
from storage.presence import NotPresent

PROBLEMS, WRONG_USAGE, WRONG_SETTINGS, CANNOT_RUN = 1, 2, 3, 4


class CannotRun(Exception):
    """The command cannot do its work now; the text says why and what to do."""


class WrongUsage(Exception):
    """What was asked for makes no sense; the text says why. The parser tells of most such cases by itself."""


class Problems(Exception):
    """The command found what is wrong with its input; the text says it."""


def explain(error: Exception) -> tuple[int, str]:
    """The exit code and the words for an error; an unexpected one is named without its text, which may be private."""
    if isinstance(error, SettingsWrong):
        return WRONG_SETTINGS, f"{error}\nSet them in the environment or in a file named .env; see docs/settings.md."
    if isinstance(error, CannotRun | BackupRefused):
        return CANNOT_RUN, str(error)
    if isinstance(error, WrongUsage):
        return WRONG_USAGE, str(error)
    if isinstance(error, Problems | UnreadableGuides):
        return PROBLEMS, str(error)
    if isinstance(error, DirectoryNotFree):
        return PROBLEMS, f"{error.directory} is not empty: name a directory that does not exist yet."
    if isinstance(error, AlreadyRunning):
        return CANNOT_RUN, "Another bot already runs on this SQLite file. Stop it first; only PostgreSQL takes several."
    if isinstance(error, NotPresent):
        return CANNOT_RUN, f"The database cannot be reached ({error}). Look at BANSHI_DATABASE_URL."
    where = error.__traceback__
    while where and where.tb_next:
        where = where.tb_next
    place = f"{where.tb_frame.f_code.co_filename}:{where.tb_lineno}" if where else "nowhere"
    return (
        CANNOT_RUN,
        f"An error we did not expect: {type(error).__qualname__} at {place}. Try: banshi doctor",
    )
