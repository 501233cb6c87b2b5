"""The built wheel holds all the bot needs to run, not only what a checkout happens to have beside it."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from configparser import ConfigParser
from email.parser import Parser
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.kit.sources import ROOT, product_packages, repository_files

LIVES_BY = (
    "content/halls/sample/hall.yaml",
    "content/labels/zh-Hans.yaml",
    "content/labels/en.yaml",
    "sandbox/page/index.html",
    "storage/migrations/env.py",
    "storage/migrations/script.py.mako",
)
"""One file of each kind; the others are found by looking into the checkout."""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ZipFile]:
    """The wheel, built without the network from a copy that holds nothing but the repository's own files."""
    copy = tmp_path_factory.mktemp("checkout")
    for path in repository_files():
        (copy / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / path, copy / path)
    options = ["--no-deps", "--no-build-isolation", "--no-index", "--wheel-dir", str(copy / "dist")]
    command = [sys.executable, "-m", "pip", "wheel", *options, str(copy)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert not done.returncode, done.stdout + done.stderr
    (built,) = (copy / "dist").iterdir()
    with ZipFile(built) as opened:
        yield opened


def _shipped(wheel: ZipFile) -> set[str]:
    return {name for name in wheel.namelist() if ".dist-info/" not in name}


def _text(wheel: ZipFile, name: str) -> str:
    (path,) = (path for path in wheel.namelist() if path.endswith(f".dist-info/{name}"))
    return wheel.read(path).decode()


def test_every_file_of_the_product_is_in_the_wheel(wheel: ZipFile) -> None:
    ours = {path.as_posix() for path in repository_files() if path.parts[0] in product_packages()}

    assert ours - _shipped(wheel) == set()


@pytest.mark.parametrize("path", LIVES_BY)
def test_what_the_bot_cannot_live_without_is_in_the_wheel(path: str, wheel: ZipFile) -> None:
    assert path in _shipped(wheel)


def test_templates_of_both_languages_are_in_the_wheel(wheel: ZipFile) -> None:
    templates = [Path(name) for name in _shipped(wheel) if name.endswith(".j2")]

    assert {path.parts[2] for path in templates if path.parts[:2] == ("content", "templates")} >= {"zh-Hans", "en"}


def test_nothing_but_the_product_is_in_the_wheel(wheel: ZipFile) -> None:
    assert {Path(name).parts[0] for name in _shipped(wheel)} == set(product_packages())


def test_the_wheel_brings_the_command_and_the_licence(wheel: ZipFile) -> None:
    commands = ConfigParser()
    commands.read_string(_text(wheel, "entry_points.txt"))

    assert dict(commands["console_scripts"]) == {"banshi": "bot.cli:main"}
    assert Parser().parsestr(_text(wheel, "METADATA"))["License-Expression"] == "MIT"
    assert "Permission is hereby granted" in _text(wheel, "licenses/LICENSE")
