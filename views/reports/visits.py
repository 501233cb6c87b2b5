"""A report of appointments to read, and a row for each of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from content.texts import Text
from domain.languages import Language
from domain.reports.figures import HALF, NEARLY_ALL
from domain.reports.periods import Period
from domain.reports.visits import Spread, VisitFigures, VisitLine, VisitTally
from views.render import label, render
from views.reports.page import INDENT, share
from views.reports.rows import Cell
from views.reports.terminal import Line, aligned, shortened

HEADS = ("visits", "use", "no_show", "late_cancelled", "waited", "served", "lead")
COLUMNS = (
    *("code", "service", "area", "channel", "state", "booked", "starts", "arrived", "called", "began", "ended"),
    *("counter", "waited", "served", "lead", "moved", "excused", "rating"),
)


@dataclass(frozen=True, slots=True)
class VisitNames:
    """What areas and services are called in one language; what the hall has no more is called by its id."""

    language: Language
    areas: Mapping[str, Text]
    services: Mapping[str, Text]

    def area(self, area: str) -> str:
        """A part of the hall."""
        return self.areas[area].in_(self.language) if area in self.areas else area

    def service(self, service: str) -> str:
        """What somebody comes for."""
        return self.services[service].in_(self.language) if service in self.services else service


def printed(names: VisitNames, tally: VisitTally, *, period: Period) -> str:
    """The report as plain text for a terminal."""
    tables = {"table": _table(names, tally), "numbers": _numbers(names, tally), "ratings": _ratings(names, tally)}
    return render(names.language, "reports/visits", period=period, all=tally.all, share=share, **tables).text


def headings(names: VisitNames) -> list[str]:
    """The first row of the table of appointments."""
    return [label(names.language, f"report.visit.{column}") for column in COLUMNS]


def row(names: VisitNames, line: VisitLine) -> list[Cell]:
    """An appointment under those headings; nothing of whose it was."""
    language = names.language
    return [
        line.code,
        names.service(line.service),
        names.area(line.area),
        label(language, f"channel.{line.channel}"),
        _state(language, line),
        line.booked_at,
        line.starts_at,
        line.arrived_at,
        line.called_at,
        line.began_at,
        line.ended_at,
        line.counter or None,
        line.waited,
        line.served,
        line.lead,
        line.moved,
        int(line.excused),
        label(language, f"report.level.{int(line.level)}") if line.level else None,
    ]


def _state(language: Language, line: VisitLine) -> str:
    if line.excused:
        return label(language, "visits.excused")
    return label(language, f"visits.staff.{'unclear' if line.is_unclear else line.state}")


def _table(names: VisitNames, tally: VisitTally) -> list[str]:
    """All, then by area, service and hour, each with its own figures."""
    language = names.language
    rows: list[Line] = [("", [label(language, f"report.visit.head.{head}") for head in HEADS])]
    rows.append((label(language, "report.all"), _cells(tally.all)))
    divided: Mapping[str, Sequence[tuple[str, VisitFigures]]] = {
        "by_area": [(names.area(area), of) for area, of in sorted(tally.by_area.items())],
        "by_service": [(names.service(service), of) for service, of in sorted(tally.by_service.items())],
        "by_hour": [(f"{hour:%H:%M}", of) for hour, of in sorted(tally.by_hour.items())],
    }
    for title, parts in divided.items():
        rows += [("", ()), (label(language, f"report.visit.{title}"), ())]
        rows += [(INDENT + shortened(name), _cells(of)) for name, of in parts]
    return aligned(rows)


def _numbers(names: VisitNames, tally: VisitTally) -> list[str]:
    """Those who simply came, by area; nothing where nobody took a number."""
    heads = [label(names.language, f"report.visit.head.{head}") for head in ("numbers", "done", "waited", "served")]
    rows: list[Line] = [
        (
            INDENT + shortened(names.area(area)),
            (str(of.total), share(of.done, of.done + of.gone), _spread(of.waited), _spread(of.served)),
        )
        for area, of in sorted(tally.numbers.items())
    ]
    return aligned([("", heads), *rows]) if rows else []


def _ratings(names: VisitNames, tally: VisitTally) -> list[str]:
    """What visitors said, by area; nothing where nobody was asked."""
    heads = [label(names.language, f"report.{head}") for head in ("rated", "rated_share", "content")]
    rows: list[Line] = [
        (
            INDENT + shortened(names.area(area)),
            (str(of.rated), share(of.rated, of.total), share(of.rated - of.bad, of.rated)),
        )
        for area, of in sorted(tally.ratings.items())
    ]
    return aligned([("", heads), *rows]) if rows else []


def _cells(of: VisitFigures) -> Sequence[str]:
    return (
        str(of.total),
        share(of.taken, of.capacity),
        share(of.missed, of.came + of.missed),
        share(of.cancelled_late, of.total),
        _spread(of.waited),
        _spread(of.served),
        _spread(of.lead),
    )


def _spread(of: Spread) -> str:
    """Half, and nine in ten, of them are no greater."""
    half, nearly_all = of.of(HALF), of.of(NEARLY_ALL)
    return "" if half is None else f"{half} / {nearly_all}"
