"""``banshi demo --tour`` plays a story of a pack, prints what was said, and its exit code tells how it ended."""

import shutil
from pathlib import Path

import pytest

from bot.cli import PROBLEMS, main
from content.paths import sample_pack

SHORT = "title: {zh: 短的, en: A short one}\nsteps:\n  - Alex starts\n  - Alex sees: Welcome\n"
WRONG = (
    "title: {zh: 不会成的, en: It cannot}\nsteps:\n  - 陈晓 says: 你好\n  - 陈晓 sees: {words: 恭喜发财, within: 1}\n"
)


@pytest.fixture
def hall(tmp_path: Path) -> Path:
    """A pack with a story that comes out and one that does not."""
    pack = Path(shutil.copytree(sample_pack(), tmp_path / "hall"))
    for name, story in (("short", SHORT), ("wrong", WRONG)):
        (pack / "stories" / f"{name}.yaml").write_text(story, "utf-8")
    return pack


def test_a_story_that_comes_out_ends_with_nothing_and_one_that_does_not_with_one(
    hall: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["demo", "--hall", str(hall), "--tour", "short"]) == 0
    shown = capsys.readouterr().out
    assert "Welcome to Yunxi" in shown
    assert "✓ A short one" in shown

    assert main(["demo", "--hall", str(hall), "--tour", "wrong"]) == PROBLEMS
    told = capsys.readouterr()
    assert "你好" in told.out, "the conversation so far"
    assert "line 4: 陈晓 sees: words 恭喜发财" in told.err, "what was expected"


def test_without_a_name_it_is_the_main_story(hall: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (hall / "stories" / "main.yaml").write_text(SHORT, "utf-8")
    assert main(["demo", "--hall", str(hall), "--tour"]) == 0
    assert "✓ A short one" in capsys.readouterr().out


def test_the_story_of_a_new_pack_comes_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pack = tmp_path / "my-hall"
    assert main(["new", str(pack)]) == 0
    assert main(["check", str(pack)]) == 0
    assert main(["demo", "--hall", str(pack), "--tour"]) == 0
    assert "✓ Ask for a proof of residence" in capsys.readouterr().out
