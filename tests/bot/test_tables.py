"""Tables are read by spreadsheet programs as what they are, and nothing in them is ever a formula."""

import csv
import stat
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from bot.commands import tables
from bot.commands.failures import CannotRun
from bot.commands.tables import harmless, written
from views.reports.rows import Cell

MOMENT = datetime(2026, 10, 1, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
DANGEROUS = (
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM(A1)",
    "﹦1",
    "−1",
    "  =1",
    "\u200b=1",
    "\ufeff=1",
    "\u3000＝1",
    '=HYPERLINK("http://example.org","王敏")',
    "=cmd|' /C calc'!A0",
)
HARMLESS = ("王敏", "TS2026-000001", "a=b", "1-2", "", "'=1", "http://example.org", "12", '王,敏;"x"\n第二行')


def as_csv(path: Path, rows: Sequence[Sequence[Cell]]) -> list[list[str]]:
    """Write rows, and read them again as Python's own reader does."""
    with written(path) as table:
        for row in rows:
            table.add(row)
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def as_xlsx(path: Path, rows: Sequence[Sequence[Cell]]) -> list[list[object]]:
    """Write rows below a heading, and read them again as somebody else's library does; formulas stay formulas."""
    with written(path, sheet="办件") as table:
        table.add(["heading" for _ in rows[0]])
        for row in rows:
            table.add(row)
    cells = [list(row) for row in load_workbook(path)["办件"].iter_rows(min_row=2)]
    assert {cell.data_type for row in cells for cell in row} <= {"s", "n", "d"}, "no formula"
    return [[cell.value for cell in row] for row in cells]


@pytest.mark.parametrize("text", DANGEROUS)
def test_what_may_be_a_formula_is_words_in_both_kinds_of_file(tmp_path: Path, text: str) -> None:
    assert as_csv(tmp_path / "t.csv", [[text]]) == [[f"'{text}"]]
    [[found]] = as_xlsx(tmp_path / "t.xlsx", [[text]])
    assert str(found).startswith("'")


@pytest.mark.parametrize("text", HARMLESS)
def test_what_is_no_formula_stays_as_it_was_written(tmp_path: Path, text: str) -> None:
    assert as_csv(tmp_path / "t.csv", [[text, "x"]]) == [[text, "x"]]
    assert as_xlsx(tmp_path / "t.xlsx", [[text, "x"]]) == [[text, "x"]]


@given(text=st.text(alphabet=st.sampled_from("=+-@＝＋－＠﹢﹣ \t\r\n\u200b\u3000'a王1"), max_size=6))
def test_nothing_that_is_seen_first_begins_a_formula(text: str) -> None:
    shown = harmless(text)

    assert shown in (text, f"'{text}")
    seen = shown.strip(" \t\r\n\u200b\u3000")
    assert seen[:1] not in set("=+-@＝＋－＠﹢﹣")


def test_numbers_and_moments_can_be_reckoned_with_and_nothing_is_nothing(tmp_path: Path) -> None:
    row = ["王敏", 3, MOMENT, None, -1]

    assert as_csv(tmp_path / "t.csv", [row]) == [["王敏", "3", "2026-10-01 09:30", "", "-1"]]
    assert as_xlsx(tmp_path / "t.xlsx", [row]) == [["王敏", 3, datetime(2026, 10, 1, 9, 30), None, -1]]  # noqa: DTZ001 # workbooks know no zone


def test_excel_knows_the_csv_as_utf_8(tmp_path: Path) -> None:
    as_csv(tmp_path / "t.csv", [["王敏"]])

    assert (tmp_path / "t.csv").read_bytes() == b"\xef\xbb\xbf" + "王敏\r\n".encode()


def breaks_off(path: Path, *, sheet: str | None) -> None:
    """Begin to write, and fail."""
    with written(path, sheet=sheet) as table:
        table.add(["half"])
        raise KeyError


@pytest.mark.parametrize("sheet", [None, "Cases"])
def test_a_file_is_in_its_place_only_when_it_is_whole_and_its_owners_alone(tmp_path: Path, sheet: str | None) -> None:
    path = tmp_path / "table"
    path.write_text("the one of last month")
    with pytest.raises(KeyError):
        breaks_off(path, sheet=sheet)
    assert path.read_text() == "the one of last month"

    with written(path, sheet=sheet) as table:
        table.add(["whole"])

    assert list(tmp_path.iterdir()) == [path]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_place_that_is_none_is_named(tmp_path: Path) -> None:
    with pytest.raises(CannotRun, match=r"nowhere/t.csv cannot be written \(No such file or directory\)"):
        as_csv(tmp_path / "nowhere" / "t.csv", [["x"]])


def test_a_sheet_that_is_full_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MOST_ROWS", 3)
    with pytest.raises(CannotRun, match="--csv"):
        as_xlsx(tmp_path / "t.xlsx", [["x"]] * 3)
