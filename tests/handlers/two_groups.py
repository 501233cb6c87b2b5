"""A hall whose area B has a staff group of its own."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from content.paths import sample_pack
from tests.kit.town import STAFF_GROUP, Town, open_town

SOCIAL_GROUP = -1001000000002


@asynccontextmanager
async def open_divided_town(database_url: str, folder: Path) -> AsyncIterator[Town]:
    """The sample hall with such a group."""
    pack = folder / "pack"
    shutil.copytree(sample_pack(), pack)
    facts = (pack / "hall.yaml").read_text()
    both = "  - name: main\n  - name: social\n    areas: [b]\n"
    (pack / "hall.yaml").write_text(facts.replace("  - name: main\n", both))
    chats = {"main": STAFF_GROUP, "social": SOCIAL_GROUP}
    async with open_town(database_url, staff_chats=chats, hall=pack) as town:
        await town.has_group(SOCIAL_GROUP, "社保组")
        yield town
