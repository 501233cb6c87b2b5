"""A report tells how content citizens were: of each end of a case once, for whoever handled it then."""

import pytest

from bot.commands.reports import names_of, tallied
from domain.cases import Case
from domain.languages import Language
from domain.people import Member
from domain.ratings import Level
from domain.reports.figures import Satisfaction
from storage.db import Database
from storage.reports import count_extensions
from tests.actions.case_desk import Desk, a_clerk, a_desk, at
from tests.actions.test_case_ratings import answered, rates
from tests.actions.test_reports import line_of, lines, september, tally
from views.reports.names import Names
from views.reports.page import printed
from views.reports.rows import headings, row


@pytest.fixture
async def desk(database: Database) -> Desk:
    return await a_desk(database)


async def ended(desk: Desk, *, day: int = 1, by: Member | None = None, case: Case | None = None) -> Case:
    """A complaint that was answered on a day of September, and that its citizen ended at three."""
    case = await answered(desk, by=by, day=f"2026-09-{day:02}", case=case)
    return await desk.does(case, "confirm", by=desk.chen, when=f"2026-09-{day:02} 15:00")


async def cells(desk: Desk, case: Case, *, last: int) -> dict[str, object]:
    """The row of a case in the table of September until that day."""
    line = await line_of(desk, case, september(1, last))
    async with desk.database.read() as tx:
        names: Names = await names_of(tx, desk.hall, language=Language.EN)
    return dict(zip(headings(names, []), row(names, line, stages=[], zone=at("2026-09-01 10:00").tzinfo), strict=True))


async def test_a_rating_counts_on_the_day_it_is_given_and_silence_on_the_day_it_is_too_late_to_speak(
    desk: Desk,
) -> None:
    spoken, silent = await ended(desk), await ended(desk)
    await rates(desk, spoken, Level.FAIR, when="2026-09-04 10:00")

    early, later = await tally(desk, september(1, 7)), await tally(desk, september(8, 8))

    assert early.ratings.all == Satisfaction({Level.FAIR: 1}, silent=0), "the other may still be given"
    assert later.ratings.all == Satisfaction({}, silent=1)
    assert later.ratings.by_owner == {desk.wang.id: later.ratings.all}
    assert [line.number for line in await lines(desk, september(8, 8))] == [silent.number], "closed a week before"
    assert (await cells(desk, spoken, last=7))["Rating"] == "Fairly satisfied"
    assert [(await cells(desk, silent, last=day))["Rating"] for day in (7, 8)] == ["awaited", "silent"]


async def test_a_second_thought_changes_no_report_of_days_that_are_over(desk: Desk) -> None:
    case = await ended(desk)
    await rates(desk, case, Level.BAD, when="2026-09-03 10:00")
    await rates(desk, case, Level.GREAT, when="2026-09-03 11:00")
    then = await tally(desk, september(1, 4))
    await rates(desk, case, Level.AWFUL, when="2026-09-05 10:00")

    assert (await tally(desk, september(1, 4))).ratings.all == then.ratings.all == Satisfaction({Level.GREAT: 1})
    assert (await tally(desk, september(5, 30))).ratings.all.total == 0, "it has counted"
    assert (await tally(desk, september())).ratings.all.bad == 1
    assert (await cells(desk, case, last=30))["Rating"] == "Very dissatisfied"


async def test_what_goes_on_before_anybody_was_asked_counts_as_nothing_and_each_end_is_whose_it_was(
    desk: Desk,
) -> None:
    case = await answered(desk, day="2026-09-01")
    await desk.ticks("2026-09-08 22:00")
    case = await desk.does(await desk.now(case), "reopen", by=desk.chen, when="2026-09-08 23:00")
    assert (await tally(desk, september())).ratings.all.total == 0, "it ended at night, and nobody was asked till then"
    case = await ended(desk, day=9, by=desk.qian, case=case)
    await rates(desk, case, Level.GOOD, when="2026-09-09 16:00")
    case = await desk.does(case, "reopen", by=desk.chen, when="2026-09-10 10:00")
    case = await ended(desk, day=11, by=desk.wang, case=case)

    figures = await tally(desk, september())

    assert figures.ratings.by_owner == {
        desk.qian.id: Satisfaction({Level.GOOD: 1}),
        desk.wang.id: Satisfaction({}, silent=1),
    }
    shown = await cells(desk, case, last=30)
    assert (shown["Rating"], shown["Handler rated"], shown["Times reopened"]) == ("silent", "王敏", 2)
    assert figures.closings.by_owner[desk.wang.id].reopened == 1, "closed more than once, and counted once"


async def a_month(desk: Desk) -> None:
    """Three complaints that ended: praised, never rated, and rated badly and put right a day too late."""
    zhao = await a_clerk(desk.database, telegram_id=203, name="赵强")
    await rates(desk, await ended(desk), Level.GREAT, when="2026-09-01 16:00")
    await ended(desk, day=2)
    rated = await rates(desk, await ended(desk, day=3, by=zhao), Level.BAD, when="2026-09-03 16:00")
    assert rated.remedy is not None
    remedy = await desk.does(rated.remedy.case, "called", by=desk.sun, when="2026-09-04 10:00")
    await desk.does(remedy, "mend", by=desk.sun, when="2026-09-11 10:00")


async def page(desk: Desk, language: Language) -> str:
    """The report of September, from the first figure of what ended on."""
    period = september()
    async with desk.database.read() as tx:
        names = await names_of(tx, desk.hall, language=language)
        figures = await tallied(tx, names, period=period, hall=desk.hall)
        extensions = await count_extensions(tx, starts=period.starts, ends=period.ends)
    return printed(names, figures, period=period, extensions=extensions)


CHINESE = """
重新办理与复核
            办结  重办过  占比  复核过  占比
全部           4       0  0.0%       0  0.0%

按种类
  投诉         3       0  0.0%       0  0.0%
  整改         1       0  0.0%       0  0.0%

按经办人
  王敏         2       0  0.0%       0  0.0%
  孙莉         1       0  0.0%       0  0.0%
  赵强         1       0  0.0%       0  0.0%

办结的件里，此前重新办理过、复核过的各有多少。计在最后的经办人名下。

评价
            已评  未评  参评率  5  4  3  2  1  满意率
全部           2     1   66.6%  1  0  0  1  0   50.0%

按种类
  投诉         2     1   66.6%  1  0  0  1  0   50.0%

按经办人
  赵强         1     0  100.0%  0  0  0  1  0    0.0%
  王敏         1     1   50.0%  1  0  0  0  0  100.0%

5 非常满意，4 满意，3 基本满意，2 不满意，1 非常不满意。满意率：已评的里面 3 及以上占多少。计在办结时的经办人名下。
不满意 1 次。整改期限：按时 1，逾期 1（50.0%）。"""
ENGLISH = """
Reopened and reviewed
                      closed  reopened  share  reviewed  share
All                        4         0   0.0%         0   0.0%

By kind
  Complaint                3         0   0.0%         0   0.0%
  Putting it right         1         0   0.0%         0   0.0%

By owner
  王敏                     2         0   0.0%         0   0.0%
  孙莉                     1         0   0.0%         0   0.0%
  赵强                     1         0   0.0%         0   0.0%

Of the cases that were closed, how many had been at any time before. Counted for whoever had the case last.

Ratings
               rated  silent  answered  5  4  3  2  1  satisfied
All                2       1     66.6%  1  0  0  1  0      50.0%

By kind
  Complaint        2       1     66.6%  1  0  0  1  0      50.0%

By owner
  赵强             1       0    100.0%  0  0  0  1  0       0.0%
  王敏             1       1     50.0%  1  0  0  0  0     100.0%

5 Very satisfied, 4 Satisfied, 3 Fairly satisfied, 2 Dissatisfied, 1 Very dissatisfied. Satisfied: the \
share of 3 and above among the rated. Counted for whoever handled the case when it ended.
Dissatisfied: 1. Promised periods of putting right: in time 1, late 1 (50.0%)."""


@pytest.mark.parametrize(("language", "expected"), [(Language.ZH_HANS, CHINESE), (Language.EN, ENGLISH)])
async def test_a_supervisor_reads_how_content_citizens_were(desk: Desk, language: Language, expected: str) -> None:
    await a_month(desk)

    assert (await page(desk, language)).endswith(expected)
