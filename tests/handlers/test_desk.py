"""Staff find their work in their own chat: counts, piles, one case, and what may be done with it at once."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from actions.desk.piles import get_offered
from actions.staff import dismiss
from content.desk import TopicPlace
from domain.desk import Pile, Place
from domain.errors import Gone
from domain.people import Role
from storage.people import list_staff
from tests.handlers.hall import asks_staff, card_in, files_complaint
from tests.kit.people import words_of
from tests.kit.town import Town
from views.desk import link_to
from views.desk_callbacks import OpenDesk, OpenPile, SeeCase


async def test_a_clerk_sees_what_nobody_has_takes_it_and_finds_it_among_their_own(town: Town) -> None:
    wang, chen = await town.clerk(), await town.citizen()
    await asks_staff(chen)

    await wang.says("/desk")
    assert "等待接手 1 件" in await wang.reads()
    await wang.presses("🆕 等待接手（1）")
    assert "1. 🟢 ZX2026-000001 · 提问 · 等待答复" in await wang.reads()
    assert "12月4日（周五） 17:30 前答复 · 等待接手" in await wang.reads()
    await wang.presses("1 ZX2026-000001")
    assert "还没有人接手" in await wang.reads()
    assert "陈**" in await wang.reads()
    await wang.presses("我来接手")
    assert wang.toast == "已由您接手"
    assert "经办：王敏" in await wang.reads()
    assert "王敏" in words_of(await card_in(town))

    await wang.presses("返回")
    assert "我经办的 1 件" in await wang.reads()
    await wang.presses("我经办的（1）")
    assert "ZX2026-000001" in await wang.reads()


async def test_whoever_takes_what_a_colleague_took_a_moment_before_reads_who_has_it(town: Town) -> None:
    wang, sun, chen = await town.clerk(), await town.clerk("孙莉"), await town.citizen()
    case_id = await files_complaint(chen)
    for clerk in (wang, sun):
        await clerk.says("/desk")
        await clerk.presses("🆕 等待接手")
        await clerk.presses("1 TS")
    await wang.presses("我来接手")

    await sun.presses("我来接手")
    assert "王敏" in sun.toast
    async with town.app.database.read() as tx:
        [theirs] = [member for member in await list_staff(tx) if member.person.telegram_id == sun.id]
        elsewhere = replace(theirs, areas=("b",))
        with pytest.raises(Gone):
            await get_offered(tx, case_id, member=elsewhere, hall=town.app.hall.present().hall, now=town.clock.now())


async def test_a_case_leads_to_its_topic(town: Town) -> None:
    wang, chen = await town.clerk(), await town.citizen()
    await asks_staff(chen)
    await wang.says("/desk")
    await wang.presses("🆕 等待接手")
    await wang.presses("1 ZX")

    [(text, url)] = [
        (button["text"], button["url"])
        for row in (await wang.said_by_bot())[-1]["reply_markup"]["inline_keyboard"]
        for button in row
        if "url" in button
    ]
    thread = (await town.topics())[-1]["message_thread_id"]
    assert (text, url) == ("💬 打开话题", f"https://t.me/c/1000000001/{thread}")


async def test_a_link_holds_the_groups_own_number() -> None:
    assert link_to(TopicPlace(chat_id=-1001234567890, thread_id=7)) == "https://t.me/c/1234567890/7"


async def test_only_what_needs_no_words_is_done_at_the_desk_and_everything_else_in_the_topic(town: Town) -> None:
    wang, chen = await town.clerk(), await town.citizen()
    await asks_staff(chen)
    await wang.says("/desk")
    await wang.presses("🆕 等待接手")
    await wang.presses("1 ZX")
    await wang.presses("我来接手")

    assert not [label for label in await wang.sees() if "正式答复" in label or "结束" in label]
    await wang.presses("退回待接手")
    assert "等待接手 1 件" in await wang.reads()


async def test_what_is_overdue_and_what_ends_today_is_counted_by_the_halls_day(town: Town) -> None:
    wang, chen = await town.clerk(), await town.citizen()
    await asks_staff(chen)
    await wang.says("/desk")
    await wang.presses("🆕 等待接手")
    await wang.presses("1 ZX")
    await wang.presses("我来接手")
    await town.later(days=2)
    await wang.says("/desk")
    assert "今天到期 1 件" in await wang.reads()
    await town.later(hours=9)
    await wang.says("/desk")
    assert "已超期 1 件" in await wang.reads()
    await wang.presses("🔴 我的超期（1）")
    assert "🔴 ZX2026-000001" in await wang.reads()
    assert "已超期" in await wang.reads()


async def test_a_supervisor_sees_the_team_and_an_auditor_only_looks(town: Town) -> None:
    wang, sun = await town.clerk(), await town.clerk("孙莉", role=Role.SUPERVISOR)
    han, chen = await town.clerk("韩梅", role=Role.AUDITOR), await town.citizen()
    await asks_staff(chen)
    await wang.presses_in_topic("我来接手")

    await sun.says("/desk")
    assert "团队在办 1 件" in await sun.reads()
    await sun.presses("👥 团队在办（1）")
    assert "· 王敏" in await sun.reads()
    await han.says("/desk")
    await han.presses("👥 团队在办（1）")
    await han.presses("1 ZX")
    assert await han.sees() == ["💬 打开话题", "↩️ 返回", "🏠 首页"]


async def test_a_clerk_sees_nothing_of_a_colleague(town: Town) -> None:
    wang, li, chen = await town.clerk(), await town.clerk("李雷"), await town.citizen()
    await asks_staff(chen)
    await wang.presses_in_topic("我来接手")

    await li.says("/desk")
    assert "现在没有要办的事" in await li.reads()
    assert not [label for label in await li.sees() if "团队" in label]


async def test_editors_citizens_and_those_who_left_have_no_desk(town: Town) -> None:
    chen, editor = await town.citizen(), await town.clerk("编辑", role=Role.EDITOR)
    former = await town.clerk("旧人")
    await former.says("/desk")
    assert "我的工作台" in await former.reads()
    async with town.app.database.write() as tx:
        await dismiss(tx, telegram_id=former.id, now=town.clock.now())
    await chen.says("/no_such_command")
    unknown = (await chen.reads()).replace("/no_such_command", "/desk")
    for somebody in (chen, editor, former):
        await somebody.says("/desk")
        assert await somebody.reads() == unknown
    await former.presses("🆕 等待接手（0）")
    assert "我的工作台" not in await former.reads()


async def test_whoever_works_in_english_reads_the_desk_in_english(town: Town) -> None:
    wang, chen = await town.clerk(), await town.citizen()
    await asks_staff(chen)
    await wang.says("English")
    await wang.says("/desk")
    assert "Nobody has taken: 1" in await wang.reads()


def test_a_button_to_the_next_page_brings_the_place_back() -> None:
    place = Place(datetime(2026, 12, 4, 9, 30, 0, 123456, tzinfo=UTC), (1 << 62) - 1)
    pressed = OpenPile.unpack(OpenPile.behind(place, pile=Pile.MINE, kind="k" * 32).pack())
    assert pressed.place == place
    assert OpenPile.unpack("dl:m::").place is None
    assert OpenPile.unpack(f"dl:m::{'_' * 22}").place is None
    assert OpenDesk().pack() == "dk"
    assert SeeCase(case_id=7).pack() == "dc:7"


async def test_a_supervisor_hands_a_colleagues_cases_over_and_the_colleague_reads_of_it(town: Town) -> None:
    wang, li = await town.clerk(), await town.clerk("李雷")
    sun, chen = await town.clerk("孙莉", role=Role.SUPERVISOR), await town.citizen()
    await asks_staff(chen)
    await wang.presses_in_topic("我来接手")

    await wang.says("/desk")
    assert "🤝 交接" not in await wang.sees()
    await sun.says("/desk")
    await sun.presses("🤝 交接")
    await sun.presses("王敏（1）")
    assert "王敏 经办的 1 件，交给谁" in await sun.reads()
    await sun.presses("李雷（0）")
    assert "把 王敏 经办的 1 件交给 李雷，确定吗" in await sun.reads()
    await sun.presses("确认交接")
    assert "• 李雷 1 件" in await sun.reads()

    assert "王敏 经办的 1 件现在由您经办" in await li.reads()
    assert "李雷" in words_of(await card_in(town))
    await li.presses("我经办的")
    assert "ZX2026-000001" in await li.reads()
    await sun.presses("返回")
    await sun.presses("🤝 交接")
    await sun.presses("李雷（1）")


async def test_a_case_is_found_in_private_with_its_card_and_in_the_group_with_the_way_to_its_topic_alone(
    town: Town,
) -> None:
    wang, chen, outsider = await town.clerk(), await town.citizen(), await town.outsider()
    await asks_staff(chen)
    await wang.says("/find")
    assert "请在 /find 后面写编号" in await wang.reads()
    await wang.says("/find 出生")
    assert "1. 🟢 ZX2026-000001" in await wang.reads()
    await wang.presses("1 ZX")
    assert "陈**" in await wang.reads()

    thread = (await town.topics())[-1]["message_thread_id"]
    await wang.writes_in_topic("/find 1")
    last = (await town.in_topic())[-1]
    assert words_of(last) == "🔍 请到话题里看："
    [[button]] = last["reply_markup"]["inline_keyboard"]
    assert (button["text"], button["url"]) == ("ZX2026-000001", f"https://t.me/c/1000000001/{thread}")
    before = len(await town.in_topic())
    await outsider.writes_in_topic("/find 1")
    assert len([message for message in (await town.in_topic())[before:] if message["from"]["is_bot"]]) == 0

    await chen.says("/no_such_command")
    unknown = (await chen.reads()).replace("/no_such_command", "/find")
    await chen.says("/find 1")
    assert await chen.reads() == unknown
