"""``banshi held``: what a restored database does not send by itself, and the operator's word about it."""

from datetime import UTC, datetime

from bot.commands.failures import Problems
from bot.commands.running import open_database
from bot.settings import load_settings
from storage import held


async def show_held() -> int:
    """Counts and ages by kind."""
    async with open_database(load_settings(needs_token=False)) as database, database.read() as tx:
        kinds = await held.list_held(tx)
    now = datetime.now(UTC)
    for kind in kinds:
        ages = f"oldest {_age(now, kind.oldest)}, newest {_age(now, kind.newest)}"
        print(f"{kind.kind}\t{kind.count}\t{ages}")
    if not kinds:
        print("Nothing is held.")
    return 0


def _age(now: datetime, then: datetime) -> str:
    """Like 3 d 4 h 5 min."""
    minutes = int((now - then).total_seconds()) // 60
    days, hours = minutes // 1440, minutes // 60 % 24
    return f"{days} d {hours} h {minutes % 60} min"


async def release(kind: str | None) -> int:
    """Let them go."""
    async with open_database(load_settings(needs_token=False)) as database, database.write() as tx:
        count = await held.release_held(tx, kind=kind)
    return _report(count, kind, done="are sent now; each is marked as a possible copy")


async def drop(kind: str | None) -> int:
    """Never send them."""
    async with open_database(load_settings(needs_token=False)) as database, database.write() as tx:
        count = await held.drop_held(tx, kind=kind)
    return _report(count, kind, done="will never be sent")


def _report(count: int, kind: str | None, *, done: str) -> int:
    if not count and kind:
        raise Problems(f"Nothing of kind {kind} is held; `banshi held list` shows the kinds.")
    print(f"{count} messages {done}." if count else "Nothing is held.")
    return 0
