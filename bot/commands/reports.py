"""``banshi report``: what the hall can say of its cases and appointments."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from actions.reports import case_lines, case_words, owner_names
from bot.commands.failures import Problems, WrongUsage
from bot.commands.running import open_database
from bot.commands.tables import Table, written
from bot.settings import Settings, load_settings
from content.loader import load_hall
from content.models import Hall
from content.paths import sample_pack
from domain.languages import Language
from domain.reports.figures import ExtensionCounts, Tally
from domain.reports.periods import NoSuchPeriod, Period, period_of
from domain.reports.visits import VisitTally
from storage.reports import count_extensions
from storage.transaction import Tx
from storage.visit_report import list_number_lines, list_places, list_visit_lines
from views.render import label
from views.reports import visits
from views.reports.names import Names
from views.reports.page import printed
from views.reports.rows import headings, row


async def report_cases(
    *, first: date, last: date, csv: Path | None, xlsx: Path | None, language: str | None, now: datetime
) -> int:
    """Print the figures of a period, and write a row for each of its cases."""
    settings = load_settings(needs_token=False)
    hall = _hall(settings, today=now.date())
    period = _period(hall, first=first, last=last, now=now)
    async with open_database(settings) as database, database.read() as tx:
        names = await names_of(tx, hall, language=Language(language) if language else hall.facts.languages[0])
        tally = await tallied(tx, names, period=period, hall=hall, csv=csv, xlsx=xlsx)
        extensions: ExtensionCounts = await count_extensions(tx, starts=period.starts, ends=period.ends)
    print(printed(names, tally, period=period, extensions=extensions))
    return 0


async def report_visits(
    *, first: date, last: date, csv: Path | None, xlsx: Path | None, language: str | None, now: datetime
) -> int:
    """Print the figures of the appointments of a period, and write a row for each of them."""
    settings = load_settings(needs_token=False)
    hall = _hall(settings, today=now.date())
    period = _period(hall, first=first, last=last, now=now)
    areas = {area.id: area.name for area in hall.facts.areas}
    services = {service.id: service.title for service in hall.services}
    names = visits.VisitNames(Language(language) if language else hall.facts.languages[0], areas, services)
    sheet = label(names.language, "report.visit.sheet")
    async with open_database(settings) as database, database.read() as tx:
        with _tables(csv, xlsx, sheet=sheet, heads=visits.headings(names)) as tables:
            tally = VisitTally()
            async for line in list_visit_lines(
                tx, first=first, last=last, before=period.ends, zone=ZoneInfo(hall.facts.zone)
            ):
                tally.add(line)
                for table in tables:
                    table.add(visits.row(names, line))
        async for number in list_number_lines(tx, first=first, last=last, before=period.ends):
            tally.add_number(number)
        for places in await list_places(tx, first=first, last=last, before=period.ends):
            tally.add_places(places, zone=ZoneInfo(hall.facts.zone))
    print(visits.printed(names, tally, period=period))
    return 0


def _period(hall: Hall, *, first: date, last: date, now: datetime) -> Period:
    try:
        return period_of(first, last, zone=ZoneInfo(hall.facts.zone), now=now)
    except NoSuchPeriod as error:
        raise WrongUsage(f"There is no such period: {error}.") from None


@contextmanager
def _tables(csv: Path | None, xlsx: Path | None, *, sheet: str, heads: Sequence[str]) -> Iterator[list[Table]]:
    """The files that are asked for, with their first row."""
    with ExitStack() as files:
        tables: list[Table] = [files.enter_context(written(csv))] if csv else []
        if xlsx:
            tables.append(files.enter_context(written(xlsx, sheet=sheet)))
        for table in tables:
            table.add(heads)
        yield tables


def _hall(settings: Settings, *, today: date) -> Hall:
    hall, problems = load_hall(settings.hall or sample_pack(), today=today)
    if hall is None:
        raise Problems("\n".join(map(str, problems)))
    return hall


async def names_of(tx: Tx, hall: Hall, *, language: Language) -> Names:
    """What everything is called in a report in this language."""
    areas = {area.id: area.name for area in hall.facts.areas}
    causes = {cause.id: cause.label for cause in hall.facts.delay_causes}
    return Names(language, await case_words(tx), areas, await owner_names(tx), causes)


async def tallied(
    tx: Tx, names: Names, *, period: Period, hall: Hall, csv: Path | None = None, xlsx: Path | None = None
) -> Tally:
    """Add up all cases of a period, each held only while it is counted and written to the files that are asked for."""
    tally, stages = Tally(), names.stages()
    sheet = label(names.language, "report.sheet")
    with _tables(csv, xlsx, sheet=sheet, heads=headings(names, stages)) as tables:
        async for line in case_lines(tx, period=period, hall=hall):
            tally.add(line)
            for table in tables:
                table.add(row(names, line, stages=stages, zone=ZoneInfo(hall.facts.zone)))
    return tally
