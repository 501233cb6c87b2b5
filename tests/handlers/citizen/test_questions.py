"""Somebody asks in their own words, or sends something that is no question."""

from tests.handlers.hall import PHOTO
from tests.kit.town import Town


async def test_the_question_of_the_first_page_gets_the_guide_with_its_materials_at_once(town: Town) -> None:
    chen = await town.citizen()

    await chen.says("孩子上户口要带什么")

    words = await chen.reads()
    assert "新生儿出生登记（孩子上户口）" in words
    assert "《出生医学证明》（原件1份、复印件1份，视情况）" in words
    assert "父母双方的居民身份证（原件2份）" in words
    assert "来源：《中华人民共和国户口登记条例》" in words
    assert "有效期至 2027年12月31日" in words
    assert await chen.sees() == ["🧾 我的材料清单", "📖 完整指南", "💬 不是这个，问工作人员", "🏠 首页"]


async def test_an_english_question_gets_an_english_answer(town: Town) -> None:
    jane = await town.citizen("Jane", language="en")

    await jane.says("I lost my ID card, what should I do?")

    words = await jane.reads()
    assert words.startswith("Bring your household register to the ID card counters")
    assert "What to bring\n1. Household register (1 original)" in words
    assert "valid until 31 Dec 2027" in words


async def test_a_question_in_traditional_characters_or_pinyin_is_understood(town: Town) -> None:
    mei = await town.citizen("美", language="zh-TW")

    await mei.says("身份證丟了怎麼辦")
    assert "居民身份證換領、補領" in await mei.reads()
    await mei.says("bu ban shen fen zheng")
    assert "居民身份證換領、補領" in await mei.reads()


async def test_what_may_be_meant_is_offered_to_choose_from(town: Town) -> None:
    chen = await town.citizen()

    await chen.says("过期了怎么换")

    assert (await chen.reads()).startswith("您想办的是不是下面的事项？")
    guesses = [label for label in await chen.sees() if label[0].isdigit()]
    assert 1 <= len(guesses) <= 3
    assert "💬 都不是，问工作人员" in await chen.sees()
    await chen.says("1")
    assert (await chen.reads()).startswith(guesses[0].removeprefix("1 "))


async def test_what_no_guide_answers_is_offered_to_staff_with_when_it_is_read(town: Town) -> None:
    chen = await town.citizen()

    await chen.says("邻居家的狗天天叫")
    assert "现在是上班时间" in await chen.reads()
    assert await chen.sees() == ["💬 交给工作人员", "📚 办事指南", "🏠 首页"]

    await town.later(hours=10)
    await chen.says("楼上漏水找谁")
    assert "12月3日（周四） 09:00 上班后有人看" in await chen.reads()


async def test_the_kept_question_goes_to_staff_without_typing_it_again(town: Town) -> None:
    chen = await town.citizen()
    await chen.says("邻居家的狗天天叫")

    await chen.presses("交给工作人员")

    assert "邻居家的狗天天叫" in await chen.reads()


async def test_a_question_people_often_ask_gets_its_own_answer_first(town: Town) -> None:
    chen = await town.citizen()

    await chen.says("临时身份证多久能拿到")

    assert (await chen.reads()).startswith("临时身份证三日内领取")
    assert "要带的材料" in await chen.reads()


async def test_politeness_and_signs_alone_are_told_how_to_ask(town: Town) -> None:
    chen = await town.citizen()

    for text in ("你好", "👍👍👍", "？？？", "a", "办", "3", "您好，请问一下"):
        await chen.says(text)
        assert (await chen.reads()).startswith("您好！请用一句话说说要办什么事")


async def test_thanks_are_answered_as_thanks(town: Town) -> None:
    chen, jane = await town.citizen(), await town.citizen("Jane", language="en")

    for text in ("谢谢", "好的，谢谢！", "知道了"):
        await chen.says(text)
        assert (await chen.reads()).startswith("😊 不客气")
    await jane.says("Thank you!")

    assert (await jane.reads()).startswith("😊 You are welcome")


async def test_who_asks_for_a_person_or_the_hours_in_a_word_gets_them_without_a_search(town: Town) -> None:
    chen, jane = await town.citizen(), await town.citizen("Jane", language="en")

    await chen.says("转人工！")
    assert (await chen.reads()).startswith("请写下您的问题")
    await chen.says("取消")
    await chen.says("几点下班？")
    assert "开放时间" in await chen.reads()
    await jane.says("Address?")

    assert "Opening hours" in await jane.reads()


async def test_a_very_long_text_is_offered_to_staff_whole(town: Town) -> None:
    chen = await town.citizen()

    await chen.says("我想问一下身份证的事。" * 370)

    assert "超过 1000 个字" in await chen.reads()
    await chen.presses("交给工作人员")
    assert "身份证" in await chen.reads()


async def test_an_edited_question_is_answered_anew_below_the_first_answer(town: Town) -> None:
    chen = await town.citizen()
    sent = await chen.says("邻居家的狗天天叫")

    await chen.edits(sent["message_id"], "身份证丢了怎么办")

    assert len(await chen.said_by_bot()) == 2
    assert "居民身份证换领、补领" in await chen.reads()


async def test_a_photo_a_file_and_a_voice_message_are_offered_to_staff(town: Town) -> None:
    chen = await town.citizen()

    for kind, name in (("photo", "a.png"), ("document", "a.pdf"), ("voice", "a.ogg")):
        await chen.sends(PHOTO, kind=kind, name=name)
        assert "不过工作人员可以看" in await chen.reads()

    assert "💬 交给工作人员" in await chen.sees()


async def test_an_album_is_answered_once_and_goes_to_staff_whole(town: Town) -> None:
    chen = await town.citizen()

    for number in range(3):
        await chen.sends(PHOTO, media_group_id="77", caption="这是什么材料" if not number else None)

    assert len(await chen.said_by_bot()) == 1
    await chen.presses("交给工作人员")
    assert "这是什么材料" in await chen.reads()
    await chen.presses("✅ 发送")
    assert len([message for message in await town.in_topic() if "photo" in message]) == 3


async def test_stickers_places_and_contacts_get_a_kind_answer_with_a_next_step(town: Town) -> None:
    jane = await town.citizen("Jane", language="en")
    here = {"chat_id": jane.id, "from_id": jane.id}

    await town.control("sticker", **here, emoji="👍")
    await town.settle()
    assert (await jane.reads()).startswith("😊 Thank you!")
    await town.control("location", **here, latitude=30.0, longitude=120.0)
    await town.settle()
    assert "1 Example Road" in await jane.reads()
    assert "🕘 Hours and address" in await jane.sees()
    await town.control("contact", **here, own=True)
    await town.settle()
    assert "No contact or phone number is needed here" in await jane.reads()


async def test_an_expired_guide_answers_no_question_even_before_the_search_knows(town: Town) -> None:
    chen = await town.citizen()
    town.clock.advance(days=400)

    await chen.says("身份证丢了怎么办")

    assert "指南里没有现成的答案" in await chen.reads()
