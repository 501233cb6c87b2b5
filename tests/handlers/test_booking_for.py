"""Staff book, move and cancel for people who call or have come, and for whoever cannot do it themselves."""

import re
from datetime import date

import pytest
from sqlalchemy import func, select, update

from domain.booking import State
from storage.contacts import keep_visit_phone
from storage.tables import event, slot
from tests.handlers.hall import button_data, presses_late
from tests.handlers.visits import bookings, books, plans, with_times
from tests.kit.people import Citizen, Clerk
from tests.kit.town import Town


@pytest.fixture
async def wang(town: Town) -> Clerk:
    """A clerk of area A, where times can be booked."""
    await with_times(town)
    return await town.clerk("王敏", areas=["a"])


async def books_for_a_caller(clerk: Clerk, who: str | None = "李女士 139 0000 0000") -> None:
    """From the day of the area to what is read aloud."""
    await clerk.says("/today")
    await clerk.presses("替人预约")
    await clerk.presses("新生儿出生登记")
    await (clerk.says(who) if who else clerk.presses("没有留电话"))
    await clerk.presses("4🟢")
    await clerk.presses("09:30")
    await clerk.presses("确认预约")


async def test_a_caller_is_booked_found_by_number_moved_and_called_when_the_hall_cancels(wang: Clerk) -> None:
    town = wang.town
    await wang.says("/today")
    await wang.presses("替人预约")
    await wang.presses("新生儿出生登记")
    await wang.says("李女士")
    assert "没有看到您的电话号码" in await wang.reads_all()
    await books_for_a_caller(wang)
    [row] = await bookings(town)
    assert (row.state, row.channel, row.person_id) == ("booked", "call", None)
    said = await wang.reads_all()
    assert f"预约号：{row.code}" in said
    assert "要带的材料" in said
    [slip] = [message for message in await wang.said_by_bot() if "document" in message]
    page = (await town.file(slip)).decode()
    assert row.code in page
    assert "<svg" in page
    assert "viewBox" in page, "else the code keeps its few dots, whatever size the page gives it"

    await wang.says("/find 13900000000")
    await wang.presses("12月4日 周五 09:30 李**")
    await wang.presses("改时间")
    await wang.presses("7🟢")
    await wang.presses("14:00")
    assert "12月7日（周一） 14:00–14:15" in await wang.reads()

    await wang.presses("取消预约")
    await wang.presses("大厅办不了")
    await wang.says("设备检修")
    await wang.presses("确定取消并告知")
    assert [one.state for one in await bookings(town)] == ["cancelled_by_hall"]
    await wang.says("/today")
    await wang.presses("待打电话（1）")
    assert any("李**" in label for label in await wang.sees())


async def test_a_caller_who_must_move_is_told_what_is_kept_for_them_and_moves_with_one_press(wang: Clerk) -> None:
    await books_for_a_caller(wang)
    await plans(wang.town, date(2026, 12, 4), closes=True)
    await wang.town.later(seconds=1)
    [row] = await bookings(wang.town, State.BOOKED)

    await wang.says(row.code)
    await wang.presses("改时间")
    first, *_ = await wang.sees()
    assert "12月3日 周四" in first
    assert "给他留着" in await wang.reads()
    await wang.says("/today")
    await wang.presses("待打电话（1）")
    await wang.presses("李**")
    assert (await wang.sees())[0] == first
    assert "09:30：留到 12月3日（周四） 07:30" in await wang.reads()
    await wang.presses(first)

    [moved] = await bookings(wang.town, State.BOOKED)
    assert (moved.code, moved.sequence, moved.day) == (row.code, 1, date(2026, 12, 3))


async def test_a_caller_waits_for_a_full_day_and_is_called_when_a_place_comes_free(wang: Clerk) -> None:
    town = wang.town
    async with town.app.database.write() as tx:
        await tx.execute(update(slot).where(slot.c.day == date(2026, 12, 4)).values(capacity=0))
    await wang.says("/today")
    await wang.presses("替人预约")
    await wang.presses("新生儿出生登记")
    await wang.says("李女士 13900000000")
    await wang.presses("4✕")
    assert "替他排候补" in await wang.reads()
    await wang.presses("候补 12月4日")
    assert "他排在第一位" in await wang.reads()
    async with town.app.database.write() as tx:
        first = select(func.min(slot.c.id)).where(slot.c.day == date(2026, 12, 4)).scalar_subquery()
        await tx.execute(update(slot).where(slot.c.id == first).values(capacity=1))
    await town.later(seconds=1)
    await wang.says("/find 李女士")
    await wang.presses("候补 12月4日 周五 李**")
    assert "号已经给他留着" in await wang.reads()

    await wang.says("/today")
    await wang.presses("待打电话（1）")
    await wang.presses("李**")
    assert "给他留到 12月2日 11:00" in await wang.reads()
    await wang.presses("要，约上")

    assert "约上了" in await wang.reads()
    assert [row.state for row in await bookings(town)] == ["booked"]


async def test_who_may_not_be_called_does_not_wait_and_who_waits_leaves_the_list(wang: Clerk) -> None:
    async with wang.town.app.database.write() as tx:
        await tx.execute(update(slot).where(slot.c.day == date(2026, 12, 4)).values(capacity=0))
    for who in (None, "李女士 13900000000"):
        await wang.says("/today")
        await wang.presses("替人预约")
        await wang.presses("新生儿出生登记")
        await (wang.says(who) if who else wang.presses("没有留电话"))
        await wang.presses("4✕")
        assert any("候补" in label for label in await wang.sees()) == bool(who)

    await wang.presses("候补 12月4日")
    zhao = await wang.town.clerk("赵强", areas=["b"])
    await zhao.says("/find 13900000000")
    assert "没有找到" in await zhao.reads()
    await wang.says("/find 李女")
    assert "候补 1 个" in await wang.reads()
    await wang.says("/find 13900000000")
    await wang.presses("候补 12月4日 周五 李**")
    assert "他排在第一位" in await wang.reads()
    await wang.presses("退出候补")

    assert wang.toast == "已退出候补。"
    await presses_late(wang, (await wang.said_by_bot())[-1], "yw:1")
    assert "可能已经删除" in await wang.reads()
    await wang.says("/find 李女")
    assert "没有找到" in await wang.reads()
    async with wang.town.app.database.read() as tx:
        found = [one for one in await tx.execute(event.select()) if one.action == "found_by_phone"]
    assert [(one.subject_kind, one.subject_id) for one in found] == [("waiting", 1)]


async def test_whoever_leaves_no_number_is_booked_with_a_slip_alone(wang: Clerk) -> None:
    await books_for_a_caller(wang, None)

    [row] = await bookings(wang.town)
    assert (row.state, row.channel) == ("booked", "visit")
    assert row.code in await wang.reads_all()


async def test_two_presses_book_once_and_send_one_slip(wang: Clerk) -> None:
    await wang.says("/today")
    await wang.presses("替人预约")
    await wang.presses("新生儿出生登记")
    await wang.says("李女士 13900000000")
    await wang.presses("4🟢")
    await wang.presses("09:30")
    asked = (await wang.said_by_bot())[-1]
    await wang.presses("确认预约")

    await presses_late(wang, asked, button_data(asked, "确认预约"))

    assert [(row.state, row.version) for row in await bookings(wang.town)] == [("booked", 2)]
    assert len([message for message in await wang.said_by_bot() if "document" in message]) == 1


async def test_a_time_that_is_given_back_is_free_and_nobody_is_booked(wang: Clerk) -> None:
    await wang.says("/today")
    await wang.presses("替人预约")
    await wang.presses("新生儿出生登记")
    await wang.says("李女士 13900000000")
    await wang.presses("4🟢")
    await wang.presses("09:30")

    await wang.presses("不要了")

    assert [row.state for row in await bookings(wang.town)] == ["expired"]
    assert "要办哪件事" in await wang.reads()


async def test_whoever_has_telegram_is_told_what_staff_did(wang: Clerk) -> None:
    town = wang.town
    chen: Citizen = await town.citizen()
    await books(chen)
    [row] = await bookings(town)
    await wang.says(row.code)
    await wang.presses("改时间")
    await wang.presses("7🟢")
    await wang.presses("14:00")
    told = await chen.reads_all()
    assert "工作人员替您改了时间" in told
    assert "12月7日（周一） 14:00" in told
    assert "SEQUENCE:1" in (await town.file((await chen.said_by_bot())[-1])).decode()

    await wang.presses("取消预约")
    await wang.presses("大厅办不了")
    await wang.says("设备检修")
    await wang.presses("确定取消并告知")

    assert re.search(r"大厅取消了这个预约.*原因：设备检修", await chen.reads(), re.DOTALL)


async def test_whoever_stopped_the_bot_and_left_a_number_is_called_when_the_hall_cancels(wang: Clerk) -> None:
    town = wang.town
    chen = await town.citizen()
    await books(chen)
    [row] = await bookings(town)
    async with town.app.database.write() as tx:
        await keep_visit_phone(tx, row.id, "13900000000")
    await chen.blocks_the_bot()

    await wang.says(row.code)
    await wang.presses("取消预约")
    await wang.presses("大厅办不了")
    await wang.says("设备检修")
    await wang.presses("确定取消并告知")
    await town.later(seconds=1)

    await wang.says("/today")
    await wang.presses("待打电话")
    await wang.presses("陈**")
    assert "大厅取消了这个预约" in await wang.reads()


async def test_the_code_of_the_next_visitor_is_no_reason_to_cancel_the_one_before(wang: Clerk) -> None:
    town = wang.town
    chen, lin = await town.citizen(), await town.citizen("林夕")
    await books(chen)
    await books(lin)
    first, second = await bookings(town)
    await wang.says(first.code)
    await wang.presses("取消预约")
    await wang.presses("大厅办不了")
    await wang.says(second.code)

    assert "请核对" in await wang.reads()
    assert {row.state for row in await bookings(town)} == {"booked"}
    assert "取消" not in await chen.reads()


async def test_who_asks_by_telephone_is_cancelled_in_time_and_told(wang: Clerk) -> None:
    chen: Citizen = await wang.town.citizen()
    await books(chen)
    await wang.says((await bookings(wang.town))[0].code)
    await wang.presses("取消预约")

    await wang.presses("他自己不来了")

    assert [row.state for row in await bookings(wang.town)] == ["cancelled"]
    assert "工作人员替您取消了这个预约" in await chen.reads()


async def test_what_is_of_another_area_is_neither_found_nor_moved_nor_cancelled(wang: Clerk) -> None:
    await books_for_a_caller(wang)
    town = wang.town
    zhao = await town.clerk("赵强", areas=["b"])
    [row] = await bookings(town)

    await zhao.says("/find 13900000000")
    assert "没有找到" in await zhao.reads()
    for data in (f"ym:{row.ref}:", f"yq:{row.ref}:2", f"ys:{row.ref}"):
        await presses_late(zhao, (await zhao.said_by_bot())[-1], data)

    assert row.code not in await zhao.reads_all()
    assert [one.state for one in await bookings(town)] == ["booked"]
    async with town.app.database.read() as tx:
        found = [one for one in await tx.execute(event.select()) if one.action == "found_by_phone"]
    assert found == []
