"""Pages link to what exists, and no decision is missing from the list of decisions."""

import re
from pathlib import Path

import pytest

from tests.kit.sources import ROOT, repository_files

PAGES = [path for path in repository_files() if path.suffix == ".md"]
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
MADE = re.compile(r"`make ([a-z-]+)")
TARGET = re.compile(r"^([a-z-]+):.*## ", re.MULTILINE)
DECISIONS = Path("docs/decisions")


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    targets = [link.partition("#")[0] for link in LINK.findall((ROOT / page).read_text()) if "://" not in link]

    assert [target for target in targets if target and not (ROOT / page.parent / target).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_every_make_target_a_page_names_exists(page: Path) -> None:
    targets = TARGET.findall((ROOT / "Makefile").read_text())
    assert {"demo", "test", "check"} <= set(targets)

    assert set(MADE.findall((ROOT / page).read_text())) <= set(targets)


def test_every_decision_is_listed_once_and_by_its_own_title() -> None:
    listed = LINK.findall((ROOT / DECISIONS / "README.md").read_text())
    pages = sorted(path.name for path in (ROOT / DECISIONS).glob("0*.md"))

    assert sorted(listed) == pages
    for name in pages:
        title = (ROOT / DECISIONS / name).read_text().partition("\n")[0]
        assert title.startswith(f"# {name[:4]}: ")
