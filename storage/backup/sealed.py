"""An encrypted file that is written and read piece by piece, and in which nothing can be changed, cut or moved unseen.

AES-256-GCM in the STREAM construction (Hoang, Reyhanitabar, Rogaway, Vizár 2015): a key for this file alone, derived by
HKDF from the operator's key and a random salt; the nonce of a piece is its number and whether it is the last; the
header is authenticated with each. The last piece is padded, so every whole file has whole pieces.
"""

import hashlib
import io
import os
import secrets
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from storage.backup.refusals import BackupRefused, CutOff, Damaged, KeyUnusable, NoBackup, OutOfOrder, WrongKey

MAGIC = b"banshi backup 1\n"
SALT, KEY_ID, CHECK = 16, 8, 8
"""Bytes of the header after the magic: salt, which key, and a checksum of all before, which tells damage from a key."""
HEADER = len(MAGIC) + SALT + KEY_ID + CHECK
PIECE = 64 * 1024
"""Bytes of plain text in a piece."""
TAG = 16
ANOTHER = "Take another copy of it, or another backup."
KEY_MARK = "banshi-backup-key-1"
"""What a key file begins with; the key follows in base64."""


@dataclass(frozen=True, slots=True)
class Key:
    """An operator's key: 32 bytes."""

    secret: bytes

    @property
    def id(self) -> bytes:
        """Names the key, in the header and to the operator, without telling anything of it."""
        return self._derive(b"", info=b"banshi backup key id")[:KEY_ID]

    def for_file(self, salt: bytes) -> AESGCM:
        """The cipher of one file."""
        return AESGCM(self._derive(salt, info=b"banshi backup file"))

    def for_audit(self) -> bytes:
        """What the audit chain is sealed with: 32 bytes that open no backup."""
        return self._derive(b"", info=b"banshi audit chain")

    def _derive(self, salt: bytes, *, info: bytes) -> bytes:
        return HKDF(SHA256(), length=32, salt=salt, info=info).derive(self.secret)


def read_key(path: Path) -> Key:
    """The key in a file.

    Raises:
        KeyUnusable: there is none.
    """
    try:
        mark, _, written = path.read_text("ascii").strip().partition(" ")
        secret = b64decode(written, validate=True)
    except FileNotFoundError:
        raise KeyUnusable(f"There is no key file {path}. Make one: banshi backup --new-key {path}") from None
    except OSError as error:
        raise KeyUnusable(f"The key file {path} cannot be read: {error.strerror}.") from None
    except (UnicodeDecodeError, NotBase64):
        mark, secret = "", b""
    if mark != KEY_MARK or len(secret) != 32:
        raise KeyUnusable(f"{path} holds no backup key. Bring the right file back from where you keep its copy.")
    return Key(secret)


def write_new_key(path: Path) -> Key:
    """Make a key, in a new file that only its owner reads.

    Raises:
        KeyUnusable: the file cannot be made, or exists; overwriting it would make every backup unreadable.
    """
    key = Key(secrets.token_bytes(32))
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise KeyUnusable(f"{path} exists and is not overwritten: backups made with its key need it.") from None
    except OSError as error:
        raise KeyUnusable(f"The key file {path} cannot be made: {error.strerror}.") from None
    with os.fdopen(descriptor, "w") as file:
        file.write(f"{KEY_MARK} {b64encode(key.secret).decode()}\n")
        file.flush()
        os.fsync(file.fileno())
    return key


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


def _check(header: bytes) -> bytes:
    return hashlib.sha256(header).digest()[:CHECK]


class SealedWriter(io.RawIOBase):
    """Encrypts what is written to it; only ``seal`` makes the file a whole one."""

    def __init__(self, file: BinaryIO, key: Key) -> None:
        salt = secrets.token_bytes(SALT)
        begun = MAGIC + salt + key.id
        self._header = begun + _check(begun)
        self._cipher = key.for_file(salt)
        self._file = file
        self._waiting = bytearray()
        self._number = 0
        file.write(self._header)

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override] # narrower than any buffer, which is all we are given
        self._waiting += data
        while len(self._waiting) >= PIECE:
            self._put(bytes(self._waiting[:PIECE]), last=False)
            del self._waiting[:PIECE]
        return len(data)

    def seal(self) -> None:
        """Write the last piece; nothing can follow."""
        self._put((bytes(self._waiting) + b"\x80").ljust(PIECE, b"\0"), last=True)

    def _put(self, piece: bytes, *, last: bool) -> None:
        self._file.write(self._cipher.encrypt(_nonce(self._number, last=last), piece, self._header))
        self._number += 1


class SealedReader(io.RawIOBase):
    """Decrypts a sealed file; what it returns was written so, at this place.

    Raises:
        NoBackup, WrongKey, CutOff, OutOfOrder, Damaged: as soon as it is seen.
    """

    def __init__(self, file: BinaryIO, key: Key) -> None:
        self._header = file.read(HEADER)
        if not self._header.startswith(MAGIC):
            raise NoBackup("The file is no backup of Banshi, or its beginning is damaged.")
        if len(self._header) < HEADER:
            raise CutOff(f"The backup is cut off: nearly all of it is missing. {ANOTHER}")
        salt, theirs = self._header[len(MAGIC) :][:SALT], self._header[len(MAGIC) + SALT :][:KEY_ID]
        if _check(self._header[:-CHECK]) != self._header[-CHECK:]:
            raise Damaged(f"The backup's first bytes are damaged. {ANOTHER}")
        if theirs != key.id:
            raise WrongKey(
                f"The backup was made with key {theirs.hex()}, the key file holds key {key.id.hex()}. Set "
                "BANSHI_BACKUP_KEY_FILE to the right one."
            )
        self._cipher = key.for_file(salt)
        self._file = file
        self._count, rest = divmod(os.fstat(file.fileno()).st_size - HEADER, PIECE + TAG)
        if rest or not self._count:
            raise CutOff(f"The backup is cut off in the middle. {ANOTHER}")
        self._number = 0
        self._ready = b""

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        """Up to so many bytes, all that is left with -1; nothing at the end."""
        while (size < 0 or len(self._ready) < size) and self._number < self._count:
            self._ready += self._next()
        taken = self._ready if size < 0 else self._ready[:size]
        self._ready = self._ready[len(taken) :]
        return taken

    def _next(self) -> bytes:
        sealed = self._file.read(PIECE + TAG)
        last = self._number == self._count - 1
        piece = self._open(sealed, number=self._number, last=last)
        if piece is None:
            raise self._refusal(sealed)
        self._number += 1
        return piece.rstrip(b"\0")[:-1] if last else piece

    def _open(self, sealed: bytes, *, number: int, last: bool) -> bytes | None:
        try:
            return self._cipher.decrypt(_nonce(number, last=last), sealed, self._header)
        except InvalidTag:
            return None

    def _refusal(self, sealed: bytes) -> BackupRefused:
        """What is wrong with a piece that does not open at its place."""
        name = f"Piece {self._number + 1} of {self._count}"
        if self._number == self._count - 1 and self._open(sealed, number=self._number, last=False) is not None:
            return CutOff(f"The backup is cut off after piece {self._count}. {ANOTHER}")
        for number in range(self._count):
            if any(self._open(sealed, number=number, last=last) is not None for last in (False, True)):
                return OutOfOrder(f"{name} belongs to place {number + 1}: pieces were moved or added. {ANOTHER}")
        return Damaged(f"{name} is damaged. {ANOTHER}")
