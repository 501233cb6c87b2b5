"""A citizen books a visit in chat, moves it, cancels it, and waits for a place where there is none."""

from datetime import date

import pytest
from sqlalchemy import select, update

from sandbox.qr import link_in
from storage.tables import reminder, slot, visit_contact
from tests.handlers.hall import button_data, presses_late
from tests.handlers.visits import bookings, books, looks_for_a_day, plans, with_times
from tests.kit.people import Citizen
from tests.kit.town import Town

FRIDAY = date(2026, 12, 4)


@pytest.fixture
async def planned(town: Town) -> Town:
    """A town with times that can be booked."""
    return await with_times(town)


async def ticket_of(citizen: Citizen) -> str:
    """The newest ticket that was shown."""
    said = [message.get("text", "") for message in await citizen.said_by_bot()]
    return next(words for words in reversed(said) if words.startswith("🎫"))


async def entries_of(citizen: Citizen) -> list[str]:
    """The files for calendars, in order."""
    sent = [message for message in await citizen.said_by_bot() if "document" in message]
    return [(await citizen.town.file(message)).decode() for message in sent]


async def outcomes(town: Town) -> list[str]:
    """What became of the reminders that were due, in order."""
    async with town.app.database.read() as tx:
        fired = select(reminder.c.outcome).where(reminder.c.fired_at.is_not(None)).order_by(reminder.c.due_at)
        return list((await tx.execute(fired)).scalars())


async def test_a_visit_is_booked_in_a_few_presses_and_comes_with_a_code_and_an_entry(planned: Town) -> None:
    chen = await planned.citizen()
    await looks_for_a_day(chen)
    assert "4🟢" in await chen.sees()
    await chen.presses("4🟢")
    await chen.presses("09:30")
    assert "请在 10:10 前点" in await chen.reads()

    await chen.presses("确认预约")

    ticket = await ticket_of(chen)
    assert "12月4日（周五） 09:30–09:45" in ticket
    assert "A 区" in ticket
    [picture] = [message for message in await chen.said_by_bot() if "photo" in message]
    [entry] = await entries_of(chen)
    assert "DTSTART:20261204T013000Z" in entry
    assert "SEQUENCE:0" in entry
    link = link_in(await planned.file(picture))
    assert link
    await chen.starts(link.partition("start=")[2])
    assert await chen.reads() == ticket
    lin = await planned.citizen("林芳")
    await lin.starts(link.partition("start=")[2])
    assert "09:30" not in await lin.reads()


async def test_the_checklist_of_the_service_goes_with_the_ticket(planned: Town) -> None:
    chen = await planned.citizen()
    await books(chen)
    assert "要带什么还没有确定" in await ticket_of(chen)
    await chen.presses("要带什么")
    for answer in ("中国内地", "随妈妈", "说不准", "家庭户"):
        await chen.presses(answer)
    await chen.presses("1 ⬜️")

    await chen.says("/visits")
    await chen.presses("1 12月4日")

    ticket = await ticket_of(chen)
    assert "还没备好的材料" in ticket
    assert ticket.count("•") == 4


async def test_who_moves_gets_an_entry_that_takes_the_place_of_the_first(planned: Town) -> None:
    chen = await planned.citizen()
    await books(chen)
    await chen.presses("改时间")
    await chen.presses("7🟢")

    await chen.presses("14:00")

    assert chen.toast == "时间改好了。"
    assert "12月7日（周一） 14:00–" in await ticket_of(chen)
    first, second = await entries_of(chen)
    assert [line for line in first.split("\r\n") if line.startswith("UID")] == [
        line for line in second.split("\r\n") if line.startswith("UID")
    ]
    assert "SEQUENCE:1" in second
    assert len([message for message in await chen.said_by_bot() if "photo" in message]) == 1


async def test_who_cancels_is_asked_once_and_an_old_button_shows_what_is_left(planned: Town) -> None:
    chen = await planned.citizen()
    await books(chen)
    await chen.presses("取消预约")
    asked = (await chen.said_by_bot())[-1]

    await chen.presses("确定取消")

    assert "已取消" in await ticket_of(chen)
    assert [row.state for row in await bookings(planned)] == ["cancelled"]
    await presses_late(chen, asked, button_data(asked, "确定取消"))
    assert "还没有预约" in await chen.reads()
    assert [row.version for row in await bookings(planned)] == [3]


async def test_what_is_not_confirmed_in_time_goes_back_and_says_so(planned: Town) -> None:
    chen = await planned.citizen()
    await looks_for_a_day(chen)
    await chen.presses("4🟢")
    await chen.presses("09:30")
    await planned.later(minutes=11)

    await chen.presses("确认预约")

    assert "这个号没有留住" in chen.toast
    assert [row.state for row in await bookings(planned)] == ["expired"]


async def test_a_full_day_offers_the_waiting_list_and_one_may_leave_it(planned: Town) -> None:
    async with planned.app.database.write() as tx:
        await tx.execute(update(slot).where(slot.c.day == FRIDAY).values(capacity=0))
    chen = await planned.citizen()
    await looks_for_a_day(chen)
    await chen.presses("4✕")
    await chen.presses("候补 12月4日")
    assert "您排在第一位" in await chen.reads()

    await chen.says("我的预约")
    await chen.presses("退出候补")

    assert chen.toast == "已退出候补。"
    assert "还没有预约" in await chen.reads()


async def test_a_guide_leads_to_its_days_and_says_so_in_english(planned: Town) -> None:
    chen = await planned.citizen(language="en")
    await chen.starts("svc-birth-registration")
    await chen.presses("Book")
    await chen.presses("4🟢")
    await chen.presses("09:30")
    await chen.presses("Confirm")

    assert "Fri 4 Dec, 09:30–09:45" in await ticket_of(chen)


async def test_people_are_reminded_the_working_day_before_and_two_hours_before_each_once(planned: Town) -> None:
    chen = await planned.citizen()
    await books(chen)

    await planned.later(hours=23)
    assert "提醒您：有一个预约" in await chen.reads()
    await chen.presses("会来")
    assert chen.toast == "好的，到时见。"
    await planned.later(hours=22, minutes=30)

    assert "2 小时后到您了" in await chen.reads()
    await planned.later(minutes=1)
    assert (await chen.reads_all()).count("2 小时后到您了") == 1
    assert await outcomes(planned) == ["sent", "sent"]


async def test_a_reminder_nobody_could_send_in_time_is_left_out_and_noted(planned: Town) -> None:
    chen = await planned.citizen()
    await books(chen)

    await planned.later(hours=46, minutes=30)

    assert "⏰" not in await chen.reads_all()
    assert await outcomes(planned) == ["late", "late"]


async def test_after_a_move_only_the_new_time_is_reminded_of(planned: Town) -> None:
    chen = await planned.citizen()
    await books(chen)
    await chen.presses("改时间")
    await chen.presses("7🟢")
    await chen.presses("14:00")

    await planned.later(hours=23)

    assert "⏰" not in await chen.reads_all()
    assert await outcomes(planned) == ["void"]


async def test_what_comes_free_is_offered_in_the_order_in_which_people_wait(planned: Town) -> None:
    async with planned.app.database.write() as tx:
        await tx.execute(update(slot).where(slot.c.day == FRIDAY).values(capacity=0))
    waiting = [await planned.citizen(), await planned.citizen("林芳"), await planned.citizen("高远")]
    for somebody in waiting:
        await looks_for_a_day(somebody)
        await somebody.presses("4✕")
        await somebody.presses("候补 12月4日")
    chen, lin, gao = waiting
    async with planned.app.database.write() as tx:
        one = select(slot.c.id).where(slot.c.day == FRIDAY).order_by(slot.c.starts_at).limit(1)
        await tx.execute(update(slot).where(slot.c.id.in_(one.scalar_subquery())).values(capacity=1))
    await planned.later(seconds=1)
    assert "候补有号了，为您保留到 10:20" in await chen.reads()
    assert "候补有号了" not in await lin.reads_all()

    await planned.later(minutes=20)
    assert "候补结束了" in await chen.reads()
    assert "候补有号了" in await lin.reads()
    await lin.presses("不要，继续等")
    await planned.later(seconds=1)
    await gao.presses("要这个号")

    assert gao.toast == "预约成功。"
    assert [row.state for row in await bookings(planned)] == ["expired", "expired", "booked"]
    await planned.later(hours=53)
    assert "候补结束了" in await lin.reads()


async def test_a_typed_wish_is_answered_with_the_nearest_free_times(planned: Town) -> None:
    chen = await planned.citizen()
    await looks_for_a_day(chen)

    await chen.says("周五下午3点")

    assert "正好有空位" in await chen.reads()
    assert "12月4日 周五 15:00" in await chen.sees()
    await chen.says("12月20日")
    assert "没有正好的空位" in await chen.reads()
    assert (await chen.sees())[0].startswith("12月8日")
    await chen.presses("12月8日")
    await chen.presses("确认预约")
    await chen.presses("改时间")
    await chen.says("后天十点半")
    await chen.presses("12月4日 周五 10:30")
    assert chen.toast == "时间改好了。"


async def test_a_wish_may_name_the_service_and_without_one_it_is_asked_for(planned: Town) -> None:
    chen = await planned.citizen()
    await chen.starts()

    await chen.says("预约明天上午办新生儿出生登记")
    assert "12月3日 周四 09:00" in await chen.sees()
    lin = await planned.citizen("林芳")
    await lin.starts()
    await lin.says("想预约周五下午")
    assert "去哪个区办" in await lin.reads()
    await lin.starts()
    await lin.says("明天可以吗")
    assert "去哪个区办" not in await lin.reads()
    await lin.says("明天几点开门")
    assert "12月3日 周四" not in " ".join(await lin.sees())


async def test_whoever_cannot_come_as_booked_is_told_and_moves_with_one_press(planned: Town) -> None:
    chen = await planned.citizen()
    await books(chen)

    await plans(planned, FRIDAY, closes=True)
    await planned.later(seconds=1)

    assert "大厅安排有变动" in await chen.reads()
    assert "09:30：留到 12月3日（周四） 07:30" in await chen.reads()
    assert len([label for label in await chen.sees() if ":" in label]) == 3
    await chen.says("/visits")
    await chen.presses("12月4日")
    assert "大厅安排有变动" in await chen.reads()
    await chen.presses("12月3日 周四 09:30")
    assert chen.toast == "时间改好了。"
    assert "12月3日（周四） 09:30" in await ticket_of(chen)


async def test_whoever_need_not_come_at_another_time_after_all_is_told_too(planned: Town) -> None:
    chen = await planned.citizen()
    await books(chen)
    await plans(planned, FRIDAY, closes=True)
    await planned.later(seconds=1)

    await plans(planned, FRIDAY)

    assert "不用换时间了" in await chen.reads()


async def test_whoever_left_a_number_and_stops_the_bot_is_called(planned: Town) -> None:
    chen, wang = await planned.citizen(), await planned.clerk("王敏", areas=["a"])
    await looks_for_a_day(chen)
    await chen.presses("4🟢")
    await chen.presses("09:30")
    await chen.presses("留个电话")
    await chen.says("不告诉你")
    assert "没有看到您的电话号码" in await chen.reads_all()
    await chen.says("139 0000 0000")
    assert "已留电话" in " ".join(await chen.sees())
    await chen.presses("换个时间")
    await chen.presses("4🟢")
    await chen.presses("10:00")
    assert "已留电话" in " ".join(await chen.sees())
    await chen.presses("确认预约")
    await chen.blocks_the_bot()

    await planned.later(hours=23)

    assert await outcomes(planned) == ["call"]
    await wang.says("/today")
    await wang.presses("待打电话（1）")
    await wang.presses("陈**")
    await wang.presses("看号码")
    assert "13900000000" in await wang.reads()


async def test_a_number_is_deleted_when_its_owner_says_so(planned: Town) -> None:
    chen = await planned.citizen()
    await books(chen)
    await chen.presses("留个电话")
    await chen.says("13900000000")
    await chen.presses("已留电话")

    await chen.presses("删掉电话")

    assert chen.toast == "电话已删除。"
    async with planned.app.database.read() as tx:
        assert (await tx.execute(select(visit_contact))).all() == []
