"""The hall tells of its cases: one after the other, and what they are called."""

from collections import defaultdict
from collections.abc import AsyncIterator

from actions.cases.delays import EXPLAINED
from actions.cases.ratings import RATED
from actions.cases.trace import CASE
from content.calendars import work_calendar
from content.case_words import KindWords, words_of_flows
from content.flows import FlowFile
from content.models import Hall
from domain.canary import CANARY
from domain.cases import AWAITED
from domain.reports.lines import CaseLine, line_of
from domain.reports.periods import Period, WorkedDays
from storage.people import list_everybody
from storage.reports import list_flow_documents, list_stories
from storage.transaction import Tx


async def case_lines(tx: Tx, *, period: Period, hall: Hall) -> AsyncIterator[CaseLine]:
    """Every case with something to tell of in the period, as it stood at its end; a few are held at a time."""
    days = WorkedDays(work_calendar(hall))
    about = {"starts": period.starts, "ends": period.ends}
    async for story in list_stories(
        tx, subject_kind=CASE, rated=RATED, explained=EXPLAINED, but_stages=AWAITED, **about
    ):
        line = line_of(story, period=period, days=days)
        if line.is_under_way or line.told or any(opinion.counts for opinion in line.opinions):
            yield line


async def case_words(tx: Tx) -> dict[str, KindWords]:
    """What the cases there are and their stages are called, by the flows they are pinned to."""
    files = [FlowFile.model_validate(document) for document in await list_flow_documents(tx)]
    return words_of_flows(file for file in files if file.id != CANARY)


async def owner_names(tx: Tx) -> dict[int, str]:
    """What whoever is or was staff is called, by staff id; people of one name are told apart by their numbers."""
    everybody = await list_everybody(tx)
    called: dict[str, set[int]] = defaultdict(set)
    for somebody in everybody.values():
        called[somebody.first_name].add(somebody.telegram_id)
    return {
        staff_id: one.first_name + (f" ({one.telegram_id})" if len(called[one.first_name]) > 1 else "")
        for staff_id, one in everybody.items()
    }
