"""A clerk whose case is overdue reads it, says why by a button and a few words, in the topic or at the desk."""

from domain.people import Role
from tests.handlers.hall import card_in, files_complaint
from tests.kit.people import Citizen, Clerk, labels_of, words_of
from tests.kit.town import Town

WHY = "⏱ 写超期原因"
WORDS = "卷宗借出未还，周五办结。"


async def overdue(town: Town) -> tuple[Clerk, Citizen]:
    """A complaint that a clerk has taken and not accepted in time; the clerk and the citizen."""
    wang, chen = await town.clerk("王敏"), await town.citizen()
    await files_complaint(chen)
    await wang.presses_in_topic("我来接手")
    assert WHY not in labels_of(await card_in(town))
    await town.later(days=2, hours=8)
    return wang, chen


async def test_the_owner_is_asked_in_private_and_in_the_topic_and_says_it_in_the_topic(town: Town) -> None:
    wang, chen = await overdue(town)
    assert "并写明超期原因" in await wang.reads()
    assert WHY in await wang.sees()
    await wang.presses("打开 TS2026-000001")
    assert "💬 打开话题" in await wang.sees(), "what is late is one press away"
    assert "受理超期原因：待写" in words_of(await card_in(town))

    await wang.presses_in_topic(WHY)
    assert "“受理”超期了。主要是什么原因？" in await wang.reads_in_topic()
    await wang.presses_in_topic("等其他单位")
    assert "打算哪天办结" in await wang.reads_in_topic()
    await wang.writes_in_topic(WORDS)

    topic = await wang.reads_in_topic()
    assert "“受理”超期原因：等其他单位" in topic
    assert WORDS in topic
    card = await card_in(town)
    assert "受理超期原因：等其他单位" in words_of(card)
    assert WHY not in labels_of(card)
    assert WORDS not in await chen.reads_all()
    assert "等其他单位" not in await chen.reads_all()


async def test_it_can_be_said_at_the_desk_where_it_waits_in_a_pile_of_its_own(town: Town) -> None:
    wang, _ = await overdue(town)
    await wang.says("/desk")
    assert "待写超期原因 1 件" in await wang.reads()
    await wang.presses("⏱ 待写超期原因（1）")
    await wang.presses("1 TS2026")
    await wang.presses(WHY)
    await wang.presses("人手不够")
    await wang.says(WORDS)

    assert "受理超期原因：人手不够" in await wang.reads()
    assert WHY not in await wang.sees()
    assert WORDS in await wang.reads_in_topic()
    await wang.presses("返回")
    assert "待写超期原因" not in await wang.reads()


async def test_whoever_is_not_asked_reads_why_not(town: Town) -> None:
    wang, _ = await overdue(town)
    zhao, sun = await town.clerk("赵强"), await town.clerk("孙莉", role=Role.SUPERVISOR)
    await zhao.presses_in_topic(WHY)
    assert "由 王敏 负责" in zhao.toast
    await sun.presses_in_topic(WHY)
    await sun.presses_in_topic("没有及时办")
    await sun.writes_in_topic(WORDS)
    assert "孙莉" in await sun.reads_in_topic()

    await wang.presses(WHY)
    assert "没有要写原因的超期" in wang.toast


async def test_words_that_are_left_are_not_taken_for_the_cause(town: Town) -> None:
    wang, _ = await overdue(town)
    await wang.presses_in_topic(WHY)
    await wang.presses_in_topic("没有及时办")
    await wang.writes_in_topic("长" * 501)
    assert "最多 500 个字" in await wang.reads_in_topic()
    assert "受理超期原因：待写" in words_of(await card_in(town))
    await wang.writes_in_topic(WORDS)
    assert "受理超期原因：没有及时办" in words_of(await card_in(town))


async def test_a_clerk_who_wants_to_leave_finds_the_way_out(town: Town) -> None:
    wang, _ = await overdue(town)
    await wang.presses_in_topic(WHY)
    await wang.presses_in_topic("取消")
    await wang.writes_in_topic("这是备注")
    assert "受理超期原因：待写" in words_of(await card_in(town))
