"""A case comes to belong to a category of services: what was promised is reckoned anew, and whoever waits is told."""

from collections import Counter
from datetime import datetime

from actions.cases.calls import ToTell
from actions.cases.clocks import recompute
from actions.cases.dates import say_moved
from actions.cases.flows import flow_of
from content.calendars import work_calendar
from content.models import Hall
from domain.cases import Case
from domain.extensions import Decision
from domain.limits import Limit
from domain.working_time import due
from storage.cases import list_running
from storage.extensions import list_requests
from storage.transaction import Tx


async def follow_category(tx: Tx, case: Case, *, hall: Hall, now: datetime) -> None:
    """Give the running periods of a case the limits of its category, if that has limits of its own.

    More time that was granted is added to them. What would be over by them keeps its end: nobody can keep it any more.

    Source: docs/rules/deadlines.md, 2.
    """
    flow, category = await flow_of(tx, case), hall.category_of(case.service)
    granted: Counter[int] = Counter()
    for request in await list_requests(tx, case.id):
        granted[request.clock_id] += request.amount if request.decision is Decision.GRANTED else 0
    limits = {}
    for clock in await list_running(tx, case.id):
        if clock.is_promise and category in flow.clocks[clock.name].of_category:
            limit = flow.limit_of(clock.name, profile=hall.facts.profile, category=category)
            longer = Limit(limit.amount + granted[clock.id], limit.unit)
            if due(longer, received=clock.received_at, calendar=work_calendar(hall)).at > now:
                limits[clock.id] = longer
    for moved in await recompute(tx, case, hall=hall, now=now, limits=limits):
        if moved.is_promised_anew:
            await say_moved(tx, case, moved=moved, why=ToTell.CATEGORY, now=now)
