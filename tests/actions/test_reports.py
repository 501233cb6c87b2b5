"""A report tells of cases as they stood at the end of its days, and goes on telling the same when more has happened."""

from datetime import date

import pytest
from sqlalchemy import delete, update

from actions.cases.drafts import DraftPart, TimeWords
from actions.cases.extensions import decide_extension, request_extension
from actions.cases.trace import CASE
from actions.reports import case_lines, owner_names
from bot.commands.reports import names_of, tallied
from domain.cases import Case
from domain.flows import RoundKind
from domain.languages import Language
from domain.reports.figures import Closings, End, ExtensionCounts, Tally
from domain.reports.lines import CaseLine, Judged
from domain.reports.periods import Period, period_of
from storage.db import Database
from storage.reports import count_extensions
from storage.tables import case_clock, deadline, event
from tests.actions.case_desk import SHANGHAI, Desk, a_clerk, a_desk, actor_of, at
from tests.actions.people_desk import words
from tests.actions.test_canary import files_canary
from views.reports.page import printed
from views.reports.rows import headings, row

LATER = at("2027-03-01 00:00")


@pytest.fixture
async def desk(database: Database) -> Desk:
    return await a_desk(database)


def september(first: int = 1, last: int = 30, *, now: str = "") -> Period:
    """Days of September 2026, looked at long afterwards unless a moment is given."""
    days = (date(2026, 9, first), date(2026, 9, last))
    return period_of(*days, zone=SHANGHAI, now=at(now) if now else LATER)


async def lines(desk: Desk, period: Period) -> list[CaseLine]:
    """The cases of a period."""
    async with desk.database.read() as tx:
        return [line async for line in case_lines(tx, period=period, hall=desk.hall)]


async def line_of(desk: Desk, case: Case, period: Period) -> CaseLine:
    """One of them."""
    [line] = [line for line in await lines(desk, period) if line.number == case.number]
    return line


async def tally(desk: Desk, period: Period) -> Tally:
    """The figures of a period."""
    async with desk.database.read() as tx:
        names = await names_of(tx, desk.hall, language=Language.EN)
        return await tallied(tx, names, period=period, hall=desk.hall)


async def answered(desk: Desk, *, filed: str = "2026-09-01 10:00", when: str = "2026-09-10 10:00") -> Case:
    """A complaint that was accepted the next day, and answered."""
    case = await desk.files(when=filed)
    case = await desk.does(case, "accept", by=desk.wang, when="2026-09-02 10:00")
    case = await desk.does(case, "find", by=desk.wang, when="2026-09-03 10:00")
    return await desk.does(case, "answer", by=desk.wang, when=when)


async def test_what_staff_do_in_time_is_kept_by_whoever_did_it(desk: Desk) -> None:
    case = await answered(desk)

    line = await line_of(desk, case, september())

    assert line.judged == (
        Judged("acceptance", desk.wang.id, is_kept=True),
        Judged("answer", desk.wang.id, is_kept=True),
    )
    assert (line.answered_at, line.closed_at) == (at("2026-09-10 10:00"), None)
    assert line.late == {"acceptance": 0, "answer": 0}
    assert line.age == 21, "with the citizen, and still open"


async def test_a_promise_is_missed_on_the_day_it_is_due_by_whoever_had_the_case_then(desk: Desk) -> None:
    case = await answered(desk, when="2026-10-12 10:00")

    before = await line_of(desk, case, september(1, 21))
    missed = await line_of(desk, case, september(22, 30))

    assert [judged.stage for judged in before.judged] == ["acceptance"]
    assert missed.judged == (Judged("answer", desk.wang.id, is_kept=False),)
    assert (missed.late["answer"], missed.is_overdue, missed.answered_at) == (5, True, None), "the 25th is a holiday"
    october = period_of(date(2026, 10, 1), date(2026, 10, 31), zone=SHANGHAI, now=LATER)
    assert (await line_of(desk, case, october)).judged == (), "counted once"


async def test_what_nobody_took_is_missed_by_nobody(desk: Desk) -> None:
    case = await desk.files(when="2026-09-01 10:00")
    await desk.clock("2026-09-03 17:30")
    assert (await desk.now(case)).owner_id is not None, "the ladder gave it to somebody, when it was too late"

    line = await line_of(desk, case, september())

    assert line.judged == (Judged("acceptance", None, is_kept=False),)
    assert line.owner_id is not None


async def test_what_a_citizen_takes_back_in_time_is_neither_kept_nor_missed(desk: Desk) -> None:
    early, late = await desk.files(when="2026-09-01 10:00"), await desk.files(when="2026-09-01 10:00")
    await desk.does(early, "withdraw", by=desk.chen, when="2026-09-02 10:00")
    await desk.does(late, "withdraw", by=desk.chen, when="2026-09-08 10:00")

    assert (await line_of(desk, early, september())).judged == ()
    assert [judged.is_kept for judged in (await line_of(desk, late, september())).judged] == [False]


async def test_a_question_counts_as_every_case_does(desk: Desk) -> None:
    case = await desk.files("enquiry", when="2026-09-01 10:00")
    case = await desk.does(case, "answer", by=desk.wang, when="2026-09-02 10:00")
    case = await desk.does(case, "ask-again", by=desk.chen, when="2026-09-03 10:00")
    await desk.does(case, "settle", by=desk.chen, when="2026-09-03 11:00")

    line = await line_of(desk, case, september())

    assert line.judged == (Judged("answer", desk.wang.id, is_kept=True),), "nobody answered the second time"
    assert (line.begun, line.before_closing) == (
        (RoundKind.ORIGINAL, RoundKind.REOPENED),
        {RoundKind.ORIGINAL, RoundKind.REOPENED},
    )
    assert (line.owner_id, line.answered_at) == (desk.wang.id, at("2026-09-02 10:00"))


async def test_what_was_brought_over_from_before_its_history_began_is_told_by_what_is_known(desk: Desk) -> None:
    case = await desk.files("enquiry", when="2026-09-01 10:00")
    async with desk.database.write() as tx:
        about = (event.c.subject_kind == CASE, event.c.subject_id == case.id)
        await tx.execute(update(event).where(*about).values(at=at("2026-09-10 10:00")))
        await tx.execute(delete(deadline))
        await tx.execute(delete(case_clock))

    line = await line_of(desk, case, september(1, 5))

    assert (line.state, line.age, line.owner_id, line.late, line.judged) == ("submitted", 3, None, {}, ())


async def test_the_hall_is_not_late_while_it_waits_for_the_citizen_nor_does_the_canary_count(desk: Desk) -> None:
    await files_canary(desk, when="2026-09-05 03:00")
    await desk.ticks("2026-09-05 03:10", times=2)
    await answered(desk)
    await desk.clock("2026-09-18 09:00")

    [line] = await lines(desk, september())

    assert (line.state, len(line.closings)) == ("closed", 1)
    assert set(line.late) == {"acceptance", "answer"}
    assert (await tally(desk, september())).promises.all.total == 2


async def test_a_report_of_days_that_are_over_stays_as_it_was_whatever_happens_later(desk: Desk) -> None:
    case = await answered(desk)
    waiting = await desk.files(when="2026-09-28 10:00")
    then = await lines(desk, september(now="2026-10-01 00:00"))
    case = await desk.does(case, "dispute", by=desk.chen, when="2026-10-08 10:00")
    await desk.does(case, "decide", by=desk.sun, when="2026-10-09 10:00")
    await desk.does(waiting, "accept", by=desk.qian, when="2026-10-09 10:00")
    await desk.files(when="2026-10-09 11:00")

    assert await lines(desk, september()) == then
    october = period_of(date(2026, 10, 1), date(2026, 10, 9), zone=SHANGHAI, now=LATER)
    assert [line.state for line in await lines(desk, october)] == ["closed", "investigating", "submitted"]


async def test_what_was_closed_before_is_left_out_and_what_was_reopened_is_open_again(desk: Desk) -> None:
    case = await answered(desk, when="2026-09-04 10:00")
    case = await desk.does(case, "confirm", by=desk.chen, when="2026-09-07 10:00")
    assert await lines(desk, september(8, 8)) == []
    case = await desk.does(case, "reopen", by=desk.chen, when="2026-09-09 10:00")

    first, again = [await line_of(desk, case, september(*days)) for days in ((1, 7), (9, 30))]

    assert (first.closed_at, first.age, len(first.closings)) == (at("2026-09-07 10:00"), None, 1)
    assert await lines(desk, september(8, 8)) == [], "nothing of it was under way that day, whatever came later"
    assert (again.closed_at, again.rounds, again.begun) == (
        None,
        (RoundKind.ORIGINAL, RoundKind.REOPENED),
        (RoundKind.REOPENED,),
    )
    case = await desk.does(case, "answer", by=desk.wang, when="2026-09-14 10:00")
    await desk.does(case, "confirm", by=desk.chen, when="2026-09-15 10:00")
    figures = await tally(desk, september(9, 30))
    assert (figures.begun, figures.closings.all) == (
        {RoundKind.REOPENED: 1},
        Closings(closed=1, reopened=1, reviewed=0),
    )


async def test_how_cases_ended_is_counted_by_the_code_they_were_last_closed_with(desk: Desk) -> None:
    case = await answered(desk, when="2026-09-04 10:00")
    case = await desk.does(case, "confirm", by=desk.chen, when="2026-09-07 10:00")
    case = await desk.does(case, "review", by=desk.chen, when="2026-09-08 10:00")
    await desk.does(case, "decide", by=desk.sun, when="2026-09-15 10:00", code="partly")
    taken_back = await desk.files(when="2026-09-01 10:00")
    await desk.does(taken_back, "withdraw", by=desk.chen, when="2026-09-02 10:00")

    first, whole = await tally(desk, september(1, 7)), await tally(desk, september())

    assert first.ends == {End("complaint", "closed", "substantiated"): 1, End("complaint", "withdrawn", None): 1}
    assert whole.ends == {End("complaint", "closed", "partly"): 1, End("complaint", "withdrawn", None): 1}
    again = await line_of(desk, case, september(8, 10))
    assert (again.state, again.code) == ("review", None), "a review makes it unknown again"
    async with desk.database.read() as tx:
        names = await names_of(tx, desk.hall, language=Language.EN)
    said = printed(names, whole, period=september(), extensions=ExtensionCounts(0, 0, 0, 0))
    table = "  Complaint · Partly substantiated    1  50.0%\n  Complaint · Withdrawn               1  50.0%\n"
    assert f"\nHow cases ended\n{table}" in said
    line = await line_of(desk, case, september())
    columns = dict(zip(headings(names, []), row(names, line, stages=[], zone=SHANGHAI), strict=True))
    assert (columns["State"], columns["Outcome"]) == ("Closed", "Partly substantiated")


async def test_more_time_is_counted_by_what_became_of_each_request(desk: Desk) -> None:
    case = await desk.files(when="2026-09-01 10:00")
    case = await desk.does(case, "accept", by=desk.wang, when="2026-09-02 10:00")
    part = DraftPart.of(words("等鉴定报告。"))
    why = TimeWords(case_id=case.id, version=case.version, amount=2, part=part)
    asked = {"words": why, "actor": actor_of(desk.wang), "hall": desk.hall}
    async with desk.database.write() as tx:
        first = await request_extension(tx, **asked, now=at("2026-09-10 10:00"))
    decided = {"actor": actor_of(desk.sun), "hall": desk.hall}
    async with desk.database.write() as tx:
        await decide_extension(tx, first.id, granted=False, answer="够用。", **decided, now=at("2026-09-12 10:00"))
        await request_extension(tx, **asked, now=at("2026-09-14 10:00"))

    async def counted(period: Period) -> ExtensionCounts:
        async with desk.database.read() as tx:
            return await count_extensions(tx, starts=period.starts, ends=period.ends)

    assert await counted(september(1, 11)) == ExtensionCounts(asked=1, granted=0, refused=0, waiting=1)
    assert await counted(september(12, 30)) == ExtensionCounts(asked=1, granted=0, refused=1, waiting=1)
    case = await desk.does(case, "find", by=desk.wang, when="2026-09-16 10:00")
    await desk.does(case, "answer", by=desk.wang, when="2026-09-16 11:00")
    assert (await counted(september(12, 30))).waiting == 0, "the period it was about is over"


async def test_more_cases_than_fit_a_page_are_all_told_once(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("storage.reports.PAGE", 3)
    await desk.files_many("complaint", number=7, when="2026-09-01 10:00")

    numbers = [line.number for line in await lines(desk, september())]

    assert numbers == [f"TS2026-{number:06}" for number in range(1, 8)]


async def test_two_of_one_name_are_told_apart_and_one_who_came_back_is_one(desk: Desk) -> None:
    twin = await a_clerk(desk.database, telegram_id=333, name="王敏")
    async with desk.database.read() as tx:
        names = await owner_names(tx)

    assert (names[desk.wang.id], names[twin.id], names[desk.sun.id]) == ("王敏 (200)", "王敏 (333)", "孙莉")


CHINESE = """\
办件报告：2026年9月1日 至 2026年9月30日

收到 3 件，办结 0 件。
期末在办 3 件，其中已超期 1 件，等市民或不计时限 2 件。
在办时长（工作日）：一半不超过 21，九成不超过 21，最长 21（TS2026-000001）。
延期：申请 0 次，同意 0 次，不同意 0 次，期末待定 0 次。
重新办理 0 次，复核 0 次。

承诺期限
                 按时  逾期  按时率
全部                3     2   60.0%

按环节
  投诉 · 受理       2     1   66.6%
  投诉 · 答复       1     1   50.0%

按种类
  投诉              3     2   60.0%

按经办人
  王敏              3     1   75.0%
  无人经办          0     1    0.0%

按时：工作人员在期限内办到。逾期：到期没有办到，计在到期那一天，也计在当时的经办人名下。

超期原因
本期逾期 2 次，期末还没有说明原因的 2 次。"""
ENGLISH = """\
Cases from 1 Sept 2026 to 30 Sept 2026

Filed: 3. Closed: 0.
Open at the end: 3, of these overdue: 1, waiting for the citizen or without a promised period: 2.
Working days open: half up to 21, nine in ten up to 21, the oldest 21 (TS2026-000001).
More time: asked for 0, granted 0, refused 0, undecided at the end 0.
Reopened: 0. Reviews begun: 0.

Promised periods
                            in time  late  share
All                               3     2  60.0%

By stage
  Complaint · Acceptance          2     1  66.6%
  Complaint · Answer              1     1  50.0%

By kind
  Complaint                       3     2  60.0%

By owner
  王敏                            3     1  75.0%
  nobody                          0     1   0.0%

In time: staff did what was promised within the period. Late: it was not done when it was due; counted on that day, \
and for whoever had the case then.

Causes of delays
Late in this time: 2, of these not explained at its end: 2."""


@pytest.mark.parametrize(("language", "expected"), [(Language.ZH_HANS, CHINESE), (Language.EN, ENGLISH)])
async def test_a_supervisor_reads_how_the_month_went(desk: Desk, language: Language, expected: str) -> None:
    await answered(desk)
    await answered(desk, when="2026-09-28 10:00")
    await desk.files(when="2026-09-24 10:00")
    period = september()
    async with desk.database.read() as tx:
        names = await names_of(tx, desk.hall, language=language)
        figures = await tallied(tx, names, period=period, hall=desk.hall)
        extensions = await count_extensions(tx, starts=period.starts, ends=period.ends)

    assert printed(names, figures, period=period, extensions=extensions) == expected
