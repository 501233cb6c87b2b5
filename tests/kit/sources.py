"""The files of this repository, for tests that read them as text."""

import subprocess
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]


@cache
def pyproject() -> dict[str, Any]:
    """What ``pyproject.toml`` says."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text())


@cache
def product_packages() -> tuple[str, ...]:
    """The top-level packages that are shipped."""
    return tuple(pyproject()["tool"]["importlinter"]["root_packages"])


@cache
def repository_files() -> tuple[Path, ...]:
    """Every file git tracks or would track, relative to the root; what ``.gitignore`` names is not among them."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return tuple(sorted(Path(name) for name in listed.split("\0") if name and (ROOT / name).is_file()))


@cache
def product_files() -> tuple[Path, ...]:
    """The Python files that are shipped, relative to the root."""
    return tuple(path for path in repository_files() if path.suffix == ".py" and path.parts[0] in product_packages())
