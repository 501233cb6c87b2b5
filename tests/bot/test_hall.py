"""The pack in use changes only to one that passes the whole check."""

import shutil
from pathlib import Path

from bot.hall import HallInUse
from content.paths import sample_pack
from gateway.clock import SystemClock


async def test_a_pack_whose_messages_become_too_long_is_not_taken(tmp_path: Path) -> None:
    root = tmp_path / "hall"
    shutil.copytree(sample_pack(), root)
    hall = HallInUse(root, machine=SystemClock(), staff_chats={}, moved={})
    before = hall.present().hall
    guide = root / "services" / "birth-registration.yaml"
    head, _, tail = guide.read_text("utf-8").partition("summary:")
    rest = tail.partition("\naliases:")[2]
    long = f"summary:\n  zh: {'长' * 5000}\n  en: Long\naliases:"
    guide.write_text(head + long + rest, "utf-8")

    assert not await hall.reload()
    assert hall.present().hall is before
