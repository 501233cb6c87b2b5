"""The pages for editors name every key of a pack, and each of their examples is accepted."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import BaseModel

from content.booking import AreaBooking
from content.chinese import to_traditional
from content.flows import Clock, FlowAction, FlowFile, FlowState
from content.loader import load_hall
from content.models import CalendarYear, HallFacts, Material, Question, Service
from content.paths import sample_pack
from content.starter import write_starter
from content.texts import PackModel
from content.written import load
from domain.limits import parse_limit
from tests.kit.sources import ROOT

PAGES = ("content.md", "content.zh.md")
SECTION = re.compile(r"^## [^\n]*[(（]`([a-z./*]+)`[)）]\n(.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)
ROW = re.compile(r"^\| `([a-z_]+)` \| .+? \| (?:`(.+)` )?\|$", re.MULTILINE)
SHAPES: dict[str, type[PackModel]] = {
    "hall.yaml": HallFacts,
    "booking": AreaBooking,
    "calendar/*.yaml": CalendarYear,
    "services/*.yaml": Service,
    "flows/*.yaml": FlowFile,
    "clocks": Clock,
    "states": FlowState,
    "actions": FlowAction,
    "questions": Question,
    "materials": Material,
}
TODAY = date(2026, 3, 2)


def read(page: str) -> str:
    """The text of a page."""
    return (ROOT / "docs" / page).read_text()


def rows(page: str) -> Iterator[tuple[str, str, str]]:
    """Section, key and example of each row; the example is empty for what has a section of its own."""
    for section, text in SECTION.findall(read(page)):
        for key, example in ROW.findall(text):
            yield section, key, example


def keys(written: Any) -> Iterator[str]:
    """Every key in a value, however deep."""
    if isinstance(written, dict):
        yield from map(str, written)
    for below in written.values() if isinstance(written, dict) else written if isinstance(written, list) else ():
        yield from keys(below)


def below(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
    """A model and all models inside it."""
    yield model
    for field in model.model_fields.values():
        for inner in (field.annotation, *get_args(field.annotation)):
            if isinstance(inner, type) and issubclass(inner, PackModel):
                yield from below(inner)


@pytest.fixture(scope="module")
def starter(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """What stands around an example, by section."""
    pack = tmp_path_factory.mktemp("starter") / "pack"
    write_starter(pack, today=TODAY)
    [file] = (pack / "services").glob("*.yaml")
    year = pack / "calendar" / f"{TODAY.year}.yaml"
    facts, service, calendar = (load(path.read_text("utf-8")) for path in (pack / "hall.yaml", file, year))
    complaint = load((sample_pack() / "flows" / "complaint.yaml").read_text("utf-8"))
    return {
        "flows/*.yaml": complaint,
        "clocks": complaint["clocks"][0],
        "states": complaint["states"][0],
        "actions": complaint["states"][0]["actions"][0],
        "hall.yaml": facts,
        "booking": facts["areas"][0]["booking"],
        "calendar/*.yaml": calendar,
        "services/*.yaml": service,
        "questions": service["questions"][0],
        "materials": service["materials"][0],
    }


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("section", SHAPES)
def test_a_section_lists_exactly_the_keys_there_are(page: str, section: str) -> None:
    listed = [key for where, key, _ in rows(page) if where == section]

    assert sorted(listed) == sorted(SHAPES[section].model_fields)


@pytest.mark.parametrize("page", PAGES)
def test_every_key_of_everything_inside_stands_in_an_example(page: str) -> None:
    shown = {key for _, _, example in rows(page) if example for key in keys(load(example))}
    inside = {name for shape in SHAPES.values() for model in below(shape) for name in model.model_fields}

    assert inside - shown - {"questions", "materials", "clocks", "states", "actions", "zh_hant"} == set()
    assert "zh_hant:" in read(page)


@pytest.mark.parametrize(("section", "key", "example"), [row for page in PAGES for row in rows(page) if row[2]])
def test_every_example_is_accepted(section: str, key: str, example: str, starter: dict[str, dict[str, Any]]) -> None:
    written = load(example)
    assert list(written) == [key]

    SHAPES[section].model_validate({**starter[section], **written})


@pytest.mark.parametrize("page", PAGES)
def test_every_limit_that_is_shown_can_be_read(page: str) -> None:
    [line] = [line for line in read(page).splitlines() if "`at once`" in line]

    assert len([parse_limit(limit) for limit in re.findall(r"`([^`]+)`", line)]) == 6


@pytest.mark.parametrize("page", PAGES)
def test_the_problem_that_is_shown_is_worded_as_the_check_does(
    page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    [shown] = re.findall(r"^```\n(.*residence-proof\.yaml:.*)\n```$", read(page), re.MULTILINE)
    monkeypatch.chdir(tmp_path)
    pack = Path(shown.partition("/")[0])
    write_starter(pack, today=TODAY)
    file = pack / "services" / "residence-proof.yaml"
    file.write_text(file.read_text("utf-8").replace("\ntitle:", "\ntitel:"), "utf-8")

    hall, problems = load_hall(pack, today=TODAY)

    assert hall is None
    assert list(map(str, problems)) == [shown]


@pytest.mark.parametrize("page", PAGES)
def test_the_correction_that_is_shown_is_one_of_a_converted_word(page: str) -> None:
    [(became, wanted)] = re.findall(r"^```yaml\n(\S+): (\S+)\n```$", read(page), re.MULTILINE)

    assert to_traditional("身份证") == became
    assert to_traditional("身份证", {became: wanted}) == wanted
