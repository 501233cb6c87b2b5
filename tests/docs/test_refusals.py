"""The page of refusals lists exactly the refusals there are."""

import re

from domain import booking_refusals, errors, line_refusals, merging_refusals, staff_errors
from domain.errors import Refusal
from tests.kit.sources import ROOT, product_files

ROW = re.compile(r"^\| `([a-z_]+)` \| (.+) \| (.+) \|$", re.MULTILINE)
CITATION = re.compile(r"docs/rules/([a-z]+)\.md(?:, (\d+)(?: and (\d+))?)?")
PARAGRAPH = re.compile(r"^(\d+)\. ", re.MULTILINE)


def test_the_page_lists_exactly_the_refusals_there_are() -> None:
    listed = [code for code, _, _ in ROW.findall((ROOT / "docs/refusals.md").read_text())]
    modules = (errors, booking_refusals, line_refusals, merging_refusals, staff_errors)
    kinds = [kind for module in modules for kind in vars(module).values()]
    codes = {kind.code for kind in kinds if isinstance(kind, type) and kind in Refusal.__subclasses__()}

    assert sorted(listed) == sorted(codes)


def test_every_rule_that_code_cites_stands_in_its_page() -> None:
    cited = {
        (page, number)
        for source in product_files()
        for page, *numbers in CITATION.findall((ROOT / source).read_text())
        for number in numbers
        if number
    }
    assert ("checklists", "2") in cited

    missing = [
        (page, number)
        for page, number in sorted(cited)
        if number not in PARAGRAPH.findall((ROOT / f"docs/rules/{page}.md").read_text())
    ]
    assert missing == []
