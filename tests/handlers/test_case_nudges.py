"""A citizen who waits presses one button, and somebody hears of it."""

from tests.handlers.hall import asks_staff
from tests.kit.town import Town


async def test_a_nudge_reaches_the_clerk_and_the_topic_and_a_second_one_says_when_next(town: Town) -> None:
    clerk, chen = await town.clerk("王敏"), await town.citizen("陈晓")
    await asks_staff(chen)
    await clerk.presses_in_topic("我来接手")
    await chen.says("/cases")
    await chen.presses("ZX2026-000001")
    await chen.presses("⏰ 催办")
    assert "已替您催办：经办人收到了" in await chen.reads()
    assert "陈**催办 ZX2026-000001" in await clerk.reads_in_topic()
    assert "请尽快办理" in await clerk.reads()

    await chen.presses("查看 ZX2026-000001")
    await chen.presses("⏰ 催办")
    assert "2026年12月3日起可以再催" in chen.toast
