"""What somebody waits for who wants to see a month of what is free, in a hall of twenty areas."""

import asyncio
import time
from itertools import cycle, islice

from actions.booking.choosing import days_of_service
from bench.figures import percentile
from bench.stage import Wanted, empty_database
from bench.sweep import settle
from bench.table import VERDICT, Result, Table
from content.booking import ServiceBooking
from content.models import Hall
from domain.languages import Language
from jobs.planning import plan_slots
from storage.db import Database
from storage.schema import migrate
from tests.kit.booking import NOW, area_with
from tests.views.halls import sample_hall
from views.booking import choosing as screens

AREAS = 20
LOOKS = 400
P99_GOAL = 0.020
"""Seconds until the screen is there."""


def _hall() -> Hall:
    """Twenty areas whose hours are cut into quarters, booked thirty days ahead; each has a service."""
    hall = sample_hall()
    first = hall.facts.areas[0]
    booked = area_with(slot="15 minutes", counters=6, walk_ins=30)
    areas = tuple(first.model_copy(update={"id": f"area{at}", "booking": booked}) for at in range(AREAS))
    services = tuple(
        one.model_copy(update={"id": f"service{at}", "area": f"area{at}", "booking": ServiceBooking()})
        for at, one in enumerate(islice(cycle(hall.services), AREAS))
    )
    return hall.model_copy(update={"facts": hall.facts.model_copy(update={"areas": areas}), "services": services})


async def _looks(url: str) -> tuple[list[float], int]:
    """Seconds of each look, at one area after the other, and how many slots there are."""
    database, hall = Database(url), _hall()
    await migrate(database)
    planned = await plan_slots(database, hall=hall, now=NOW)
    await settle(database)
    found = []
    for at in range(LOOKS):
        began = time.perf_counter()
        async with database.read() as tx:
            days = await days_of_service(tx, f"service{at % AREAS}", hall=hall, now=NOW)
        screens.days(Language.ZH_HANS, days, hall=hall, page=None)
        found.append(time.perf_counter() - began)
    await database.close()
    return found, sum(one.added for one in planned.values())


def measure(wanted: Wanted) -> Result:
    """A month of an area on each database."""
    rows, data = [], {}
    for name in wanted.databases:
        with empty_database(name, postgres=wanted.postgres) as url:
            looks, slots = asyncio.run(_looks(url))
        p50, p99 = percentile(looks, 0.5), percentile(looks, 0.99)
        data[name] = {"looks": looks, "slots": slots}
        rows.append((name, f"{slots:,}", f"{p50 * 1000:.1f}", f"{p99 * 1000:.1f}", VERDICT[p99 < P99_GOAL]))
    heads = ("slots", "ms p50", "p99", f"goal {P99_GOAL * 1000:g} ms")
    return Result(Table(f"a month of one of {AREAS} areas", heads, rows), data)
