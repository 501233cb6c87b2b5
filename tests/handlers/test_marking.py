"""A supervisor marks at the desk what a citizen writes, and takes it back; the citizen reads both and can answer."""

from domain.people import Role
from tests.handlers.hall import card_in, files_complaint
from tests.kit.people import words_of
from tests.kit.town import Town


async def test_a_mark_is_told_to_the_citizen_stands_on_the_cards_and_goes_again(town: Town) -> None:
    boss, chen = await town.clerk("孙莉", role=Role.SUPERVISOR), await town.citizen()
    await files_complaint(chen)
    await boss.says("/find 1")
    await boss.presses("1 TS2026")
    await boss.presses("🚩 用语不当")
    assert "期限和投诉的权利都不变" in await boss.reads()
    await boss.presses("威胁")

    assert "市民用语：威胁" in await boss.reads()
    assert "市民用语：威胁" in words_of(await card_in(town))
    assert "标记为“威胁”" in await chen.reads()
    told = (await chen.said_by_bot())[-1]
    await chen.says("我只是着急。", reply_to=told["message_id"])
    assert "我只是着急。" in await boss.reads_in_topic()

    await boss.presses("🏳️ 撤销标记")
    assert "市民用语" not in await boss.reads()
    assert "市民用语" not in words_of(await card_in(town))
    assert "已经撤销" in await chen.reads()
