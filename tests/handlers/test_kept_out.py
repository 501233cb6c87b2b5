"""Whom a case is about, and whose own it is, has no part in it as staff: not in the topic, not at the desk."""

import pytest
from sqlalchemy import update

from domain.people import Role
from storage.case_messages import list_messages
from storage.people import list_staff
from storage.tables import hall_case
from tests.handlers.hall import asks_staff, card_in, files_complaint, replies
from tests.kit.people import Clerk, words_of
from tests.kit.town import Town

PRESSES = ("我来接手", "受理")


async def is_about(town: Town, case_id: int, clerk: Clerk) -> None:
    """The complaint is about this member of staff."""
    async with town.app.database.write() as tx:
        staff_id = next(one.id for one in await list_staff(tx) if one.person.telegram_id == clerk.id)
        await tx.execute(update(hall_case).where(hall_case.c.id == case_id).values(about_id=staff_id))


async def is_shut_out(clerk: Clerk) -> None:
    """Nothing of the newest case can be done, and nothing of it is on the desk."""
    for press in PRESSES:
        await clerk.presses_in_topic(press)
        assert "不由您来办" in clerk.toast, press
    assert "等待接手" in words_of(await card_in(clerk.town))
    await clerk.says("/desk")
    assert "现在没有要办的事" in await clerk.reads()


@pytest.mark.parametrize("role", [Role.CLERK, Role.SUPERVISOR])
async def test_another_role_brings_nobody_back_into_a_complaint_about_them(town: Town, role: Role) -> None:
    wang = await town.clerk("王敏")
    case_id = await files_complaint(await town.citizen())
    await is_about(town, case_id, wang)
    await is_shut_out(wang)

    await town.enrols(wang, role=role, areas=["a"])

    await is_shut_out(wang)


async def test_a_member_of_staff_does_nothing_with_a_complaint_of_their_own(town: Town) -> None:
    wang, sun = await town.clerk("王敏", role=Role.SUPERVISOR), await town.clerk("孙莉")
    await files_complaint(wang)
    await is_shut_out(wang)
    await wang.presses_in_topic("指派")
    assert "不由您来办" in wang.toast

    await sun.presses_in_topic("受理")

    assert "受理" in await wang.reads(), "as whose complaint it is"


async def test_nobody_is_asked_to_take_or_decide_what_is_their_own(town: Town) -> None:
    boss, wang = await town.clerk("孙莉", role=Role.SUPERVISOR), await town.clerk("王敏")
    await files_complaint(boss)
    await wang.presses_in_topic("受理")
    await wang.presses_in_topic("延期")
    await wang.presses_in_topic("5个工作日")
    await wang.writes_in_topic("要向档案馆调取材料。")
    before = await boss.reads_all()
    await wang.presses_in_topic("提交申请")
    assert await boss.reads_all() == before
    await boss.presses_in_topic("批准")
    assert "不由您来办" in boss.toast


async def test_a_question_of_ones_own_is_a_colleagues_to_answer(town: Town) -> None:
    wang = await town.clerk("王敏")
    await asks_staff(wang)
    await wang.presses_in_topic("我来接手")
    assert "不由您来办" in wang.toast


async def test_whom_it_is_about_neither_answers_nor_notes_nor_stops_what_a_colleague_answers(town: Town) -> None:
    wang, sun, chen = await town.clerk("王敏"), await town.clerk("孙莉"), await town.citizen()
    case_id = await files_complaint(chen)
    await is_about(town, case_id, wang)

    await replies(wang, "这是误会。")
    assert "不由您来办" in words_of((await town.in_topic())[-1])
    await wang.writes_in_topic("对方先骂人的。")
    assert "不由您来办" in words_of((await town.in_topic())[-1])
    await wang.presses_in_topic("不予受理")
    assert "不由您来办" in wang.toast, "before they write a word"
    await replies(sun, "我们会去了解。")
    for press in ("停止发送", "改为内部备注"):
        await wang.presses_in_topic(press)
        assert "不由您来办" in wang.toast, press
    await town.later(seconds=16)

    assert "我们会去了解" in await chen.reads()
    assert "误会" not in await chen.reads_all()
    async with town.app.database.read() as tx:
        assert [message.content.text for message in await list_messages(tx, case_id)] == ["我们会去了解。"]


async def test_whom_it_is_about_does_not_say_that_the_citizen_was_called(town: Town) -> None:
    wang, sun, chen = await town.clerk("王敏"), await town.clerk("孙莉"), await town.citizen()
    case_id = await files_complaint(chen)
    await chen.blocks_the_bot()
    await replies(sun, "我们会去了解。")
    await town.later(seconds=16)
    await is_about(town, case_id, wang)
    before = await sun.reads_in_topic()
    await wang.presses_in_topic("没打通")
    assert "不由您来办" in wang.toast
    assert await sun.reads_in_topic() == before
