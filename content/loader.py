"""Reads a hall pack and reports everything that is wrong with it at once."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from content.checks.booking import check_appeal, check_quotas, check_windows
from content.checks.calendar import check_rests, check_year, check_years
from content.checks.facts import check_facts, check_shelves
from content.checks.flows import check_categories, check_names_of_flow, check_prefixes, check_ways
from content.checks.guides import check_guide, check_links
from content.checks.questions import check_questions
from content.checks.uniqueness import check_names, check_unique
from content.chinese import to_traditional
from content.flows import FlowFile
from content.models import CalendarYear, Hall, HallFacts, Option, Service
from content.overrides import product_overrides, read_overrides
from content.paths import starter_pack
from content.problems import Problem, Severity, has_errors
from content.texts import TO_TRADITIONAL, PackModel
from content.wording import worded
from content.written import WHOLE_FILE, Written, read_written

FACTS = "hall.yaml"
SERVICES = "services"
CALENDAR = "calendar"
FLOWS = "flows"
READ = (SERVICES, CALENDAR, FLOWS)
"""Directories of which every .yaml file is read."""
OVERRIDES = "zh-Hant.yaml"
ROOM = ("plans", "notices", "stories")
"""Directories a pack may have besides: stories belong to the sandbox, the content of the others is not read yet."""

Model = TypeVar("Model", bound=PackModel)


def load_hall(root: Path, *, today: date) -> tuple[Hall | None, tuple[Problem, ...]]:
    """Load the pack in ``root``.

    ``today`` is the hall's local date, for what expired. Problems come in the order of files and lines; the hall is
    None as soon as one of them is an error. Whatever the files hold, nothing is raised.
    """
    if not root.is_dir():
        return None, (Problem(root, 1, WHOLE_FILE, "is no directory; give the one that holds hall.yaml"),)
    pack = _Reading(root)
    facts, services, years, flows = pack.read(FACTS), pack.all_in(SERVICES), pack.all_in(CALENDAR), pack.all_in(FLOWS)
    hall_facts = pack.facts(facts) if facts else None
    shaped = [pack.shaped(service, Service) for service in services]
    calendar = [pack.shaped(year, CalendarYear) for year in years]
    flows = [*pack.of_the_product(flows), *flows]
    kinds = [pack.flow(flow) for flow in flows]
    pack.problems += [*_agreement(facts, services, years, today=today), *check_prefixes(flows), *_surroundings(root)]
    if facts is None or hall_facts is None or has_errors(pack.problems):
        return None, tuple(sorted(pack.problems))
    hall = Hall(
        facts=hall_facts,
        services=tuple(sorted(filter(None, shaped), key=lambda service: service.id)),
        years=tuple(sorted(filter(None, calendar), key=lambda year: year.year)),
        flows=tuple(sorted(filter(None, kinds), key=lambda flow: flow.id)),
    )
    pack.problems += [*check_rests(facts, hall), *check_windows(facts, services, hall), *check_appeal(facts, hall)]
    pack.problems += check_categories(flows, hall=hall)
    return (None if has_errors(pack.problems) else hall), tuple(sorted(pack.problems))


class _Reading:
    """Reads the files of one pack; what is wrong with them gathers in ``problems``."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self.problems: list[Problem] = []
        overrides = self._overrides()
        self._context = {TO_TRADITIONAL: lambda text: to_traditional(text, product_overrides(), overrides)}

    def read(self, name: str) -> Written | None:
        written, found = read_written(self._root / name)
        self.problems += found
        return written

    def all_in(self, directory: str) -> list[Written]:
        files = sorted((self._root / directory).glob("*.yaml"))
        return [written for file in files if (written := self.read(str(file.relative_to(self._root))))]

    def of_the_product(self, flows: Sequence[Written]) -> list[Written]:
        """The kinds of case the product needs and the pack does not write itself."""
        own = {flow.text_of("id") for flow in flows}
        ours = [read_written(file)[0] for file in sorted((starter_pack() / FLOWS).glob("*.yaml"))]
        return [flow for flow in ours if flow and flow.text_of("id") not in own]

    def shaped(self, written: Written, model: type[Model]) -> Model | None:
        try:
            return model.model_validate(written.plain(), context=self._context)
        except ValidationError as error:
            self.problems += worded(error, root=written, model=model)
            return None

    def facts(self, written: Written) -> HallFacts | None:
        """Who the hall is; what delays may come of is the product's list where it has none of its own."""
        facts = self.shaped(written, HallFacts)
        ours, _ = read_written(starter_pack() / FACTS)
        if facts is None or facts.delay_causes or ours is None:
            return facts
        causes = [Option.model_validate(cause, context=self._context) for cause in ours.plain()["delay_causes"]]
        return facts.model_copy(update={"delay_causes": tuple(causes)})

    def flow(self, written: Written) -> FlowFile | None:
        """A flow; its ways are checked only if everything it names is there."""
        found = list(check_names_of_flow(written))
        self.problems += found
        flow = self.shaped(written, FlowFile)
        if flow and not has_errors(found):
            self.problems += check_ways(flow, written=written)
        return flow

    def _overrides(self) -> Mapping[str, str]:
        file = self._root / OVERRIDES
        if not file.exists():
            return {}
        overrides, found = read_overrides(file)
        self.problems += found
        return overrides


def _agreement(
    facts: Written | None, services: Sequence[Written], years: Sequence[Written], *, today: date
) -> Iterator[Problem]:
    yield from (*check_unique(services), *check_names(services), *check_unique(years, key="year"))
    for year in years:
        yield from check_year(year)
    for service in services:
        yield from (*check_guide(service, facts=facts, today=today), *check_questions(service), *check_links(service))
    if facts:
        yield from (*check_facts(facts), *check_shelves(facts, services=services), *check_links(facts))
        yield from check_quotas(facts, services=services)
        yield from check_years(facts, years, today=today)


def _surroundings(root: Path) -> list[Problem]:
    """Warn about files an editor may believe to be read, and ask for a service."""
    problems = []
    if not any((root / SERVICES).glob("*.yaml")):
        reason = "holds no service; write one .yaml file for each"
        problems.append(Problem(root / SERVICES, 1, WHOLE_FILE, reason))
    for file in sorted(root.rglob("*.y*ml")):
        inside = file.relative_to(root)
        read = str(inside) in (FACTS, OVERRIDES) or (str(inside.parent) in READ and file.suffix == ".yaml")
        if not read and inside.parts[0] not in ROOM and not inside.name.startswith("."):
            made_of = ", ".join((FACTS, OVERRIDES, *(f"{directory}/*.yaml" for directory in READ)))
            reason = f"is not read; a pack is made of {made_of}"
            problems.append(Problem(file, 1, WHOLE_FILE, reason, Severity.WARNING))
    return problems
