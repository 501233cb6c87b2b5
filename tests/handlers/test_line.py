"""Somebody who simply comes takes a number on their phone, follows the line, and is called to a counter."""

import pytest
import segno
from sqlalchemy import select

from domain.people import Role
from storage.tables import hall_case, visit_rating, walk_in
from tests.kit.people import Citizen, Clerk, words_of
from tests.kit.town import Town


@pytest.fixture
async def wang(town: Town) -> Clerk:
    """A clerk at counter A03."""
    wang = await town.clerk("王敏", areas=["a"])
    await wang.says("/today")
    await wang.presses("我的窗口")
    await wang.presses("A03")
    return wang


async def refs(town: Town) -> list[str]:
    """The numbers that were given, by their random names."""
    async with town.app.database.read() as tx:
        return list((await tx.execute(select(walk_in.c.ref).order_by(walk_in.c.id))).scalars())


async def test_a_number_is_taken_at_the_entrance_followed_and_called(town: Town, wang: Clerk) -> None:
    people = [await town.citizen(name) for name in ("陈晓", "林芳", "李阳", "周慧")]
    for person in people:
        await person.starts("line-a")
        await person.presses("先说办什么")
        await person.presses("身份证")
    zhou = people[-1]
    assert "A004" in await zhou.reads()
    assert "您前面还有 3 位" in await zhou.reads()
    said = len(await zhou.said_by_bot())

    await wang.presses("叫下一位")
    assert "A001" in await wang.reads()
    assert "陈**" in await wang.reads()
    assert "A001，请到 A03 号窗口" in await people[0].reads()

    assert "快到您了" in await zhou.reads()
    assert len(await zhou.said_by_bot()) == said + 1, "the place itself is told in place"
    await wang.presses("开始办理")
    await wang.presses("办完")
    assert "已办完" in await people[0].reads_all()
    for _ in range(2):
        await wang.presses("叫下一位")
        await wang.presses("没有来")
    assert "叫过您，没有等到" in await people[2].reads_all()
    assert "下一个就是您" in await zhou.reads_all()
    await town.later(minutes=2)
    await wang.presses("把 A003 放回队首")
    assert "您前面还有 1 位" in await zhou.reads_all()
    await wang.presses("叫下一位")
    assert "A003" in await wang.reads()


async def test_whoever_leaves_is_asked_once_more_and_loses_the_number(town: Town) -> None:
    chen = await town.citizen()
    await chen.starts("line-a")
    assert "现在没有人在等" in await chen.reads()
    await chen.presses("取号")
    await chen.starts("line-A")
    assert "A001" in await chen.reads(), "they keep the one they have"
    await chen.says("我的预约")
    await chen.presses("A001")
    await chen.presses("不等了")
    await chen.presses("继续等")
    await chen.presses("不等了")

    await chen.presses("确定放弃")

    assert "已经不要了" in await chen.reads()
    await chen.starts("line-nowhere")
    assert "A002" not in await chen.reads_all()


async def test_outside_the_hours_nobody_gets_a_number_and_reads_when(town: Town) -> None:
    await town.later(hours=8)
    chen = await town.citizen()

    await chen.starts("line-a")

    assert "今天不再发号" in await chen.reads()


async def test_a_clerk_who_scans_a_number_sees_it_and_a_stranger_learns_nothing(town: Town, wang: Clerk) -> None:
    chen, lin = await town.citizen("陈晓"), await town.citizen("林芳")
    await chen.starts("line-a")
    await chen.presses("取号")
    [ref] = await refs(town)

    await wang.starts(f"turn-{ref}")
    assert "A001" in await wang.reads()
    assert "陈**" in await wang.reads()
    await wang.says("a001")
    assert "在等" in await wang.reads()

    await lin.starts(f"turn-{ref}")
    await lin.says("A001")
    assert "A 区" not in await lin.reads_all()
    assert "陈" not in await lin.reads_all()


async def test_staff_of_another_area_are_told_where_somebody_with_a_number_belongs(town: Town) -> None:
    chen, zhao = await town.citizen("陈晓"), await town.clerk("赵强", areas=["b"])
    await chen.starts("line-a")
    await chen.presses("取号")
    await zhao.says("A001")
    assert "这位归A 区 · 户籍与身份证办" in await zhao.reads()
    assert await zhao.sees() == ["🏠 首页"]


async def test_next_says_why_it_calls_nobody(town: Town, wang: Clerk) -> None:
    await wang.presses("叫下一位")
    assert "没有人在等" in wang.toast
    zhao = await town.clerk("赵强", areas=["a"])
    await zhao.says("/today")
    await zhao.presses("我的窗口")
    await zhao.presses("A03")

    await wang.presses("叫下一位")

    assert "请先选" in wang.toast


async def test_a_number_on_paper_comes_with_a_slip_whose_link_a_phone_follows(town: Town, wang: Clerk) -> None:
    await wang.says("/today")
    await wang.presses("发号")
    await wang.presses("身份证")
    assert "A001" in await wang.reads_all()
    slip = (await wang.said_by_bot())[-1]
    assert slip["document"]["file_name"] == "A001.html"
    page = (await town.file(slip)).decode()
    [ref] = await refs(town)
    assert '<p class="number">A001</p>' in page
    await wang.says("A001")
    await wang.presses("打印小票")
    again = (await wang.said_by_bot())[-1]
    assert (again["message_id"] != slip["message_id"], (await town.file(again)).decode()) == (True, page)
    assert segno.make_qr(f"https://t.me/banshi_test_bot?start=turn-{ref}").svg_inline(omitsize=True) in page

    chen = await town.citizen("陈晓")
    await chen.starts(f"turn-{ref}")
    assert "下一个就是您" in await chen.reads()
    await wang.says("A001")
    assert not any("小票" in label for label in await wang.sees()), "it is a phone's now"
    await wang.says("/today")
    await wang.presses("我的窗口")
    await wang.presses("叫下一位")

    assert "A001，请到 A03 号窗口" in await chen.reads()


async def is_served(town: Town, wang: Clerk, somebody: Citizen) -> None:
    """Somebody takes a number, is called and served."""
    await somebody.starts("line-a")
    await somebody.presses("取号")
    await wang.says("/today")
    await wang.presses("我的窗口")
    for press in ("叫下一位", "开始办理", "办完"):
        await wang.presses(press)


async def test_whoever_was_served_is_asked_once_and_a_bad_rating_is_put_right_by_somebody_above(
    town: Town, wang: Clerk
) -> None:
    sun, chen = await town.clerk("孙莉", role=Role.SUPERVISOR, areas=["a"]), await town.citizen("陈晓")
    await is_served(town, wang, chen)
    assert "您对这次办理满意吗" in await chen.reads()

    await chen.presses("不满意")
    assert "已经另立 ZG2026-000001" in await chen.reads()
    await chen.presses("速度")
    await chen.presses("改评价")
    await chen.presses("非常不满意")

    assert (await chen.reads_all()).count("您对这次办理满意吗") == 0, "the question became the answer"
    told = await sun.reads()
    assert "ZG2026-000001" in told
    assert "不满意" in told
    [card] = [words for one in await town.in_topic() if "ZG2026" in (words := words_of(one))]
    assert "A001" in card
    async with town.app.database.read() as tx:
        [rating] = (await tx.execute(select(visit_rating))).all()
        [case] = (await tx.execute(select(hall_case))).all()
    assert (rating.level, rating.reason, rating.rectification_id) == (1, None, case.id)
    assert (case.kind, case.area, case.handlers) == ("rectification", "a", [rating.staff_id])
