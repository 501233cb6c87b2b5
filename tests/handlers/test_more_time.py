"""A clerk asks for more time from the card, a supervisor decides in the topic, the citizen is told."""

from actions.staff import dismiss
from domain.people import Role
from tests.handlers.hall import button_data, card_in, files_complaint, presses_late
from tests.kit.people import Citizen, Clerk, labels_of, words_of
from tests.kit.town import Town

REASON = "要向档案馆调取材料，需要时间。"


async def accepted(town: Town) -> tuple[Clerk, Clerk, Citizen]:
    """A complaint that a clerk has accepted; the clerk, a supervisor and the citizen."""
    wang, boss, chen = await town.clerk("王敏"), await town.clerk("孙莉", role=Role.SUPERVISOR), await town.citizen()
    await files_complaint(chen)
    await wang.presses_in_topic("受理")
    return wang, boss, chen


async def asks(clerk: Clerk, *, amount: str = "5个工作日", reason: str = REASON) -> None:
    """Ask for more time from the card."""
    await clerk.presses_in_topic("延期")
    await clerk.presses_in_topic(amount)
    await clerk.writes_in_topic(reason)
    await clerk.presses_in_topic("提交申请")


async def test_time_is_asked_for_granted_and_the_citizen_is_told_why_and_until_when(town: Town) -> None:
    wang, boss, chen = await accepted(town)
    await wang.presses_in_topic("延期")
    assert labels_of((await town.in_topic())[-1]) == ["3个工作日", "5个工作日", "10个工作日", "取消"]
    await wang.presses_in_topic("5个工作日")
    await wang.writes_in_topic(REASON)
    assert "预览" in words_of((await town.in_topic())[-1])
    assert REASON not in await boss.reads()
    await wang.presses_in_topic("提交申请")
    assert REASON in await boss.reads()
    request = (await town.in_topic())[-1]
    assert labels_of(request) == ["✅ 批准", "❌ 不批准"]
    assert not any("延期" in label for label in labels_of(await card_in(town)))

    await boss.presses_in_topic("批准")

    assert REASON in await chen.reads()
    assert "延长到" in await chen.reads()
    assert "同意延期" in await wang.reads()
    decided = next(m for m in await town.in_topic() if m["message_id"] == request["message_id"])
    assert "同意延期" in words_of(decided)
    assert labels_of(decided) == []


async def test_a_request_is_refused_with_a_word_which_the_citizen_does_not_read(town: Town) -> None:
    wang, boss, chen = await accepted(town)
    await asks(wang)
    before = await chen.reads_all()
    await boss.presses_in_topic("不批准")
    await boss.writes_in_topic("材料在本大厅就有。")
    await boss.presses_in_topic("确认不批准")
    assert "材料在本大厅就有。" in await wang.reads()
    assert await chen.reads_all() == before
    assert any("延期" in label for label in labels_of(await card_in(town)))


async def test_a_clerk_decides_no_request_and_nobody_their_own(town: Town) -> None:
    wang, boss, chen = await accepted(town)
    await asks(wang)
    request = (await town.in_topic())[-1]
    before = await chen.reads_all()
    for label in ("批准", "不批准"):
        await presses_late(wang, request, button_data(request, label))
    await boss.presses_in_topic("不批准")
    await boss.writes_in_topic("不行。")
    await boss.presses_in_topic("确认不批准")
    await asks(boss)
    own = (await town.in_topic())[-1]
    await presses_late(boss, own, button_data(own, "批准"))
    assert labels_of((await town.in_topic())[-1]) == ["✅ 批准", "❌ 不批准"]
    assert await chen.reads_all() == before


async def test_two_supervisors_who_decide_at_once_decide_once(town: Town) -> None:
    wang, boss, chen = await accepted(town)
    other = await town.clerk("钱伟", role=Role.DIRECTOR)
    await asks(wang)
    request = (await town.in_topic())[-1]
    for somebody in (boss, other):
        await presses_late(somebody, request, button_data(request, "批准"))
    assert (await chen.reads_all()).count(REASON) == 1


async def test_a_question_and_an_acceptance_offer_no_more_time(town: Town) -> None:
    await town.clerk("王敏")
    await files_complaint(await town.citizen())
    assert not any("延期" in label for label in labels_of(await card_in(town)))


async def test_whoever_left_writes_no_reason(town: Town) -> None:
    wang, _boss, _chen = await accepted(town)
    await wang.presses_in_topic("延期")
    await wang.presses_in_topic("5个工作日")
    async with town.app.database.write() as tx:
        await dismiss(tx, telegram_id=wang.id, now=town.clock.now())
    await wang.writes_in_topic(REASON)
    assert "提交申请" not in " ".join(label for message in await town.in_topic() for label in labels_of(message))
