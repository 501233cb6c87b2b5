"""Each night, and when somebody says so, the plan of the hall becomes times that can be booked."""

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime

import structlog

from actions.booking.planning import Planned, days_to_plan, plan_day
from content.capacity import area_plans
from content.models import Hall
from domain.capacity import AreaPlan
from storage.db import Database
from storage.slots import list_areas

log = structlog.get_logger(__name__)


class _OnlyLooking(Exception):
    """What was planned is not to be kept."""


async def plan_slots(database: Database, *, hall: Hall, now: datetime, keep: bool = True) -> dict[str, Planned]:
    """Plan every day of every area, those the pack no longer books in too; what was done, by area.

    Each day is a transaction of its own, so that nobody who books has to wait for all of it.

    Args:
        now: in the hall's zone.
        keep: False: everything is undone again.

    Source: docs/rules/booking.md, 2 and 13.
    """
    plans = {plan.area: plan for plan in area_plans(hall)}
    async with database.read() as tx:
        areas = await list_areas(tx, first=now.date())
    done = {}
    for area in _in_order(plans, areas):
        done[area] = await _plan_area(database, area, plan=plans.get(area), now=now, keep=keep)
    if keep:
        total = sum(done.values(), Planned())
        log.info("slots_planned", added=total.added, closed=total.closed, affected=len(total.listed))
    return done


def _in_order(plans: Iterable[str], areas: Iterable[str]) -> list[str]:
    return [*plans, *sorted(set(areas) - set(plans))]


async def _plan_area(database: Database, area: str, *, plan: AreaPlan | None, now: datetime, keep: bool) -> Planned:
    done = Planned()
    async with database.read() as tx:
        days = await days_to_plan(tx, area, plan=plan, today=now.date())
    for day in days:
        with suppress(_OnlyLooking):
            async with database.write() as tx:
                done += await plan_day(tx, area, day, plan=plan, now=now)
                if not keep:
                    raise _OnlyLooking
    return done
