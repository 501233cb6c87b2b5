"""A ledger for every drill, and the table at the end."""

from collections.abc import Callable

import pytest

from tests.chaos.figures import KEY, Ledger, table
from tests.chaos.lives import House


@pytest.fixture
def ledger(record_property: Callable[[str, object], None]) -> Ledger:
    """Where a drill notes its figures; its time runs from here."""
    return Ledger(record_property)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the longest, so that none of them runs alone at the end."""

    def seconds(item: pytest.Item) -> int:
        marker = item.get_closest_marker("takes")
        return int(marker.args[0]) if marker else 0

    items.sort(key=seconds, reverse=True)


def pytest_sessionfinish() -> None:
    """Close the house with the last drill."""
    House.close()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print one table of all drills, those of other processes too."""
    reports = [report for kind in ("passed", "failed") for report in terminalreporter.stats.get(kind, [])]
    noted = [pair for report in reports if report.when == "call" for pair in report.user_properties]
    lines = [value for name, value in noted if name == KEY]
    if lines:
        terminalreporter.section("chaos")
        for line in table(sorted(lines, key=lambda line: line["drill"])):
            terminalreporter.write_line(line)
