"""A drill passes on a good backup, fails on every kind of bad one, and leaves nothing behind."""

import os
import tempfile
import time
from pathlib import Path
from typing import Any

import pytest

from bot import drill as drilling
from bot.commands.failures import Problems
from bot.drill import DATABASE, Drilled, drill
from storage.backup import restore as restoring
from storage.backup.make import Made
from storage.backup.manifest import Contents
from storage.backup.refusals import BackupRefused, CutOff, Damaged, ManifestDiffers, NoBackup
from storage.outgoing import Address, Outgoing
from tests.backup.workshop import Workshop, present
from tests.chaos.drill import FULL
from tests.kit.postgres import PostgresServer

CHAT = 1001
"""Somebody the sandbox knows: a message to them would arrive."""


@pytest.fixture(autouse=True)
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where temporary things go."""
    room = tmp_path / "temporary"
    room.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(room))
    return room


async def try_out(workshop: Workshop, source: Path) -> Drilled:
    return await drill(source, live=workshop.database, means=workshop.means, clock=time.monotonic, now=present())


async def made(workshop: Workshop) -> Made:
    """A backup of a database that had something to say."""
    async with workshop.database.write() as tx:
        tx.say(Outgoing(dedupe_key="unsaid", to=Address(chat_id=CHAT), body={"text": "from long ago"}))
    return await workshop.backup()


async def rehearse_nothing(*_: object, **__: object) -> None:
    """The bot starts and ends; a conversation with the copy of the other database says as much."""


async def test_a_good_backup_passes(
    workshop: Workshop, room: Path, postgres: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not workshop.database.is_sqlite and not FULL:
        monkeypatch.setattr(drilling, "rehearse", rehearse_nothing)
    done = await try_out(workshop, (await made(workshop)).path)
    assert done.restored.held == 1
    assert os.listdir(room) == []
    assert DATABASE not in postgres.execute("SELECT datname FROM pg_database")


async def test_a_restore_that_holds_nothing_back_is_found_out(
    workshop: Workshop, room: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not workshop.database.is_sqlite:
        return
    monkeypatch.setattr(restoring, "HOLD", {})
    with pytest.raises(Problems, match="1 messages of the backup are not held"):
        await try_out(workshop, (await made(workshop)).path)
    assert os.listdir(room) == []


@pytest.mark.parametrize(
    ("harm", "refusal"),
    [
        (lambda whole: whole[:-1], CutOff),
        (lambda whole: whole[:-1] + bytes([whole[-1] ^ 1]), Damaged),
        (lambda whole: b"", NoBackup),
    ],
    ids=["cut", "flipped", "empty"],
)
async def test_a_broken_file_fails(workshop: Workshop, room: Path, harm: object, refusal: type[BackupRefused]) -> None:
    path = (await made(workshop)).path
    assert callable(harm)
    path.write_bytes(harm(path.read_bytes()))
    path.with_name(f"{path.name}.sha256").unlink()
    with pytest.raises(refusal):
        await try_out(workshop, path)
    assert os.listdir(room) == []


@pytest.mark.parametrize("lie", ["rows", "canary", "table", "audit"])
async def test_a_backup_that_does_not_hold_what_it_says_fails(
    workshop: Workshop, room: Path, lie: str, monkeypatch: pytest.MonkeyPatch, postgres: PostgresServer
) -> None:
    """A dump that lacks rows, is of another moment, or lacks a table, while its manifest says otherwise."""
    real = Contents.__init__

    def lying(self: Contents, **told: Any) -> None:
        rows = told["rows"]
        lies = {
            "rows": {"rows": {**rows, "outbox": rows["outbox"] + 1}},
            "table": {"rows": {**rows, "promises": 0}},
            "canary": {"canary": "f" * 32},
            "audit": {"audit_head": f"1:{'a' * 64}"},
        }
        real(self, **{**told, **lies[lie]})

    with monkeypatch.context() as patched:
        patched.setattr(Contents, "__init__", lying)
        path = (await made(workshop)).path
    with pytest.raises(ManifestDiffers):
        await try_out(workshop, path)
    assert os.listdir(room) == []
    assert DATABASE not in postgres.execute("SELECT datname FROM pg_database")


async def test_a_hall_pack_with_errors_fails(workshop: Workshop, room: Path, tmp_path: Path) -> None:
    pack = tmp_path / "broken"
    pack.mkdir()
    (pack / "hall.yaml").write_text("name: nothing else\n")
    object.__setattr__(workshop.means, "hall", pack)
    with pytest.raises(Problems, match="hall pack"):
        await try_out(workshop, (await made(workshop)).path)
    assert os.listdir(room) == []
