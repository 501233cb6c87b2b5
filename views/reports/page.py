"""A report to read: what came and went, which promises were kept, and what citizens said of it."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from domain.flows import RoundKind
from domain.ratings import RECTIFICATION, Level
from domain.reports.figures import HALF, NEARLY_ALL, Closings, ExtensionCounts, F, OnTime, Parts, Satisfaction, Tally
from domain.reports.periods import Period
from views.render import label, render
from views.reports.names import Names
from views.reports.terminal import Line, aligned, shortened

INDENT = "  "


def printed(names: Names, tally: Tally, *, period: Period, extensions: ExtensionCounts) -> str:
    """The report as plain text for a terminal."""
    values = {
        "period": period,
        "tally": tally,
        "extensions": extensions,
        "half": tally.age_of(HALF),
        "nearly_all": tally.age_of(NEARLY_ALL),
        "begun": {kind.name.lower(): tally.begun[kind] for kind in RoundKind},
        "remedies": tally.promises.by_kind.get(RECTIFICATION, OnTime()),
        "levels": [f"{int(level)} {names.level(level)}" for level in reversed(Level)],
        "share": share,
        "promises": _promises(names, tally),
        "ends": _ends(names, tally),
        "closings": _closings(names, tally),
        "causes": _causes(names, tally),
        "ratings": _ratings(names, tally),
        "cohandling": _cohandling(names, tally),
    }
    return render(names.language, "reports/cases", **values).text


def share(part: int, whole: int) -> str:
    """Like 95.2%, rounded down, so that only what is whole is called 100%; empty if there is nothing to share."""
    if not whole:
        return ""
    tenths = part * 1000 // whole
    return f"{tenths // 10}.{tenths % 10}%"


def _in_time(of: OnTime) -> Sequence[str]:
    return str(of.kept), str(of.missed), share(of.kept, of.total)


def _heads_in_time(names: Names) -> list[str]:
    return [label(names.language, f"report.{head}") for head in ("in_time", "late", "share")]


def _cohandling(names: Names, tally: Tally) -> list[str]:
    """What was asked of other areas, by area, the worst first; nothing if nothing was."""
    worst_first = sorted(tally.cohandling.items(), key=lambda one: (-one[1].missed, -one[1].kept, one[0] or ""))
    rows: list[Line] = [(INDENT + shortened(names.area(area)), _in_time(of)) for area, of in worst_first]
    return aligned([("", _heads_in_time(names)), *rows]) if rows else []


def _promises(names: Names, tally: Tally) -> list[str]:
    stages = {f"{names.kind(kind)} · {names.stage(kind, stage)}": of for (kind, stage), of in tally.by_stage.items()}

    def worst(of: OnTime) -> tuple[int, int]:
        return of.missed, of.kept

    also = {"report.by_stage": stages}
    return _table(names, tally.promises, _heads_in_time(names), _in_time, worst=worst, also=also)


def _ends(names: Names, tally: Tally) -> list[str]:
    """How cases ended, by kind, with the share of each; by its code, or the state where none was given."""
    kinds: dict[str, Counter[str]] = {}
    for end, count in tally.ends.items():
        called = names.code(end.kind, end.code) if end.code else names.state(end.kind, end.state)
        kinds.setdefault(names.kind(end.kind), Counter())[called] += count
    rows: list[Line] = []
    for kind, ends in sorted(kinds.items(), key=lambda one: (-one[1].total(), one[0])):
        for called, count in sorted(ends.items(), key=lambda one: (-one[1], one[0])):
            name = INDENT + shortened(f"{kind} · {called}")
            rows.append((name, (str(count), share(count, ends.total()))))
    return aligned(rows)


def _causes(names: Names, tally: Tally) -> list[str]:
    """What delays came of, the commonest first, with the share of each."""
    told = tally.causes.total()
    rows: list[Line] = [
        (INDENT + shortened(names.cause(cause)), (str(count), share(count, told)))
        for cause, count in sorted(tally.causes.items(), key=lambda one: (-one[1], one[0]))
    ]
    return aligned(rows)


def _closings(names: Names, tally: Tally) -> list[str]:
    heads = [label(names.language, f"report.{head}") for head in ("closed", "reopened", "part", "reviewed", "part")]

    def cells(of: Closings) -> Sequence[str]:
        reopened, reviewed = share(of.reopened, of.closed), share(of.reviewed, of.closed)
        return str(of.closed), str(of.reopened), reopened, str(of.reviewed), reviewed

    def worst(of: Closings) -> tuple[int, int]:
        return of.reopened + of.reviewed, of.closed

    return _table(names, tally.closings, heads, cells, worst=worst)


def _ratings(names: Names, tally: Tally) -> list[str]:
    levels = [str(int(level)) for level in reversed(Level)]
    said = [label(names.language, f"report.{head}") for head in ("rated", "silent", "rated_share")]
    heads = [*said, *levels, label(names.language, "report.content")]

    def cells(of: Satisfaction) -> Sequence[str]:
        by_level = (str(of.levels[level]) for level in reversed(Level))
        said = (str(of.rated), str(of.silent), share(of.rated, of.total))
        return *said, *by_level, share(of.rated - of.bad, of.rated)

    def worst(of: Satisfaction) -> tuple[int, int]:
        return of.bad, of.rated

    return _table(names, tally.ratings, heads, cells, worst=worst)


def _table(
    names: Names,
    parts: Parts[F],
    heads: Sequence[str],
    cells: Callable[[F], Sequence[str]],
    *,
    worst: Callable[[F], tuple[int, int]],
    also: Mapping[str, Mapping[str, F]] | None = None,
) -> list[str]:
    """The figures of all, then of each part, the worst first; ``also``: further ways to divide them, by title."""
    language = names.language
    rows: list[Line] = [("", heads), (label(language, "report.all"), cells(parts.all))]
    by_kind = {names.kind(kind): of for kind, of in parts.by_kind.items()}
    divided = {"report.by_kind": by_kind, "report.by_owner": _by_name(names, parts)}
    for title, part in {**(also or {}), **divided}.items():
        rows += [("", ()), (label(language, title), ())]
        in_order = sorted(part.items(), key=lambda one: (*(-count for count in worst(one[1])), one[0]))
        rows += [(INDENT + shortened(name), cells(of)) for name, of in in_order]
    return aligned(rows)


def _by_name(names: Names, parts: Parts[F]) -> dict[str, F]:
    """By owner; whoever left and came back is one."""
    found: dict[str, F] = {}
    for owner_id, of in parts.by_owner.items():
        found.setdefault(names.owner(owner_id), parts.new()).join(of)
    return found
