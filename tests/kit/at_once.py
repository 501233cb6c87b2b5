"""Two units of work at once: whether the second gets on, or waits for the first, which is still open."""

import asyncio

from sqlalchemy import text

from storage.db import Database

PATIENCE = 60.0
"""Seconds a busy machine may take to bring it so far."""
WAITS = text("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")


async def has_ended(second: asyncio.Task[object], database: Database) -> bool:
    """Whether it ended, failed or not; False as soon as it waits."""
    if database.is_sqlite:
        await asyncio.sleep(0)  # writers of one process queue before they do anything else
        return second.done()
    async with asyncio.timeout(PATIENCE):
        while not second.done():
            async with database.read() as tx:
                if (await tx.execute(WAITS)).scalar_one():
                    break
    return second.done()
