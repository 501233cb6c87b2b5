"""``banshi verify``: whether cases and visits agree with what happened to them, and history with its seals."""

import re
from datetime import UTC, datetime

from actions.booking.verifying import drifts as drifts_of_visits
from actions.cases.verifying import drifts
from bot.commands.backups import key_of
from bot.commands.failures import Problems
from bot.commands.running import open_database
from bot.settings import load_settings
from storage.audit import Head, breaks, head, holds
from storage.bookings import list_booking_ids
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


async def verify_visits() -> int:
    """Print every slot whose places are not those that are taken, and every appointment its events contradict."""
    async with open_database(load_settings(needs_token=False)) as database, database.read() as tx:
        found = [drift async for drift in drifts_of_visits(tx)]
        total = len(await list_booking_ids(tx))
    for drift in found:
        print(f"{drift.what}\tshould be {drift.said}\tis {drift.found}")
    if found:
        raise Problems(f"{len(found)} places differ from what is taken. Make a backup before you mend them.")
    print(f"{total} appointments agree with their events, and every slot with the places that are taken.")
    return 0


async def verify_audit(*, expected: str | None) -> int:
    """Print every place where history is not what was sealed; ``expected`` is a head the chain must still have."""
    settings = load_settings(needs_token=False)
    key = key_of(settings).for_audit()
    anchor = _head(expected) if expected else None
    async with open_database(settings) as database, database.read() as tx:
        await tx.stand_still()
        found = [broken async for broken in breaks(tx, key=key, now=datetime.now(UTC))]
        newest = await head(tx)
        kept = anchor is None or await holds(tx, anchor)
    for broken in found:
        print(f"link {broken.place or '-'}\tevent {broken.event_id or '-'}\t{broken.reason}")
    if not kept:
        print(f"The chain has no link {anchor}: its end was cut off, or it was made anew.")
    if found or not kept:
        raise Problems("History is not what was sealed. Keep the database as it is and compare it with backups.")
    print(f"{newest.place} events hold together. Write this down elsewhere, to compare with later: {newest}")
    return 0


def _head(written: str) -> Head:
    place, _, mac = written.partition(":")
    if not place.isdecimal() or not re.fullmatch("[0-9a-f]{16,64}", mac):
        raise Problems(f"{written!r} is no head of the chain; it looks like 1234:9f86d081…, as this command prints it.")
    return Head(int(place), mac)
