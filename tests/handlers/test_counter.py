"""Staff check visitors in by their ticket or code, call them, serve them, and note who did not come."""

from datetime import timedelta

import pytest

from actions.booking.calls import ask_to_call
from actions.booking.confirming import book
from actions.booking.holding import Asked
from domain.booking import Excuse, Step, Visitor
from domain.cases import Actor, Channel
from domain.filing import Contact
from domain.flows import Party
from domain.people import Role
from domain.visit_calls import CallOutcome, CallReason
from storage.contacts import add_guest
from storage.slots import list_open
from storage.visit_calls import get_call, list_calls
from tests.handlers.hall import presses_late
from tests.handlers.visits import bookings, books, with_times
from tests.kit.people import Citizen
from tests.kit.town import Town
from views.booking_callbacks import ExcuseVisit, StepVisit


@pytest.fixture
async def chen(town: Town) -> Citizen:
    """Somebody who has booked for Friday half past nine, on the morning of that day."""
    chen = await (await with_times(town)).citizen()
    await books(chen)
    await town.later(hours=47, minutes=20)
    return chen


async def code_of(chen: Citizen) -> str:
    """What they say at the entrance."""
    code: str = (await bookings(chen.town))[0].code
    return code


async def test_a_visit_goes_from_the_entrance_to_the_counter_and_the_visitor_is_called(chen: Citizen) -> None:
    wang = await chen.town.clerk("王敏", areas=["a"])
    await wang.says("/today")
    assert "没到 1" in await wang.reads()
    await wang.starts(f"visit-{(await bookings(chen.town))[0].ref}")
    assert "还没有到" in await wang.reads()
    assert "陈**" in await wang.reads()

    await wang.presses("签到")
    await wang.presses("叫到窗口")
    await wang.presses("A03")

    assert "请到 A03 号窗口" in await chen.reads()
    await wang.presses("再叫一次")
    assert (await chen.reads_all()).count("请到 A03 号窗口") == 2
    await wang.presses("开始办理")
    await wang.presses("办完")
    [row] = await bookings(chen.town)
    assert (row.state, row.counter) == ("done", "A03")
    await wang.says("/today")
    assert "办完 1" in await wang.reads()


async def test_who_does_not_come_is_noted_after_their_grace_and_may_still_come(chen: Citizen) -> None:
    wang = await chen.town.clerk("王敏")
    code = await code_of(chen)
    await wang.says(code.lower())
    await wang.presses("没有来")
    assert "09:45" in wang.toast
    await chen.town.later(minutes=30)
    await wang.says(code)
    await wang.presses("没有来")
    assert "没有来" in await wang.reads()

    await wang.presses("签到")

    assert [row.state for row in await bookings(chen.town)] == ["checked_in"]


async def test_a_code_or_a_ticket_means_nothing_to_others(chen: Citizen) -> None:
    town, code = chen.town, await code_of(chen)
    lin, auditor = await town.citizen("林芳"), await town.clerk("审计", role=Role.AUDITOR)
    for somebody in (lin, auditor):
        await somebody.starts()
        for said in (code, "/today"):
            await somebody.says(said)
        await somebody.starts(f"visit-{(await bookings(town))[0].ref}")
        assert "陈" not in await somebody.reads_all()
        assert "没到" not in await somebody.reads_all()


async def test_whoever_belongs_to_another_area_is_shown_the_way_and_nothing_is_done_with_them(chen: Citizen) -> None:
    town, zhao = chen.town, await chen.town.clerk("赵强", areas=["b"])
    await zhao.says(await code_of(chen))
    assert "这位归A 区 · 户籍与身份证办" in await zhao.reads()
    assert await zhao.sees() == ["🏠 首页"]
    [row] = await bookings(town)
    old = (await zhao.said_by_bot())[-1]
    excuse = ExcuseVisit(ref=row.ref, version=row.version, reason=Excuse.EMERGENCY)
    for press in (StepVisit(ref=row.ref, version=row.version, step=Step.CHECK_IN), excuse):
        await presses_late(zhao, old, press.pack())

    assert [(one.state, one.version) for one in await bookings(town)] == [("booked", row.version)]


async def test_whoever_missed_one_is_told_what_follows_and_staff_let_it_not_count(chen: Citizen) -> None:
    wang = await chen.town.clerk("王敏")
    await chen.town.later(minutes=30)
    await wang.says(await code_of(chen))
    await wang.presses("没有来")
    assert "您的预约没有等到您" in await chen.reads()

    await wang.presses("这次不算")
    await wang.presses("生病或有急事")

    assert "不计入" in await wang.reads()
    assert "这次没来不计入" in await chen.reads()
    assert [row.excused for row in await bookings(chen.town)] == [True]


async def test_words_of_six_letters_that_are_no_code_are_a_question(chen: Citizen) -> None:
    wang = await chen.town.clerk("王敏")

    await wang.says("search")

    assert "指南里没有现成的答案" in await wang.reads()


async def test_two_clerks_who_press_at_once_call_once(chen: Citizen) -> None:
    wang, zhao = await chen.town.clerk("王敏"), await chen.town.clerk("赵强")
    for clerk in (wang, zhao):
        await clerk.says(await code_of(chen))
    await wang.presses("签到")

    await zhao.presses("签到")

    assert "刚刚有了变化" in zhao.toast
    assert [row.version for row in await bookings(chen.town)] == [3]


async def test_whom_telegram_does_not_reach_is_on_the_list_and_their_number_in_one_chat_alone(town: Town) -> None:
    await with_times(town)
    wang = await town.clerk("王敏", areas=["a"])
    call_id = await somebody_to_call(town)
    await wang.says("/today")
    await wang.presses("待打电话（1）")
    await wang.presses("李**")
    assert "13900000000" not in await wang.reads()

    await wang.presses("看号码")
    assert "13900000000" in await wang.reads()
    await wang.presses("没打通")
    assert "没打通 1 次" in await wang.reads()
    await wang.presses("已通知")

    async with town.app.database.read() as tx:
        call = await get_call(tx, call_id)
    assert call
    assert call.outcome is CallOutcome.REACHED
    await wang.says("/today")
    assert not any("待打电话" in label for label in await wang.sees())


async def somebody_to_call(town: Town) -> int:
    """A caller is to come tomorrow, and to be reminded of it now; the call."""
    present = town.app.hall.present()
    service = present.hall.service("birth-registration")
    assert service
    tomorrow = present.now.date() + timedelta(days=1)
    async with town.app.database.write() as tx:
        guest = Visitor(guest_id=await add_guest(tx, Contact("李女士", "13900000000"), now=present.now))
        asked = Asked(guest, service, "caller", by=Actor(Party.CLERK, None), channel=Channel.CALL)
        [slot, *_] = await list_open(tx, area="a", day=tomorrow, quota=None)
        booked = await book(tx, slot.id, asked, hall=present.hall, now=present.now)
        await ask_to_call(tx, booked, reason=CallReason.REMINDER, now=present.now)
        [(call, _)] = await list_calls(tx, areas=["a"], now=present.now)
    return call.id
