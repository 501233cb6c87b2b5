"""A row for each case, for spreadsheet programs."""

from collections.abc import Iterator, Sequence
from datetime import datetime, tzinfo

from domain.flows import RoundKind
from domain.reports.lines import CaseLine
from domain.reports.opinions import Opinion
from views.render import label
from views.reports.names import Names

Cell = str | int | datetime | None
"""A value of a table. A moment is in the hall's zone."""


def headings(names: Names, stages: Sequence[str]) -> list[str]:
    """The first row of the table of cases, with a column for the lateness of each stage."""
    language = names.language
    late = [label(language, "report.column.late", stage=stage) for stage in stages]
    return [
        label(language, "report.column.number"),
        label(language, "report.column.kind"),
        label(language, "report.column.state"),
        label(language, "report.column.code"),
        label(language, "report.column.main"),
        label(language, "report.column.area"),
        label(language, "report.column.channel"),
        label(language, "report.column.privacy"),
        label(language, "report.column.filed"),
        label(language, "report.column.due"),
        label(language, "report.column.answered"),
        label(language, "report.column.closed"),
        label(language, "report.column.owner"),
        label(language, "report.column.rounds"),
        label(language, "report.column.reopened"),
        label(language, "report.column.reviewed"),
        label(language, "report.column.rating"),
        label(language, "report.column.rated"),
        *late,
        label(language, "report.column.causes"),
    ]


def row(names: Names, line: CaseLine, *, stages: Sequence[str], zone: tzinfo) -> list[Cell]:
    """A case under those headings: never the citizen's name, words or address."""
    last = line.opinions[-1] if line.opinions else None
    late = {names.stage(line.kind, stage): days for stage, days in line.late.items()}
    return [
        line.number,
        names.kind(line.kind),
        names.state(line.kind, line.state),
        names.code(line.kind, line.code) if line.code else None,
        line.main,
        names.area(line.area),
        label(names.language, f"channel.{line.channel}"),
        label(names.language, f"privacy.{line.privacy}"),
        *_local((line.filed_at, line.due_at, line.answered_at, line.closed_at), zone=zone),
        names.owner(line.owner_id) if line.owner_id else None,
        len(line.rounds),
        line.rounds.count(RoundKind.REOPENED),
        line.rounds.count(RoundKind.REVIEW),
        _rating(names, last),
        names.owner(last.staff_id) if last and last.staff_id else None,
        *(late.get(stage) for stage in stages),
        "; ".join(dict.fromkeys(names.cause(cause) for cause in line.causes)) or None,
    ]


def _rating(names: Names, opinion: Opinion | None) -> str | None:
    """The level, or that there is none or none yet; empty where nobody was asked."""
    if opinion is None:
        return None
    if opinion.level is not None:
        return names.level(opinion.level)
    return label(names.language, "report.awaited" if opinion.is_awaited else "report.silent")


def _local(moments: Sequence[datetime | None], *, zone: tzinfo) -> Iterator[datetime | None]:
    yield from (moment.astimezone(zone) if moment else None for moment in moments)
