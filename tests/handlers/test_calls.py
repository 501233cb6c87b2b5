"""Whom Telegram does not reach is called: a task in the topic, and what came of it."""

import pytest

from actions.cases.acting import Matter, file_case, new_key
from domain.cases import Channel, acting_staff
from domain.languages import Language
from domain.people import Role
from storage.people import find_person
from tests.handlers.hall import COMPLAINT, asks_staff, button_data, card_in, files_complaint, presses_late, replies
from tests.kit.people import Clerk, labels_of, words_of
from tests.kit.town import Town


async def files_for_a_caller(clerk: Clerk, *, kind: str = "complaint") -> None:
    """A clerk writes down what somebody says on the telephone."""
    town = clerk.town
    present = town.app.hall.present()
    async with town.app.database.write() as tx:
        found = await find_person(tx, clerk.id)
        assert found
        assert found[1]
        matter = Matter(
            person=None,
            language=Language.ZH_HANS,
            text=COMPLAINT,
            channel=Channel.CALL,
            filed_by=acting_staff(found[1]),
        )
        flow = present.hall.flow_named(kind)
        await file_case(tx, flow, matter, key=new_key(), hall=present.hall, now=present.now)
    await town.settle()


async def test_words_a_blocked_bot_cannot_bring_are_told_by_telephone(town: Town) -> None:
    clerk, chen = await town.clerk("王敏"), await town.citizen()
    await asks_staff(chen)
    await chen.blocks_the_bot()
    await replies(clerk, "可以办。")
    await town.later(seconds=15)
    task = (await town.in_topic())[-1]
    assert "请致电" in words_of(task)
    assert "可以办。" in words_of(task)

    await clerk.presses_in_topic("没打通")
    assert "电话没打通" in words_of(await card_in(town))
    await clerk.presses_in_topic("已通知")
    assert "已电话通知" in words_of(await card_in(town))
    assert "已送达" in words_of(await card_in(town))
    done = next(m for m in await town.in_topic() if m["message_id"] == task["message_id"])
    assert "没打通" in words_of(done)
    assert "王敏：已通知" in words_of(done)
    assert labels_of(done) == []


async def test_a_citizen_is_told_by_telephone_once(town: Town) -> None:
    clerk, other, chen = await town.clerk("王敏"), await town.clerk("孙莉"), await town.citizen()
    await asks_staff(chen)
    await chen.blocks_the_bot()
    await replies(clerk, "可以办。")
    await town.later(seconds=15)
    task = (await town.in_topic())[-1]
    for somebody in (clerk, other):
        await presses_late(somebody, task, button_data(task, "已通知"))
    assert "王敏：已通知" in await clerk.reads_in_topic()
    assert "孙莉：已通知" not in await clerk.reads_in_topic()


async def tasks(town: Town) -> list[str]:
    """What is to be told by telephone, oldest first."""
    return [words_of(message) for message in await town.in_topic() if "请致电" in words_of(message)]


async def test_whoever_blocked_the_bot_is_called_about_what_was_done_and_when_it_takes_longer(town: Town) -> None:
    clerk, boss, chen = await town.clerk("王敏"), await town.clerk("孙莉", role=Role.SUPERVISOR), await town.citizen()
    await files_complaint(chen)
    await chen.blocks_the_bot()

    await clerk.presses_in_topic("受理")
    [accepted] = await tasks(town)
    assert "受理。现在：调查中" in accepted
    await clerk.presses_in_topic("已通知")
    await clerk.presses_in_topic("延期")
    await clerk.presses_in_topic("5个工作日")
    await clerk.writes_in_topic("要向档案馆调取材料。")
    await clerk.presses_in_topic("提交申请")
    await boss.presses_in_topic("批准")

    _, extended = await tasks(town)
    assert "“答复”的期限由 12月23日（周三） 17:30 延长到 12月30日（周三） 17:30" in extended
    assert "要向档案馆调取材料。" in extended


@pytest.mark.parametrize("has_telegram", [True, False])
async def test_whoever_cannot_be_written_to_is_called_once_about_a_promise_that_was_broken(
    town: Town, has_telegram: bool
) -> None:
    clerk = await town.clerk("王敏")
    if has_telegram:
        chen = await town.citizen()
        await files_complaint(chen)
        await chen.blocks_the_bot()
    else:
        await files_for_a_caller(clerk)
    await town.later(days=2)
    await clerk.writes_in_topic("还在查。")
    await town.later(days=1)
    await town.later(days=2)

    [late] = await tasks(town)
    assert "“受理”没有在 12月4日（周五） 17:30 前完成" in late
    await clerk.presses_in_topic("已通知")
    assert "已电话通知" in words_of(await card_in(town))


async def test_a_reply_to_what_one_was_told_is_about_the_case(town: Town) -> None:
    clerk, chen = await town.clerk("王敏"), await town.citizen()
    await files_complaint(chen)
    await clerk.presses_in_topic("受理")
    told = (await chen.said_by_bot())[-1]
    assert "受理" in words_of(told)

    await chen.says("还有一件事。", reply_to=told["message_id"])

    assert "还有一件事。" in await clerk.reads_in_topic()


async def test_staff_hear_of_whoever_comes_back_while_they_are_still_to_be_called(town: Town) -> None:
    clerk, chen = await town.clerk("王敏"), await town.citizen()
    await files_complaint(chen)
    await chen.blocks_the_bot()
    await clerk.presses_in_topic("受理")
    await town.control("unblock", user_id=chen.id)
    await town.settle()
    assert "重新启用了机器人" in await clerk.reads_in_topic()


async def test_a_clerk_files_a_case_for_a_caller_by_a_command(town: Town) -> None:
    clerk, outsider = await town.clerk("王敏"), await town.outsider("路人")
    await files_for_a_caller(clerk)
    await outsider.writes_in_topic("/file")
    assert "只有登记过的工作人员" in words_of((await town.in_topic())[-1])
    await clerk.writes_in_topic("/file")
    thread = (await town.topics())[-1]["message_thread_id"]
    await clerk.presses_in_topic("投诉")
    await clerk.presses_in_topic("来信")
    await clerk.writes_in_topic("窗口中午没有人。")
    assert "预览" in words_of((await town.in_topic())[-1])
    preview = (await town.in_topic())[-1]
    await clerk.presses_in_topic("登记")
    await presses_late(clerk, preview, button_data(preview, "登记"))
    assert "TS2026-000002" in await clerk.reads_in_topic(thread)
    assert len(await town.topics()) == 2
    card = words_of(await card_in(town, (await town.topics())[-1]["message_thread_id"]))
    assert "窗口中午没有人。" in card
    assert "来信" in card


async def test_the_number_of_a_caller_is_written_in_private_and_seen_only_with_a_reason(town: Town) -> None:
    clerk, sun = await town.clerk("王敏"), await town.clerk("孙莉")
    await files_for_a_caller(clerk)
    await clerk.writes_in_topic("/file")
    await clerk.presses_in_topic("投诉")
    await clerk.presses_in_topic("电话")
    await clerk.writes_in_topic("窗口中午没有人。")
    await clerk.presses_in_topic("登记")
    assert "TS2026-000002" in await clerk.reads()
    wanted = (await clerk.said_by_bot())[-1]
    await clerk.presses("写下联系方式")
    await clerk.says("她说下午再打")
    assert "没有看到" in await clerk.reads()
    await clerk.says("李女士 139 0000 0000")
    assert "已记下" in await clerk.reads()
    await presses_late(clerk, wanted, button_data(wanted, "写下联系方式"))
    assert "13900000000" not in await clerk.reads_all()

    await clerk.presses_in_topic("受理")
    await sun.presses_in_topic("查看联系方式")
    assert "王敏" in sun.toast
    await clerk.presses_in_topic("查看联系方式")
    await clerk.writes_in_topic("告知受理")
    assert "13900000000" in await clerk.reads()
    assert "李女士" in await clerk.reads()
    for thread in await town.topics():
        assert "13900000000" not in await clerk.reads_in_topic(thread["message_thread_id"])


async def test_another_kind_chosen_after_the_preview_files_nothing_by_it(town: Town) -> None:
    clerk = await town.clerk("王敏")
    await files_for_a_caller(clerk)
    await clerk.writes_in_topic("/file")
    kinds = (await town.in_topic())[-1]
    await clerk.presses_in_topic("投诉")
    await clerk.presses_in_topic("来信")
    await clerk.writes_in_topic("窗口中午没有人。")
    preview = (await town.in_topic())[-1]
    await presses_late(clerk, kinds, button_data(kinds, "建议"))

    await presses_late(clerk, preview, button_data(preview, "登记"))

    assert len(await town.topics()) == 1


async def test_every_step_of_a_case_without_telegram_is_told_by_telephone(town: Town) -> None:
    clerk = await town.clerk("王敏")
    await files_for_a_caller(clerk)
    assert "电话" in words_of(await card_in(town))
    await clerk.presses_in_topic("受理")
    assert "受理。现在：调查中" in words_of((await town.in_topic())[-1])
    await clerk.presses_in_topic("已通知")
    await clerk.presses_in_topic("记录调查结果")
    await clerk.writes_in_topic("已查。")
    await clerk.presses_in_topic("记下")
    await clerk.presses_in_topic("答复")
    await clerk.presses_in_topic("部分属实")
    await clerk.writes_in_topic("材料清单已经改好。")
    await clerk.presses_in_topic("发给市民")
    assert "未送达" in words_of(await card_in(town))
    assert "材料清单已经改好。" in words_of((await town.in_topic())[-1])
    await clerk.presses_in_topic("已通知")
    assert "已送达" in words_of(await card_in(town))
