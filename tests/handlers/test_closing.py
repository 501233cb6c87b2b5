"""Those above clerks close an area at short notice, after they have seen whom it concerns."""

import pytest

from domain.people import Role
from storage.closures import list_closures
from tests.handlers.hall import presses_late
from tests.handlers.visits import books, with_times
from tests.kit.people import Clerk
from tests.kit.town import Town


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """SQLite alone: what is stored has tests of its own."""
    return sqlite_url


@pytest.fixture
async def sun(town: Town) -> Clerk:
    """The supervisor of area A, on the Wednesday before."""
    return await (await with_times(town)).clerk("孙莉", role=Role.SUPERVISOR, areas=["a"])


async def closes_friday(sun: Clerk) -> None:
    """As far as what people are told."""
    await sun.says("/close")
    await sun.presses("停办或减少窗口")
    await sun.presses("A 区")
    await sun.presses("12月4日")
    await sun.presses("12月4日")


async def look_at_preview(sun: Clerk) -> str:
    """All of Friday, for want of electricity."""
    await closes_friday(sun)
    await sun.presses("全天")
    await sun.presses("全部停办")
    await sun.presses("停电")
    await sun.says("请改到下周\nPlease come next week")
    return await sun.reads()


async def test_a_day_is_closed_after_a_look_at_whom_it_concerns(sun: Clerk) -> None:
    chen = await sun.town.citizen()
    await books(chen)

    assert "1 个预约要改期" in await look_at_preview(sun)
    assert "空位够：最早的排在 2026年12月2日" in await sun.reads()
    await sun.presses("确认")

    assert "2026年12月4日，停办（停电、停水或检修）" in await sun.reads()
    assert "孙莉 安排" in await sun.reads()
    await sun.town.later(seconds=1)
    assert "大厅安排有变动" in await chen.reads()
    assert "原因：停电、停水或检修。请改到下周" in await chen.reads()
    assert "等对方选 1　📞 待打电话 0" in await sun.reads()
    await chen.presses("1 ")
    await sun.town.later(seconds=1)
    assert "✅ 已改好 1" in await sun.reads()
    assert "都处理完了" in await sun.reads()
    assert (await sun.reads_all()).count("受影响\n✅") == 1, "one message, changed in place"
    lin = await sun.town.citizen("林芳")
    await lin.starts()
    for label in ("📅 预约", "A 区", "新生儿出生登记"):
        await lin.presses(label)
    assert "2026年12月4日不办理：停电、停水或检修" in await lin.reads()
    assert not [label for label in await lin.sees() if "12月4日" in label]


async def test_whoever_confirms_what_has_changed_meanwhile_looks_once_more(sun: Clerk) -> None:
    chen = await sun.town.citizen()
    assert "没有预约受影响" in await look_at_preview(sun)
    await books(chen)

    await sun.presses("确认")

    assert "人数变了" in await sun.reads()
    assert "1 个预约要改期" in await sun.reads()
    await sun.presses("确认")
    assert "停办" in await sun.reads()
    assert "请确认" not in await sun.reads()


async def test_who_taps_twice_closes_once(sun: Clerk) -> None:
    await look_at_preview(sun)
    [preview] = [one for one in await sun.said_by_bot() if "请确认" in one["text"]]
    [[confirm], _] = preview["reply_markup"]["inline_keyboard"]

    for _ in range(2):
        await presses_late(sun, preview, confirm["callback_data"])

    assert "停办（停电" in await sun.reads()
    present = sun.town.app.hall.present()
    async with sun.town.app.database.read() as tx:
        assert len(await list_closures(tx, after=present.now)) == 1


async def test_fewer_counters_for_some_hours_are_typed_and_lifted_again(sun: Clerk) -> None:
    await closes_friday(sun)
    await sun.says("下午")
    assert "没有看懂这个时间" in await sun.reads()
    await sun.says("14:00-16:00")
    await sun.presses("2")
    await sun.presses("人手不足")
    await sun.presses("不用另说")
    await sun.presses("确认")
    assert "14:00—16:00，只留 2 个窗口（人手不足）" in await sun.reads()

    await sun.presses("撤销")
    await sun.presses("确定撤销")

    assert "已撤销" in await sun.reads()
    assert "撤销，恢复办理" not in " ".join(await sun.sees())
    await sun.says("/close")
    assert "现在没有停办安排" in await sun.reads()


async def test_the_whole_hall_is_for_the_director_and_the_way_is_on_the_day(sun: Clerk) -> None:
    await sun.says("/close")
    await sun.presses("停办或减少窗口")
    assert "整个大厅" not in " ".join(await sun.sees())
    boss = await sun.town.clerk("周远", role=Role.DIRECTOR)
    await boss.says("/today")
    await boss.presses("停办安排")
    await boss.presses("停办或减少窗口")
    await boss.presses("整个大厅")
    await boss.says("12-04")
    await boss.says("12-07")
    await boss.presses("临时安排")
    await boss.presses("不用另说")
    await boss.presses("确认")
    assert "整个大厅 2026年12月4日至2026年12月7日，停办（临时安排）" in await boss.reads()
    chen = await sun.town.citizen()
    await chen.starts()
    await chen.says("几点开门")
    assert "🚧 整个大厅 2026年12月4日至2026年12月7日不办理：临时安排" in await chen.reads()


async def test_whoever_was_told_to_move_and_stopped_the_bot_is_called_when_it_stands_and_nobody_else(
    sun: Clerk,
) -> None:
    town = sun.town
    chen, lin = await town.citizen(), await town.citizen("林芳")
    for one in (chen, lin):
        await books(one)
    await lin.blocks_the_bot()
    await look_at_preview(sun)
    await sun.presses("确认")
    await town.later(seconds=1)
    assert "大厅安排有变动" in await chen.reads()
    await chen.blocks_the_bot()

    await sun.says("/close")
    await sun.presses("12月4日")
    await sun.presses("撤销")
    await sun.presses("确定撤销")
    await town.later(seconds=1)

    await sun.says("/today")
    await sun.presses("待打电话：A 区 · 户籍与身份证（1）")
    await sun.presses("陈**")
    assert "不用换时间了" in await sun.reads()
