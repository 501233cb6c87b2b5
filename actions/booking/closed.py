"""What is closed against the plan, as people are told of it."""

from datetime import datetime
from zoneinfo import ZoneInfo

from content.models import Hall
from content.visits import Closed
from domain.closures import ClosedDays, Closing
from storage.closures import list_closures
from storage.transaction import Tx


async def closed_ahead(tx: Tx, *, hall: Hall, area: str | None = None, now: datetime) -> tuple[Closed, ...]:
    """Where and when nobody is served, now or later, of an area and the whole hall, or anywhere; in order."""
    closures = await list_closures(tx, area=area, after=now)
    return tuple(as_closed(one, hall=hall) for one in closures if not one.counters)


def as_closed(closing: Closing, *, hall: Hall) -> Closed:
    """Something that is closed, by the hall's clock."""
    return Closed(ClosedDays.of(closing.span, ZoneInfo(hall.facts.zone)), closing, hall.area(closing.area))
