"""Somebody arrives: the first screens, in three languages."""

from tests.handlers.citizen.pressing import presses_raw
from tests.kit.town import Town
from views.callbacks import GoHome


async def test_a_newcomer_is_welcomed_in_two_languages_and_told_that_the_hall_is_an_example(town: Town) -> None:
    chen = await town.citizen()

    await chen.starts()

    words = await chen.reads()
    assert "您好，欢迎来到云溪区政务服务大厅" in words
    assert "Welcome to Yunxi District Service Hall" in words
    assert "不是政府机关" in words
    assert "no authority" in words
    assert {"简体中文", "繁體中文", "English"} <= set(await chen.sees())


async def test_somebody_with_an_english_phone_is_met_in_english(town: Town) -> None:
    jane = await town.citizen("Jane", language="en-GB")

    await jane.starts()

    assert (await jane.reads()).startswith("Welcome to Yunxi District Service Hall")
    assert "简体中文" in await jane.sees()


async def test_a_chosen_language_is_kept(town: Town) -> None:
    chen = await town.citizen()
    await chen.starts()

    await chen.presses("English")
    assert chen.toast == "Right, English from now on."
    await chen.says("/help")

    assert (await chen.reads()).startswith("How it works")


async def test_traditional_chinese_can_be_chosen_by_typing_its_name(town: Town) -> None:
    chen = await town.citizen()
    await chen.starts()

    await chen.says("繁體中文")

    assert "雲溪區政務服務大廳" in await chen.reads()


async def test_words_that_always_work_lead_home(town: Town) -> None:
    chen = await town.citizen()

    for word in ("首页", "首頁", "home", "返回", "取消"):
        await chen.says("/privacy")
        await chen.says(word)
        assert "想办什么事？" in await chen.reads()


async def test_the_privacy_page_says_that_telegram_is_abroad_and_whom_to_ask(town: Town) -> None:
    chen = await town.citizen()

    await chen.says("/privacy")

    words = await chen.reads()
    assert "服务器在境外" in words
    assert "privacy@yunxi.example" in words


async def test_the_hours_page_knows_whether_the_hall_is_open(town: Town) -> None:
    chen = await town.citizen()
    await chen.starts()

    await chen.presses("时间地址")
    assert "现在开门" in await chen.reads()

    await chen.presses("首页")
    await town.later(hours=9)
    await chen.presses("时间地址")
    assert "下次开门：12月3日（周四） 09:00" in await chen.reads()


async def test_an_unknown_command_leads_to_those_there_are(town: Town) -> None:
    chen = await town.citizen()

    await chen.says("/passport <b>")

    words = await chen.reads()
    assert words.startswith("没有 /passport 这个命令")
    assert "/lists" in words


async def test_a_press_edits_the_latest_screen_instead_of_adding_another(town: Town) -> None:
    chen = await town.citizen()
    await chen.starts()

    await chen.presses("办事指南")
    await chen.presses(GoHome())

    assert len(await chen.said_by_bot()) == 1
    assert "想办什么事？" in await chen.reads()


async def test_a_button_nobody_knows_any_more_leads_to_the_first_screen(town: Town) -> None:
    chen = await town.citizen()

    for data in ("zz:9:of-another-release", "l:tlh", "gs:birth-registration:z", "ca:birth-registration:x:1", ""):
        await chen.says("/privacy")
        await presses_raw(town, chen, data=data)
        assert "想办什么事？" in await chen.reads()


async def test_a_command_that_names_the_bot_is_the_command(town: Town) -> None:
    chen = await town.citizen()

    for command, beginning in (("/start", "您好，欢迎来到"), ("/lists", "🧾 我的清单"), ("/cases", "我的办件")):
        await chen.says(f"{command}@banshi_test_bot")
        assert (await chen.reads()).startswith(beginning)
    for command, beginning in (("/help", "怎么用"), ("/language", "请选择语言"), ("/privacy", "您的信息怎么用")):
        await chen.says(f"{command}@somebody_else_bot")
        assert (await chen.reads()).startswith(beginning)


async def test_the_buttons_of_the_first_screen_can_be_typed_from_any_other(town: Town) -> None:
    chen = await town.citizen()
    await chen.says("/privacy")

    for words, beginning in (
        ("办事指南", "办事指南"),
        ("時間地址", "云溪区政务服务大厅"),
        ("我的办件", "我的办件"),
        ("my checklists", "🧾 我的清单"),
        ("帮助", "怎么用"),
        ("语言", "请选择语言"),
        ("/privacy", "您的信息"),
        ("问工作人员", "请写下您的问题"),
    ):
        await chen.says(words)
        assert (await chen.reads()).startswith(beginning)


async def test_the_name_of_a_language_typed_anywhere_chooses_it(town: Town) -> None:
    jane = await town.citizen("Jane")
    await jane.says("/privacy")

    await jane.says("english")

    assert "What would you like to get done?" in await jane.reads()
    for words, beginning in (("繁体", "雲溪區"), ("中文", "云溪区"), ("英文", "Yunxi"), ("Chinese", "云溪区")):
        await jane.says(words)
        assert (await jane.reads()).startswith(beginning)


async def test_words_a_form_waits_for_open_no_screen(town: Town) -> None:
    chen = await town.citizen()
    await chen.starts()
    await chen.presses("问工作人员")

    await chen.says("帮助")

    assert "工作人员会看到" in await chen.reads()
    assert "帮助" in await chen.reads()
