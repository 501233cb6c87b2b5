"""Every import contract, broken once on purpose, is seen broken; as the code stands, all are kept."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.kit.sources import ROOT, product_files, pyproject

CONTRACTS = {contract["id"]: contract["name"] for contract in pyproject()["tool"]["importlinter"]["contracts"]}

OFFENCES: dict[str, dict[str, str]] = {
    "rings": {"storage/probe.py": "import answers"},
    "domain-knows-no-tool": {"domain/probe.py": "import sqlalchemy"},
    "aiogram-stays-outside": {"jobs/probe.py": "import aiogram"},
    "views-never-fetch": {"views/probe.py": "import storage"},
    "sandbox-stands-apart": {"sandbox/probe.py": "import domain"},
    "sandbox-is-not-the-product": {"jobs/probe.py": "import sandbox"},
    "features-stand-alone": {
        "handlers/citizen/probe.py": "import handlers.citizen.other_probe",
        "handlers/citizen/other_probe.py": "",
    },
}
"""For each contract the smallest module that breaks it and no other: path in the tree, its text."""

VERDICT = re.compile(r"^(.+) (KEPT|BROKEN)(?: \(.*\))?$", re.MULTILINE)


def _broken(tree: Path) -> set[str]:
    """Names of the contracts that import-linter finds broken in a tree; every contract must get a verdict."""
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache", "--no-logo"]
    done = subprocess.run(command, cwd=tree, capture_output=True, text=True, check=False)
    verdicts = dict(VERDICT.findall(done.stdout.partition("Broken contracts")[0]))
    assert set(verdicts) == set(CONTRACTS.values()), done.stdout + done.stderr
    return {name for name, verdict in verdicts.items() if verdict == "BROKEN"}


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A copy of the product's modules and of the contracts."""
    for path in (Path("pyproject.toml"), *product_files()):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / path, tmp_path / path)
    return tmp_path


def test_the_code_as_it_stands_keeps_every_contract(tree: Path) -> None:
    assert _broken(tree) == set()


@pytest.mark.parametrize("contract", CONTRACTS)
def test_an_offence_against_a_contract_is_seen_and_blames_it_alone(contract: str, tree: Path) -> None:
    assert contract in OFFENCES, "a new contract needs an offence here, or nobody knows whether it catches anything"
    for path, text in OFFENCES[contract].items():
        assert not (tree / path).exists()
        (tree / path).write_text(text)

    assert _broken(tree) == {CONTRACTS[contract]}


def test_no_offence_outlives_its_contract() -> None:
    assert set(OFFENCES) <= set(CONTRACTS)
