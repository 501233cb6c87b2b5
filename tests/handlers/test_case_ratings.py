"""A citizen rates what was done, as people do it: one tap, perhaps a reason, perhaps a few words."""

from domain.people import Role
from tests.handlers.hall import PHOTO, asks_staff, card_in, copies_in, replies
from tests.kit.people import Citizen, Clerk, words_of
from tests.kit.town import Town


async def ends(town: Town, chen: Citizen, clerk: Clerk) -> None:
    """A question that was answered and that its citizen ended; they are asked how it was."""
    await asks_staff(chen)
    await clerk.presses_in_topic("我来接手")
    await replies(clerk, "可以先登记。")
    await town.later(seconds=16)
    await clerk.presses_in_topic("正式答复")
    await clerk.writes_in_topic("从登记的次日算起。")
    await clerk.presses_in_topic("发给市民")
    await chen.presses("已解决，谢谢")
    await town.later(seconds=2)


async def test_one_tap_rates_and_a_reason_and_words_may_follow(town: Town) -> None:
    clerk, chen = await town.clerk("王敏"), await town.citizen("陈晓")
    await ends(town, chen, clerk)
    assert "您对这次办理满意吗" in await chen.reads()

    await chen.presses("😀 非常满意")
    assert "评价已记下：😀 非常满意" in await chen.reads()
    await chen.presses("速度")
    assert "（速度）" in await chen.reads()
    await chen.presses("写几句")
    await chen.says("当天就答复了。")
    assert "当天就答复了。" in await chen.reads()
    await town.later(minutes=1)
    assert "当天就答复了。" in await clerk.reads_in_topic()
    assert "已结束" in words_of(await card_in(town))


async def test_a_bad_rating_says_who_puts_it_right_and_the_supervisor_calls_back(town: Town) -> None:
    clerk, sun, chen = (
        await town.clerk("王敏"),
        await town.clerk("孙莉", role=Role.SUPERVISOR),
        await town.citizen("陈晓"),
    )
    await ends(town, chen, clerk)
    await chen.presses("🙁 不满意")
    said = await chen.reads()
    assert all(part in said for part in ("抱歉", "ZG2026-000001", "回访期限", "整改期限", "12月9日"))
    assert "ZG2026-000001" in await sun.reads()

    thread = (await town.topics())[-1]["message_thread_id"]
    card = words_of(await card_in(town, thread))
    assert all(part in card for part in ("ZG2026-000001", "孙莉", "来源：ZX2026-000001"))
    await clerk.presses_in_topic("记录回访", thread_id=thread)
    assert "待回访" in words_of(await card_in(town, thread))
    await sun.presses_in_topic("记录回访", thread_id=thread)
    await sun.writes_in_topic("已致电，市民希望书面说明。", thread_id=thread)
    await sun.presses_in_topic("记下", thread_id=thread)
    await sun.presses_in_topic("整改结果", thread_id=thread)
    await sun.writes_in_topic("书面说明已补发。", thread_id=thread)
    await sun.presses_in_topic("发给市民", thread_id=thread)
    assert "书面说明已补发。" in await chen.reads()


async def test_a_rating_can_be_given_and_changed_from_the_card_for_a_week(town: Town) -> None:
    clerk, chen = await town.clerk("王敏"), await town.citizen("陈晓")
    await ends(town, chen, clerk)
    await chen.says("/cases")
    await chen.presses("ZX2026-000001")
    await chen.presses("⭐ 评价")
    await chen.presses("😐 基本满意")
    await chen.presses("改评价")
    assert "现在的评价：😐 基本满意" in await chen.reads()
    await chen.presses("🙂 满意")
    assert "评价已记下：🙂 满意" in await chen.reads()

    # After a week without updates Telegram's numbers begin anew, which is another matter.
    await town.later(days=4)
    await chen.presses("改评价")
    await town.later(days=4)
    await chen.presses("🙁 不满意")
    assert "现在不能评价" in chen.toast


async def comments(town: Town, chen: Citizen, clerk: Clerk) -> None:
    """Rate well, and be asked for words."""
    await ends(town, chen, clerk)
    await chen.presses("😀 非常满意")
    await chen.presses("写几句")


async def test_photos_and_every_word_of_a_long_comment_reach_staff_and_open_nothing_again(town: Town) -> None:
    clerk, chen = await town.clerk("王敏"), await town.citizen("陈晓")
    await comments(town, chen, clerk)
    for part in range(2):
        await chen.sends(PHOTO, caption="办得很快。" if part == 0 else "", media_group_id="5")
    assert "办得很快。" in await chen.reads()
    assert "您发的内容已完整转给工作人员" in await chen.reads()
    assert len(await copies_in(town)) == 2

    await chen.presses("写几句")
    await chen.says("谢谢" * 600 + "三号窗口")

    assert "三号窗口" in await clerk.reads_in_topic()
    assert "已结束" in words_of(await card_in(town))


async def test_a_comment_after_a_week_is_kept_in_the_case_and_is_awaited_no_longer(town: Town) -> None:
    clerk, chen = await town.clerk("王敏"), await town.citizen("陈晓")
    await comments(town, chen, clerk)
    # After a week without updates Telegram's numbers begin anew, which is another matter.
    await town.later(days=4)
    await clerk.writes_in_topic("记一下。")
    await town.later(days=4)

    await chen.says("还是想说一句谢谢。")

    assert "晚了一步" in await chen.reads()
    assert "已补充到 ZX2026-000001" in await chen.reads()
    assert "还是想说一句谢谢。" in await clerk.reads_in_topic()
    assert "已结束" in words_of(await card_in(town))
    await chen.says("身份证丢了怎么补办")
    assert "身份证" in await chen.reads()


async def test_a_comment_on_what_is_worked_on_again_is_kept_there(town: Town) -> None:
    clerk, chen = await town.clerk("王敏"), await town.citizen("陈晓", language="en")
    await ends_in_english(town, chen, clerk)
    await clerk.presses_in_topic("重新打开")

    await chen.says("It was quick.")

    assert "This came too late for a rating" in await chen.reads()
    assert "It was quick." in await clerk.reads_in_topic()


async def ends_in_english(town: Town, chen: Citizen, clerk: Clerk) -> None:
    """The same for somebody who reads English, up to the words of a good rating."""
    await asks_staff(chen)
    await clerk.presses_in_topic("结束")
    await clerk.presses_in_topic("不写，直接办理")
    await town.later(seconds=2)
    await chen.presses("😀")
    await chen.presses("Write a few words")
