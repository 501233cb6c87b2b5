"""Room is put aside while there is some, and given back when there is none."""

from pathlib import Path

import pytest

from bot.health.ballast import GIVEN_BACK_BELOW, SIZE, Ballast
from bot.health.health import Health
from gateway.disk import FULL, LOW, Disk
from storage.db import Database
from tests.bot.health.ward import open_ward


class SmallDisk(Disk):
    """A disk of which a test says how much is free."""

    room = LOW + SIZE

    def free(self) -> int:
        return self.room


@pytest.fixture
def disk(tmp_path: Path) -> SmallDisk:
    return SmallDisk(tmp_path)


@pytest.fixture
def ballast(disk: SmallDisk) -> Ballast:
    return Ballast(disk.folder / "banshi.db.ballast", disk=disk)


async def test_what_is_put_aside_takes_real_room(ballast: Ballast) -> None:
    await ballast.tend()
    found = ballast.path.stat()
    assert found.st_size == SIZE
    assert found.st_blocks * 512 >= SIZE, "a hole in a file would give nothing back"
    assert [path.name for path in ballast.path.parent.iterdir()] == ["banshi.db.ballast"]


async def test_it_is_given_back_only_when_the_disk_is_full_and_comes_back_with_room(
    ballast: Ballast, disk: SmallDisk, capsys: pytest.CaptureFixture[str]
) -> None:
    steps = [
        (LOW + SIZE - 1, False),
        (LOW + SIZE, True),
        (FULL - 1, True),
        (GIVEN_BACK_BELOW, True),
        (GIVEN_BACK_BELOW - 1, False),
        (GIVEN_BACK_BELOW - 1 + SIZE, False),
        (LOW, False),
        (LOW + SIZE, True),
    ]
    for room, is_held in steps:
        disk.room = room
        await ballast.tend()
        assert ballast.path.exists() is is_held, room
    assert capsys.readouterr().err.count('"event": "ballast_given_back", "level": "error"') == 1


def test_what_is_given_back_does_not_let_anything_new_in() -> None:
    assert GIVEN_BACK_BELOW + SIZE < FULL


async def test_a_disk_that_refuses_is_said_and_not_fatal(
    ballast: Ballast, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.posix_fallocate", full)
    await ballast.tend()
    assert '"event": "ballast_failed"' in capsys.readouterr().err
    assert not ballast.path.exists()


async def test_only_a_database_in_a_file_has_one(database_url: str) -> None:
    async with open_ward(database_url) as ward:
        health: Health = ward.health
        await health.look()
        assert is_held(ward.town.app.database) is ward.town.app.database.is_sqlite


def is_held(database: Database) -> bool:
    """Whether a ballast lies beside it."""
    return Path(f"{database.url.database}.ballast").exists()
