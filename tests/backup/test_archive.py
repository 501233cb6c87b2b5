"""The inside of a backup is trusted no further than its key: whoever has that still writes nowhere else."""

import gzip
import io
import json
import tarfile
from dataclasses import replace
from pathlib import Path

import pytest

from storage.backup.archive import unpack
from storage.backup.manifest import FORMAT, Contents, Manifest, read_manifest
from storage.backup.refusals import BackupRefused, Damaged
from storage.backup.sealed import Key, SealedWriter
from tests.backup.workshop import present

KEY = Key(b"k" * 32)
Member = tuple[tarfile.TarInfo, bytes]


def member(name: str, content: bytes = b"x", *, kind: bytes = tarfile.REGTYPE, link: str = "") -> Member:
    made = tarfile.TarInfo(name)
    made.type, made.linkname, made.size = kind, link, len(content) if kind == tarfile.REGTYPE else 0
    return made, content


def sealed(path: Path, *members: Member) -> Path:
    """A genuine backup by its key and form, with whatever inside."""
    with path.open("wb") as file:
        writer = SealedWriter(file, KEY)
        with (
            gzip.GzipFile(fileobj=writer, mode="wb", mtime=0) as zipped,
            tarfile.open(fileobj=zipped, mode="w|") as tar,
        ):
            for made, content in members:
                tar.addfile(made, io.BytesIO(content))
        writer.seal()
    return path


@pytest.mark.parametrize(
    "members",
    [
        [member("/absolute")],
        [member("../up")],
        [member("hall/../../up")],
        [member("database/../../up")],
        [member("hall/link", kind=tarfile.SYMTYPE, link="/"), member("hall/link/through")],
        [member("database/000001"), member("hall/link", kind=tarfile.LNKTYPE, link="database/000001")],
        [member("hall/device", kind=tarfile.CHRTYPE)],
        [member("hall/pipe", kind=tarfile.FIFOTYPE)],
        [member("database")],
        [member("hall")],
        [member("wanted")],
        [member("")],
        [member("manifest.json", b"[]")],
        [member("manifest.json", b'{"format": 1, "made_at": 5, "contents": {}}')],
        [member("manifest.json", b"[" * 100_000)],
    ],
    ids=lambda members: str(members[-1][0].name)[:20] or "nothing",
)
def test_a_genuine_key_around_a_hostile_inside_writes_nothing_outside(tmp_path: Path, members: list[Member]) -> None:
    source = sealed(tmp_path / "hostile.backup", *members)
    into = tmp_path / "room"
    into.mkdir()
    with source.open("rb") as file, pytest.raises(Damaged):
        unpack(file, key=KEY, into=into)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["hostile.backup", "room"]
    assert {path.name for path in into.iterdir()} <= {"database"}


def test_a_manifest_of_a_later_release_that_tells_more_can_be_read() -> None:
    contents = Contents(revision="0001", rows={"outbox": 1}, canary=None, bot_id=None)
    manifest = Manifest(FORMAT, present(), "9.0", "sqlite", contents, 1, "00", None)
    told = json.loads(manifest.as_json())
    told["weather"] = told["contents"]["weather"] = "fair"
    assert read_manifest(json.dumps(told).encode()) == manifest
    with pytest.raises(BackupRefused, match="format 2"):
        read_manifest(replace(manifest, format=2).as_json())
