"""A citizen complains: from the menu, a guide, a counter or by simply writing; in few steps, and once."""

from typing import Any

import pytest
from sqlalchemy import select

from storage.tables import hall_case
from tests.handlers.hall import PHOTO, asks_staff, button_data, card_in, copies_in, presses_late
from tests.kit.people import Citizen, words_of
from tests.kit.town import STAFF_GROUP, Town

WORDS = "C03 窗口的工作人员态度不好，让我白跑了三趟。"


async def begins(citizen: Citizen, kind: str = "投诉") -> None:
    """Choose what to file."""
    await citizen.starts()
    await citizen.presses("投诉·建议·表扬")
    await citizen.presses(f" {kind}")


async def files(citizen: Citizen, words: str = WORDS, *, kind: str = "投诉") -> None:
    """File a case with nothing but words."""
    await begins(citizen, kind)
    await citizen.says(words)
    await citizen.presses("✅ 提交")


async def filed(town: Town) -> list[Any]:
    """The cases there are, oldest first."""
    async with town.app.database.read() as tx:
        return list(await tx.execute(select(hall_case).where(hall_case.c.kind != "canary").order_by(hall_case.c.id)))


async def test_a_complaint_takes_three_presses_and_a_sentence(town: Town) -> None:
    await town.clerk()
    chen = await town.citizen()

    await files(chen)

    receipt = await chen.reads()
    assert "投诉已提交" in receipt
    assert "TS2026-000001" in receipt
    assert "受理期限：12月4日（周五）" in receipt
    assert "之后的答复：最迟 12月25日（周五）" in receipt
    assert "负责：大厅值班人员" in receipt
    card = words_of(await card_in(town))
    assert "TS2026-000001" in card
    assert WORDS in card


async def test_pressing_twice_files_once(town: Town) -> None:
    chen = await town.citizen()
    await begins(chen)
    await chen.says(WORDS)
    preview = (await chen.said_by_bot())[-1]

    await chen.presses("✅ 提交")
    await presses_late(chen, preview, button_data(preview, "✅ 提交"))

    assert len(await filed(town)) == 1
    assert len(await town.topics()) == 1


async def test_everything_can_be_said_and_stands_on_the_card(town: Town) -> None:
    await town.clerk()
    chen = await town.citizen()
    await begins(chen)
    await chen.says(WORDS)
    await chen.presses("哪个事项")
    await chen.says("身份证")
    await chen.presses("地点")
    await chen.presses("C 区")
    await chen.presses("地点")
    await chen.says("C03 窗口")
    await chen.presses("什么时候")
    await chen.presses("昨天")
    await chen.presses("联系方式")
    await chen.says("李女士 138 0000 0000")
    preview = await chen.reads()
    for said in ("身份证", "C 区", "C03 窗口", "2026-12-01", "李女士 13800000000"):
        assert said in preview

    await chen.presses("✅ 提交")

    assert "负责：C 区" in await chen.reads()
    group = "\n".join([words_of(message) for message in await town.in_topic()])
    for said in ("身份证", "C 区", "C03 窗口", "2026-12-01", "留了联系方式"):
        assert said in group
    assert "13800000000" not in group
    assert "李女士" not in group


async def test_a_detail_can_be_taken_out_again(town: Town) -> None:
    chen = await town.citizen()
    await begins(chen)
    await chen.says(WORDS)
    await chen.presses("什么时候")
    await chen.presses("今天")
    await chen.presses("什么时候")
    await chen.presses("不填")

    assert "2026-12" not in await chen.reads()


async def test_the_words_can_be_written_anew_and_edited_and_the_evidence_stays(town: Town) -> None:
    chen = await town.citizen()
    await begins(chen)
    await chen.says("写错了")
    await chen.sends(PHOTO)
    await chen.presses("重写")
    written = await chen.says("窗口没有人。")
    await chen.edits(written["message_id"], "C03 窗口没有人。")

    preview = await chen.reads()
    assert "C03 窗口没有人。" in preview
    assert "写错了" not in preview
    assert "附件：照片" in preview


async def test_buttons_can_be_typed(town: Town) -> None:
    chen = await town.citizen()
    await chen.starts()
    await chen.says("投诉·建议·表扬")
    await chen.says("投诉")
    await chen.says(WORDS)
    await chen.says("什么时候")
    await chen.says("昨天")
    await chen.says("提交")

    assert "投诉已提交" in await chen.reads()


async def test_evidence_reaches_staff_as_it_was_sent_and_each_piece_can_be_removed(town: Town) -> None:
    await town.clerk()
    chen = await town.citizen()
    await begins(chen)
    await chen.says(WORDS)
    for part in range(3):
        await chen.sends(PHOTO, media_group_id="1", name=f"{part}.jpg")
    await chen.sends(b"%PDF", kind="document", name="收据.pdf")
    await chen.presses("附件")
    assert "附件 4 份" in await chen.reads()

    await chen.presses("1 照片")

    assert "附件 3 份" in await chen.reads()
    await chen.presses("返回")
    await chen.presses("✅ 提交")
    assert "附件 3 份" in await chen.reads()
    copies = await copies_in(town)
    assert [("photo" in copy, "document" in copy) for copy in copies] == [(True, False), (True, False), (False, True)]


async def test_the_preview_of_an_album_counts_all_its_parts_and_is_one_message(town: Town) -> None:
    chen = await town.citizen()
    await begins(chen)
    await chen.says(WORDS)
    for part in range(3):
        await chen.sends(PHOTO, media_group_id="1", name=f"{part}.jpg")

    assert "附件：照片 ×3" in await chen.reads()
    assert (await chen.reads_all()).count("附件：") == 1
    await chen.presses("✅ 提交")
    assert "附件 3 份" in await chen.reads()


async def test_the_preview_of_a_question_and_of_what_may_be_a_case_count_an_album_too(town: Town) -> None:
    chen = await town.citizen()
    await chen.starts()
    await chen.presses("问工作人员")
    for part in range(2):
        await chen.sends(PHOTO, media_group_id="1", name=f"{part}.jpg")
    assert "附件：照片 ×2" in await chen.reads()
    await chen.presses("取消")
    await chen.says("我要投诉你们窗口")
    for part in range(3):
        await chen.sends(PHOTO, media_group_id="2", name=f"{part}.jpg")
    assert "附件：照片 ×3" in await chen.reads()


async def test_what_staff_could_not_open_is_refused_and_the_rest_is_kept(town: Town) -> None:
    chen = await town.citizen()
    await begins(chen)
    await chen.says(WORDS)
    await chen.sends(PHOTO)

    await chen.sends(b"MZ", kind="document", name="证据.exe")

    assert "没有收下，其他的都还在" in await chen.reads()
    await chen.says("还有一句。")
    assert "附件：照片\n" in await chen.reads()


async def test_an_eleventh_piece_is_refused_with_the_number(town: Town) -> None:
    chen = await town.citizen()
    await begins(chen)
    await chen.says(WORDS)
    for part in range(11):
        await chen.sends(PHOTO, name=f"{part}.jpg")

    assert "附件最多 10 份" in await chen.reads()
    await chen.presses("✅ 提交")
    assert "附件 10 份" in await chen.reads()


async def test_a_voice_alone_is_a_complaint_but_a_photo_alone_is_not(town: Town) -> None:
    chen = await town.citizen()
    await begins(chen)
    await chen.sends(PHOTO)
    await chen.presses("✅ 提交")
    assert "还没有写内容" in chen.toast

    await chen.sends(b"OggS", kind="voice", name="a.ogg")
    await chen.presses("✅ 提交")

    assert "投诉已提交" in await chen.reads()


async def test_an_anonymous_citizen_is_named_nowhere(town: Town) -> None:
    clerk, chen = await town.clerk(), await town.citizen("欧阳娜娜")
    await begins(chen)
    await chen.says(WORDS)
    await chen.presses("联系方式")
    await chen.says("欧阳 13800000000")
    await chen.presses("身份保护")
    await chen.presses("匿名")
    assert "13800000000" not in await chen.reads()
    assert "可能让人认出您" in await chen.reads()
    await chen.presses("✅ 提交")
    added = await chen.says("再补充一句。", reply_to=(await chen.said_by_bot())[-1]["message_id"])
    await chen.edits(added["message_id"], "再补充两句。")
    await clerk.presses_in_topic("我来接手")
    seen = await clerk.reads_in_topic()
    thread = (await town.topics())[-1]["message_thread_id"]
    await town.control("topics", chat_id=STAFF_GROUP, action="delete", message_thread_id=thread)
    await chen.says("第三句。", reply_to=added["message_id"])

    group = seen + await clerk.reads_in_topic()
    names = [topic["name"] for topic in await town.topics()]
    assert words_of(await card_in(town)).count("匿名") == 1
    assert "再补充两句" in group
    assert "此前的往来" in group
    for told in (group, *names):
        assert "欧" not in told
        assert str(chen.id) not in told


async def test_whoever_stays_unknown_shares_no_contact(town: Town) -> None:
    chen = await town.citizen()
    await begins(chen)
    await chen.says(WORDS)
    await chen.presses("身份保护")
    await chen.presses("匿名")

    assert not any("联系方式" in shown for shown in await chen.sees())
    assert not any("保密" in shown for shown in await chen.sees())


async def test_a_draft_waits_while_its_writer_looks_elsewhere_and_is_offered_again(town: Town) -> None:
    chen = await town.citizen()
    await begins(chen)
    await chen.says(WORDS)
    await chen.starts()
    assert "没写完的“投诉”" in await chen.reads()
    await chen.says("身份证丢了怎么补办")
    await chen.presses("首页")
    assert "没写完的“投诉”" in await chen.reads()

    await chen.presses("接着写")

    assert WORDS in await chen.reads()
    assert "补办" not in await chen.reads()
    await chen.presses("✅ 提交")
    await chen.presses("首页")
    assert "没写完" not in await chen.reads()


async def test_a_draft_that_is_not_wanted_is_thrown_away(town: Town) -> None:
    chen = await town.citizen()
    await begins(chen)
    await chen.says(WORDS)
    await chen.says("/menu")
    await chen.presses("不要了")
    await chen.says("/menu")

    assert "没写完" not in await chen.reads()


@pytest.mark.parametrize("words", [WORDS, ""], ids=["written", "empty"])
async def test_cancelling_keeps_what_was_written_until_it_is_not_wanted(town: Town, words: str) -> None:
    chen = await town.citizen()
    await begins(chen)
    if words:
        await chen.says(words)
    await chen.presses("取消")
    assert ("没写完的“投诉”" in await chen.reads()) == bool(words)


async def test_a_question_asked_in_between_takes_nothing_away(town: Town) -> None:
    chen = await town.citizen()
    await begins(chen)
    await chen.says(WORDS)
    await asks_staff(chen)
    await chen.presses("首页")

    await chen.presses("接着写")

    assert WORDS in await chen.reads()


async def test_words_that_begin_as_a_complaint_are_offered_and_not_forced(town: Town) -> None:
    chen = await town.citizen()
    await chen.starts()
    await chen.says("我要投诉，身份证窗口让我白跑三趟")
    assert await chen.sees() == ["📣 是，提交投诉", "不是，只是问问", "🏠 首页"]

    await chen.presses("只是问问")
    assert await filed(town) == []
    assert "提交" not in await chen.reads()

    await chen.says("我要投訴，窗口讓我白跑三趟")
    await chen.presses("提交投诉")
    await chen.presses("✅ 提交")

    [case] = await filed(town)
    assert case.text == "我要投訴，窗口讓我白跑三趟"


async def test_what_follows_words_that_begin_as_a_complaint_is_filed_with_them(town: Town) -> None:
    await town.clerk()
    chen = await town.citizen()
    await chen.starts()
    await chen.says("我要投诉你们 C03 窗口")
    written = await chen.says("昨天让我白跑了三趟。")
    for part in range(2):
        await chen.sends(PHOTO, media_group_id="1", name=f"{part}.jpg")
    await chen.edits(written["message_id"], "昨天让我白跑了四趟。")
    assert "我要投诉你们 C03 窗口\n昨天让我白跑了三趟。" in await chen.reads()

    await chen.presses("提交投诉")
    await chen.presses("✅ 提交")

    [case] = await filed(town)
    assert case.text == "我要投诉你们 C03 窗口\n昨天让我白跑了四趟。"
    assert len(await copies_in(town)) == 2


async def test_what_sounds_like_a_case_twice_is_one(town: Town) -> None:
    chen = await town.citizen()
    await chen.starts()
    await chen.says("我要投诉你们窗口")
    await chen.says("投诉你们不讲道理")
    await chen.says("我要投诉")
    await chen.presses("✅ 提交")

    [case] = await filed(town)
    assert case.text == "我要投诉你们窗口\n投诉你们不讲道理"


async def test_what_was_no_case_is_asked_whole(town: Town) -> None:
    await town.clerk()
    chen = await town.citizen()
    await chen.starts()
    await chen.says("我要投诉你们的话")
    await chen.sends(PHOTO)
    await chen.says("找谁？")
    await chen.presses("只是问问")
    await chen.presses("交给工作人员")
    await chen.presses("发送")

    [case] = await filed(town)
    assert (case.kind, case.text) == ("enquiry", "我要投诉你们的话\n找谁？")
    assert len(await copies_in(town)) == 1


async def test_a_button_of_the_first_screen_can_be_typed_after_words_that_begin_as_a_complaint(town: Town) -> None:
    chen = await town.citizen()
    await chen.starts()
    await chen.says("我要投诉你们窗口")
    await chen.says("时间地址")

    assert "提交" not in await chen.reads()


async def test_a_kind_alone_asks_what_happened(town: Town) -> None:
    chen = await town.citizen()
    await chen.starts()

    await chen.says("我要投诉！")

    assert "请把事情说一说" in await chen.reads()


async def test_a_link_at_a_counter_fills_in_where_it_was(town: Town) -> None:
    chen = await town.citizen()
    await chen.starts("cmp-C03")
    assert "C03" in await chen.reads()
    await chen.presses(" 投诉")
    await chen.says(WORDS)
    await chen.presses("✅ 提交")

    [case] = await filed(town)
    assert (case.area, case.place) == ("c", "C03")


async def test_a_link_nobody_knows_leads_to_the_choice_alone(town: Town) -> None:
    chen = await town.citizen()
    await chen.starts("cmp-Z99")

    assert "哪一类的事" in await chen.reads()
    assert "地点" not in await chen.reads()


async def test_a_guide_leads_to_a_case_about_its_service(town: Town) -> None:
    chen = await town.citizen()
    await chen.starts("svc-id-card")
    await chen.presses("投诉·建议·纠错")
    await chen.presses(" 指南纠错")
    await chen.says("写的地址不对。")
    await chen.presses("✅ 提交")

    [case] = await filed(town)
    assert (case.kind, case.service, case.area) == ("guide-report", "id-card", "a")


async def test_the_same_again_is_offered_to_be_added(town: Town) -> None:
    clerk, chen = await town.clerk(), await town.citizen()
    await files(chen)
    await begins(chen)
    await chen.says(f"{WORDS}今天又是这样！")
    await chen.presses("✅ 提交")
    assert "好像是同一件事" in await chen.reads()

    await chen.presses("补充到 TS2026-000001")

    assert len(await filed(town)) == 1
    assert "今天又是这样" in await clerk.reads_in_topic()
    await chen.presses("首页")
    assert "没写完" not in await chen.reads()


async def test_what_is_added_brings_its_service_place_and_time_along(town: Town) -> None:
    clerk, chen = await town.clerk(), await town.citizen()
    await begins(chen)
    await chen.says(WORDS)
    await chen.presses("地点")
    await chen.says("一楼大厅")
    await chen.presses("✅ 提交")
    await begins(chen)
    await chen.says(f"{WORDS}今天又是这样！")
    await chen.presses("哪个事项")
    await chen.says("身份证")
    await chen.presses("地点")
    await chen.says("C03 窗口")
    await chen.presses("什么时候")
    await chen.presses("昨天")
    await chen.presses("✅ 提交")

    await chen.presses("补充到 TS2026-000001")

    [case] = await filed(town)
    assert (case.service, case.place) == ("id-card", "一楼大厅"), "what was said first stays"
    assert case.happened == "2026-12-01"
    card = words_of(await card_in(town))
    assert "身份证" in card
    assert "地点：一楼大厅" in card
    told = await clerk.reads_in_topic()
    assert "又说到同一件事，另外写明" in told
    assert "地点：C03 窗口" in told


async def test_a_service_that_is_named_later_brings_the_date_of_its_category(town: Town) -> None:
    clerk, chen = await town.clerk(), await town.citizen()
    await files(chen)
    await clerk.presses_in_topic("受理")
    assert "答复期限：12月23日（周三）" in words_of(await card_in(town))
    await begins(chen)
    await chen.says(f"{WORDS}今天又是这样！")
    await chen.presses("哪个事项")
    await chen.says("个体工商户")
    await chen.presses("✅ 提交")

    await chen.presses("补充到 TS2026-000001")

    assert "答复期限：12月16日（周三）" in words_of(await card_in(town))
    told = next(words for words in map(words_of, await chen.said_by_bot()) if "日期变了" in words)
    assert "现在确定了是哪个事项" in told
    assert "12月16日（周三） 17:30" in told


async def test_another_number_is_kept_beside_the_first_and_whoever_calls_reads_both(town: Town) -> None:
    wang, chen = await town.clerk(), await town.citizen()
    for phone in ("李女士 138 0000 0000", "李先生 139 0000 0000"):
        await begins(chen)
        await chen.says(WORDS)
        await chen.presses("联系方式")
        await chen.says(phone)
        await chen.presses("✅ 提交")
    await chen.presses("补充到 TS2026-000001")

    told = await wang.reads_in_topic()
    assert "又留了联系方式" in told
    assert "139" not in told
    await wang.presses_in_topic("我来接手")
    await wang.presses_in_topic("查看联系方式")
    await wang.writes_in_topic("核对情况")
    contact = await wang.reads()
    for said in ("李女士", "13800000000", "李先生", "13900000000"):
        assert said in contact


async def test_the_same_again_can_be_filed_all_the_same(town: Town) -> None:
    chen = await town.citizen()
    await files(chen)
    await files(chen)
    assert "好像是同一件事" in await chen.reads()

    await chen.presses("另外提交")

    assert len(await filed(town)) == 2


async def test_a_sixth_open_case_is_refused_before_it_is_written(town: Town) -> None:
    chen = await town.citizen()
    for number in range(5):
        await files(chen, f"{'甲乙丙丁戊'[number] * 10}坏了", kind="建议")
    await asks_staff(chen)
    await begins(chen)

    assert "您已有 5 件事在办理" in chen.toast
    assert [case.kind for case in await filed(town)] == ["suggestion"] * 5 + ["enquiry"]


async def test_danger_in_a_complaint_is_answered_at_once_and_told_to_staff(town: Town) -> None:
    clerk, chen = await town.clerk(), await town.citizen()
    await begins(chen)
    await chen.says("窗口有人持刀闹事！")
    assert "110" in await chen.reads_all()

    await chen.presses("✅ 提交")

    assert "🆘 TS2026-000001" in await clerk.reads_in_topic()


async def test_a_key_that_was_never_ones_own_files_nothing(town: Town) -> None:
    chen, lin = await town.citizen(), await town.citizen("林夕")
    await begins(chen)
    await chen.says(WORDS)
    data = button_data((await chen.said_by_bot())[-1], "✅ 提交")
    await lin.starts()
    await presses_late(lin, (await lin.said_by_bot())[-1], data)

    assert await filed(town) == []
