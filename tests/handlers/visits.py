"""What tests of appointments do again and again: plan some days, look for a time, book it."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from actions.booking.planning import plan_day
from content.capacity import area_plans
from domain.booking import State
from storage.tables import booking
from tests.kit.people import Citizen
from tests.kit.town import Town


async def with_times(town: Town) -> Town:
    """The nights before have planned the coming week of area A."""
    today = town.app.hall.present().now.date()
    for ahead in range(7):
        await plans(town, today + timedelta(days=ahead))
    return town


async def plans(town: Town, day: date, *, closes: bool = False) -> None:
    """The hall plans a day of area A, or serves nobody there that day."""
    present = town.app.hall.present()
    plan = next(plan for plan in area_plans(present.hall) if plan.area == "a")
    async with town.app.database.write() as tx:
        await plan_day(tx, "a", day, plan=None if closes else plan, now=present.now)
    await town.settle()


async def looks_for_a_day(citizen: Citizen) -> None:
    """From the first screen to the days of a service."""
    await citizen.starts()
    await citizen.presses("📅 预约")
    await citizen.presses("A 区")
    await citizen.presses("新生儿出生登记")


async def books(citizen: Citizen) -> None:
    """All the way to the ticket."""
    await looks_for_a_day(citizen)
    await citizen.presses("4🟢")
    await citizen.presses("09:30")
    await citizen.presses("确认预约")


async def bookings(town: Town, *states: State) -> list[Any]:
    """What the database keeps, of these states alone if any are named."""
    async with town.app.database.read() as tx:
        found = list(await tx.execute(select(booking).order_by(booking.c.id)))
    return [row for row in found if not states or row.state in states]
