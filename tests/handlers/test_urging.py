"""A supervisor urges whoever has a case, in its topic or at the desk; the citizen reads nothing of it."""

from domain.people import Role
from tests.handlers.hall import card_in, files_complaint
from tests.kit.people import labels_of, words_of
from tests.kit.town import Town

URGE = "📣 督办"
WHY = "市民等了很久，请今天给个说法。"


async def test_it_is_said_in_the_topic_reaches_the_owner_and_stands_on_the_card(town: Town) -> None:
    wang, boss, chen = await town.clerk("王敏"), await town.clerk("孙莉", role=Role.SUPERVISOR), await town.citizen()
    await files_complaint(chen)
    assert URGE not in labels_of(await card_in(town))
    await wang.presses_in_topic("我来接手")

    await wang.presses_in_topic(URGE)
    assert "不由您来办" in wang.toast
    await boss.presses_in_topic(URGE)
    assert "写好就发给 王敏" in await boss.reads_in_topic()
    await boss.writes_in_topic(WHY)

    assert WHY in await wang.reads()
    assert f"督办：{WHY}" in words_of(await card_in(town))
    assert WHY not in await chen.reads_all()
    await boss.presses_in_topic(URGE)
    assert "今天已经督办过了" in boss.toast


async def test_it_can_be_done_at_the_desk_and_left_there(town: Town) -> None:
    wang, boss = await town.clerk("王敏"), await town.clerk("孙莉", role=Role.SUPERVISOR)
    await files_complaint(await town.citizen())
    await wang.presses_in_topic("我来接手")
    await boss.says("/find 1")
    await boss.presses("1 TS2026")
    await boss.presses(URGE)
    await boss.says("/find 999")
    await boss.says("孩子上户口要带什么")
    assert "督办：" not in await boss.reads_all(), "what was left waits for nothing"
    await boss.says("/find 1")
    await boss.presses("1 TS2026")
    await boss.presses(URGE)
    await boss.says(WHY)

    assert f"督办：{WHY}" in await boss.reads()
    assert WHY in await wang.reads()
    assert WHY in await wang.reads_in_topic()


async def test_what_came_too_late_at_the_desk_was_not_sent_and_nothing_waits(town: Town) -> None:
    wang, boss, other = await town.clerk("王敏"), *[await town.clerk(n, role=Role.SUPERVISOR) for n in ("孙莉", "李强")]
    await files_complaint(await town.citizen())
    await wang.presses_in_topic("我来接手")
    await boss.says("/find 1")
    await boss.presses("1 TS2026")
    await boss.presses(URGE)
    await other.presses_in_topic(URGE)
    await other.writes_in_topic(WHY)

    await boss.says("请抓紧。")

    assert "今天已经督办过了" in await boss.reads_all()
    assert "没有发出" in await boss.reads()
    await boss.says("孩子上户口要带什么")
    assert (await boss.reads_all()).count("今天已经督办过了") == 1
    assert "请抓紧。" not in await wang.reads_all()
