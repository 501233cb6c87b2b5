"""The page of health names every metric and every alert as the code has them."""

import re

from bot.health.metrics import FIGURES, LATENCY, LATENCY_HELP, PREFIX
from domain.alerts import ALL, Unit
from tests.kit.sources import ROOT

PAGE = (ROOT / "docs/health.md").read_text()
METRIC = re.compile(r"^\| `([a-z_]+)(?:\{([a-z, ]+)\})?` \| (gauge|counter|histogram) \| (.+) \|$", re.MULTILINE)
ALERT = re.compile(
    r"^\| `([a-z_0-9]+)` \| ([<>]) ([\d.]+)( s| %| a minute|)[^|]* \| (critical|warning) \|", re.MULTILINE
)
UNITS = {Unit.COUNT: "", Unit.SECONDS: " s", Unit.PERCENT: " %", Unit.PER_MINUTE: " a minute"}


def test_every_metric_is_listed_with_its_labels_its_type_and_what_it_says() -> None:
    made = [
        (
            f"{PREFIX}{figure.name}{'_total' if figure.counts else ''}",
            ", ".join(figure.labels),
            "counter" if figure.counts else "gauge",
            figure.help,
        )
        for figure in FIGURES
    ]
    made.append((f"{PREFIX}{LATENCY}", "", "histogram", LATENCY_HELP))

    assert METRIC.findall(PAGE) == made


def test_metrics_have_units_in_their_names() -> None:
    figures_of_time = [figure.name for figure in FIGURES if re.search("age|lag|late|skew|up$|write", figure.name)]

    assert [name for name in figures_of_time if not name.endswith(("_seconds", "database_up"))] == []


def test_every_alert_is_listed_with_its_threshold() -> None:
    made = [
        (rule.name, "<" if rule.below else ">", f"{rule.limit:g}", UNITS[rule.unit], str(rule.severity))
        for rule in ALL.values()
    ]

    assert ALERT.findall(PAGE) == made


def test_every_alert_names_a_figure_that_exists() -> None:
    rows = [line for line in PAGE.splitlines() if ALERT.match(line)]
    named = {name for line in rows for name in re.findall(r"`banshi_([a-z_]+)`", line)}
    existing = {f"{figure.name}{'_total' if figure.counts else ''}" for figure in FIGURES}

    assert len(rows) == len(ALL)
    assert named <= existing
