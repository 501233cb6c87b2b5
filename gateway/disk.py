"""Room on the disk: what is not there cannot be written, and what cannot be written must not be confirmed."""

import shutil
from pathlib import Path

from sqlalchemy.engine import URL

LOW = 200 * 2**20
"""Bytes below which a person should look."""
FULL = 50 * 2**20
"""Bytes below which nothing is taken in any more: what is in the house must still be finished."""


def disk_of(database: URL) -> Path:
    """A folder on the disk that is written to: the database file's, or the working directory's beside PostgreSQL."""
    return Path(database.database).parent if database.get_backend_name() == "sqlite" and database.database else Path()


class Disk:
    """The disk that the database, or on PostgreSQL this process, writes to."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def free(self) -> int:
        """Bytes that may still be written."""
        return shutil.disk_usage(self.folder).free

    def size(self) -> int:
        """Bytes there are in all."""
        return shutil.disk_usage(self.folder).total

    def takes_more(self) -> bool:
        """Whether updates may be taken in."""
        return self.free() >= FULL
