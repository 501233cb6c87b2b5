"""The inside of a backup: a compressed tar of the database's dump in parts, the hall pack, and last the manifest."""

import gzip
import hashlib
import io
import os
import tarfile
import zlib
from collections.abc import AsyncIterable, Callable
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from storage.backup.manifest import Manifest, read_manifest
from storage.backup.refusals import Damaged, ManifestDiffers
from storage.backup.sealed import Key, SealedReader, SealedWriter

DUMP, HALL, MANIFEST = "database", "hall", "manifest.json"
"""Members: ``database/000001`` …, ``hall/…``, ``manifest.json``."""
COMPRESSION = 1
"""The quickest; a dump of PostgreSQL is compressed already."""
UNREADABLE = (tarfile.TarError, zlib.error, EOFError, ValueError, KeyError, TypeError, RecursionError)
"""What reading raises when somebody else wrote the inside, with the right key."""
Describe = Callable[[int, str, int | None], Manifest]
"""Size and SHA-256 of the dump and the number of the hall's files -> the manifest."""


async def pack(
    file: BinaryIO, *, key: Key, dump: AsyncIterable[bytes], hall: Path | None, describe: Describe
) -> Manifest:
    """Write a backup into a file as the dump comes; it is whole only when this returns."""
    sealed = SealedWriter(file, key)
    size, digest, part = 0, hashlib.sha256(), 0
    with (
        gzip.GzipFile(fileobj=sealed, mode="wb", compresslevel=COMPRESSION, mtime=0) as zipped,
        tarfile.open(fileobj=zipped, mode="w|") as tar,
    ):
        async for piece in dump:
            part += 1
            size += len(piece)
            digest.update(piece)
            _add(tar, f"{DUMP}/{part:06}", piece)
        manifest = describe(size, digest.hexdigest(), _add_hall(tar, hall) if hall else None)
        _add(tar, MANIFEST, manifest.as_json())
    sealed.seal()
    return manifest


def _add(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    member = tarfile.TarInfo(name)
    member.size = len(content)
    member.mode = 0o600
    tar.addfile(member, io.BytesIO(content))


def _add_hall(tar: tarfile.TarFile, hall: Path) -> int:
    files = sorted(path for path in hall.rglob("*") if path.is_file())
    for path in files:
        _add(tar, f"{HALL}/{path.relative_to(hall).as_posix()}", path.read_bytes())
    return len(files)


def unpack(file: BinaryIO, *, key: Key, into: Path) -> Manifest:
    """Decrypt and check a whole backup; ``into`` gets the file ``database`` and the directory ``hall``.

    Raises:
        BackupRefused: one of its kinds; what is in ``into`` by then must not be used.
    """
    sealed = SealedReader(file, key)
    try:
        manifest, size, digest, halls = _take_out(sealed, into)
    except UNREADABLE as error:
        raise Damaged(f"The backup's inside cannot be read ({type(error).__name__}). Take another backup.") from None
    sealed.read()  # To the end: only there it is certain that nothing is missing.
    if manifest is None or (size, digest) != (manifest.dump_size, manifest.dump_sha256):
        raise ManifestDiffers("The dump in the backup is not the one its manifest speaks of. Take another backup.")
    if halls != (manifest.hall_files or 0):
        raise ManifestDiffers(f"The hall pack in the backup has {halls} files instead of {manifest.hall_files}.")
    return manifest


def _take_out(sealed: SealedReader, into: Path) -> tuple[Manifest | None, int, str, int]:
    size, digest, halls, manifest = 0, hashlib.sha256(), 0, None
    descriptor = os.open(into / DUMP, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as dump, tarfile.open(fileobj=sealed, mode="r|gz") as tar:
        for member in tar:
            data = _content(tar, member)
            folder, *names = PurePosixPath(member.name).parts or ("",)
            if member.name == MANIFEST:
                manifest = read_manifest(data)
            elif folder == DUMP and len(names) == 1:
                dump.write(data)
                digest.update(data)
                size += len(data)
            elif folder == HALL and names and ".." not in names:
                halls += 1
                path = into.joinpath(folder, *names)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(data)
            else:
                raise ValueError("a member that nobody put in")
    return manifest, size, digest.hexdigest(), halls


def _content(tar: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    """A member's bytes; nothing but plain files was put in, so a link is never followed."""
    content = tar.extractfile(member) if member.isreg() else None
    if content is None:
        raise ValueError("a member that is no plain file")
    return content.read()
