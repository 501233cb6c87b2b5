"""Nothing in an encrypted file can be changed, cut, moved or read with another key unseen; each has its own refusal."""

import io
import random
import stat
from pathlib import Path

import pytest

from storage.backup.refusals import BackupRefused, CutOff, Damaged, KeyUnusable, NoBackup, OutOfOrder, WrongKey
from storage.backup.sealed import HEADER, PIECE, TAG, Key, SealedReader, SealedWriter, read_key, write_new_key

KEY, OTHER = Key(b"k" * 32), Key(b"o" * 32)
WHOLE = PIECE + TAG
SEED = 20261126


def sealed(plain: bytes, *, key: Key = KEY) -> bytes:
    file = io.BytesIO()
    writer = SealedWriter(file, key)
    for start in range(0, len(plain), 10_007):
        writer.write(plain[start : start + 10_007])
    writer.seal()
    return file.getvalue()


def opened(content: bytes, folder: Path, *, key: Key = KEY) -> bytes:
    path = folder / "sealed"
    path.write_bytes(content)
    with path.open("rb") as file:
        return SealedReader(file, key).read()


def pieces(content: bytes) -> list[bytes]:
    return [content[at : at + WHOLE] for at in range(HEADER, len(content), WHOLE)]


@pytest.mark.parametrize("length", [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE + 5])
def test_what_was_written_is_read(length: int, tmp_path: Path) -> None:
    plain = random.Random(SEED).randbytes(length)
    assert opened(sealed(plain), tmp_path) == plain


def test_nothing_of_it_can_be_read_and_no_two_files_are_alike() -> None:
    plain = b"what citizens wrote " * 10_000
    one, two = sealed(plain), sealed(plain)
    assert b"citizens" not in one
    assert not set(pieces(one)) & set(pieces(two))


def test_a_bit_that_was_flipped_anywhere_is_seen(tmp_path: Path) -> None:
    content = sealed(random.Random(SEED).randbytes(2 * PIECE))
    rng = random.Random(SEED)
    for place in [*range(HEADER), *(rng.randrange(HEADER, len(content)) for _ in range(40))]:
        flipped = bytearray(content)
        flipped[place] ^= 1 << rng.randrange(8)
        with pytest.raises(NoBackup if place < 16 else Damaged):
            opened(bytes(flipped), tmp_path)


def test_a_file_that_was_cut_anywhere_is_seen(tmp_path: Path) -> None:
    content = sealed(random.Random(SEED).randbytes(2 * PIECE))
    for length in (HEADER - 1, HEADER, HEADER + 1, HEADER + WHOLE, HEADER + 2 * WHOLE, len(content) - 1):
        with pytest.raises(CutOff):
            opened(content[:length], tmp_path)


def test_pieces_that_were_moved_doubled_or_left_out_are_seen(tmp_path: Path) -> None:
    content = sealed(random.Random(SEED).randbytes(3 * PIECE + 5))
    head, (one, two, three, four) = content[:HEADER], pieces(content)
    for order in (
        (two, one, three, four),
        (one, one, two, three, four),
        (one, three, four),
        (one, two, three, four, four),
    ):
        with pytest.raises(OutOfOrder):
            opened(head + b"".join(order), tmp_path)


def test_a_piece_of_another_file_is_seen(tmp_path: Path) -> None:
    one, two = (sealed(random.Random(SEED).randbytes(2 * PIECE)) for _ in range(2))
    with pytest.raises(Damaged):
        opened(one[:HEADER] + pieces(two)[0] + b"".join(pieces(one)[1:]), tmp_path)
    with pytest.raises(Damaged):
        opened(two[:HEADER] + one[HEADER:], tmp_path)


def test_another_key_is_named_as_the_reason(tmp_path: Path) -> None:
    with pytest.raises(WrongKey) as refused:
        opened(sealed(b"words"), tmp_path, key=OTHER)
    assert KEY.id.hex() in str(refused.value)
    assert OTHER.id.hex() in str(refused.value)


def test_a_key_file_is_for_its_owner_alone_and_is_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "key"
    key = write_new_key(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert read_key(path) == key
    with pytest.raises(KeyUnusable):
        write_new_key(path)
    assert read_key(path) == key


@pytest.mark.parametrize("content", ["", "words", "banshi-backup-key-1 c2hvcnQ=", "banshi-backup-key-1 !!", "\u4e2d"])
def test_a_file_that_holds_no_key_is_refused(content: str, tmp_path: Path) -> None:
    path = tmp_path / "key"
    path.write_text(content, "utf-8")
    with pytest.raises(KeyUnusable):
        read_key(path)


def test_every_refusal_says_what_to_do() -> None:
    assert {CutOff, Damaged, OutOfOrder, WrongKey, NoBackup, KeyUnusable} < set(BackupRefused.__subclasses__())
