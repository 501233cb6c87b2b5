"""``banshi verify cases``: whether what is kept of cases agrees with what happened to them."""

from actions.cases.verifying import drifts
from bot.commands.failures import Problems
from bot.commands.running import open_database
from bot.settings import load_settings
from storage.cases import count_cases


async def verify_cases() -> int:
    """Print every case whose events and row say different things."""
    async with open_database(load_settings(needs_token=False)) as database, database.read() as tx:
        found = [drift async for drift in drifts(tx)]
        total = await count_cases(tx)
    for drift in found:
        where = f"event {drift.event}" if drift.event else "the row"
        print(f"{drift.number}\t{where}\tshould be {drift.said}\tis {drift.found}")
    if found:
        raise Problems(f"{len(found)} places differ from the events. Make a backup before you mend them.")
    print(f"{total} cases agree with their events.")
    return 0
