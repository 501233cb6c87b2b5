"""The number of the running bot: only ever that of a bot that runs."""

import os
from pathlib import Path

import pytest

from bot.commands.failures import CannotRun
from bot.commands.packs import reload
from bot.pid_file import holding, running_bot


def test_a_running_bot_is_found_and_leaves_nothing_behind(tmp_path: Path) -> None:
    path = tmp_path / "var" / "banshi.pid"
    with holding(path):
        assert running_bot(path) == os.getpid()
    assert running_bot(path) is None
    assert not path.exists()


def test_a_second_bot_neither_starts_nor_takes_the_number_of_the_first_away(tmp_path: Path) -> None:
    path = tmp_path / "banshi.pid"
    with holding(path):
        with pytest.raises(CannotRun, match="BANSHI_PID_FILE"), holding(path):
            pass
        assert running_bot(path) == os.getpid()


def test_the_number_a_killed_bot_left_is_not_taken_for_a_bot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "banshi.pid"
    # By now that number may be any process; a SIGHUP would end this one.
    path.write_text(f"{os.getpid()}\n")
    monkeypatch.setenv("BANSHI_PID_FILE", str(path))
    assert running_bot(path) is None
    with pytest.raises(CannotRun, match="No bot is running"):
        reload()
