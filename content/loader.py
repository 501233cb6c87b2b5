"""Reads a hall pack and reports everything that is wrong with it at once."""

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from content.checks.calendar import check_rests, check_year, check_years
from content.checks.facts import check_facts, check_shelves
from content.checks.guides import check_guide, check_links
from content.checks.questions import check_questions
from content.checks.uniqueness import check_names, check_unique
from content.chinese import to_traditional
from content.models import TO_TRADITIONAL, CalendarYear, Hall, HallFacts, PackModel, Service
from content.overrides import product_overrides, read_overrides
from content.problems import Problem, Severity, has_errors
from content.wording import worded
from content.written import WHOLE_FILE, Written, read_written

FACTS = "hall.yaml"
SERVICES = "services"
CALENDAR = "calendar"
READ = (SERVICES, CALENDAR)
"""Directories of which every .yaml file is read."""
OVERRIDES = "zh-Hant.yaml"
ROOM = ("flows", "plans", "notices")
"""Directories a pack may have already; their content is not read yet."""

Model = TypeVar("Model", bound=PackModel)


def load_hall(root: Path, *, today: date) -> tuple[Hall | None, tuple[Problem, ...]]:
    """Load the pack in ``root``.

    ``today`` is the hall's local date, for what expired. Problems come in the order of files and lines; the hall is
    None as soon as one of them is an error. Whatever the files hold, nothing is raised.
    """
    if not root.is_dir():
        return None, (Problem(root, 1, WHOLE_FILE, "is no directory; give the one that holds hall.yaml"),)
    problems: list[Problem] = []
    facts = _read(root / FACTS, problems=problems)
    files = sorted((root / SERVICES).glob("*.yaml"))
    services = [written for file in files if (written := _read(file, problems=problems))]
    calendar = [
        written for file in sorted((root / CALENDAR).glob("*.yaml")) if (written := _read(file, problems=problems))
    ]
    overrides = _overrides(root / OVERRIDES, problems=problems)
    context = {TO_TRADITIONAL: lambda text: to_traditional(text, product_overrides(), overrides)}
    hall_facts = _shaped(facts, model=HallFacts, context=context, problems=problems)
    shaped = [_shaped(service, model=Service, context=context, problems=problems) for service in services]
    years = [_shaped(year, model=CalendarYear, context=context, problems=problems) for year in calendar]
    problems += _agreement(facts, services, calendar, today=today)
    problems += _surroundings(root)
    if not files:
        problems.append(Problem(root / SERVICES, 1, WHOLE_FILE, "holds no service; write one .yaml file for each"))
    if facts is None or hall_facts is None or has_errors(problems):
        return None, tuple(sorted(problems))
    hall = Hall(
        facts=hall_facts,
        services=tuple(sorted(filter(None, shaped), key=lambda service: service.id)),
        years=tuple(sorted(filter(None, years), key=lambda year: year.year)),
    )
    problems += check_rests(facts, hall)
    return (None if has_errors(problems) else hall), tuple(sorted(problems))


def _read(file: Path, *, problems: list[Problem]) -> Written | None:
    written, found = read_written(file)
    problems += found
    return written


def _overrides(file: Path, *, problems: list[Problem]) -> Mapping[str, str]:
    if not file.exists():
        return {}
    overrides, found = read_overrides(file)
    problems += found
    return overrides


def _shaped(
    written: Written | None, *, model: type[Model], context: Mapping[str, Callable[[str], str]], problems: list[Problem]
) -> Model | None:
    if written is None:
        return None
    try:
        return model.model_validate(written.plain(), context=dict(context))
    except ValidationError as error:
        problems += worded(error, root=written, model=model)
        return None


def _agreement(
    facts: Written | None, services: list[Written], calendar: list[Written], *, today: date
) -> list[Problem]:
    problems = [*check_unique(services), *check_names(services), *check_unique(calendar, key="year")]
    problems += [problem for year in calendar for problem in check_year(year)]
    for service in services:
        problems += [*check_guide(service, facts=facts, today=today), *check_questions(service), *check_links(service)]
    if facts:
        problems += [*check_facts(facts), *check_shelves(facts, services=services), *check_links(facts)]
        problems += check_years(facts, calendar, today=today)
    return problems


def _surroundings(root: Path) -> list[Problem]:
    """Warn about files an editor may believe to be read."""
    problems = []
    for file in sorted(root.rglob("*.y*ml")):
        inside = file.relative_to(root)
        read = str(inside) in (FACTS, OVERRIDES) or (str(inside.parent) in READ and file.suffix == ".yaml")
        if not read and inside.parts[0] not in ROOM and not inside.name.startswith("."):
            reason = "is not read; a pack is made of hall.yaml, zh-Hant.yaml, services/*.yaml and calendar/*.yaml"
            problems.append(Problem(file, 1, WHOLE_FILE, reason, Severity.WARNING))
    return problems
