"""``banshi report cases`` prints figures, writes files without a word of citizens, and says which days are wrong."""

import csv
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from bot.cli import main
from bot.commands.reports import report_cases
from domain.people import Member
from storage.db import Database
from storage.people import rename_person
from tests.actions.case_desk import Desk, a_desk, at

WRONG_USAGE = 2
LATER = at("2026-12-02 09:00")
SEPTEMBER = (date(2026, 9, 1), date(2026, 9, 30))


@pytest.fixture
async def desk(database: Database, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A hall whose clerk has a dangerous name, with a case that was accepted late and one that nobody took."""
    monkeypatch.setenv("BANSHI_DATABASE_URL", database_url)
    desk = await a_desk(database)
    await is_called(desk, desk.wang, "=cmd|' /C calc'!A0")
    case = await desk.files(when="2026-09-01 10:00")
    await desk.does(case, "accept", by=desk.wang, when="2026-09-07 10:00")
    await desk.files(when="2026-09-02 10:00")
    return desk


async def is_called(desk: Desk, member: Member, name: str) -> None:
    """Somebody changes their name on Telegram."""
    async with desk.database.write() as tx:
        await rename_person(tx, member.person.id, first_name=name)


async def test_the_figures_and_a_row_for_each_case(
    desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first, last = SEPTEMBER
    files = {"csv": tmp_path / "cases.csv", "xlsx": tmp_path / "cases.xlsx"}

    assert await report_cases(first=first, last=last, **files, language=None, now=LATER) == 0

    assert "期末在办 2 件，其中已超期 2 件，等市民或不计时限 0 件。" in capsys.readouterr().out
    with files["csv"].open(encoding="utf-8-sig", newline="") as file:
        heads, accepted, untouched = csv.reader(file)
    row = dict(zip(heads, accepted, strict=True))
    assert row == {
        "编号": "TS2026-000001",
        "种类": "投诉",
        "状态": "调查中",
        "结果": "",
        "并入": "",
        "区域": "",
        "来件渠道": "Telegram",
        "身份保护": "普通",
        "提交时间": "2026-09-01 10:00",
        "期限": "2026-09-28 17:30",
        "答复时间": "",
        "办结时间": "",
        "经办人": "'=cmd|' /C calc'!A0",
        "轮次": "1",
        "重新办理次数": "0",
        "复核次数": "0",
        "评价": "",
        "评价对应经办人": "",
        "受理逾期（工作日）": "2",
        "答复逾期（工作日）": "2",
        "复核逾期（工作日）": "",
        "超期原因": "",
    }
    assert dict(zip(heads, untouched, strict=True))["经办人"] == ""
    sheet = [[cell.value for cell in row] for row in load_workbook(files["xlsx"])["办件"].iter_rows()]
    assert sheet[0] == heads
    assert [row[0] for row in sheet[1:]] == ["TS2026-000001", "TS2026-000002"]
    for kept in (files["csv"].read_text("utf-8"), str(sheet)):
        assert desk.chen.first_name not in kept
        assert str(desk.chen.telegram_id) not in kept.replace("000100", "")
        assert "窗口说材料不齐" not in kept


async def test_days_without_cases_are_told_too(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    first, last = (day.replace(year=2025) for day in SEPTEMBER)

    assert await report_cases(first=first, last=last, csv=None, xlsx=None, language="en", now=LATER) == 0

    shown = capsys.readouterr().out
    assert "Filed: 0. Closed: 0." in shown
    assert "No promised period was kept or missed in this time." in shown


@pytest.mark.parametrize(
    ("days", "why"),
    [
        (["--from", "2026-09-31", "--to", "2026-10-01"], "'2026-09-31' is no day; write it like 2026-10-01"),
        (["--from", "2026-10-02", "--to", "2026-10-01"], "the last day, 2026-10-01, is before the first, 2026-10-02"),
        (["--from", "9998-01-01", "--to", "9998-01-02"], "9998-01-01 is still to come"),
        (["--from", "2026-10-01"], "--to"),
    ],
)
def test_wrong_days_are_wrong_usage(days: list[str], why: str, capsys: pytest.CaptureFixture[str]) -> None:
    try:
        code = main(["report", "cases", *days])
    except SystemExit as left:
        code = left.code

    assert code == WRONG_USAGE
    assert why in capsys.readouterr().err
