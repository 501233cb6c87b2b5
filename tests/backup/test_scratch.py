"""What must not stay is gone when its block ends, and swept up if its process died."""

import os
import time
from pathlib import Path

import pytest

from storage.backup.scratch import YOUNG, scratch


def make_old(path: Path) -> None:
    then = time.time() - YOUNG - 1
    os.utime(path, (then, then))


def test_it_is_gone_after_a_failure_too(tmp_path: Path) -> None:
    def fail() -> None:
        with scratch(tmp_path, prefix="x-") as room:
            (room / "copy.db").write_text("private")
            raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        fail()
    assert list(tmp_path.iterdir()) == []


def test_what_a_dead_process_left_is_swept_up_and_what_a_living_one_uses_is_not(tmp_path: Path) -> None:
    left, foreign = tmp_path / "x-left", tmp_path / "y-left"
    for path in (left, foreign):
        path.mkdir()
        (path / "copy.db").write_text("private")
        make_old(path)
    with scratch(tmp_path, prefix="x-") as first:
        assert not left.exists()
        make_old(first)
        with scratch(tmp_path, prefix="x-"):
            assert first.exists()
    assert list(tmp_path.iterdir()) == [foreign]


def test_what_another_account_left_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    theirs = tmp_path / "x-theirs"
    theirs.mkdir()
    make_old(theirs)
    real = os.open

    def refusing(path: Path, *flags: int) -> int:
        if path == theirs:
            raise PermissionError(path)
        return real(path, *flags)

    monkeypatch.setattr(os, "open", refusing)
    with scratch(tmp_path, prefix="x-"):
        assert theirs.exists()
