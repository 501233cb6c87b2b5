"""A hall adds a kind of case by a file of its pack alone: it is offered, worked on, late, and comes to its end."""

import shutil
from pathlib import Path

from content.paths import sample_pack
from storage.tables import hall_case
from tests.handlers.hall import card_in
from tests.kit.people import Clerk, words_of
from tests.kit.town import open_town

REPAIR = """\
id: repair
name: {zh: 报修, en: Repair}
about: {zh: 大厅里有东西坏了。, en: Something in the hall is broken.}
version: "2026-1"
prefix: BX
offered: true
begins: [我要报修]
start: reported
withdrawn: withdrawn
clocks:
  - {id: repair, name: {zh: 修好, en: Repair}, limit: 3 working days}
codes:
  - {id: replaced, name: {zh: 换了新的, en: Replaced}}
  - {id: mended, name: {zh: 修好了旧的, en: Mended}}
states:
  - id: reported
    name: {zh: 待修, en: To be mended}
    owner: clerk
    clock: repair
    actions:
      - id: mend
        name: {zh: 报告修好, en: Report it mended}
        to: mended
        needs: [text]
        codes: [replaced, mended]
        tells_citizen: true
        told: {zh: 修好了, en: It works again}
  - id: mended
    name: {zh: 已修好, en: Mended}
    final: true
    rating: true
    actions:
      - id: again
        name: {zh: 又坏了, en: Broken again}
        by: citizen
        to: reported
        needs: [text]
        within: 5 working days
        opens: reopened
  - {id: withdrawn, name: {zh: 已撤回, en: Withdrawn}, final: true}
"""


async def mends(clerk: Clerk, words: str, *, code: str) -> None:
    """A clerk says how it turned out and what was done."""
    await clerk.presses_in_topic("报告修好")
    await clerk.presses_in_topic(code)
    await clerk.writes_in_topic(words)
    await clerk.presses_in_topic("发给市民")


async def test_a_new_kind_of_case_is_a_file_and_goes_all_its_way(database_url: str, tmp_path: Path) -> None:
    pack = Path(shutil.copytree(sample_pack(), tmp_path / "pack"))
    (pack / "flows" / "repair.yaml").write_text(REPAIR, "utf-8")
    async with open_town(database_url, hall=pack) as town:
        wang, chen = await town.clerk("王敏"), await town.citizen()
        await chen.starts()
        await chen.presses("投诉·建议·表扬")
        assert "报修：大厅里有东西坏了。" in await chen.reads()
        await chen.says("我要报修，取号机不出票。")
        await chen.presses("提交报修")
        await chen.presses("提交")
        receipt = await chen.reads()
        assert "BX2026-000001" in receipt
        assert "修好期限：12月7日（周一）" in receipt

        await town.later(days=6)
        assert "没有完成" in await chen.reads()
        await mends(wang, "换了出票口。", code="换了新的")
        assert "修好了" in await chen.reads()
        assert "换了出票口。" in await chen.reads()
        assert "结果：换了新的" in words_of(await card_in(town))
        await chen.presses("又坏了")
        await chen.says("还是不出票。")
        assert "🙋 BX2026-000001 · 报修 · 待修" in words_of(await card_in(town))
        await mends(wang, "换了整机。", code="修好了旧的")

        async with town.app.database.read() as tx:
            case = (await tx.execute(hall_case.select().where(hall_case.c.kind == "repair"))).one()
        assert (case.state, case.round, case.code) == ("mended", 2, "mended")
        await town.later(days=1)
        assert "满意吗" in await chen.reads()
