"""Somebody opens an invite link."""

from actions.staff import create_invite, dismiss
from domain.people import Role
from tests.handlers.hall import asks_staff, card_in
from tests.kit.people import words_of
from tests.kit.town import Town


async def test_an_invite_link_enrols_and_explains_replying(town: Town) -> None:
    clerk = await town.clerk("王敏", role=Role.SUPERVISOR)
    assert "主管" in await clerk.reads()
    assert "15 秒" in await clerk.reads()
    assert "/desk" in await clerk.reads()


async def test_a_used_link_is_refused_with_the_next_step(town: Town) -> None:
    async with town.app.database.write() as tx:
        token = await create_invite(tx, role=Role.CLERK, now=town.clock.now())
    first, second = await town.outsider("王敏"), await town.outsider("赵强")
    await first.starts(f"inv-{token}")
    await second.starts(f"inv-{token}")
    assert "登记" in await first.reads()
    assert "管理员" in await second.reads()
    chen = await town.citizen()
    await asks_staff(chen)
    await second.presses_in_topic("我来接手")
    assert "等待接手" in words_of(await card_in(town))


async def test_whoever_was_dismissed_can_do_nothing_any_more(town: Town) -> None:
    clerk, chen = await town.clerk("王敏"), await town.citizen()
    await asks_staff(chen)
    await clerk.presses_in_topic("我来接手")
    async with town.app.database.write() as tx:
        await dismiss(tx, telegram_id=clerk.id, now=town.clock.now())
    await town.settle()
    assert "等待接手" in words_of(await card_in(town))
    await clerk.presses_in_topic("我来接手")
    assert "登记" in clerk.toast
    await clerk.writes_in_topic("还在吗", reply_to=(await card_in(town))["message_id"])
    await town.later(seconds=60)
    assert "还在吗" not in await chen.reads_all()
