"""Staff say by a code how a case turned out: chosen before the words, seen in the preview, never by the citizen."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from content.paths import sample_pack
from storage.cases import get_case
from tests.handlers.hall import button_data, card_in, files_complaint, presses_late
from tests.kit.people import Citizen, Clerk, labels_of, words_of
from tests.kit.town import Town, open_town
from views.case_callbacks import DoAction
from views.desk_callbacks import DoOnDesk

ANSWER = "清单当场没有说全，是我们不对，已补发。"


@pytest.fixture
async def coded_town(database_url: str, tmp_path: Path) -> AsyncIterator[Town]:
    """A hall in which passing praise on has two codes and no words."""
    pack = tmp_path / "pack"
    shutil.copytree(sample_pack(), pack)
    praise = pack / "flows" / "praise.yaml"
    codes = (
        "codes:\n  - {id: told, name: {zh: 当面转达, en: Told}}\n  - {id: hung, name: {zh: 张贴表扬, en: Hung up}}\n"
    )
    written = praise.read_text("utf-8").replace("\nstates:\n", f"\n{codes}\nstates:\n")
    praise.write_text(
        written.replace("        to: closed\n", "        to: closed\n        codes: [told, hung]\n"), "utf-8"
    )
    async with open_town(database_url, hall=pack) as town:
        yield town


async def brings_to_handling(clerk: Clerk, citizen: Citizen) -> int:
    """A complaint whose answer is all that is left; its id."""
    case_id = await files_complaint(citizen)
    await clerk.presses_in_topic("受理")
    await clerk.presses_in_topic("记录调查结果")
    await clerk.writes_in_topic("窗口漏说了一样材料。")
    await clerk.presses_in_topic("记下")
    return case_id


async def code_of(town: Town, case_id: int) -> str | None:
    """The code the case has."""
    async with town.app.database.read() as tx:
        case = await get_case(tx, case_id)
    assert case is not None
    return case.code


async def test_an_answer_comes_with_a_code_that_staff_see_and_the_citizen_does_not(town: Town) -> None:
    wang, chen = await town.clerk("王敏"), await town.citizen()
    case_id = await brings_to_handling(wang, chen)
    await wang.presses_in_topic("答复")
    asked = (await town.in_topic())[-1]
    assert labels_of(asked) == ["属实", "部分属实", "不属实", "有误会，已解释", "无法查实", "取消"]
    await wang.writes_in_topic(ANSWER)
    assert "结果是哪一种" in words_of((await town.in_topic())[-1]), "the words wait until it is chosen"

    await wang.presses_in_topic("部分属实")
    await wang.writes_in_topic(ANSWER)

    preview = words_of((await town.in_topic())[-1])
    assert "结果：部分属实（市民看不到）" in preview
    await wang.presses_in_topic("发给市民")
    assert ANSWER in await chen.reads()
    assert "部分属实" not in await chen.reads_all()
    assert "结果：部分属实" in words_of(await card_in(town))
    assert await code_of(town, case_id) == "partly"


async def test_another_code_makes_the_preview_worthless(town: Town) -> None:
    wang, chen = await town.clerk("王敏"), await town.citizen()
    case_id = await brings_to_handling(wang, chen)
    await wang.presses_in_topic("答复")
    codes = (await town.in_topic())[-1]
    await wang.presses_in_topic("部分属实")
    await wang.writes_in_topic(ANSWER)
    preview = (await town.in_topic())[-1]

    await presses_late(wang, codes, button_data(codes, "不属实"))
    await presses_late(wang, preview, button_data(preview, "发给市民"))

    assert await code_of(town, case_id) is None
    assert ANSWER not in await chen.reads_all()
    await wang.writes_in_topic(ANSWER)
    await wang.presses_in_topic("发给市民")
    assert await code_of(town, case_id) == "unfounded"


async def test_a_single_code_is_not_asked_for(town: Town) -> None:
    wang, chen = await town.clerk("王敏"), await town.citizen()
    case_id = await files_complaint(chen, "身份证指南里的费用写错了。", kind="guide-report")
    await wang.presses_in_topic("已改正")
    await wang.writes_in_topic("费用已改。")
    await wang.presses_in_topic("发给市民")
    assert await code_of(town, case_id) == "mended"


async def test_what_needs_a_code_and_no_words_is_confirmed_in_the_topic_and_not_done_at_the_desk(
    coded_town: Town,
) -> None:
    town = coded_town
    wang, chen = await town.clerk("王敏"), await town.citizen()
    case_id = await files_complaint(chen, "三号窗口的同志很耐心。", kind="praise")
    await wang.says("/desk")
    await wang.presses("等待接手")
    await wang.presses("1 BY")
    assert not any("已转达" in label for label in await wang.sees())
    desk = (await wang.said_by_bot())[-1]
    await presses_late(wang, desk, DoOnDesk(case_id=case_id, version=1, action="pass-on").pack())
    await presses_late(wang, await card_in(town), DoAction(case_id=case_id, version=1, action="pass-on").pack())
    assert await code_of(town, case_id) is None

    await wang.presses_in_topic("✍️ 已转达")
    await wang.presses_in_topic("张贴表扬")
    assert "结果：张贴表扬" in words_of((await town.in_topic())[-1])
    await wang.presses_in_topic("确认办理")

    assert await code_of(town, case_id) == "hung"
    assert "结果：张贴表扬" in words_of(await card_in(town))
    assert "已转达" in await chen.reads()
