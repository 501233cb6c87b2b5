"""Halls and moments to show screens of."""

from dataclasses import replace
from datetime import date, datetime
from functools import cache
from zoneinfo import ZoneInfo

from content.checklists import list_for, words_of
from content.loader import load_hall
from content.models import Hall, Service
from content.paths import sample_pack
from domain.checklists import Checklist

TODAY = date(2026, 12, 2)
NOW = datetime(2026, 12, 2, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
"""A Wednesday morning on which the sample hall is open."""


@cache
def sample_hall() -> Hall:
    """The sample hall as it is in the repository."""
    hall, problems = load_hall(sample_pack(), today=TODAY)
    assert hall, "\n".join(map(str, problems))
    return hall


def checklist(service: Service, answers: dict[str, str] | None = None) -> Checklist:
    """What somebody with these answers brings."""
    return Checklist(
        ref="AAAAbbbbCCCCdddd",
        service_id=service.id,
        service_version=service.version,
        version=1,
        title=words_of(service.title),
        answers=answers or {},
        items=list_for(service, answers or {}),
        ticked=frozenset(),
        made_at=NOW,
    )


def older(made: Checklist) -> Checklist:
    """The same, made from an earlier version of the guide."""
    return replace(made, service_version="2020-1")
