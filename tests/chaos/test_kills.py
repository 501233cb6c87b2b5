"""kill -9 at every named point, under load, again and again on one database: nothing lost, nothing twice."""

import random
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path

import pytest

from storage.faults import POINTS
from tests.chaos.drill import FULL, open_drill, seed_of_drill, under_load
from tests.chaos.figures import Ledger
from tests.chaos.mending import MENDED, PERIODIC

POLLING = ("intake.fetched", "intake.stored")
BY_WEBHOOK = ("webhook.received", "webhook.stored")
UNDER_LOAD = (
    "start.intake_opened",
    "start.taken_over",
    "worker.claimed",
    "worker.unit_done",
    "worker.before_commit",
    "worker.committed",
    "tick.before_commit",
    "tick.committed",
    "delivery.handed_over",
    "delivery.renewed",
    "delivery.before_send",
    "delivery.sent",
    "delivery.marked",
    "delivery.put_off",
    "topic.made",
    "topic.noted",
    "stop.work_done",
    "stop.before_release",
)
"""The points these drills kill at, by name: a new point is not drilled before somebody has thought about it."""
GRACE = 0.5
"""Seconds after which the next process believes that the last one is dead, on PostgreSQL; 2 in earnest."""


@dataclass(frozen=True, slots=True)
class Place:
    """One town of the drill, with a database and a share of the kills of its own; together they fill two processors."""

    backend: str
    kills: int
    by_webhook: bool
    number: int

    def points(self) -> list[str]:
        """Where the bot dies here: every point the same number of times, as far as that can be."""
        ways = BY_WEBHOOK if self.by_webhook else POLLING
        return list(islice(cycle((*ways, *UNDER_LOAD)), self.kills))

    def __str__(self) -> str:
        return f"{self.backend}-{'webhook' if self.by_webhook else 'polling'}-{self.number}"


LONG = (
    *(Place("sqlite", 50, by_webhook=number % 2 == 1, number=number) for number in range(6)),
    *(Place("postgresql", 25, by_webhook=number > 0, number=number) for number in range(3)),
)
SHORT = (Place("sqlite", 20, by_webhook=False, number=0), Place("postgresql", 10, by_webhook=True, number=0))

pytestmark = [pytest.mark.chaos, pytest.mark.takes(100)]


def test_every_named_point_has_a_kill_run() -> None:
    killed = {point for place in LONG for point in place.points()}
    assert {*killed, *MENDED, *PERIODIC} == set(POINTS)


def test_the_long_form_kills_as_often_as_promised() -> None:
    kills = {backend: sum(p.kills for p in LONG if p.backend == backend) for backend in ("sqlite", "postgresql")}
    assert kills == {"sqlite": 300, "postgresql": 75}


@pytest.mark.parametrize(
    ("database_url", "place"),
    [pytest.param(place.backend, place, id=str(place)) for place in (LONG if FULL else SHORT)],
    indirect=["database_url"],
)
async def test_whatever_point_it_dies_at_nothing_is_lost_and_nothing_happens_twice(
    database_url: str, place: Place, tmp_path: Path, ledger: Ledger
) -> None:
    seed = seed_of_drill()
    rng = random.Random(f"{seed} {place}")
    points = place.points()
    rng.shuffle(points)

    async with open_drill(database_url, folder=tmp_path, rng=rng, by_webhook=place.by_webhook) as drill:
        drill.nursery.settings["CHAOS_GRACE"] = str(GRACE)
        async with under_load(drill):
            await drill.kill_at(points, rng)
            life = await drill.nursery.bear()
        await drill.quiet()
        assert await drill.end(life) == 0
        verdict = await drill.verdict()

    ledger.note(
        f"kill -9, {place.backend}", faults=len(points), seed=seed, verdict=verdict, recovery=max(drill.recoveries)
    )
    assert verdict.wrong == []
