"""The page of stories names every step, field, trouble and jump there is, and its examples are stories."""

import re
from pathlib import Path

import pytest

from sandbox.stories.loader import load_story
from sandbox.stories.models import FAULTS, FILES, MOMENTS, STAGE, UNITS, VERBS
from sandbox.stories.waiting import PATIENCE
from tests.kit.sources import ROOT

PAGE = (ROOT / "docs/stories.md").read_text()
ROWS = [[cell.strip() for cell in line.strip("|").split("|")] for line in PAGE.splitlines() if line.startswith("| `")]
STEPS = [row[0].strip("`") for row in ROWS]
EXAMPLE = re.search(r"```yaml\n(# content.*?)```", PAGE, re.DOTALL)
MORE = re.search(r"```yaml\n(  - 王敏 sees:.*?)```", PAGE, re.DOTALL)


def test_every_step_has_a_row_and_every_row_a_step() -> None:
    shown = [re.sub(r"^(?:陈晓|王敏) ", "", step.partition(":")[0]) for step in STEPS]
    assert shown == [*VERBS, *STAGE]


def test_the_fields_of_a_row_are_those_of_the_step() -> None:
    named = [set(re.findall(r"`([a-z ]+)`", row[2])) for row in ROWS if len(row) == 3]
    assert named == [{*([form.main] if form.main else []), *form.more} - {"link"} for form in VERBS.values()]


@pytest.mark.parametrize("word", [*FAULTS, *FILES, *MOMENTS, *UNITS])
def test_every_choice_is_named(word: str) -> None:
    assert word in " ".join(cell for row in ROWS for cell in row)


def test_every_example_is_a_story(tmp_path: Path) -> None:
    assert EXAMPLE
    assert MORE
    lines = [*STEPS, "王敏 says: {text: 好的, reply to: 路灯}", "fault: {kind: slow, times: 3}"]
    whole = tmp_path / "whole.yaml"
    whole.write_text(EXAMPLE[1] + MORE[1] + "".join(f"  - {line}\n" for line in lines), "utf-8")
    assert load_story(whole)[1] == ()


def test_the_patience_is_the_one_of_the_code() -> None:
    assert f"{PATIENCE:.0f} unless written" in PAGE
