"""What was done is sealed, so that nobody changes it unseen."""

from datetime import datetime
from pathlib import Path

from storage.audit import has_unsealed, seal_new
from storage.backup.sealed import read_key
from storage.db import Database

BATCH = 500
"""Events one transaction seals."""


async def seal(database: Database, *, key_file: Path, now: datetime) -> None:
    """Chain every event that is not sealed yet.

    Raises:
        KeyUnusable: the key file cannot be read.
    """
    async with database.read() as tx:
        if not await has_unsealed(tx):
            return
    key = read_key(key_file).for_audit()
    sealed = BATCH
    while sealed == BATCH:
        async with database.write() as tx:
            sealed = await seal_new(tx, key=key, now=now, limit=BATCH)
