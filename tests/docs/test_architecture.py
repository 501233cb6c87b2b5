"""The page of the architecture names rings, files and fault points that exist."""

import re

import pytest

from gateway.worker import BACK_OFF, GROUP
from storage.faults import POINTS
from tests.kit.sources import ROOT, product_files, product_packages, pyproject

PAGE = (ROOT / "docs/architecture.md").read_text()
RING = re.compile(r"^\| `([a-z]+)/` \|", re.MULTILINE)
POINT = re.compile(r"^\| `([a-z]+\.[a-z_]+)` \|", re.MULTILINE)
PATH = re.compile(r"`((?:[a-z_]+/)+[a-z_]*(?:\.[a-z]+)?)`")
CITED = re.compile(r"docs/[a-z/]+\.md")


def test_the_rings_stand_in_the_order_of_the_contract() -> None:
    [contract] = [one for one in pyproject()["tool"]["importlinter"]["contracts"] if one["id"] == "rings"]
    rings = [ring for layer in contract["layers"] for ring in layer.split(" | ")]

    assert RING.findall(PAGE) == rings
    assert set(rings) | {"sandbox"} == set(product_packages())


@pytest.mark.parametrize("path", sorted(set(PATH.findall(PAGE))))
def test_every_file_and_directory_it_names_exists(path: str) -> None:
    assert (ROOT / path).exists() or any((ROOT / package / path).exists() for package in product_packages())


def test_every_fault_point_is_listed_in_the_order_of_the_way() -> None:
    assert tuple(POINT.findall(PAGE)) == POINTS


def test_the_numbers_of_the_worker_are_those_of_the_code() -> None:
    *first, last = (str(int(wait.total_seconds())) for wait in BACK_OFF)

    assert f"up to {GROUP} conversations" in PAGE
    assert f"after {', '.join(first)} and {last} seconds" in PAGE


def test_every_page_that_code_points_at_exists() -> None:
    cited = {page for source in product_files() for page in CITED.findall((ROOT / source).read_text())}
    assert "docs/settings.md" in cited

    assert [page for page in sorted(cited) if not (ROOT / page).exists()] == []
