"""A clerk asks another area for its part from the card; that area answers in its own group, and the clerk reads it."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from content.paths import sample_pack
from domain.people import Role
from sandbox.chats import ADMINISTRATOR
from tests.handlers.hall import COMPLAINT, button_data, card_in, files_complaint, presses_late
from tests.handlers.test_filing import WORDS, begins, filed, files
from tests.kit.people import Clerk, labels_of, words_of
from tests.kit.town import STAFF_GROUP, Town, open_town
from views.cohandling_callbacks import ChoosePartTerm

SOCIAL_GROUP = -1001000000002
ASKED = "请查一下这位市民今年的参保记录。"
ANSWER = "查过了，参保正常，没有中断。"


@pytest.fixture
async def two_groups(database_url: str, tmp_path: Path) -> AsyncIterator[Town]:
    """A hall whose area B has a staff group of its own."""
    pack = tmp_path / "pack"
    shutil.copytree(sample_pack(), pack)
    facts = (pack / "hall.yaml").read_text()
    both = "  - name: main\n  - name: social\n    areas: [b]\n"
    (pack / "hall.yaml").write_text(facts.replace("  - name: main\n", both))
    chats = {"main": STAFF_GROUP, "social": SOCIAL_GROUP}
    async with open_town(database_url, staff_chats=chats, hall=pack) as town:
        group = {"id": SOCIAL_GROUP, "title": "社保组", "type": "supergroup", "is_forum": True, "members": []}
        await town.control("chats", **group, bot_status=ADMINISTRATOR)
        await town.settle()
        yield town


async def asks(clerk: Clerk, *, thread_id: int | None = None, term: str = "1个工作日", text: str = ASKED) -> None:
    """Ask area B from the card, to the preview and beyond."""
    await clerk.presses_in_topic("请协办", thread_id=thread_id)
    await clerk.presses_in_topic("B 区", thread_id=thread_id)
    await clerk.presses_in_topic(term, thread_id=thread_id)
    await clerk.writes_in_topic(text, thread_id=thread_id)
    await clerk.presses_in_topic("发给协办区域", thread_id=thread_id)


async def thread_of(town: Town, number: str) -> int:
    """The topic of a case in the main group."""
    return next(topic["message_thread_id"] for topic in await town.topics() if number in topic["name"])


async def there(town: Town) -> list[dict[str, Any]]:
    """What stands in the newest topic of the other group."""
    thread = (await town.topics(SOCIAL_GROUP))[-1]["message_thread_id"]
    read = await town.read("messages", chat_id=SOCIAL_GROUP, message_thread_id=thread)
    messages: list[dict[str, Any]] = read["messages"]
    return messages


async def presses_there(clerk: Clerk, label: str) -> None:
    """Press a button in the newest topic of the other group."""
    for message in reversed(await there(clerk.town)):
        if any(label in shown for shown in labels_of(message)):
            data = button_data(message, label)
            await clerk.town.press(clerk, chat_id=SOCIAL_GROUP, message_id=message["message_id"], data=data)
            return
    raise AssertionError(f"no button {label!r}")


async def test_a_request_follows_when_the_citizen_says_later_which_service_the_case_is_about(town: Town) -> None:
    wang, chen = await town.clerk("王敏"), await town.citizen()
    await files(chen)
    await wang.presses_in_topic("我来接手")
    await asks(wang)
    await begins(chen)
    await chen.says(f"{WORDS}今天又是这样！")
    await chen.presses("哪个事项")
    await chen.says("个体工商户")
    await chen.presses("✅ 提交")
    await chen.presses("补充到 TS2026-000001")

    case, part = await filed(town)
    assert (case.service, part.service) == ("sole-trader", "sole-trader")
    thread = await thread_of(town, part.number)
    assert f"市民补充了 {part.number} 的事项：个体工商户" in await wang.reads_in_topic(thread)
    assert "个体工商户" in words_of(await card_in(town, thread))


async def test_another_area_is_asked_in_its_own_group_and_its_answer_comes_to_whoever_asked(two_groups: Town) -> None:
    town = two_groups
    wang, li, chen = await town.clerk("王敏", areas=["a"]), await town.clerk("李雷", areas=["b"]), await town.citizen()
    await town.control("member", chat_id=SOCIAL_GROUP, user_id=li.id, status="member")
    await files_complaint(chen)
    await wang.presses_in_topic("我来接手")
    before = await chen.reads_all()
    await wang.presses_in_topic("请协办")
    assert not any("A 区" in label for label in labels_of((await town.in_topic())[-1]))
    await wang.presses_in_topic("B 区")
    assert labels_of((await town.in_topic())[-1]) == [
        "1个工作日（12月3日 17:30 前）",
        "到本件期限（12月4日 17:30 前）",
        "取消",
    ]
    await wang.presses_in_topic("1个工作日")
    await wang.writes_in_topic(ASKED)
    preview = words_of((await town.in_topic())[-1])
    assert ASKED in preview
    assert await town.topics(SOCIAL_GROUP) == []
    await wang.presses_in_topic("发给协办区域")

    assert "已请 B 区 · 社保与医保 协办，编号 XB2026-000001" in await wang.reads_in_topic()
    assert "🤝 XB2026-000001 · B 区 · 社保与医保 · 🟢 12月3日（周四） 17:30 前 · 等待接手" in words_of(
        await card_in(town)
    )
    assert "王敏 请B 区 · 社保与医保协办 TS2026-000001" in await li.reads()
    card = words_of(next(message for message in await there(town) if labels_of(message)))
    assert "XB2026-000001 · 协办 · 等待协办" in card
    assert "来源：TS2026-000001，主办 王敏" in card
    assert "🟢 协办期限：12月3日（周四） 17:30" in card
    assert ASKED in card
    assert COMPLAINT not in card
    assert "👤" not in card

    await presses_there(li, "我来接手")
    assert "· 李雷" in words_of(await card_in(town))
    await presses_there(li, "答复主办")
    thread = (await town.topics(SOCIAL_GROUP))[-1]["message_thread_id"]
    body = {"chat_id": SOCIAL_GROUP, "from_id": li.id, "text": ANSWER, "message_thread_id": thread}
    await town.control("say", **body)
    await town.settle()
    assert "发给主办，市民看不到" in words_of((await there(town))[-1])
    assert ANSWER not in await wang.reads_in_topic()
    await presses_there(li, "发给主办")

    for read in (await wang.reads_in_topic(), await wang.reads()):
        assert "B 区 · 社保与医保 李雷 答复主办（协办 XB2026-000001）" in read
        assert ANSWER in read
    assert "🤝" not in words_of(await card_in(town))
    assert await chen.reads_all() == before


async def test_in_a_hall_with_one_group_the_request_has_a_topic_of_its_own_and_can_be_sent_back(town: Town) -> None:
    wang, li = await town.clerk("王敏", areas=["a"]), await town.clerk("李雷", areas=["b"])
    await files_complaint(await town.citizen())
    thread = await thread_of(town, "TS2026-000001")
    await asks(wang, thread_id=thread)
    assert "经办：王敏" in words_of(await card_in(town, thread)), "whoever asks takes it"
    await li.presses_in_topic("退回")
    await li.writes_in_topic("不归我们管。")
    await li.presses_in_topic("发给主办")
    assert "李雷 退回（协办 XB2026-000001）" in await wang.reads_in_topic(thread)
    assert "不归我们管。" in await wang.reads()


async def test_a_case_that_waits_is_not_ended_until_the_request_is_taken_back(town: Town) -> None:
    wang, li, chen = await town.clerk("王敏", areas=["a"]), await town.clerk("李雷", areas=["b"]), await town.citizen()
    await files_complaint(chen)
    thread = await thread_of(town, "TS2026-000001")
    await asks(wang, thread_id=thread)
    await wang.presses_in_topic("不予受理", thread_id=thread)
    assert "还在等协办：XB2026-000001" in wang.toast

    await wang.presses_in_topic("撤回 XB2026-000001", thread_id=thread)
    await wang.presses_in_topic("确认撤回", thread_id=thread)
    assert "XB2026-000001 已撤回" in await wang.reads_in_topic(thread)
    assert "现在：主办已撤回" in await li.reads_in_topic()
    await wang.presses_in_topic("不予受理", thread_id=thread)
    await wang.writes_in_topic("不属于本大厅。", thread_id=thread)
    await wang.presses_in_topic("发给市民", thread_id=thread)
    assert "不属于本大厅。" in await chen.reads()


async def test_an_overdue_request_is_red_on_the_card_of_the_case_and_the_citizen_hears_nothing(town: Town) -> None:
    wang, li, chen = await town.clerk("王敏", areas=["a"]), await town.clerk("李雷", areas=["b"]), await town.citizen()
    await files_complaint(chen)
    thread = await thread_of(town, "TS2026-000001")
    await wang.presses_in_topic("受理", thread_id=thread)
    await asks(wang, thread_id=thread)
    await li.presses_in_topic("我来接手")
    before = await chen.reads_all()
    await town.later(days=1, hours=8)
    assert "🔴 12月3日（周四） 17:30 前 · 李雷" in words_of(await card_in(town, thread))
    assert "协办 XB2026-000001 到期未办结" in await li.reads()
    assert await chen.reads_all() == before


async def test_a_clerk_of_another_area_asks_nobody_in_a_case_of_a_colleague(town: Town) -> None:
    wang, li = await town.clerk("王敏", areas=["a"]), await town.clerk("李雷", areas=["b"])
    await town.clerk("孙莉", role=Role.SUPERVISOR)
    case_id = await files_complaint(await town.citizen())
    await wang.presses_in_topic("我来接手")
    for press in ("请协办",):
        await li.presses_in_topic(press)
        assert "王敏" in li.toast
    await presses_late(li, await card_in(town), ChoosePartTerm(case_id=case_id, area="b", days=1).pack())
    await li.writes_in_topic(ASKED)
    assert len(await town.topics()) == 1


async def test_a_hall_without_that_kind_of_case_offers_nothing_of_it(database_url: str, tmp_path: Path) -> None:
    pack = tmp_path / "pack"
    shutil.copytree(sample_pack(), pack)
    (pack / "flows" / "cohandling.yaml").unlink()
    async with open_town(database_url, hall=pack) as town:
        await town.clerk("王敏")
        await files_complaint(await town.citizen())
        assert not any("协办" in label for label in labels_of(await card_in(town)))


async def test_the_citizens_list_and_the_staffs_own_filing_know_nothing_of_requests(town: Town) -> None:
    wang, chen = await town.clerk("王敏"), await town.citizen()
    await files_complaint(chen)
    thread = await thread_of(town, "TS2026-000001")
    await asks(wang, thread_id=thread)
    await chen.says("/cases")
    assert "TS2026-000001" in await chen.reads()
    assert "XB2026" not in await chen.reads_all()
    await wang.writes_in_topic("/file", thread_id=thread)
    assert not any("协办" in label for label in labels_of((await town.in_topic(thread))[-1]))
