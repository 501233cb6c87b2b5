"""kill -9 at every named point, under load, again and again on one database: nothing lost, nothing twice."""

import random
from pathlib import Path

import pytest

from gateway.faults import POINTS
from tests.chaos.drill import FULL, open_drill, seed_of_drill, under_load

KILLS = {"sqlite": 10 if FULL else 2, "postgresql": 3 if FULL else 1}
"""Deaths at each point."""
DRILLED = (
    "intake.fetched",
    "intake.stored",
    "worker.claimed",
    "worker.before_commit",
    "worker.committed",
    "delivery.before_send",
    "delivery.sent",
    "delivery.marked",
)
BY_WEBHOOK = ("webhook.received", "webhook.stored", "worker.before_commit", "worker.committed")
"""The points these drills kill at, by name: a new point is not drilled before somebody has thought about it."""

pytestmark = pytest.mark.chaos


def test_every_named_point_has_a_kill_run() -> None:
    assert {*DRILLED, *BY_WEBHOOK} == set(POINTS)


@pytest.mark.parametrize("by_webhook", [False, True], ids=["polling", "webhook"])
async def test_whatever_point_it_dies_at_nothing_is_lost_and_nothing_happens_twice(
    database_url: str, tmp_path: Path, by_webhook: bool
) -> None:
    seed = seed_of_drill()
    rng = random.Random(seed)
    backend = database_url.partition(":")[0].partition("+")[0]
    points = [point for point in (BY_WEBHOOK if by_webhook else DRILLED) for _ in range(KILLS[backend])]
    rng.shuffle(points)
    print(f"\nCHAOS_SEED={seed} {backend}: {len(points)} kills")  # noqa: T201 # a drill prints its seed and figures

    async with open_drill(database_url, folder=tmp_path, rng=rng, by_webhook=by_webhook) as drill:
        async with under_load(drill):
            await drill.kill_at(points, rng)
            life = await drill.nursery.bear()
        await drill.quiet()
        assert await drill.end(life) == 0
        verdict = await drill.verdict()

    figures = f"{drill.load.stories} stories, {verdict}, recovery {max(drill.recoveries):.1f} s"
    print(f"{backend}: {KILLS[backend]} kills a point, {figures}")  # noqa: T201 # as above
    assert verdict.wrong == []
