"""``banshi posters`` writes a page for each area whose codes lead to its line and to a complaint there."""

from pathlib import Path

import pytest
import segno

from bot.cli import PROBLEMS, main
from content.loader import load_hall
from content.paths import sample_pack
from tests.views.halls import TODAY


def code(link: str) -> str:
    """What a phone scans."""
    return segno.make_qr(f"https://t.me/hall_bot?start={link}").svg_inline(omitsize=True)


@pytest.mark.parametrize(("language", "words"), [("zh-Hans", "扫码取号"), ("en", "Scan to take a number")])
def test_each_area_has_a_page_with_its_codes(language: str, words: str, tmp_path: Path) -> None:
    file = tmp_path / "posters.html"

    assert main(["posters", str(file), "--bot", "@hall_bot", "--language", language]) == 0

    page, (hall, _) = file.read_text("utf-8"), load_hall(sample_pack(), today=TODAY)
    assert hall
    assert page.count("<section>") == page.count(words) == len(hall.facts.areas)
    for area in hall.facts.areas:
        assert code(f"line-{area.id}") in page
        assert code(f"cmp-{area.id}") in page


def test_a_place_that_cannot_be_written_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["posters", str(tmp_path), "--bot", "hall_bot"]) == PROBLEMS

    assert "cannot be written" in capsys.readouterr().err
