"""What a citizen adds, edits, takes back and looks up."""

from tests.handlers.hall import PHOTO, asks_staff, button_data, card_in, copies_in, presses_late, replies
from tests.kit.people import words_of
from tests.kit.town import Town
from views.own_case_callbacks import ActInCase, AddToCase, OpenCase, WithdrawCase


async def test_what_was_added_by_mistake_is_taken_back_and_answered_as_a_question(town: Town) -> None:
    clerk, chen = await town.clerk(), await town.citizen()
    await asks_staff(chen)
    await chen.says("孩子上户口要带什么")
    assert "已补充到" in await chen.reads()
    await chen.presses("不对，这是新问题")
    assert "出生" in await chen.reads()
    lines = await town.in_topic()
    copy = next(message for message in lines if "孩子上户口要带什么" in words_of(message))
    assert "收回" in words_of(lines[-1])
    assert lines[-1]["reply_to_message"]["message_id"] == copy["message_id"]
    assert "收回" in await clerk.reads_in_topic()


async def test_every_part_of_an_album_is_copied_and_acknowledged_once(town: Town) -> None:
    await town.clerk()
    chen = await town.citizen()
    await asks_staff(chen)
    for _ in range(3):
        await chen.sends(PHOTO, kind="photo", media_group_id="77")
    assert len(await copies_in(town)) == 3
    assert (await chen.reads_all()).count("已补充到") == 1


async def test_voice_documents_stickers_and_places_land_in_the_topic(town: Town) -> None:
    chen = await town.citizen()
    await asks_staff(chen)
    await chen.sends(b"OggS", kind="voice", name="v.ogg")
    await chen.sends(b"%PDF-1.4", kind="document", name="a.pdf")
    await town.control("sticker", chat_id=chen.id, from_id=chen.id, emoji="👍")
    await town.control("location", chat_id=chen.id, from_id=chen.id, latitude=31.2, longitude=121.5)
    await town.settle()
    kinds = [next(k for k in ("voice", "document", "sticker", "location") if k in m) for m in await copies_in(town)]
    assert kinds == ["voice", "document", "sticker", "location"]


async def test_an_edit_shows_staff_both_wordings(town: Town) -> None:
    chen = await town.citizen()
    await asks_staff(chen)
    added = await chen.says("我住三楼")
    await chen.edits(added["message_id"], "我住四楼")
    assert "修改已告诉工作人员" in await chen.reads()
    line = (await town.in_topic())[-1]
    assert "我住三楼" in words_of(line)
    assert "我住四楼" in words_of(line)
    assert "我住三楼" in words_of(line["reply_to_message"])


async def test_an_edit_of_the_question_changes_the_card(town: Town) -> None:
    chen = await town.citizen()
    await chen.starts()
    await chen.presses("问工作人员")
    asked = await chen.says("旧的问法")
    await chen.presses("发送")
    await chen.edits(asked["message_id"], "新的问法")
    assert "新的问法" in words_of(await card_in(town))
    assert "旧的问法" in words_of((await town.in_topic())[-1])


async def test_with_several_open_questions_the_citizen_says_which(town: Town) -> None:
    chen = await town.citizen()
    await asks_staff(chen, "第一个问题")
    await asks_staff(chen, "第二个问题")
    first, second = [topic["message_thread_id"] for topic in await town.topics()]
    await chen.says("补充一句")
    assert "补充哪一件" in await chen.reads()
    waiting = [*await town.in_topic(first), *await town.in_topic(second)]
    assert not any("补充一句" in words_of(message) for message in waiting)
    await chen.says("1")
    assert any("补充一句" in words_of(message) for message in await town.in_topic(first))
    assert not any("补充一句" in words_of(message) for message in await town.in_topic(second))
    assert "ZX2026-000001" in await chen.reads()


async def test_with_several_open_questions_it_may_be_a_new_one(town: Town) -> None:
    chen = await town.citizen()
    await asks_staff(chen, "第一个问题")
    await asks_staff(chen, "第二个问题")
    await chen.says("孩子上户口要带什么")
    await chen.presses("这是新问题")
    assert "出生" in await chen.reads()


async def test_a_reply_to_a_receipt_means_that_question(town: Town) -> None:
    chen = await town.citizen()
    await asks_staff(chen, "第一个问题")
    receipt = (await chen.said_by_bot())[-1]
    await asks_staff(chen, "第二个问题")
    await chen.says("补充第一个", reply_to=receipt["message_id"])
    first, _ = [topic["message_thread_id"] for topic in await town.topics()]
    assert any("补充第一个" in words_of(message) for message in await town.in_topic(first))


async def test_after_an_answer_plain_words_are_a_question_again(town: Town) -> None:
    clerk, chen = await town.clerk(), await town.citizen()
    await asks_staff(chen)
    await clerk.presses_in_topic("正式答复")
    await clerk.writes_in_topic("可以。")
    await clerk.presses_in_topic("发给市民")
    await chen.says("孩子上户口要带什么")
    assert "出生" in await chen.reads()


async def test_commands_are_never_added(town: Town) -> None:
    clerk, chen = await town.clerk(), await town.citizen()
    await asks_staff(chen)
    await chen.says("/cases")
    assert "ZX2026-000001" in await chen.reads()
    assert "/cases" not in await clerk.reads_in_topic()


async def test_a_shared_contact_never_reaches_the_group(town: Town) -> None:
    chen = await town.citizen()
    await asks_staff(chen)
    await town.control("contact", chat_id=chen.id, from_id=chen.id, own=True, phone_number="+8613800000000")
    await town.settle()
    assert not any("contact" in message for message in await town.in_topic())


async def test_my_questions_lists_them_and_shows_the_conversation(town: Town) -> None:
    clerk, chen = await town.clerk(), await town.citizen()
    await asks_staff(chen, "第一个问题")
    await clerk.writes_in_topic("内部的话")
    await replies(clerk, "给市民的话")
    await town.later(seconds=15)
    await chen.presses("首页")
    await chen.presses("我的办件")
    assert "第一个问题" in await chen.reads()
    await chen.says("1")
    card = await chen.reads()
    assert "第一个问题" in card
    assert "给市民的话" in card
    assert "内部的话" not in card


async def test_a_button_of_how_the_case_was_says_so_and_shows_how_it_is(town: Town) -> None:
    clerk, chen = await town.clerk(), await town.citizen()
    await asks_staff(chen)
    await clerk.presses_in_topic("正式答复")
    await clerk.writes_in_topic("可以。")
    await clerk.presses_in_topic("发给市民")
    answer = (await chen.said_by_bot())[-1]
    await clerk.presses_in_topic("结束")
    await clerk.presses_in_topic("不写，直接办理")

    await presses_late(chen, answer, button_data(answer, "已解决"))

    assert "ZX2026-000001 · 提问" in await chen.reads()
    assert "现在：已结束" in await chen.reads()
    assert "🙋 还有疑问" in await chen.sees()


async def test_the_list_has_pages(town: Town) -> None:
    clerk, chen = await town.clerk(), await town.citizen()
    for number in range(9):
        await asks_staff(chen, f"问题{number}")
        await clerk.presses_in_topic("结束")
        await clerk.presses_in_topic("不写，直接办理")
    await chen.presses("首页")
    await chen.presses("我的办件")
    assert "问题0" not in await chen.reads()
    await chen.presses("较早的")
    assert "问题0" in await chen.reads()
    await chen.presses("较新的")
    assert "问题8" in await chen.reads()


async def test_nobody_reads_somebody_elses_question(town: Town) -> None:
    chen, eve = await town.citizen(), await town.citizen("Eve", language="en")
    await asks_staff(chen, "私密的问题")
    await eve.starts()
    shown = (await eve.said_by_bot())[-1]
    settle = ActInCase(case_id=1, version=1, action="settle")
    for press in (OpenCase(case_id=1), AddToCase(case_id=1), settle, WithdrawCase(case_id=1, version=1)):
        await presses_late(eve, shown, press.pack())
    assert "私密的问题" not in await eve.reads_all()
    assert "等待接手" in words_of(await card_in(town))
