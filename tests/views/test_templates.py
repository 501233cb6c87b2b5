"""No message is missing in a language, and none is there for nothing."""

import re
from pathlib import Path

import pytest

from content.chinese import to_traditional
from content.overrides import product_overrides
from domain.errors import Refusal
from tests.kit.sources import ROOT, product_files

TEMPLATES = ROOT / "content" / "templates"


def _names(language: str) -> set[str]:
    folder = TEMPLATES / language
    return {str(path.relative_to(folder).with_suffix("")) for path in folder.rglob("*.j2")}


def test_both_written_languages_have_the_same_messages() -> None:
    assert _names("zh-Hans") == _names("en")


@pytest.mark.parametrize("language", ["zh-Hans", "en"])
def test_every_template_begins_with_the_values_it_needs(language: str) -> None:
    first = {path: path.read_text().partition("\n")[0] for path in (TEMPLATES / language).rglob("*.j2")}

    assert [str(path) for path, line in first.items() if not (line.startswith("{#") and line.endswith("#}"))] == []


def test_every_refusal_has_a_template_and_every_error_template_a_refusal() -> None:
    words = {name.removeprefix("errors/") for name in _names("zh-Hans") if name.startswith("errors/")}

    assert words == {refusal.code for refusal in Refusal.__subclasses__()}


def test_every_label_is_there_in_both_languages_and_is_used() -> None:
    labels = {name: _labels(name) for name in ("zh-Hans", "en")}
    code = "\n".join((ROOT / path).read_text() for path in product_files())
    code += "\n".join(path.read_text() for path in TEMPLATES.rglob("*.j2"))
    prefixes = set(re.findall(r'f"([a-z_.]+)\.\{', code))

    unused = [
        key for key in labels["en"] if f'"{key}"' not in code and not any(key.startswith(f"{p}.") for p in prefixes)
    ]

    assert labels["zh-Hans"] == labels["en"]
    assert unused == []


def test_people_are_called_by_one_name_everywhere() -> None:
    written = [*(TEMPLATES / "zh-Hans").rglob("*.j2"), ROOT / "content/labels/zh-Hans.yaml"]

    assert [str(path) for path in written if "群众" in path.read_text()] == []


def test_traditional_chinese_reads_as_its_readers_write_it() -> None:
    written = [path.read_text() for path in (TEMPLATES / "zh-Hans").rglob("*.j2")]

    read = to_traditional("\n".join(written), product_overrides())

    assert [wrong for wrong in ("指南里", "回復", "盡快", "文件規定", "“", "”") if wrong in read] == []


def _labels(language: str) -> list[str]:
    lines = Path(ROOT / f"content/labels/{language}.yaml").read_text().splitlines()
    return sorted(line.partition(": ")[0] for line in lines if line and not line.startswith("#"))
