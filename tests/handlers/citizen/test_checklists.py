"""Somebody makes a checklist of their own, keeps it and ticks things off."""

from sqlalchemy import select

from storage.tables import checklist
from tests.handlers.citizen.pressing import presses_raw
from tests.kit.town import Town
from views.callbacks import OpenChecklist, TickItem


async def test_a_few_answers_give_only_what_applies_and_ticks_stay(town: Town) -> None:
    chen = await town.citizen()
    await chen.starts("svc-birth-registration")

    await chen.presses("我的材料清单")
    assert "第 1 题：宝宝在哪里出生？" in await chen.reads()
    for option in ("中国内地", "随妈妈", "说不准", "家庭户"):
        await chen.presses(option)

    words = await chen.reads()
    assert "要带 5 样，已备好 0 样" in words
    assert "《出生医学证明》（原件1份、复印件1份）" in words
    assert "不一定要带，看情况：父母登记结婚了吗？ → 已登记结婚" in words
    assert "亲子鉴定" not in words

    await chen.presses("1 ⬜️")
    assert "已备好 1 样" in await chen.reads()
    assert "1 ☑️ 《出生医学证明》" in await chen.sees()
    assert len(await chen.said_by_bot()) == 1

    await chen.says("/lists")
    assert "1 新生儿出生登记（孩子上户口） · 1/5" in await chen.sees()
    await chen.presses("1 新生儿")
    await chen.presses("1 ☑️")
    assert "已备好 0 样" in await chen.reads()


async def test_the_questions_can_be_answered_by_typing_with_a_step_back(town: Town) -> None:
    jane = await town.citizen("Jane", language="en")
    await jane.starts("svc-id-card")

    await jane.says("my checklist")
    await jane.says("lost")
    await jane.says("2")
    assert "Question 3: Do you need an ID card before the new one is ready?" in await jane.reads()
    await jane.says("back")
    assert "Question 2" in await jane.reads()
    await jane.says("16 or older")
    await jane.says("not sure")

    words = await jane.reads()
    assert words.startswith("🧾 Checklist: Renewing or replacing a resident ID card")
    assert "Household register (1 original)" in words
    assert "Guardian's ID card" not in words
    assert "Perhaps not needed, it depends: Do you need an ID card before the new one is ready?" in words


async def test_a_question_in_between_is_answered_and_the_checklist_goes_on(town: Town) -> None:
    chen = await town.citizen()
    await chen.starts("svc-birth-registration")
    await chen.presses("我的材料清单")
    await chen.presses("中国内地")

    await chen.says("身份证丢了怎么办")
    assert "居民身份证换领、补领" in await chen.reads()
    await chen.presses("继续做清单")

    assert "第 2 题：孩子随谁落户？" in await chen.reads()


async def test_answering_again_makes_a_new_version_in_place_of_the_old(town: Town) -> None:
    jane = await town.citizen("Jane", language="en")
    await jane.starts("svc-id-card")
    await jane.presses("My checklist")
    for option in ("Lost", "16 or older", "I can wait"):
        await jane.presses(option)
    await jane.presses("1 ⬜️ Household register")

    await jane.presses("Answer again")
    for option in ("Expired", "16 or older", "I can wait"):
        await jane.presses(option)

    words = await jane.reads()
    assert "2 to bring, 1 ready" in words
    assert "The old ID card" in words
    await jane.says("/lists")
    assert len([label for label in await jane.sees() if label.startswith(("1 ", "2 "))]) == 1


async def test_removing_asks_once_more(town: Town) -> None:
    chen = await town.citizen()
    await chen.starts("svc-id-card")
    await chen.presses("我的材料清单")
    for option in ("丢失", "已满 16 周岁", "不急"):
        await chen.presses(option)

    await chen.presses("🗑 删除")
    assert "不能恢复" in await chen.reads()
    await chen.presses("返回")
    assert "要带 1 样" in await chen.reads()
    await chen.presses("🗑 删除")
    await chen.presses("确定删除")

    assert chen.toast == "已删除。"
    assert "您还没有清单" in await chen.reads()


async def test_the_list_of_somebody_else_is_as_gone_as_one_that_never_was(town: Town) -> None:
    chen, lin = await town.citizen("陈晓"), await town.citizen("林悦")
    await chen.starts("svc-id-card")
    await chen.presses("我的材料清单")
    for option in ("丢失", "已满 16 周岁", "不急"):
        await chen.presses(option)
    async with town.app.database.read() as tx:
        ref = (await tx.execute(select(checklist.c.ref))).scalar_one()

    heard = []
    for data in (
        OpenChecklist(ref=ref),
        OpenChecklist(ref="A" * 16),
        TickItem(ref=ref, version=1, item=0, ticked=True),
    ):
        await lin.says("/help")
        await presses_raw(town, lin, data=data.pack())
        heard.append(await lin.reads())

    assert len(set(heard)) == 1
    assert "没有找到您要的内容" in heard[0]
    assert "⬜️" in await chen.reads()
