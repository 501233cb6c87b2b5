"""Whole backups only, fewer the older they are, and never a file of somebody else's."""

import asyncio
import os
import signal
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from storage.backup.refusals import Busy, Damaged, NoBackup
from storage.backup.shelf import Shelf, check_sum, kept

NOW = datetime(2026, 12, 2, 12, 0, tzinfo=UTC)
QUARTER = timedelta(minutes=15)
KILLED_WHILE_WRITING = """
import sys, time
from pathlib import Path
from storage.backup.shelf import Shelf

shelf = Shelf(Path(sys.argv[1]))
path = Path(sys.argv[1]) / "banshi-20261202T120000Z.backup"
with shelf.holding(), shelf.writing(path) as partial, partial.open("wb") as file:
    file.write(b"half a backup")
    file.flush()
    print("writing", flush=True)
    time.sleep(60)
"""


def put(shelf: Shelf, moment: datetime, content: bytes = b"backup") -> Path:
    with shelf.holding():
        path = shelf.name(moment)
        with shelf.writing(path) as partial:
            partial.write_bytes(content)
    return path


def test_all_of_a_day_stay_and_then_one_a_day_for_five_weeks() -> None:
    moments = [NOW - QUARTER * n for n in range(60 * 96)]
    stay = kept(moments, now=NOW)
    assert len([moment for moment in stay if NOW - moment <= timedelta(hours=24)]) == 97
    older = sorted(moment for moment in stay if NOW - moment > timedelta(hours=24))
    assert len({moment.date() for moment in older}) == len(older)
    assert NOW - older[0] <= timedelta(days=35)
    assert {moment.date() for moment in stay} == {(NOW - timedelta(days=n)).date() for n in range(36)}


def test_thinning_as_time_goes_on_keeps_as_much_as_thinning_once() -> None:
    held: set[datetime] = set()
    for n in range(40 * 96):
        now = NOW + QUARTER * n
        held = kept([*held, now], now=now)
    assert held == kept([NOW + QUARTER * n for n in range(40 * 96)], now=now)


def test_the_newest_stays_however_old_it_is() -> None:
    assert kept([NOW - timedelta(days=400), NOW - timedelta(days=500)], now=NOW) == {NOW - timedelta(days=400)}


def test_only_our_own_files_are_removed(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    old = put(shelf, NOW - timedelta(days=100))
    foreign = [
        tmp_path / name for name in ("banshi-old.backup", "banshi.db", "notes.partial", "x-20200101T000000Z.backup")
    ]
    for path in foreign:
        path.write_text("somebody else's")
    new = put(shelf, NOW)
    assert shelf.thin(now=NOW) == 1
    left = {path.name for path in tmp_path.iterdir() if not path.name.startswith(".")}
    assert left == {new.name, f"{new.name}.sha256", *(path.name for path in foreign)}
    assert not old.exists()
    assert shelf.newest() == new


def test_two_backups_of_one_second_do_not_meet(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    assert put(shelf, NOW, b"one") != put(shelf, NOW, b"two")
    assert [path.read_bytes() for path in shelf.backups().values()] == [b"one", b"two"]


def test_a_backup_that_fails_leaves_nothing(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)

    def fail() -> None:
        with shelf.holding(), shelf.writing(shelf.name(NOW)) as partial:
            partial.write_bytes(b"half")
            raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        fail()
    assert [path.name for path in tmp_path.iterdir()] == [".banshi-backup.lock"]
    with pytest.raises(NoBackup):
        shelf.newest()


async def test_a_backup_that_was_killed_has_no_final_name_and_the_next_sweeps_up(tmp_path: Path) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", KILLED_WHILE_WRITING, str(tmp_path), stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout
    assert await asyncio.wait_for(process.stdout.readline(), 60) == b"writing\n"
    shelf = Shelf(tmp_path)
    with pytest.raises(Busy):
        put(shelf, NOW)
    process.send_signal(signal.SIGKILL)
    await process.wait()
    assert [name for name in os.listdir(tmp_path) if name.endswith(".partial")]
    assert shelf.backups() == {}

    path = put(shelf, NOW)
    assert sorted(os.listdir(tmp_path)) == [".banshi-backup.lock", path.name, f"{path.name}.sha256"]


def test_a_copy_can_be_checked_without_the_key(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    one, two = put(shelf, NOW, b"one"), put(shelf, NOW, b"two")
    check_sum(one)
    beside = one.with_name(f"{one.name}.sha256")
    beside.write_text(two.with_name(f"{two.name}.sha256").read_text())
    with pytest.raises(Damaged, match="another one"):
        check_sum(one)
    beside.unlink()
    check_sum(one)
