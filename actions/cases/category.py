"""A case comes to be about a service: what was promised is reckoned anew, and whoever waits is told."""

from collections import Counter
from collections.abc import Collection
from datetime import datetime

from actions.cases.calls import ToTell
from actions.cases.clocks import recompute
from actions.cases.dates import say_moved
from actions.cases.finding import lock_any
from actions.cases.flows import flow_of
from actions.cases.parts import list_waiting
from actions.cases.saying import refresh_card, say_line
from actions.cases.trace import note
from content.calendars import work_calendar
from content.models import Hall
from domain.cases import Actor, Case
from domain.errors import CaseChanged
from domain.extensions import Decision
from domain.flows import ClockRule, Party
from domain.limits import Limit
from domain.working_time import due
from storage.cases import change_case, list_running
from storage.extensions import list_requests
from storage.transaction import Tx

CORRECTED = "service_corrected"
"""The event of it, with the services ``from`` (None: it was about none) and ``to``."""


async def correct_service(tx: Tx, case: Case, service_id: str, *, actor: Actor, hall: Hall, now: datetime) -> Case:
    """Put right which service a locked case is about; its dates follow, and what other areas were asked for in it.

    Raises:
        CaseChanged: it changed since it was read.
    """
    changed = await _correct(tx, case, service_id, actor=actor, now=now)
    await follow_service(tx, changed, service_id, was=case.service, actor=actor, hall=hall, now=now)
    return changed


async def follow_service(
    tx: Tx, case: Case, service_id: str, *, was: str | None = None, actor: Actor, hall: Hall, now: datetime
) -> None:
    """A locked case is about a service by now: its dates follow, and what other areas were asked for in it.

    ``was`` is the one it was about before; ``actor``: who said so.
    """
    await follow_category(tx, case, was=was, hall=hall, now=now)
    for part in await list_waiting(tx, case):
        # It has the period it was given by whoever asked.
        await _correct(tx, await lock_any(tx, part.id), service_id, actor=actor, now=now)


async def _correct(tx: Tx, case: Case, service_id: str, *, actor: Actor, now: datetime) -> Case:
    changed = await change_case(tx, case, service=service_id)
    if changed is None:
        raise CaseChanged(number=case.number)
    detail = {"from": case.service, "to": service_id}
    await note(tx, CORRECTED, before=case, after=changed, actor=actor, now=now, detail=detail)
    cause, by = f"v{changed.version}", "" if actor.party is Party.CITIZEN else str(actor.id)
    await refresh_card(tx, changed, cause=cause)
    await say_line(tx, changed, what="corrected", cause=cause, by=by, service=service_id)
    return changed


async def follow_category(tx: Tx, case: Case, *, was: str | None = None, hall: Hall, now: datetime) -> None:
    """Give the running periods of a case the limits of its category, if that or the one before has limits of its own.

    ``was`` is the service it was about before; of one that the hall has lost nobody knows the category, so it may have
    had them. More time that was granted is added. What would be over by the new limits keeps its end: nobody can keep
    it any more.

    Source: docs/rules/deadlines.md, 2.
    """
    flow, category = await flow_of(tx, case), hall.category_of(case.service)
    known = {hall.category_of(service) for service in (was, case.service) if service}
    granted: Counter[int] = Counter()
    for request in await list_requests(tx, case.id):
        granted[request.clock_id] += request.amount if request.decision is Decision.GRANTED else 0
    limits = {}
    for clock in await list_running(tx, case.id):
        if clock.is_promise and _may_differ(flow.clocks[clock.name], known):
            limit = flow.limit_of(clock.name, profile=hall.facts.profile, category=category)
            longer = Limit(limit.amount + granted[clock.id], limit.unit)
            if due(longer, received=clock.received_at, calendar=work_calendar(hall)).at > now:
                limits[clock.id] = longer
    for moved in await recompute(tx, case, hall=hall, now=now, limits=limits):
        if moved.is_promised_anew:
            await say_moved(tx, case, moved=moved, why=ToTell.CATEGORY, now=now)


def _may_differ(rule: ClockRule, categories: Collection[str | None]) -> bool:
    """Whether a period has limits of its own for one of these categories; None is one that nobody knows."""
    return any(name in categories or None in categories for name in rule.of_category)
