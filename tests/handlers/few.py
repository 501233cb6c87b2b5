"""A hall that keeps what is delicate in a second, restricted group of staff."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from content.paths import sample_pack
from tests.kit.town import STAFF_GROUP, Town, open_town

FEW_GROUP = -1001000000007


@asynccontextmanager
async def open_discreet_town(database_url: str, folder: Path, *, by: str = "supervisor") -> AsyncIterator[Town]:
    """The sample hall with such a group, whose cases staff may know of ``by`` this role upwards."""
    pack = discreet_pack(folder, by=by)
    async with open_town(database_url, staff_chats={"main": STAFF_GROUP, "few": FEW_GROUP}, hall=pack) as town:
        await town.has_group(FEW_GROUP, "监督组")
        yield town


def discreet_pack(folder: Path, *, by: str = "supervisor") -> Path:
    """Its hall pack."""
    pack = folder / "pack"
    shutil.copytree(sample_pack(), pack)
    facts = (pack / "hall.yaml").read_text()
    both = f"  - name: main\n  - name: few\n    restricted: true\n    by: {by}\n"
    assert facts.count("  - name: main\n") == 1
    (pack / "hall.yaml").write_text(facts.replace("  - name: main\n", both))
    return pack
