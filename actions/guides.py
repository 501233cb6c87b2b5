"""Opens a guide, or says why not."""

from datetime import datetime

from content.models import Category, Hall, Service
from domain.errors import GuideExpired, GuideGone, OutdatedButton
from domain.guides import is_expired


def find_guide(hall: Hall, service_id: str) -> Service:
    """The guide of that id, whether it may still be trusted or not.

    Raises:
        GuideGone: the hall has no such guide.
    """
    if service := hall.service(service_id):
        return service
    raise GuideGone


def open_guide(hall: Hall, service_id: str, *, now: datetime) -> Service:
    """The guide of that id, if it may still be trusted. ``now`` is in the hall's zone.

    Raises:
        GuideGone: the hall has no such guide.
        GuideExpired: its last day is over.
    """
    service = find_guide(hall, service_id)
    if is_expired(service.valid_until, today=now.date()):
        raise GuideExpired(title=service.title, valid_until=service.valid_until)
    return service


def open_faq(hall: Hall, service_id: str, *, faq: int, now: datetime) -> Service:
    """The guide that has a question at this position.

    Raises:
        GuideGone, GuideExpired: as above.
        OutdatedButton: it has fewer questions.
    """
    service = open_guide(hall, service_id, now=now)
    if not 0 <= faq < len(service.faqs):
        raise OutdatedButton
    return service


def open_category(hall: Hall, category_id: str) -> Category:
    """The shelf of that id.

    Raises:
        GuideGone: the hall has no such shelf.
    """
    if category := hall.category(category_id):
        return category
    raise GuideGone
