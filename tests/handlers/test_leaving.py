"""What staff began to write can be left, is asked for again where it must be, and never lost; two taps do it once."""

from typing import Any

import orjson
import pytest
from sqlalchemy import select

from domain.people import Role
from storage.tables import case_message, outbox
from tests.handlers.hall import button_data, files_complaint, presses_late
from tests.handlers.test_more_time import REASON, accepted, asks
from tests.handlers.test_passing import SOCIAL_GROUP, passes_on, two_groups  # noqa: F401 # a fixture
from tests.kit.people import Clerk, labels_of, words_of
from tests.kit.town import Town

WHY_NOT = "不属于本大厅管。"
KEPT = "已记为内部备注"


async def notes(town: Town) -> list[str]:
    """Every note that is kept, oldest first."""
    async with town.app.database.read() as tx:
        rows = await tx.execute(
            select(case_message.c.text).where(case_message.c.purpose == "note").order_by(case_message.c.id)
        )
        return list(rows.scalars())


async def waits_for_nothing(clerk: Clerk) -> None:
    """The next words of somebody are a note as any other."""
    await clerk.writes_in_topic("只是备注。")
    assert (await notes(clerk.town))[-1] == "只是备注。"


async def test_words_for_what_a_colleague_has_done_meanwhile_become_a_note_and_nothing_waits(town: Town) -> None:
    wang, boss, chen = await town.clerk("王敏"), await town.clerk("孙莉", role=Role.SUPERVISOR), await town.citizen()
    await files_complaint(chen)
    await wang.presses_in_topic("不予受理")
    await boss.presses_in_topic("受理")

    await wang.writes_in_topic(WHY_NOT)

    assert KEPT in words_of((await town.in_topic())[-1])
    assert await notes(town) == [WHY_NOT]
    assert WHY_NOT not in await chen.reads_all()
    await waits_for_nothing(wang)


async def test_a_preview_of_what_has_changed_meanwhile_is_not_sent_and_its_words_are_a_note(town: Town) -> None:
    wang, boss, chen = await town.clerk("王敏"), await town.clerk("孙莉", role=Role.SUPERVISOR), await town.citizen()
    await files_complaint(chen)
    await wang.presses_in_topic("不予受理")
    await wang.writes_in_topic(WHY_NOT)
    preview = (await town.in_topic())[-1]
    await boss.presses_in_topic("我来接手")

    await presses_late(wang, preview, button_data(preview, "发给市民"))

    assert KEPT in words_of((await town.in_topic())[-1])
    assert await notes(town) == [WHY_NOT]
    assert WHY_NOT not in await chen.reads_all()
    await waits_for_nothing(wang)


async def test_a_reason_that_came_too_late_is_a_note(town: Town) -> None:
    wang, _boss, _chen = await accepted(town)
    await wang.presses_in_topic("延期")
    await wang.presses_in_topic("5个工作日")
    for _ in range(5):
        await town.later(days=6)
        await wang.says("/desk")

    await wang.writes_in_topic(REASON)

    assert KEPT in words_of((await town.in_topic())[-1])
    assert await notes(town) == [REASON]
    await waits_for_nothing(wang)


async def test_words_that_are_only_too_long_are_asked_for_again(town: Town) -> None:
    wang, chen = await town.clerk("王敏"), await town.citizen()
    await files_complaint(chen)
    await wang.presses_in_topic("不予受理")
    await wang.writes_in_topic("长" * 3600)
    await wang.writes_in_topic(WHY_NOT)
    await wang.presses_in_topic("发给市民")
    assert WHY_NOT in await chen.reads()
    assert await notes(town) == []


async def begins_refusal(wang: Clerk, _boss: Clerk) -> Clerk:
    await wang.presses_in_topic("记录调查结果")
    return wang


async def begins_asking_for_time(wang: Clerk, _boss: Clerk) -> Clerk:
    await wang.presses_in_topic("延期")
    await wang.presses_in_topic("5个工作日")
    return wang


async def begins_denial(wang: Clerk, boss: Clerk) -> Clerk:
    await asks(wang)
    await boss.presses_in_topic("不批准")
    return boss


@pytest.mark.parametrize("begins", [begins_refusal, begins_asking_for_time, begins_denial])
async def test_whoever_began_can_leave_it_and_a_colleague_cannot_leave_it_for_them(
    town: Town, begins: type[begins_refusal]
) -> None:
    wang, boss, _chen = await accepted(town)
    who = await begins(wang, boss)
    other = boss if who is wang else wang
    asked = (await town.in_topic())[-1]
    assert labels_of(asked) == ["取消"]

    await other.presses_in_topic("取消")
    assert "没有取消" in other.toast
    assert words_of((await town.in_topic())[-1]) == words_of(asked)
    await who.writes_in_topic("写了一半。")
    assert "预览" in words_of((await town.in_topic())[-1]), "it still waited"
    await who.presses_in_topic("重写")
    await who.presses_in_topic("取消")
    assert "已取消" in words_of((await town.in_topic())[-1])
    await waits_for_nothing(who)


async def test_the_cancel_button_of_what_was_begun_before_leaves_what_is_open_now(town: Town) -> None:
    wang, chen = await town.clerk("王敏"), await town.citizen()
    await files_complaint(chen)
    await wang.presses_in_topic("不予受理")
    first = (await town.in_topic())[-1]
    await wang.presses_in_topic("不予受理")
    await presses_late(wang, first, button_data(first, "取消"))
    await wang.writes_in_topic(WHY_NOT)
    assert "预览" in words_of((await town.in_topic())[-1])


async def test_a_refusal_of_more_time_is_seen_before_whoever_asked_reads_it(town: Town) -> None:
    wang, boss, _chen = await accepted(town)
    await asks(wang)
    await boss.presses_in_topic("不批准")
    await boss.writes_in_topic("材料在本大厅就有")
    shown = (await town.in_topic())[-1]
    assert "材料在本大厅就有" in words_of(shown)
    assert "不同意" not in await wang.reads()
    await boss.presses_in_topic("重写")
    await presses_late(boss, shown, button_data(shown, "确认不批准"))
    await boss.writes_in_topic("材料在本大厅就有，请到档案室取。")
    assert "已经办好" in (await taps_twice(boss, "确认不批准"))[-1]
    assert "档案室" in await wang.reads()


async def taps_twice(clerk: Clerk, label: str) -> list[str]:
    """Press a button of the newest message twice, the second time before it changed; the words that came up."""
    town, said = clerk.town, []
    shown, call = (await town.in_topic())[-1], town.app.telegram.call

    async def listen(method: str, body: str = "{}", **more: Any) -> Any:
        if method != "answerCallbackQuery":
            return await call(method, body, **more)
        said.append(orjson.loads(body).get("text", ""))
        return True

    town.app.telegram.call = listen  # type: ignore[method-assign] # Telegram never saw these presses
    for _ in range(2):
        await presses_late(clerk, shown, button_data(shown, label))
    return said


async def test_two_taps_on_send_send_once_and_say_so(town: Town) -> None:
    wang, chen = await town.clerk("王敏"), await town.citizen()
    await files_complaint(chen)
    await wang.presses_in_topic("不予受理")
    await wang.writes_in_topic(WHY_NOT)
    assert "已经办好" in (await taps_twice(wang, "发给市民"))[-1]
    assert (await chen.reads_all()).count(WHY_NOT) == 1


async def test_two_taps_ask_for_time_once_and_two_grant_it_once_and_say_so(town: Town) -> None:
    wang, boss, chen = await accepted(town)
    await wang.presses_in_topic("延期")
    await wang.presses_in_topic("5个工作日")
    await wang.writes_in_topic(REASON)
    assert "已经办好" in (await taps_twice(wang, "提交申请"))[-1]
    assert "已经办好" in (await taps_twice(boss, "批准"))[-1]
    assert (await chen.reads_all()).count(REASON) == 1


async def test_two_taps_on_file_file_once_and_tell_the_number(town: Town) -> None:
    wang = await town.clerk("王敏")
    await files_complaint(await town.citizen())
    await wang.writes_in_topic("/file")
    labels = labels_of((await town.in_topic())[-1])
    assert "投诉" in labels
    assert not any("整改" in label for label in labels), "only a bad rating begins that"
    await wang.presses_in_topic("投诉")
    await wang.presses_in_topic("电话")
    assert labels_of((await town.in_topic())[-1]) == ["取消"]
    await wang.writes_in_topic("电话里说窗口排队太久。")
    assert "TS2026-000002" in (await taps_twice(wang, "登记"))[-1]
    assert len(await town.topics()) == 2


async def test_two_taps_on_a_handover_hand_over_once_and_say_so(town: Town) -> None:
    wang, boss = await town.clerk("王敏"), await town.clerk("孙莉", role=Role.SUPERVISOR)
    await town.clerk("李雷")
    await files_complaint(await town.citizen())
    await wang.presses_in_topic("我来接手")
    await boss.says("/desk")
    for label in ("交接", "王敏", "李雷"):
        await boss.presses(label)
    asked = (await boss.said_by_bot())[-1]
    for _ in range(2):
        await presses_late(boss, asked, button_data(asked, "确认交接"))
    assert "刚刚已经交接过" in await boss.reads()


async def test_words_that_went_to_another_group_stand_under_no_message_of_it(two_groups: Town) -> None:  # noqa: F811
    town, wang = two_groups, await two_groups.clerk("王敏")
    await files_complaint(await town.citizen())
    await passes_on(wang)
    there = "\n".join(map(words_of, await town.in_topic(group=SOCIAL_GROUP)))
    assert "已发给市民" in there
    async with town.app.database.read() as tx:
        [status] = await tx.execute(select(outbox).where(outbox.c.message == "case_status", ~outbox.c.edits))
    assert "reply_parameters" not in str(status.body)
