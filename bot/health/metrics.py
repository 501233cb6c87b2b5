"""Every metric by name, and the answer to whoever scrapes them."""

import platform
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import version
from itertools import accumulate

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector

from bot.health.figures import Figures
from bot.health.readings import LAST_ERROR, PENDING
from gateway.vitals import BOUNDS
from storage.backlog import Backlog, Waiting
from storage.outgoing import Lane, Policy

Samples = Iterable[tuple[tuple[str, ...], float | None]]
"""The labels' values and the figure; what is not known now is left out."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One metric. ``name`` carries the unit; a counter is shown with ``_total`` behind it."""

    name: str
    help: str
    read: Callable[[Figures], Samples]
    labels: tuple[str, ...] = ()
    counts: bool = False


def _one(read: Callable[[Figures], float | None]) -> Callable[[Figures], Samples]:
    return lambda figures: [((), read(figures))]


def _of_backlog(read: Callable[[Backlog, Figures], Samples]) -> Callable[[Figures], Samples]:
    return lambda figures: read(figures.stored.backlog, figures) if figures.stored else ()


def _waiting(backlog: Backlog) -> Iterator[tuple[Lane, Waiting]]:
    """All lanes, those too in which nothing waits."""
    for lane in Lane:
        yield lane, backlog.messages.get(lane, Waiting())


def _build(figures: Figures) -> Samples:
    database = "sqlite" if figures.is_sqlite else "postgresql"
    return [((version("banshi"), platform.python_version(), database), 1)]


def _staff_chats(figures: Figures) -> Samples:
    return [((name,), float(is_usable)) for name, is_usable in figures.staff_chats.items()]


def _alerts(figures: Figures) -> Samples:
    return [((name,), 1) for name in figures.stored.alerts] if figures.stored else ()


FIGURES = (
    Figure("build_info", "Which release runs, on what.", _build, ("version", "python", "database")),
    Figure("up_seconds", "Seconds since this process started its work.", _one(lambda f: f.up)),
    Figure("leader", "1 if this replica is the one that polls.", _one(lambda f: float(f.polls))),
    Figure("loop_lag_seconds", "How late the event loop runs.", _one(lambda f: f.lag)),
    Figure(
        "inbox_open",
        "Updates that are not handled yet.",
        _of_backlog(lambda backlog, _: [((), backlog.updates.count)]),
    ),
    Figure(
        "inbox_oldest_open_age_seconds",
        "How long the oldest of them has waited.",
        _of_backlog(lambda backlog, f: [((), backlog.updates.age(f.now))]),
    ),
    Figure(
        "outbox_open",
        "Messages that are not final yet, by lane.",
        _of_backlog(lambda backlog, _: [((lane.name.lower(),), w.count) for lane, w in _waiting(backlog)]),
        ("lane",),
    ),
    Figure(
        "outbox_oldest_open_age_seconds",
        "How long the oldest of them has waited.",
        _of_backlog(lambda backlog, f: [((lane.name.lower(),), w.age(f.now)) for lane, w in _waiting(backlog)]),
        ("lane",),
    ),
    Figure(
        "dead_letters",
        "What failed for good and nobody has seen to; messages to people who blocked the bot are not in it.",
        _of_backlog(lambda backlog, _: [(("update",), backlog.dead_updates), (("message",), backlog.dead_messages)]),
        ("kind",),
    ),
    Figure(
        "unknown_sends",
        "Messages of which nobody knows whether they arrived, and that nobody has seen to.",
        _of_backlog(lambda backlog, _: [((p.value,), backlog.unknown_messages.get(p, 0)) for p in Policy]),
        ("policy",),
    ),
    Figure(
        "deadline_late_seconds",
        "How late the most belated promise is that the clock should have kept by now.",
        _of_backlog(lambda backlog, f: [((), backlog.late(f.now))]),
    ),
    Figure(
        "canary_silent_seconds",
        "For how long the event of the daily trial of deadlines has been missing.",
        _one(lambda f: f.canary_silent),
    ),
    Figure("updates_handled", "Updates that are done.", _one(lambda f: f.vitals.handled), counts=True),
    Figure("updates_failed", "Attempts at an update that failed.", _one(lambda f: f.vitals.failed), counts=True),
    Figure("updates_buried", "Updates that became dead letters.", _one(lambda f: f.vitals.buried), counts=True),
    Figure(
        "sends",
        "Messages by the state they ended in.",
        lambda f: [((state,), count) for state, count in sorted(f.vitals.ended.items())],
        ("outcome",),
        counts=True,
    ),
    Figure("sends_put_off", "Tries of a message to be repeated.", _one(lambda f: f.vitals.put_off), counts=True),
    Figure("telegram_refusals", "Answers 429.", _one(lambda f: f.vitals.refusals.total), counts=True),
    Figure("poll_conflicts", "Answers 409 to a poll.", _one(lambda f: f.vitals.conflicts.total), counts=True),
    Figure("limiter_waiting", "Messages that wait for a place now.", _one(lambda f: f.vitals.waiting)),
    Figure("heard_age_seconds", "Since Telegram last answered a poll.", _one(lambda f: f.heard_age)),
    Figure("telegram_pending_updates", "Updates that wait at Telegram.", _one(lambda f: f.reading(PENDING))),
    Figure(
        "webhook_last_error_age_seconds",
        "Since Telegram last failed to bring an update to our webhook.",
        _one(lambda f: f.since_seconds(LAST_ERROR)),
    ),
    Figure("staff_chat_usable", "1 if the bot can do its work in the staff group.", _staff_chats, ("name",)),
    Figure("tick_age_seconds", "Since the clock's work was last done.", _one(lambda f: f.tick_age)),
    Figure("tick_late_seconds", "How much later than planned that was.", _one(lambda f: f.vitals.tick_late)),
    Figure("clock_skew_seconds", "This machine's clock ahead of another, by whose.", lambda f: f.skews, ("of",)),
    Figure("clock_jumps", "Times the machine's clock was set.", _one(lambda f: f.jumps), counts=True),
    Figure("disk_free_bytes", "Room on the disk.", _one(lambda f: f.disk_free)),
    Figure("disk_size_bytes", "The disk's size.", _one(lambda f: f.disk_size)),
    Figure(
        "database_write_seconds",
        "What a small write took, its commit included.",
        _one(lambda f: f.stored.seconds if f.stored else None),
    ),
    Figure("database_up", "1 if the database can be written.", _one(lambda f: float(f.stored is not None))),
    Figure("backup_age_seconds", "Since the last good backup.", _one(lambda f: f.backup_age)),
    Figure("drill_age_seconds", "Since the last restore that was tried and good.", _one(lambda f: f.drill_age)),
    Figure(
        "alert",
        "1 for each alert that lasts.",
        lambda f: [((name,), 1) for name in f.stored.alerts] if f.stored else [],
        ("name",),
    ),
)
LATENCY = "answer_latency_seconds"
LATENCY_HELP = "From storing an update to its first answer accepted by Telegram, in this process."
PREFIX = "banshi_"


def _family(figure: Figure, figures: Figures) -> Metric:
    kind = CounterMetricFamily if figure.counts else GaugeMetricFamily
    family = kind(PREFIX + figure.name, figure.help, labels=figure.labels)
    for labels, value in figure.read(figures):
        if value is not None:
            family.add_metric(labels, value)
    return family


def _latency(figures: Figures) -> Metric:
    answers = figures.vitals.answers
    ends = [str(bound) for bound in BOUNDS] + ["+Inf"]
    buckets = list(zip(ends, accumulate(answers.counts), strict=True))
    return HistogramMetricFamily(PREFIX + LATENCY, LATENCY_HELP, buckets=buckets, sum_value=answers.total)


class _Moment(Collector):
    """One moment's figures as families."""

    def __init__(self, figures: Figures) -> None:
        self._figures = figures

    def collect(self) -> Iterator[Metric]:
        yield from (_family(figure, self._figures) for figure in FIGURES)
        yield _latency(self._figures)


def exposition(figures: Figures) -> bytes:
    """The figures in Prometheus' text format, from a registry of their own."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Moment(figures))
    return generate_latest(registry)
