"""A citizen asks staff, a clerk answers, and they write back and forth: the main story and what may happen in it."""

from datetime import UTC, datetime

from domain.people import Role
from tests.handlers.hall import PHOTO, QUESTION, asks_staff, button_data, card_in, copies_in, presses_late, replies
from tests.kit.people import labels_of, words_of
from tests.kit.town import STAFF_GROUP, Town
from views.case_callbacks import TakeCase
from views.own_case_callbacks import SendQuestion


async def test_a_question_reaches_a_clerk_and_the_answer_comes_back(town: Town) -> None:
    clerk, chen = await town.clerk("王敏"), await town.citizen("陈晓")
    await chen.starts()
    await chen.presses("问工作人员")
    await chen.says(QUESTION)

    preview = await chen.reads()
    assert "陈**" in preview
    assert "看不到" in preview
    assert "现在是办公时间" in preview

    await chen.presses("发送")
    assert "ZX2026-000001" in await chen.reads()
    card = await card_in(town)
    assert QUESTION in words_of(card)
    assert "等待接手" in words_of(card)
    assert "陈晓" not in words_of(card)

    await clerk.presses_in_topic("我来接手")
    assert "王敏" in words_of(await card_in(town))
    await replies(clerk, "可以先登记，材料一周内补齐。")
    assert "可以先登记" not in await chen.reads()
    assert "发给市民" in words_of((await town.in_topic())[-1])

    await town.later(seconds=16)
    assert "可以先登记，材料一周内补齐。" in await chen.reads()
    assert "ZX2026-000001" in await chen.reads()
    assert "已发给市民" in words_of((await town.in_topic())[-1])
    assert "已送达" in words_of(await card_in(town))

    await chen.says("一周从哪天算起？")
    assert "已补充到 ZX2026-000001" in await chen.reads()
    assert "一周从哪天算起？" in await clerk.reads_in_topic()

    await clerk.presses_in_topic("正式答复")
    await clerk.writes_in_topic("从登记的次日算起。")
    assert "从登记的次日算起。" not in await chen.reads()
    await clerk.presses_in_topic("发给市民")
    assert "从登记的次日算起。" in await chen.reads()
    assert "已答复" in words_of(await card_in(town))

    await chen.presses("已解决，谢谢")
    assert "已结束" in await chen.reads()
    assert "已结束" in words_of(await card_in(town))


async def test_the_same_story_is_told_in_english(town: Town) -> None:
    clerk, alex = await town.clerk("王敏"), await town.citizen("Alex", language="en")
    await asks_staff(alex, "Can I register before all papers are there?")
    assert "Your question is with our staff" in await alex.reads()
    assert "英文" in words_of(await card_in(town))

    await clerk.presses_in_topic("我来接手")
    await replies(clerk, "Yes, you can.")
    await town.later(seconds=16)
    assert "Our staff wrote" in await alex.reads()
    await alex.says("Thanks. Until when?")
    assert "Added to ZX2026-000001" in await alex.reads()

    await clerk.presses_in_topic("正式答复")
    await clerk.writes_in_topic("Within a week.")
    await clerk.presses_in_topic("发给市民")
    assert "The hall's answer" in await alex.reads()
    await alex.presses("I still have a question")
    await alex.says("A week from when?")
    assert "A week from when?" in await clerk.reads_in_topic()
    await alex.presses("See ZX2026-000001")
    assert "Within a week." in await alex.reads()


async def test_outside_hours_the_promise_names_the_next_opening(town: Town) -> None:
    saturday_evening = datetime(2026, 12, 5, 11, 0, tzinfo=UTC)
    await town.clerk()
    town.clock.moment = saturday_evening
    chen = await town.citizen()
    await asks_staff(chen)
    assert "12月7日（周一） 09:00" in await chen.reads()
    assert "12月7日（周一） 09:00" in words_of(await card_in(town))


async def test_a_double_tap_makes_one_enquiry(town: Town) -> None:
    chen = await town.citizen()
    await chen.starts()
    await chen.presses("问工作人员")
    await chen.says(QUESTION)
    preview = (await chen.said_by_bot())[-1]

    for _ in range(2):
        await presses_late(chen, preview, button_data(preview, "发送"))

    assert len(await town.topics()) == 1
    [receipt] = [message for message in await chen.said_by_bot() if "ZX2026-" in words_of(message)]
    assert "ZX2026-000001" in words_of(receipt)


async def test_a_given_up_question_cannot_be_sent_by_its_old_button(town: Town) -> None:
    chen = await town.citizen()
    await chen.starts()
    await chen.presses("问工作人员")
    await chen.says(QUESTION)
    preview = (await chen.said_by_bot())[-1]
    await chen.presses("取消")
    await presses_late(chen, preview, button_data(preview, "发送"))
    await presses_late(chen, preview, SendQuestion(key="made-up").pack())
    assert await town.topics() == []


async def test_a_stolen_key_tells_nobody_the_number_of_a_question(town: Town) -> None:
    chen, eve = await town.citizen(), await town.citizen("Eve", language="en")
    await chen.starts()
    await chen.presses("问工作人员")
    await chen.says(QUESTION)
    stolen = button_data((await chen.said_by_bot())[-1], "发送")
    await chen.presses("发送")
    await eve.starts()
    await presses_late(eve, (await eve.said_by_bot())[-1], stolen)
    assert "ZX2026" not in eve.toast + await eve.reads_all()


async def test_the_question_can_be_rewritten_and_added_to_before_it_is_sent(town: Town) -> None:
    chen = await town.citizen()
    await chen.starts()
    await chen.presses("问工作人员")
    await chen.says("不对的问题")
    await chen.presses("重写")
    first = await chen.says("第一句")
    await chen.says("第二句")
    await chen.edits(first["message_id"], "改过的第一句")
    assert "改过的第一句\n第二句" in await chen.reads()
    assert "不对的问题" not in await chen.reads()
    await chen.presses("发送")
    assert "改过的第一句\n第二句" in words_of(await card_in(town))


async def test_attachments_of_the_question_are_copied_below_the_card(town: Town) -> None:
    chen = await town.citizen()
    await chen.starts()
    await chen.presses("问工作人员")
    await chen.says(QUESTION)
    await chen.sends(PHOTO, kind="photo")
    assert "附件：照片" in await chen.reads()
    await chen.presses("发送")
    assert "附件：照片" in words_of(await card_in(town))
    [copy] = await copies_in(town)
    assert "photo" in copy


async def test_several_attachments_of_a_kind_are_counted(town: Town) -> None:
    chen = await town.citizen()
    await chen.starts()
    await chen.presses("问工作人员")
    for kind in ("photo", "photo", "document"):
        await chen.sends(PHOTO, kind=kind)
    await chen.presses("发送")
    assert "附件：照片 ×2、文件" in words_of(await card_in(town))


async def test_a_very_long_question_is_shown_in_full_below_the_card(town: Town) -> None:
    chen = await town.citizen()
    question = "这件事说来话长。" * 400
    await asks_staff(chen, question)
    assert "全文见下" in words_of(await card_in(town))
    assert any(words_of(message) == question for message in await town.in_topic())


async def test_five_open_questions_are_the_most_and_the_refusal_says_so(town: Town) -> None:
    chen = await town.citizen()
    for number in range(5):
        await asks_staff(chen, f"问题 {number}")
    await chen.presses("首页")
    await chen.presses("问工作人员")
    assert len(await town.topics()) == 5
    assert "5" in chen.toast + await chen.reads()
    assert "/cases" in chen.toast + await chen.reads()


async def test_two_clerks_at_once_one_wins_and_the_other_learns_who(town: Town) -> None:
    wang, zhao, chen = await town.clerk("王敏"), await town.clerk("赵强"), await town.citizen()
    await asks_staff(chen)
    card, take = await card_in(town), TakeCase(case_id=1).pack()
    told = []
    for clerk in (wang, zhao):
        press = {"chat_id": STAFF_GROUP, "message_id": card["message_id"], "data": take}
        told.append((await town.control("press", from_id=clerk.id, **press))["callback_query_id"])
    await town.settle()
    won, lost = [await town.read(f"callbacks/{query_id}", wait=2) for query_id in told]
    assert "已由您接手" in won["text"]
    assert "王敏" in lost["text"]
    assert lost["show_alert"]
    assert "经办：王敏" in words_of(await card_in(town))


async def test_taking_over_needs_a_confirmation_that_is_not_outdated(town: Town) -> None:
    wang, zhao, chen = await town.clerk("王敏"), await town.clerk("赵强"), await town.citizen()
    await asks_staff(chen)
    await wang.presses_in_topic("我来接手")
    await zhao.presses_in_topic("正式答复")
    assert "王敏" in zhao.toast
    await zhao.presses_in_topic("接替同事")
    assert "经办：王敏" in words_of(await card_in(town))
    asked = (await town.in_topic())[-1]
    await wang.presses_in_topic("退回待接手")
    await wang.presses_in_topic("我来接手")
    await presses_late(zhao, asked, button_data(asked, "确认接手"))
    assert "经办：王敏" in words_of(await card_in(town))
    await zhao.presses_in_topic("接替同事")
    await zhao.presses_in_topic("确认接手")
    assert "经办：赵强" in words_of(await card_in(town))


async def test_closing_tells_the_citizen_and_a_reply_opens_it_again(town: Town) -> None:
    clerk, chen = await town.clerk("王敏"), await town.citizen()
    await asks_staff(chen)
    await clerk.presses_in_topic("结束")
    await clerk.writes_in_topic("材料已备案，祝顺利。")
    await clerk.presses_in_topic("发给市民")
    told = (await chen.said_by_bot())[-1]
    assert "已结束" in words_of(told)
    assert "材料已备案，祝顺利。" in words_of(told)
    assert labels_of(await card_in(town)) == ["重新打开"]

    await chen.says("对了，还要带照片吗？", reply_to=told["message_id"])
    assert "已重新打开" in await chen.reads()
    assert "对了，还要带照片吗？" in await clerk.reads_in_topic()
    assert "经办：王敏" in words_of(await card_in(town))


async def test_a_reply_to_the_thanks_for_an_accepted_answer_reaches_staff_too(town: Town) -> None:
    clerk, chen = await town.clerk(), await town.citizen()
    await asks_staff(chen)
    await clerk.presses_in_topic("正式答复")
    await clerk.writes_in_topic("可以先登记。")
    await clerk.presses_in_topic("发给市民")
    await chen.presses("已解决")
    thanked = (await chen.said_by_bot())[-1]
    assert "直接回复" in words_of(thanked)

    await chen.says("对了，周六能办吗？", reply_to=thanked["message_id"])

    assert "已重新打开" in await chen.reads()
    assert "对了，周六能办吗？" in await clerk.reads_in_topic()


async def test_closing_without_a_word_still_tells_the_citizen(town: Town) -> None:
    clerk, chen = await town.clerk("王敏"), await town.citizen()
    await asks_staff(chen)
    await clerk.presses_in_topic("结束")
    await clerk.presses_in_topic("不写，直接办理")
    told = await chen.reads()
    assert "ZX2026-000001：已结束" in told
    assert "现在：" not in told
    assert "还有疑问" in str(await chen.sees())
    await clerk.presses_in_topic("重新打开")
    assert "等待答复" in words_of(await card_in(town))


async def test_a_reply_to_a_closed_enquiry_is_refused_and_reaches_nobody(town: Town) -> None:
    clerk, chen = await town.clerk("王敏"), await town.citizen()
    await asks_staff(chen)
    await clerk.presses_in_topic("结束")
    await clerk.presses_in_topic("不写，直接办理")
    await replies(clerk, "迟到的回复")
    await town.later(seconds=30)
    assert "迟到的回复" not in await chen.reads_all()
    assert "最新的卡片" in words_of((await town.in_topic())[-1])


async def test_words_that_were_not_previewed_are_not_sent_by_an_old_preview(town: Town) -> None:
    clerk, chen = await town.clerk("王敏"), await town.citizen()
    await asks_staff(chen)
    await clerk.presses_in_topic("正式答复")
    await clerk.writes_in_topic("第一稿")
    old = (await town.in_topic())[-1]
    await clerk.presses_in_topic("重写")
    await clerk.writes_in_topic("第二稿")
    await presses_late(clerk, old, button_data(old, "发给市民"))
    assert "第一稿" not in await chen.reads_all()
    assert "第二稿" not in await chen.reads_all()
    await clerk.presses_in_topic("取消")
    assert "没有发送" in words_of((await town.in_topic())[-1])


async def test_a_photo_is_no_formal_answer(town: Town) -> None:
    clerk, chen = await town.clerk("王敏"), await town.citizen()
    await asks_staff(chen)
    await clerk.presses_in_topic("正式答复")
    thread = (await town.topics())[-1]["message_thread_id"]
    place = {"chat_id": STAFF_GROUP, "message_thread_id": thread}
    await town.upload(PHOTO, name="a.png", from_id=clerk.id, kind="photo", **place)
    await town.settle()
    assert "只能是文字" in words_of((await town.in_topic())[-1])


async def test_an_auditor_in_the_group_cannot_take_a_question(town: Town) -> None:
    auditor, chen = await town.clerk("周正", role=Role.AUDITOR), await town.citizen()
    await asks_staff(chen)
    await auditor.presses_in_topic("我来接手")
    assert "登记过" in auditor.toast
    assert "等待接手" in words_of(await card_in(town))
