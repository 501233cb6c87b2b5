"""The commands as an operator types them, on both databases: what they say, and their exit codes."""

import errno
import os
import shutil
import sqlite3
import stat
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import pytest
from sqlalchemy.engine import make_url

from bot.cli import CANNOT_RUN, PROBLEMS, main
from bot.commands import backups
from bot.commands.failures import CannotRun
from bot.commands.running import migrate_database
from storage.backup import make
from storage.backup import sqlite as backup_of_sqlite
from storage.backup.shelf import Shelf
from storage.schema import head
from tests.kit.database import Templates
from tests.kit.postgres import PostgresServer

TOKEN = "123456789:" + "a" * 35


class Usage(NamedTuple):
    """What a disk has."""

    total: int
    used: int
    free: int


@pytest.fixture
def place(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A directory of its own with a key, and a migrated database in which somebody was invited."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("BANSHI_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("BANSHI_TOKEN", TOKEN)
    monkeypatch.setenv("BANSHI_DATABASE_URL", f"sqlite:///{tmp_path}/banshi.db")
    monkeypatch.setenv("BANSHI_API_URL", "http://127.0.0.1:9")
    # The tests' own process neither steps back nor changes how it ends.
    monkeypatch.setattr(backups, "end_in_order", lambda: None)
    monkeypatch.setattr(backups, "KINDNESS", 0)
    assert main(["migrate"]) == 0
    return tmp_path


@pytest.fixture
def shelf(place: Path, monkeypatch: pytest.MonkeyPatch) -> Shelf:
    """Backups are set up."""
    assert main(["backup", "--new-key", "key"]) == 0
    monkeypatch.setenv("BANSHI_BACKUP_DIR", str(place / "shelf"))
    monkeypatch.setenv("BANSHI_BACKUP_KEY_FILE", str(place / "key"))
    return Shelf(place / "shelf")


def write_a_row(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("INSERT INTO counter (name, value) VALUES ('cases', 7)")


def test_without_settings_it_says_what_to_set(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["backup"]) == CANNOT_RUN
    assert "BANSHI_BACKUP_DIR" in capsys.readouterr().err


def test_a_backup_is_made_and_restored(shelf: Shelf, place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["backup"]) == 0
    [path] = shelf.backups().values()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(shelf.directory.stat().st_mode) == 0o700
    assert main(["restore", str(path), "--into", f"sqlite:///{place}/again/banshi.db"]) == 0
    assert f"It is in {place}/again/banshi.db" in capsys.readouterr().out
    assert main(["restore", str(path), "--into", f"sqlite:///{place}/again/banshi.db"]) == CANNOT_RUN
    assert main(["restore", str(path), "--into", f"sqlite:///{place}/key/b/banshi.db"]) == CANNOT_RUN
    assert main(["restore", str(path), "--into", "sqlite:///:memory:"]) == PROBLEMS
    assert "names no file" in capsys.readouterr().err
    assert main(["restore", str(path), "--into", "mysql://nowhere"]) == PROBLEMS
    assert main(["restore", str(place / "none"), "--into", f"sqlite:///{place}/b/banshi.db"]) == CANNOT_RUN
    assert "There is no backup" in capsys.readouterr().err
    left = [name for name in os.listdir(place) if name.startswith(".banshi")]
    assert left == []


def test_a_disk_that_fails_and_a_database_that_is_not_there_are_told_as_what_they_are(
    shelf: Shelf, place: Path, postgres: PostgresServer, capsys: pytest.CaptureFixture[str]
) -> None:
    (place / "shelf").write_text("a file where the directory should be")
    assert main(["backup"]) == CANNOT_RUN
    assert "File exists" in capsys.readouterr().err
    (place / "shelf").unlink()
    assert main(["backup"]) == 0
    [path] = shelf.backups().values()
    url = f"postgresql://banshi@/absent?host={postgres.home}"
    assert main(["restore", str(path), "--into", url]) == CANNOT_RUN
    assert "the database cannot be used" in capsys.readouterr().err


def test_a_drill_of_what_cannot_be_restored_fails_and_is_noted(
    shelf: Shelf, place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["drill"]) == CANNOT_RUN
    assert "banshi backup" in capsys.readouterr().err
    assert main(["backup"]) == 0
    [path] = shelf.backups().values()
    path.write_bytes(path.read_bytes()[:-1])
    assert main(["drill"]) == CANNOT_RUN
    assert "is not the file" in capsys.readouterr().err
    with closing(sqlite3.connect(place / "banshi.db")) as connection:
        noted = connection.execute("SELECT ok, error, file FROM backup_run WHERE kind = 'drill'").fetchall()
    assert noted == [(0, "NoBackup", None), (0, "Damaged", path.name)]


def test_a_key_that_cannot_be_made_or_is_none_is_told_as_such(
    shelf: Shelf, place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["backup", "--new-key", str(place / "nowhere" / "key")]) == CANNOT_RUN
    assert "nowhere/key cannot be made: No such file or directory" in capsys.readouterr().err
    (place / "picture").write_bytes(b"\xff\xd8")
    monkeypatch.setenv("BANSHI_BACKUP_KEY_FILE", str(place / "picture"))
    assert main(["backup"]) == CANNOT_RUN
    assert "holds no backup key" in capsys.readouterr().err


def test_a_backup_that_has_no_room_leaves_the_disk_to_the_bot(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(shutil, "disk_usage", lambda _: Usage(2**30, 2**30, backup_of_sqlite.LEFT_FREE))
        assert main(["backup"]) == CANNOT_RUN
    assert "Make room on that disk" in capsys.readouterr().err
    assert shelf.backups() == {}
    assert main(["backup"]) == 0


def test_why_a_backup_failed_is_told_even_if_that_cannot_be_noted(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(make, "end_run", full)
    monkeypatch.setattr(make, "write_backup", full)
    assert main(["backup"]) == CANNOT_RUN
    assert "No space left on device. Make room" in capsys.readouterr().err


def test_held_messages_are_listed_by_kind_and_an_unknown_kind_is_refused(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["held", "list"]) == 0
    assert "Nothing is held" in capsys.readouterr().out
    assert main(["held", "release"]) == 0
    assert main(["held", "drop", "--only", "sendMessage"]) == PROBLEMS


def test_the_doctor_misses_backups_and_is_content_once_there_are_some(
    place: Path, request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["doctor"])
    assert "✗ backups: none are made" in capsys.readouterr().out
    request.getfixturevalue("shelf")
    main(["doctor"])
    assert "✗ last good backup: never" in capsys.readouterr().out
    main(["backup"])
    (place / "key").chmod(0o644)
    main(["doctor"])
    shown = capsys.readouterr().out
    assert "✓ last good backup" in shown
    assert "✗ last good drill: never" in shown
    assert "✗ backup key: can be read by others" in shown


def test_a_migration_of_rows_leaves_a_way_back(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["migrate", "--to", "0001"])
    assert not list(place.glob("banshi.db.before-*")), "there was nothing to lose"
    write_a_row(place / "banshi.db")
    assert main(["migrate"]) == 0
    [copy] = place.glob("banshi.db.before-*")
    assert (copy.name, stat.S_IMODE(copy.stat().st_mode)) == ("banshi.db.before-0001", 0o600)
    assert copy.name in capsys.readouterr().out
    assert main(["migrate"]) == 0
    assert main(["migrate", "--to", "0001"]) == 0
    [newer] = place.glob("banshi.db.before-*")
    assert newer != copy, "one is enough, and it holds what people wrote"


def test_a_migration_makes_an_encrypted_backup_if_that_is_set_up(shelf: Shelf, place: Path) -> None:
    write_a_row(place / "banshi.db")
    assert main(["migrate", "--to", "0001"]) == 0
    assert len(shelf.backups()) == 1
    assert not list(place.glob("banshi.db.before-*"))


def test_a_migration_does_not_happen_if_its_backup_fails_unless_one_insists(
    place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write_a_row(place / "banshi.db")

    def full(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(backup_of_sqlite, "to_disk", full)
    assert main(["migrate", "--to", "0001"]) == CANNOT_RUN
    assert "--no-backup" in capsys.readouterr().err
    assert main(["migrate"]) == 0
    assert head() in capsys.readouterr().out.split()[1]
    assert main(["migrate", "--to", "0001", "--no-backup"]) == 0
    assert not list(place.glob("banshi.db.before-*"))


async def test_without_a_shelf_a_postgresql_with_rows_is_not_migrated_in_silence(
    request: pytest.FixtureRequest, templates: Templates, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    server = request.getfixturevalue("postgres")
    url = server.create_database(template=await templates.postgresql(server))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BANSHI_DATABASE_URL", url)
    server.execute("INSERT INTO counter (name, value) VALUES ('cases', 7)", url=url)
    with pytest.raises(CannotRun, match="BANSHI_BACKUP_DIR"):
        await migrate_database(to="0001", without_backup=False)
    assert await migrate_database(to="0001", without_backup=True) == 0
    assert make_url(url).database
    server.drop(url)
