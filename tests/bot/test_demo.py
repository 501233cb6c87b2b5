"""The demo from behind: what its bot stores is counted, it can be killed, and an editor sees what they saved."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from bot.commands.failures import Problems
from bot.demo.running import Demo, running_demo
from content.paths import sample_pack

PATIENCE = 180.0
"""Seconds a process may take on a busy machine."""
KNOWN = "孩子上户口要带什么"
pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A hall pack of one's own to edit, with a second staff group."""
    pack = Path(shutil.copytree(sample_pack(), tmp_path_factory.mktemp("hall") / "hall"))
    facts = pack / "hall.yaml"
    further = "  - name: main\n  - name: counters\n    areas: [a]\n"
    facts.write_text(facts.read_text("utf-8").replace("  - name: main\n", further), "utf-8")
    return pack


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def demo(pack: Path) -> AsyncIterator[Demo]:
    """One demo for all, because starting a bot takes seconds."""
    async with running_demo(port=0, hall=pack) as demo:
        yield demo


async def read(demo: Demo, path: str, **query: Any) -> Any:
    async with demo.http.get(f"{demo.url}/control/{path}", params=query) as response:
        assert response.status == 200, await response.text()
        return await response.json()


async def seen(demo: Demo, person: int, words: str) -> None:
    """Wait until somebody sees this."""
    async with asyncio.timeout(PATIENCE):
        while not any(  # noqa: ASYNC110 # another process
            words in message.get("text", "") and message["from"]["is_bot"]
            for message in (await read(demo, "messages", chat_id=person))["messages"]
        ):
            await asyncio.sleep(0.05)


async def scene(demo: Demo, **wanted: Any) -> dict[str, Any]:
    """What is behind the scenes, once it is as wanted."""
    async with asyncio.timeout(PATIENCE):
        while True:
            found: dict[str, Any] = await read(demo, "backstage")
            flat = {
                **found["bot"],
                **{f["name"]: f["value"] for f in found["figures"]},
                "problems": found["problems"],
                "waiting": found["waiting"],
            }
            if all(flat[name] == value for name, value in wanted.items()):
                return found
            await asyncio.sleep(0.05)


async def test_each_staff_group_of_the_pack_is_there_by_its_name(demo: Demo) -> None:
    chats = {chat["id"]: chat["title"] for chat in (await read(demo, "state"))["chats"]}
    assert [chats[number] for number in demo.groups] == ["办事大厅值班组", "counters"]


async def test_what_comes_in_and_goes_out_is_counted_until_nothing_waits(demo: Demo) -> None:
    before = {one["name"]: one["value"] for one in (await scene(demo, **{"inbox.new": 0, "outbox.new": 0}))["figures"]}
    await demo.control("say", chat_id=1001, from_id=1001, text=KNOWN)
    await seen(demo, 1001, "出生医学证明")
    after = {one["name"]: one["value"] for one in (await scene(demo, **{"inbox.new": 0, "outbox.new": 0}))["figures"]}
    assert after["inbox.done"] == before["inbox.done"] + 1
    assert after["outbox.sent"] > before["outbox.sent"]
    assert after["inbox.dead"] == after["outbox.dead"] == 0


async def test_a_message_that_is_to_be_tried_again_keeps_the_bot_from_being_quiet(demo: Demo) -> None:
    await scene(demo, waiting=0)
    await demo.control("faults", kind="500", method="sendMessage", times=9)
    await demo.control("say", chat_id=1001, from_id=1001, text=KNOWN)
    await scene(demo, waiting=1, **{"inbox.new": 0})
    async with demo.http.delete(f"{demo.url}/control/faults") as response:
        assert response.status == 200
    quiet = await scene(demo, waiting=0)
    assert {one["name"]: one["value"] for one in quiet["figures"]}["outbox.new"] == 0


async def test_a_killed_bot_is_back_and_answers_what_was_asked_meanwhile(demo: Demo) -> None:
    starts = (await read(demo, "backstage"))["bot"]["starts"]
    killed = await demo.control("backstage/kill")
    assert killed["bot"] == {"running": False, "starts": starts}
    await demo.control("say", chat_id=1002, from_id=1002, text=KNOWN)
    await seen(demo, 1002, "出生醫學證明")
    await scene(demo, running=True, starts=starts + 1)


async def test_the_next_working_day_is_a_jump_away(demo: Demo) -> None:
    jumps = {jump["name"]: jump["to"] for jump in (await read(demo, "backstage"))["jumps"]}
    opening = datetime.fromisoformat(jumps["working_day"])
    assert datetime.fromisoformat(jumps["five_working_days"]) >= opening + timedelta(days=4)
    assert jumps["deadline"] is None, "nothing is due"
    await demo.control("backstage/jump", name="working_day")
    now = datetime.fromisoformat((await read(demo, "clock"))["now"])
    assert timedelta() <= now - opening < timedelta(seconds=PATIENCE)
    async with demo.http.post(f"{demo.url}/control/backstage/jump", json={"name": "deadline"}) as response:
        assert response.status == 400
        assert "working_day" in (await response.json())["error"]


async def test_an_editor_sees_a_changed_guide_without_a_restart(demo: Demo, pack: Path) -> None:
    starts = (await read(demo, "backstage"))["bot"]["starts"]
    guide = pack / "services" / "birth-registration.yaml"
    words = guide.read_text("utf-8")
    title = words.split("title:", 1)[1].split("zh:", 1)[1].split("\n", 1)[0].strip().strip("\"'")
    guide.write_text(words.replace(title, "给宝宝报户口", 1), "utf-8")
    async with asyncio.timeout(PATIENCE):
        while True:
            await demo.control("say", chat_id=1001, from_id=1001, text=KNOWN)
            await asyncio.sleep(0.3)
            answers = [m.get("text", "") for m in (await read(demo, "messages", chat_id=1001, limit=2))["messages"]]
            if any("给宝宝报户口" in answer for answer in answers):
                break
    assert (await read(demo, "backstage"))["bot"]["starts"] == starts


async def test_a_broken_guide_is_told_with_file_and_line_and_the_old_one_stays_even_over_a_restart(
    demo: Demo, pack: Path
) -> None:
    guide = pack / "services" / "id-card.yaml"
    whole = guide.read_text("utf-8")
    guide.write_text(whole.replace("title:", "titel:", 1), "utf-8")
    async with asyncio.timeout(PATIENCE):
        while not (problems := (await read(demo, "backstage"))["problems"]):  # noqa: ASYNC110 # files are looked at
            await asyncio.sleep(0.05)
    assert any(line.startswith("services/id-card.yaml:") and "did you mean title" in line for line in problems)
    starts = (await demo.control("backstage/kill"))["bot"]["starts"]
    await demo.control("say", chat_id=1001, from_id=1001, text="身份证丢了怎么补办")
    await seen(demo, 1001, "居民身份证换领、补领")
    await scene(demo, running=True, starts=starts + 1)
    guide.write_text(whole, "utf-8")
    await scene(demo, problems=[])


async def test_a_demo_does_not_start_with_a_broken_pack_and_says_why(tmp_path: Path) -> None:
    broken = Path(shutil.copytree(sample_pack(), tmp_path / "hall"))
    (broken / "hall.yaml").write_text("name: []\n", "utf-8")
    with pytest.raises(Problems, match=r"hall\.yaml:1"):
        async with running_demo(port=0, hall=broken):
            pass
