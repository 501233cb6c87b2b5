"""What the hall says of its cases: a page to read, and a row for each case."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from unicodedata import east_asian_width

from content.case_words import KindWords
from content.texts import Text
from domain.flows import RoundKind
from domain.languages import Language
from domain.reports.figures import HALF, NEARLY_ALL, ExtensionCounts, OnTime, Tally
from domain.reports.lines import CaseLine
from domain.reports.periods import Period
from views.render import label, render

WIDEST = 36
"""Columns of a terminal that a name may take."""
GAP = 2
INDENT = "  "
Cell = str | int | datetime | None
"""A value of a table. A moment is in the hall's zone."""


@dataclass(frozen=True, slots=True)
class Names:
    """What everything is called in one language. Whatever has no name any more is called by its id."""

    language: Language
    kinds: Mapping[str, KindWords]
    areas: Mapping[str, Text]
    owners: Mapping[int, str]

    def kind(self, kind: str) -> str:
        """A kind of case."""
        return self._word(self.kinds[kind].name if kind in self.kinds else None, kind)

    def state(self, kind: str, state: str) -> str:
        """Where a case stands."""
        return self._word(self.kinds[kind].states.get(state) if kind in self.kinds else None, state)

    def code(self, kind: str, code: str) -> str:
        """How a case turned out."""
        return self._word(self.kinds[kind].codes.get(code) if kind in self.kinds else None, code)

    def stage(self, kind: str, stage: str) -> str:
        """A promised period."""
        return self._word(self.kinds[kind].stages.get(stage) if kind in self.kinds else None, stage)

    def area(self, area: str | None) -> str:
        """A part of the hall."""
        return self._word(self.areas.get(area), area) if area else ""

    def owner(self, owner_id: int | None) -> str:
        """A member of staff, or nobody."""
        return self.owners.get(owner_id, str(owner_id)) if owner_id else label(self.language, "report.nobody")

    def stages(self) -> list[str]:
        """What the promised periods of all kinds are called, each once."""
        every = ((kind, stage) for kind, words in self.kinds.items() for stage in words.stages)
        return list(dict.fromkeys(self.stage(kind, stage) for kind, stage in every))

    def _word(self, text: Text | None, otherwise: str) -> str:
        return text.in_(self.language) if text else otherwise


def printed(names: Names, tally: Tally, *, period: Period, extensions: ExtensionCounts) -> str:
    """The report as plain text for a terminal."""
    values = {
        "period": period,
        "tally": tally,
        "extensions": extensions,
        "half": tally.age_of(HALF),
        "nearly_all": tally.age_of(NEARLY_ALL),
        "reopened": tally.after[RoundKind.REOPENED],
        "reviewed": tally.after[RoundKind.REVIEW],
        "begun": {kind.name.lower(): tally.begun[kind] for kind in RoundKind},
        "share": share,
        "ends": _ends(names, tally),
        "table": _table(names, tally),
    }
    return render(names.language, "reports/cases", **values).text


def share(part: int, whole: int) -> str:
    """Like 95.2%, rounded down, so that only what is whole is called 100%; empty if there is nothing to share."""
    if not whole:
        return ""
    tenths = part * 1000 // whole
    return f"{tenths // 10}.{tenths % 10}%"


def _table(names: Names, tally: Tally) -> list[str]:
    language = names.language
    heads = [label(language, key) for key in ("report.in_time", "report.late", "report.share")]
    rows: list[tuple[str, Sequence[str]]] = [("", heads), (label(language, "report.all"), _counts(tally.promises))]
    stages = {f"{names.kind(kind)} · {names.stage(kind, stage)}": of for (kind, stage), of in tally.by_stage.items()}
    kinds = {names.kind(kind): of for kind, of in tally.by_kind.items()}
    parts = (("report.by_stage", stages), ("report.by_kind", kinds), ("report.by_owner", _by_name(names, tally)))
    for title, part in parts:
        rows += [("", ()), (label(language, title), ())]
        worst_first = sorted(part.items(), key=lambda one: (-one[1].missed, -one[1].kept, one[0]))
        rows += [(INDENT + _shortened(name), _counts(of)) for name, of in worst_first]
    return _in_columns(rows)


def _ends(names: Names, tally: Tally) -> list[str]:
    """How cases ended, by kind, with the share of each; by its code, or the state where none was given."""
    kinds: dict[str, Counter[str]] = {}
    for end, count in tally.ends.items():
        called = names.code(end.kind, end.code) if end.code else names.state(end.kind, end.state)
        kinds.setdefault(names.kind(end.kind), Counter())[called] += count
    rows: list[tuple[str, Sequence[str]]] = []
    for kind, ends in sorted(kinds.items(), key=lambda one: (-one[1].total(), one[0])):
        for called, count in sorted(ends.items(), key=lambda one: (-one[1], one[0])):
            name = INDENT + _shortened(f"{kind} · {called}")
            rows.append((name, (str(count), share(count, ends.total()))))
    return _in_columns(rows) if rows else []


def _in_columns(rows: Sequence[tuple[str, Sequence[str]]]) -> list[str]:
    first = max(_width(name) for name, _ in rows) + GAP
    cells = [row for _, row in rows if row]
    widths = [max(_width(row[at]) for row in cells) + GAP for at in range(len(cells[0]))]
    return [_aligned(name, row, first=first, widths=widths) for name, row in rows]


def _by_name(names: Names, tally: Tally) -> dict[str, OnTime]:
    """By owner; whoever left and came back is one."""
    found: dict[str, OnTime] = {}
    for owner_id, of in tally.by_owner.items():
        same = found.setdefault(names.owner(owner_id), OnTime())
        same.kept, same.missed = same.kept + of.kept, same.missed + of.missed
    return found


def _counts(of: OnTime) -> tuple[str, str, str]:
    return str(of.kept), str(of.missed), share(of.kept, of.total)


def _aligned(name: str, row: Sequence[str], *, first: int, widths: Sequence[int]) -> str:
    padded = name + " " * (first - _width(name)) if row else name
    return padded + "".join(" " * (width - _width(cell)) + cell for cell, width in zip(row, widths, strict=False))


def _width(text: str) -> int:
    """Columns it takes in a terminal: most Chinese characters take two."""
    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in text)


def _shortened(name: str) -> str:
    """A name in one line, without what a terminal would obey."""
    shown = "".join(sign if sign.isprintable() else " " for sign in name)
    if _width(shown) <= WIDEST:
        return shown
    while _width(shown) >= WIDEST:
        shown = shown[:-1]
    return f"{shown}…"


def headings(names: Names, stages: Sequence[str]) -> list[str]:
    """The first row of the table of cases, with a column for the lateness of each stage."""
    language = names.language
    late = [label(language, "report.column.late", stage=stage) for stage in stages]
    return [
        label(language, "report.column.number"),
        label(language, "report.column.kind"),
        label(language, "report.column.state"),
        label(language, "report.column.code"),
        label(language, "report.column.area"),
        label(language, "report.column.channel"),
        label(language, "report.column.privacy"),
        label(language, "report.column.filed"),
        label(language, "report.column.due"),
        label(language, "report.column.answered"),
        label(language, "report.column.closed"),
        label(language, "report.column.owner"),
        label(language, "report.column.rounds"),
        *late,
    ]


def row(names: Names, line: CaseLine, *, stages: Sequence[str], zone: tzinfo) -> list[Cell]:
    """A case under those headings: never the citizen's name, words or address."""
    late = {names.stage(line.kind, stage): days for stage, days in line.late.items()}
    return [
        line.number,
        names.kind(line.kind),
        names.state(line.kind, line.state),
        names.code(line.kind, line.code) if line.code else None,
        names.area(line.area),
        label(names.language, f"channel.{line.channel}"),
        label(names.language, f"privacy.{line.privacy}"),
        *_local((line.filed_at, line.due_at, line.answered_at, line.closed_at), zone=zone),
        names.owner(line.owner_id) if line.owner_id else None,
        line.rounds,
        *(late.get(stage) for stage in stages),
    ]


def _local(moments: Sequence[datetime | None], *, zone: tzinfo) -> Iterator[datetime | None]:
    yield from (moment.astimezone(zone) if moment else None for moment in moments)
