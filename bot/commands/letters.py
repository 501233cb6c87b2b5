"""``banshi dead``: what failed for good, and another life for it."""

import re
from datetime import UTC, datetime

from bot.commands.failures import Problems
from bot.commands.running import open_database
from bot.settings import load_settings
from storage import inbox, outbox

NUMBER = re.compile(r"([um])(\d{1,18})")


def _parse(written: str) -> tuple[str, int]:
    match = NUMBER.fullmatch(written)
    if not match:
        raise Problems(f"{written!r} is no number of a dead letter; `banshi dead list` shows them, like u12 or m34.")
    return match[1], int(match[2])


async def show_all() -> int:
    """One line for each, without what anybody wrote."""
    async with open_database(load_settings(needs_token=False)) as database, database.read() as tx:
        updates, messages = await inbox.list_dead(tx), await outbox.list_dead(tx)
    for update in updates:
        when = f"{update.received_at:%Y-%m-%d %H:%M}"
        print(f"u{update.seq}\t{when}\t{update.kind}\t{update.attempts} tries\t{update.error}")
    for message in messages:
        what = message.message or message.method
        print(f"m{message.id}\t{message.created_at:%Y-%m-%d %H:%M}\t{what}\t{message.state}\t{message.error}")
    if not updates and not messages:
        print("Nothing: everything was handled and delivered.")
    return 0


async def show_one(written: str) -> int:
    """Everything about one. An update's JSON holds what a person wrote: treat it so."""
    kind, number = _parse(written)
    async with open_database(load_settings(needs_token=False)) as database, database.read() as tx:
        found: inbox.DeadUpdate | outbox.DeadMessage | None
        if kind == "u":
            found = next((update for update in await inbox.list_dead(tx) if update.seq == number), None)
        else:
            found = next((message for message in await outbox.list_dead(tx) if message.id == number), None)
    if found is None:
        raise Problems(f"There is no dead letter {written}; `banshi dead list` shows them.")
    for name in found.__dataclass_fields__:
        print(f"{name}: {getattr(found, name)}")
    return 0


async def retry(written: str) -> int:
    """Give one another life; the running bot finds it within a second."""
    kind, number = _parse(written)
    async with open_database(load_settings(needs_token=False)) as database, database.write() as tx:
        again = (
            await inbox.retry_dead(tx, number, now=datetime.now(UTC))
            if kind == "u"
            else await outbox.retry_dead(tx, number)
        )
    if not again:
        raise Problems(f"There is no dead letter {written}; `banshi dead list` shows them.")
    print(f"{written} is tried again.")
    return 0


async def settle(written: str) -> int:
    """Take one off the list, once somebody has seen to it in another way."""
    kind, number = _parse(written)
    async with open_database(load_settings(needs_token=False)) as database, database.write() as tx:
        gone = await inbox.settle_dead(tx, number) if kind == "u" else await outbox.settle_dead(tx, number)
    if not gone:
        raise Problems(f"There is no dead letter {written}; `banshi dead list` shows them.")
    print(f"{written} is off the list, and its words are forgotten.")
    return 0
