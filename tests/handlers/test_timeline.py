"""What happened to a case, as its citizen reads it: all they were told and did themselves, and nothing of the rest."""

from domain.filing import Contact
from domain.people import Role
from storage.contacts import add_contact
from tests.handlers.hall import asks_staff, button_data, card_in, files_complaint, presses_late
from tests.kit.people import Citizen, Clerk, labels_of, words_of
from tests.kit.town import Town
from views.own_case_callbacks import NudgeCase

PASSED_ON = "这是社保窗口的事，转给那边核实。"
ASKED = "请问您是哪天来的，在几号窗口？"
LONGER = "要向档案馆调取材料。"
ANSWER = "材料清单没有说全，已经改好，向您道歉。"
INTERNAL = (
    "内部备注：问过窗口了",
    "内部发现：窗口漏说了一样",
    "内部理由：材料本来就在",
    "内部原因：约时间上门",
)
STAFF = ("王敏", "李静", "孙莉")
NOT_THEIRS = (
    *INTERNAL,
    *STAFF,
    *("接手", "接替", "退回", "指派", "书面催办", "负责人", "记录调查结果", "不批准", "部分属实", "联系方式"),
)
"""What must stand on no screen of the citizen's."""


async def writes(clerk: Clerk, action: str, words: str, *, then: str) -> None:
    """Do something that needs words, in the newest topic."""
    await clerk.presses_in_topic(action)
    await clerk.writes_in_topic(words)
    await clerk.presses_in_topic(then)


async def opens(citizen: Citizen, number: str = "TS2026-000001") -> str:
    """Look at the card of a case."""
    await citizen.says("/cases")
    await citizen.presses(number)
    return await citizen.reads()


async def runs_its_whole_way(town: Town, chen: Citizen) -> Clerk:
    """A complaint to which everything happens that can, up to its end; somebody of staff."""
    wang, li = await town.clerk("王敏", areas=["a"]), await town.clerk("李静", areas=["b"])
    boss = await town.clerk("孙莉", role=Role.SUPERVISOR)
    case_id = await files_complaint(chen)
    async with town.app.database.write() as tx:
        await add_contact(tx, case_id, Contact("李女士", "13800000000"))
    await wang.presses_in_topic("我来接手")
    await wang.writes_in_topic(INTERNAL[0])
    await wang.presses_in_topic("退回待接手")
    await boss.presses_in_topic("指派")
    await boss.presses_in_topic("王敏")
    await wang.presses_in_topic("转办")
    await writes(wang, "B 区", PASSED_ON, then="发给市民")
    await li.presses_in_topic("受理")
    await opens(chen)
    await chen.presses("催办")
    for decision in ("不批准", "批准"):
        await li.presses_in_topic("⏳ 延期")
        await writes(li, "5个工作日", LONGER, then="提交申请")
        await boss.presses_in_topic(decision)
        if decision == "不批准":
            await boss.writes_in_topic(INTERNAL[2])
            await boss.presses_in_topic("确认不批准")
    await li.presses_in_topic("查看联系方式")
    await li.writes_in_topic(INTERNAL[3])
    await writes(li, "请市民补充", ASKED, then="发给市民")
    await town.later(days=3)
    await li.presses_in_topic("不等了，继续办")
    await writes(li, "记录调查结果", INTERNAL[1], then="记下")
    for _ in range(6):
        await town.later(days=6)
        await wang.writes_in_topic(INTERNAL[0])
    await boss.presses_in_topic("接替同事")
    await boss.presses_in_topic("确认接手")
    await boss.presses_in_topic("答复")
    await writes(boss, "部分属实", ANSWER, then="发给市民")
    await town.later(days=4)
    await wang.writes_in_topic(INTERNAL[0])
    await town.later(days=5)
    return wang


async def test_nothing_of_the_house_is_read_by_the_citizen_and_all_that_was_theirs_is(town: Town) -> None:
    chen = await town.citizen()
    wang = await runs_its_whole_way(town, chen)
    of_the_house = await wang.reads_in_topic()
    assert all(word in of_the_house for word in INTERNAL)

    card = await opens(chen)
    assert "已办结" in card
    assert ANSWER in card
    await chen.presses("全部进展")
    steps = (await chen.reads()).splitlines()[1:]
    assert [step.partition(" ")[2].split(" ", 2)[-1] for step in steps] == [
        "您提交了",
        "已转交：B 区 · 社保与医保",
        "已受理",
        "您催办了一次",
        f"“答复”延长到 12月30日（周三）（暂定）：{LONGER}",
        "请您补充情况",
        "调查中",
        "处理中",
        "“答复”没有按期完成",
        "大厅的答复",
        "已办结",
    ]
    everything = await chen.reads_all()
    assert [word for word in NOT_THEIRS if word in everything] == []


async def test_a_citizen_reads_in_english_what_happened(town: Town) -> None:
    wang, chen = await town.clerk("王敏"), await town.citizen("Chen", language="en")
    await files_complaint(chen)
    await wang.presses_in_topic("受理")
    await writes(wang, "请市民补充", ASKED, then="发给市民")

    card = await opens(chen)

    assert "Accepted" in card
    assert "We have a question for you" in card
    assert f"👉 We are waiting for your answer\n{ASKED}\nPlease answer before Wed 23 Dec" in card


async def test_while_the_hall_waits_for_an_answer_the_card_asks_for_it_and_for_nothing_else(town: Town) -> None:
    wang, chen = await town.clerk("王敏"), await town.citizen()
    case_id = await files_complaint(chen)
    await wang.presses_in_topic("受理")
    assert "⏰ 催办" in await _buttons(chen)
    await writes(wang, "请市民补充", ASKED, then="发给市民")

    card = await opens(chen)

    assert f"👉 大厅在等您回答\n{ASKED}\n请在 12月23日（周三）之前回答" in card
    assert card.count(ASKED) == 1
    assert await chen.sees() == ["✍️ 补充情况", "↩️ 撤回", "↩️ 返回", "🏠 首页"]
    shown = (await chen.said_by_bot())[-1]
    await presses_late(chen, shown, NudgeCase(case_id=case_id).pack())
    assert "催办" not in await wang.reads_in_topic()

    await chen.presses("补充情况")
    await chen.says("十二月一号，C03。")

    assert "调查中" in words_of(await card_in(town))
    assert "大厅在等您回答" not in await opens(chen)
    assert "⏰ 催办" in await chen.sees()


async def _buttons(chen: Citizen) -> list[str]:
    await opens(chen)
    return await chen.sees()


async def test_what_was_asked_while_the_bot_was_blocked_stands_on_the_card(town: Town) -> None:
    wang, chen = await town.clerk("王敏"), await town.citizen()
    await files_complaint(chen)
    await wang.presses_in_topic("受理")
    await chen.blocks_the_bot()
    await writes(wang, "请市民补充", ASKED, then="发给市民")
    await town.control("unblock", user_id=chen.id)

    assert f"大厅在等您回答\n{ASKED}" in await opens(chen)


async def test_the_answer_to_a_question_is_called_what_it_is_and_there_is_one_way_to_ask_on(town: Town) -> None:
    clerk, chen = await town.clerk(), await town.citizen()
    await asks_staff(chen)
    await writes(clerk, "正式答复", "可以。", then="发给市民")
    assert "没有您的回音，就转为“已结束”" in await chen.reads()

    card = await opens(chen, "ZX2026-000001")

    assert "大厅的答复\n可以。" in card
    assert "正式答复" not in await chen.reads_all()
    assert "到 12月9日（周三） 17:30 没有您的回音，就转为“已结束”" in card
    assert await chen.sees() == ["👍 已解决，谢谢", "🙋 还有疑问", "↩️ 撤回", "↩️ 返回", "🏠 首页"]


async def test_what_happened_has_pages(town: Town) -> None:
    clerk, chen = await town.clerk(), await town.citizen()
    await asks_staff(chen)
    for _ in range(8):
        await writes(clerk, "正式答复", "可以。", then="发给市民")
        await chen.presses("还有疑问")
        await chen.says("再问一次。")
    await opens(chen, "ZX2026-000001")
    await chen.presses("全部进展（17）")
    newest = await chen.reads()
    assert "您提交了" not in newest
    assert newest.count("•") == 15
    await chen.presses("较早的")
    assert "您提交了" in await chen.reads()
    assert (await chen.reads()).count("•") == 2
    await chen.presses("较新的")
    assert await chen.reads() == newest
    await chen.presses("返回")
    assert "ZX2026-000001 · 提问" in await chen.reads()


async def test_nobody_reads_what_happened_to_somebody_elses_case(town: Town) -> None:
    chen, eve = await town.citizen(), await town.citizen("Eve")
    await runs_its_whole_way(town, chen)
    await opens(chen)
    card = (await chen.said_by_bot())[-1]
    assert any("全部进展" in label for label in labels_of(card))
    await eve.starts()

    await presses_late(eve, (await eve.said_by_bot())[-1], button_data(card, "全部进展"))

    assert "已转交" not in await eve.reads_all()
