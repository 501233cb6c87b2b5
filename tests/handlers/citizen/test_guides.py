"""Somebody looks through the guides, by pressing and by typing."""

from tests.handlers.citizen.pressing import presses_raw
from tests.kit.town import Town
from views.callbacks import OpenFaq, OpenGuide, OpenSection, Section


async def test_from_the_shelves_to_a_section_and_back_home_by_pressing(town: Town) -> None:
    chen = await town.citizen()
    await chen.starts()

    await chen.presses("办事指南")
    await chen.presses("1 🪪 户籍身份")
    await chen.presses("新生儿出生登记")
    card = await chen.reads()
    assert "承诺当场办结（法定10个工作日）" in card
    assert "有效期至 2027年12月31日" in card
    assert "示例内容，不能作为办事依据" in card

    await chen.presses("📋 材料")
    assert "视情况：宝宝在哪里出生？ → 中国内地" in await chen.reads()
    for _ in range(3):
        await chen.presses("返回")
    assert (await chen.reads()).startswith("办事指南")
    await chen.presses("首页")
    assert "想办什么事？" in await chen.reads()
    assert len(await chen.said_by_bot()) == 1


async def test_the_whole_way_works_by_typing_labels_numbers_and_back(town: Town) -> None:
    jane = await town.citizen("Jane", language="en")
    await jane.starts()

    await jane.says("guides")
    await jane.says("1")
    await jane.says("Registering a newborn's residence (hukou)")
    await jane.says("questions people ask")
    await jane.says("1")
    assert (await jane.reads()).startswith("What do I need to register my baby's hukou?")

    await jane.says("back")
    await jane.says("back")
    await jane.says("steps")
    assert "All steps together: while you wait (promised), 10 working days (by law)." in await jane.reads()
    await jane.says("home")
    assert (await jane.reads()).endswith("Write it in your own words, or press a button.")


async def test_every_section_of_a_card_opens_in_place(town: Town) -> None:
    jane = await town.citizen("Jane", language="en")
    await jane.starts("svc-id-card")
    await jane.presses("What to bring")
    await jane.presses("Back")

    for section in Section:
        await jane.presses(OpenSection(service_id="id-card", section=section))
        assert (await jane.reads()).startswith("Renewing or replacing a resident ID card · ")
        await jane.presses(OpenGuide(service_id="id-card"))

    assert len(await jane.said_by_bot()) == 1


async def test_a_link_to_a_guide_opens_its_card(town: Town) -> None:
    chen = await town.citizen()

    await chen.starts("svc-id-card")

    assert (await chen.reads()).startswith("居民身份证换领、补领")


async def test_a_link_to_a_guide_that_is_not_there_is_refused_kindly_with_next_steps(town: Town) -> None:
    chen = await town.citizen()

    await chen.starts("svc-no-such-thing")

    assert "大厅里没有这份指南" in await chen.reads()
    assert await chen.sees() == ["📚 办事指南", "💬 问工作人员", "🏠 首页"]


async def test_a_link_nobody_knows_is_a_welcome(town: Town) -> None:
    chen = await town.citizen()

    await chen.starts("advertisement-7")

    assert "您好，欢迎来到" in await chen.reads()


async def test_an_expired_guide_says_so_and_points_to_staff(town: Town) -> None:
    chen = await town.citizen()
    town.clock.advance(days=400)
    await chen.starts()

    await chen.presses("办事指南")
    await chen.presses("户籍身份")
    assert "2 居民身份证换领、补领（待更新）" in await chen.sees()
    await chen.presses("居民身份证换领、补领")

    words = await chen.reads()
    assert "有效期到 2027年12月31日" in words
    assert "工本费" not in words
    assert await chen.sees() == ["💬 问工作人员", "📚 办事指南", "🏠 首页"]


async def test_buttons_of_a_guide_that_changed_are_outdated_or_gone(town: Town) -> None:
    chen = await town.citizen()
    await chen.starts("svc-id-card")

    await presses_raw(town, chen, data=OpenFaq(service_id="id-card", faq=99).pack())
    assert "想办什么事？" in await chen.reads()
    await presses_raw(town, chen, data=OpenGuide(service_id="gone").pack())
    assert "大厅里没有这份指南" in await chen.reads()


async def test_a_limit_the_hall_promises_as_the_law_has_it_is_said_once(town: Town) -> None:
    chen = await town.citizen()

    await chen.starts("svc-marriage")

    assert "多久办好：当场办结\n" in await chen.reads()


async def test_an_answer_that_sends_people_to_their_checklist_has_the_button(town: Town) -> None:
    chen = await town.citizen()
    await chen.starts("svc-birth-registration")

    await chen.presses("常见问题")
    await chen.presses("孩子上户口要带什么")
    await chen.presses("我的材料清单")

    assert "第 1 题" in await chen.reads()
