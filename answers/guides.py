"""Turns the services of a hall pack into guides to search."""

from datetime import date

from answers.models import FaqWording, Guide
from content.models import Hall, Service


def guides_of(hall: Hall, *, today: date) -> tuple[Guide, ...]:
    """The guides that may be answered from on a day: an expired service is a matter for staff."""
    return tuple(_guide(hall, service) for service in hall.services if service.valid_until >= today)


def _guide(hall: Hall, service: Service) -> Guide:
    category = hall.category(service.category)
    return Guide(
        id=service.id,
        title=service.title.zh,
        aliases=(service.title.en, *service.aliases),
        category=f"{category.name.zh} {category.name.en}" if category else "",
        body="\n".join(_body(service)),
        faqs=tuple(FaqWording(at, wording) for at, faq in enumerate(service.faqs) for wording in faq.asked),
    )


def _body(service: Service) -> list[str]:
    texts = [service.summary, service.for_whom, *service.conditions, *(material.name for material in service.materials)]
    return [written for text in texts for written in (text.zh, text.en)]
