"""The page of commands names every command, option and exit code; other pages show only commands there are."""

import argparse
import re
from pathlib import Path

import pytest

from bot.cli import CANNOT_RUN, PROBLEMS, ROLES, WRONG_SETTINGS, build_parser
from tests.kit.sources import ROOT, repository_files

PAGE = (ROOT / "docs/commands.md").read_text()
SECTION = re.compile(r"^### `banshi ([a-z ]+)`\n(.*?)(?=^##|\Z)", re.MULTILINE | re.DOTALL)
ARGUMENT = re.compile(r"^- `([^` ]+)(?: [A-Z]+)?`", re.MULTILINE)
EXIT_CODE = re.compile(r"^\| (\d+) \|", re.MULTILINE)
FENCED = re.compile(r"^ *```.*?^ *```", re.MULTILINE | re.DOTALL)
INLINE = re.compile(r"`([^`\n]+)`")
SHOWN = re.compile(r"(?:^|[\s/(])(?<!-u )banshi ((?:[a-z]+)(?: [a-z]+)?)")
SECTIONS = dict(SECTION.findall(PAGE))


def commands(parser: argparse.ArgumentParser, *before: str) -> dict[str, argparse.ArgumentParser]:
    """The parsers that run something, by their full names."""
    below = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    if not below:
        return {" ".join(before): parser}
    named = below[0].choices.items()
    return {full: leaf for name, child in named for full, leaf in commands(child, *before, name).items()}


PARSERS = commands(build_parser())


def test_every_command_has_a_section_and_every_section_a_command() -> None:
    assert sorted(SECTIONS) == sorted(PARSERS)


@pytest.mark.parametrize("name", PARSERS)
def test_a_section_lists_exactly_the_arguments_of_its_command(name: str) -> None:
    actions = [action for action in PARSERS[name]._actions if action.dest != "help"]

    names = [action.option_strings[0] if action.option_strings else action.metavar or action.dest for action in actions]

    assert ARGUMENT.findall(SECTIONS[name]) == names


def test_every_role_is_named() -> None:
    [line] = [line for line in SECTIONS["staff invite"].splitlines() if line.startswith("- `--role")]

    assert re.findall(r"`([a-z]+)`", line) == list(ROLES)


def test_the_exit_codes_are_those_of_the_code() -> None:
    usage, interrupted = 2, 130

    assert list(map(int, EXIT_CODE.findall(PAGE))) == [0, PROBLEMS, usage, WRONG_SETTINGS, CANNOT_RUN, interrupted]


@pytest.mark.parametrize("page", [path for path in repository_files() if path.suffix == ".md"], ids=str)
def test_every_command_a_page_shows_exists(page: Path) -> None:
    text = (ROOT / page).read_text()
    code = [*FENCED.findall(text), *INLINE.findall(FENCED.sub("", text))]
    groups = {name.partition(" ")[0] for name in PARSERS if " " in name}
    shown = {tuple(words.split()) for block in code for words in SHOWN.findall(block)}

    wrong = [
        words
        for words in shown
        if words[0] not in PARSERS and (words[0] not in groups or (words[1:] and " ".join(words) not in PARSERS))
    ]
    assert wrong == []
