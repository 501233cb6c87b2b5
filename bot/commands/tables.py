"""Tables as files for spreadsheet programs, in which nothing anybody wrote can act as a formula."""

import csv
import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol
from unicodedata import category, normalize

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError

from bot.commands.failures import CannotRun
from views.reports.rows import Cell

FORMULA = frozenset("=+-@\u2212")
"""Begin a formula; the last is a minus sign that some programs take for one."""
INVISIBLE = frozenset({"Zs", "Zl", "Zp", "Cc", "Cf"})
"""Categories of signs that spreadsheet programs may drop from the beginning of a cell."""
BREAKS = frozenset("\t\r\n")
MOST_ROWS = 1_048_576
"""Of a sheet."""
MOST_SIGNS = 32_767
"""Of a cell."""
WIDTH = 18
DAY_AND_TIME = "yyyy-mm-dd hh:mm"


class Table(Protocol):
    """A file that takes rows."""

    def add(self, row: Sequence[Cell]) -> None:
        """Write one more row."""


def harmless(text: str) -> str:
    """The text as a spreadsheet program shows it but never obeys it: what may be a formula gets an apostrophe before.

    Full-width forms count as what they stand for, and what cannot be seen before them does not help.
    """
    seen = next((sign for sign in text if category(sign) not in INVISIBLE), "")
    is_formula = normalize("NFKC", seen)[:1] in FORMULA if seen else False
    return f"'{text}" if is_formula or text[:1] in BREAKS else text


class CsvTable:
    """Comma-separated values in UTF-8 with the mark by which Excel knows it."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("w", encoding="utf-8-sig", newline="")
        self._rows = csv.writer(self._file)

    def add(self, row: Sequence[Cell]) -> None:
        """Write one more row; moments as 2026-10-01 09:30, by the hall's clock."""
        self._rows.writerow([_as_text(cell) for cell in row])

    def close(self) -> None:
        """Write what is left."""
        self._file.close()


def _as_text(cell: Cell) -> str | int:
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d %H:%M}"
    return harmless(cell) if isinstance(cell, str) else "" if cell is None else cell


class XlsxTable:
    """A workbook of one sheet; only the row that is written is held in memory."""

    def __init__(self, path: Path, *, sheet: str) -> None:
        self._book = xlsxwriter.Workbook(
            path, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        )
        self._sheet: Any = self._book.add_worksheet(sheet)
        self._moment = self._book.add_format({"num_format": DAY_AND_TIME})
        self._head = self._book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        self._sheet.freeze_panes(1, 1)
        self._count = 0
        self._columns = 0

    def add(self, row: Sequence[Cell]) -> None:
        """Write one more row; the first is the heading.

        Raises:
            CannotRun: a sheet holds no more.
        """
        if self._count == MOST_ROWS:
            raise CannotRun(f"A sheet holds {MOST_ROWS} rows. Ask for a shorter period, or use --csv.")
        if not self._count:
            self._columns = len(row)
            self._sheet.set_column(0, len(row) - 1, WIDTH)
        for column, cell in enumerate(row):
            self._write(column, cell)
        self._count += 1

    def _write(self, column: int, cell: Cell) -> None:
        if isinstance(cell, datetime):
            self._sheet.write_datetime(self._count, column, cell.replace(tzinfo=None), self._moment)
        elif isinstance(cell, str):
            words = harmless(cell)[:MOST_SIGNS]
            self._sheet.write_string(self._count, column, words, None if self._count else self._head)
        elif cell is not None:
            self._sheet.write_number(self._count, column, cell)

    def close(self) -> None:
        """Write the workbook."""
        if self._columns:
            self._sheet.autofilter(0, 0, max(self._count - 1, 0), self._columns - 1)
        self._book.close()


@contextmanager
def written(path: Path, *, sheet: str | None = None) -> Iterator[Table]:
    """A table that is in its place once it is whole: a workbook if a ``sheet`` is named, else comma-separated values.

    Only its owner may read it.

    Raises:
        CannotRun: it cannot be written there.
    """
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        os.close(handle)
    except OSError as error:
        raise CannotRun(f"{path} cannot be written ({error.strerror}).") from None
    try:
        table = XlsxTable(Path(name), sheet=sheet) if sheet else CsvTable(Path(name))
        try:
            yield table
        finally:
            table.close()
        Path(name).replace(path)
    except (ConnectionError, TimeoutError):
        raise  # of the database, not of the file
    except (OSError, FileCreateError) as error:
        raise CannotRun(f"{path} cannot be written ({getattr(error, 'strerror', None) or error}).") from None
    finally:
        Path(name).unlink(missing_ok=True)
