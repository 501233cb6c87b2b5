"""The chat page's own files: no word is missing or left over, none too long, nothing from elsewhere."""

import re
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[2] / "sandbox" / "page"
SCRIPTS = sorted(PAGE.glob("*.js"))
TABLE = re.compile(r"^  (\w+): \[(\"(?:[^\"\\]|\\.)*\"), (\"(?:[^\"\\]|\\.)*\")\],$", re.MULTILINE)
ASKED = re.compile(r"\bt\((?:[^\"()]*\? )?\"(\w+)\"(?: : \"(\w+)\")?")
PLACES = re.compile(r"\{\w+\}")
FAMILIES = ("status_", "webApp_")  # keys made of a prefix and a value of the API
MOST_LINES = 300


def words() -> dict[str, tuple[str, str]]:
    """The table of `i18n.js`: key to (Chinese, English)."""
    text = (PAGE / "i18n.js").read_text(encoding="utf-8")
    return {key: (chinese, english) for key, chinese, english in TABLE.findall(text)}


def code() -> str:
    """All scripts but the tables of words."""
    return "\n".join(path.read_text(encoding="utf-8") for path in SCRIPTS if path.name != "i18n.js")


def test_every_word_stands_in_both_languages_with_the_same_places() -> None:
    table = words()
    assert len(table) > 100
    assert [key for key, pair in table.items() if '""' in pair] == []
    different = [key for key, (zh, en) in table.items() if set(PLACES.findall(en)) - set(PLACES.findall(zh))]
    assert different == []


def test_every_word_that_is_asked_for_exists_and_every_word_is_asked_for() -> None:
    table, text = words(), code()
    asked = {key for pair in ASKED.findall(text) for key in pair if key}
    own_tables = {
        key
        for path in SCRIPTS
        if path.name.endswith("-words.js")
        for key in re.findall(r"^  (\w+):", path.read_text(encoding="utf-8"), re.M)
    }
    assert sorted(asked - table.keys() - own_tables) == []
    used = set(re.findall(r"[\"'`](\w+)[\"'`]", text))
    assert sorted(key for key in table if key not in used and not key.startswith(FAMILIES)) == []


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_a_script_says_what_it_is_for_and_stays_short(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.startswith("/**")
    assert len(text.splitlines()) <= MOST_LINES


@pytest.mark.parametrize("path", sorted(PAGE.iterdir()), ids=lambda path: path.name)
def test_nothing_is_fetched_from_elsewhere_and_nothing_made_of_markup(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function", text)
    assert not re.search(r"(?:src|href)=\"https?:|import\([^)]*https?:|url\(https?:", text)
