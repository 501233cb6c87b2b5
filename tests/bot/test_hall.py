"""The pack in use changes only to one that passes the whole check."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from answers.index import Index
from bot import hall as module
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


async def test_a_new_pack_and_its_index_are_seen_at_the_same_moment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "hall"
    shutil.copytree(sample_pack(), root)
    hall = HallInUse(root, machine=SystemClock(), staff_chats={}, moved={})
    before, build, meanwhile = hall.present(), module.build_index, []

    def watched(*guides: Any) -> Index:
        meanwhile.append(hall.present())
        return build(*guides)

    monkeypatch.setattr(module, "build_index", watched)
    assert await hall.reload()

    assert [(seen.hall is before.hall, seen.index is before.index) for seen in meanwhile] == [(True, True)]
    assert hall.present().hall is not before.hall
    assert hall.present().index is not before.index
