"""Stories over the control API: they are listed, played, stopped, and made of what people did by hand."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import orjson
import pytest

from sandbox.control import stories as calls
from sandbox.server import create_app, serve
from sandbox.stories.control import Control, Refused
from sandbox.stories.files import SAMPLES
from sandbox.stories.loader import load_story
from tests.stories.echo import TOKEN, Echo

HEAD = "title: {zh: 试一试, en: A try}\npeople: {李阳: zh-hans}\nsteps:\n"
GOOD = HEAD + "  - 李阳 says: 你好\n  - 李阳 sees: 回：你好\n"
BAD = HEAD + "  - 李阳 says: 你好\n  - 李阳 sees: {words: 早上好, within: 1}\n"
LONG = HEAD + "  - 李阳 says: 你好\n  - 李阳 sees: {words: 早上好, within: 60}\n"
CITIZEN = 1001


class Stage:
    """A sandbox with stories and a bot."""

    def __init__(self, url: str, http: aiohttp.ClientSession, folder: Path) -> None:
        self.url = url
        self.http = http
        self.folder = folder
        self.control = Control(url, http)

    async def last_event(self) -> int:
        return int((await self.control.read("state"))["last_event_id"])

    async def hears(self, status: str, *, after: int) -> list[dict[str, Any]]:
        """The story events until one with this status."""
        heard = []
        async with (
            asyncio.timeout(60),
            self.http.get(f"{self.url}/control/stream", params={"last_event_id": after}) as stream,
        ):
            async for line in stream.content:
                event = orjson.loads(line[6:]) if line.startswith(b"data: ") else {}
                heard += [event] if event.get("kind") == "story" else []
                if heard and heard[-1]["status"] == status:
                    return heard
        raise AssertionError(f"never {status}: {heard}")

    async def recording(self) -> str:
        async with self.http.get(f"{self.url}/control/stories/recording") as response:
            assert response.status == 200
            return await response.text()


@pytest.fixture
async def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Stage]:
    monkeypatch.setattr(calls, "BREATH", 0.0)
    for name, text in (("good", GOOD), ("bad", BAD), ("long", LONG), ("broken", "steps: 1\n")):
        (tmp_path / f"{name}.yaml").write_text(text, "utf-8")
    running = await serve(create_app(scenes=tmp_path))
    async with aiohttp.ClientSession() as http:
        stage = Stage(running.url, http, tmp_path)
        await stage.control.do("bots", token=TOKEN)
        echo = asyncio.ensure_future(Echo(running.url, http).run())
        yield stage
        echo.cancel()
        await asyncio.gather(echo, return_exceptions=True)
    await running.close()


async def test_stories_are_listed_with_what_is_wrong_with_the_others(stage: Stage) -> None:
    listed = await stage.control.read("stories")
    assert [one["name"] for one in listed["stories"]] == ["bad", "good", "long"]
    assert listed["stories"][1] == {"name": "good", "title": {"zh": "试一试", "en": "A try"}, "steps": 2}
    assert any(line.startswith("broken.yaml:1: ") for line in listed["problems"])


async def test_a_run_tells_of_each_step_and_how_it_ended(stage: Stage) -> None:
    after = await stage.last_event()
    number = (await stage.control.do("stories/run", name="good"))["run"]
    heard = await stage.hears("passed", after=after)
    assert [(one["status"], one["step"], one["of"], one["words"]) for one in heard] == [
        ("running", 1, 2, "李阳 says: 你好"),
        ("running", 2, 2, "李阳 sees: 回：你好"),
        ("passed", 2, 2, "李阳 sees: 回：你好"),
    ]
    assert {one["run"] for one in heard} == {number}
    assert heard[0]["from_id"] == heard[0]["chat_id"]
    latest = (await stage.control.read("stories"))["latest"]
    assert latest | {"kind": "story"} == heard[-1], "whoever missed the stream learns the end of it"


async def test_a_run_that_fails_tells_what_was_expected_and_what_was_said(stage: Stage) -> None:
    after = await stage.last_event()
    await stage.control.do("stories/run", name="bad")
    failed = (await stage.hears("failed", after=after))[-1]
    assert failed["step"] == 2
    assert "早上好" in failed["expected"]
    assert "回：你好" in failed["conversation"]


async def test_one_story_is_played_at_a_time_and_can_be_stopped(stage: Stage) -> None:
    after = await stage.last_event()
    await stage.control.do("stories/run", name="long")
    with pytest.raises(Refused, match="being played"):
        await stage.control.do("stories/run", name="good")
    await stage.control.do("stories/stop")
    assert (await stage.hears("stopped", after=after))[-1]["status"] == "stopped"
    await stage.control.do("stories/run", name="good")
    await stage.hears("passed", after=after)


async def test_a_story_is_played_here_whatever_the_caller_calls_this_place(stage: Stage) -> None:
    running = await serve(create_app(scenes=stage.folder, allow_remote=True))
    elsewhere = Stage(running.url, stage.http, stage.folder)
    await elsewhere.control.do("bots", token=TOKEN)
    echo = asyncio.ensure_future(Echo(running.url, stage.http).run())
    headers, after = {"Host": "nowhere.invalid"}, await elsewhere.last_event()
    async with stage.http.post(f"{running.url}/control/stories/run", json={"name": "good"}, headers=headers) as answer:
        assert answer.status == 200
    await elsewhere.hears("passed", after=after)
    echo.cancel()
    await asyncio.gather(echo, return_exceptions=True)
    await running.close()


async def test_an_unknown_story_is_refused_with_those_there_are(stage: Stage) -> None:
    with pytest.raises(Refused, match="bad, good, long"):
        await stage.control.do("stories/run", name="nothing")


async def until_said(stage: Stage, words: str) -> dict[str, Any]:
    """The bot's message with these words."""
    async with asyncio.timeout(60):
        while True:
            for message in await stage.control.messages(CITIZEN, after=0):
                if message["from"]["is_bot"] and words in message["text"]:
                    return message
            await asyncio.sleep(0.02)


async def test_what_was_done_by_hand_becomes_a_story_that_comes_out(stage: Stage) -> None:
    control, place = stage.control, {"chat_id": CITIZEN, "from_id": CITIZEN}
    await control.do("say", text="这一句在开始之前", **place)
    await until_said(stage, "开始之前")
    await control.do("stories/recording")
    await control.do("start", from_id=CITIZEN)
    await until_said(stage, "/start")
    own = await control.do("say", text="路灯坏了: 找谁？", **place)
    said = await until_said(stage, "路灯坏了")
    await control.do("press", message_id=said["message_id"], data="ok", **place)
    await control.do("edit", message_id=own["message_id"], text="路灯修好了", **place)
    await until_said(stage, "修好了")
    await control.upload(SAMPLES["photo"], kind="photo", caption="照片在这里", **place)
    await until_said(stage, "照片在这里")
    await control.do("clock", advance=7200)
    written = await stage.recording()
    assert "开始之前" not in written
    assert [line.strip() for line in written.splitlines() if "sees" not in line] == [
        "title:",
        "zh: 手动演的一段",
        "en: Played by hand",
        "people:",
        "市民甲: zh-hans",
        "steps:",
        "- 市民甲 starts",
        '- 市民甲 says: "路灯坏了: 找谁？"',
        "- 市民甲 presses: 好的",
        "- 市民甲 edits: {from: 路灯坏了, to: 路灯修好了}",
        "- 市民甲 sends: {file: photo, caption: 照片在这里}",
        "- time: 2 hours",
    ]
    file = stage.folder / "by-hand.yaml"
    file.write_text(written, "utf-8")
    assert load_story(file)[1] == ()
    after = await stage.last_event()
    await control.do("stories/run", name="by-hand")
    assert len(await stage.hears("passed", after=after)) > 6


async def test_since_when_a_recording_runs_is_told_until_a_reset(stage: Stage) -> None:
    assert (await stage.control.read("stories"))["since"] is None
    since = (await stage.control.do("stories/recording"))["since"]
    assert (await stage.control.read("stories"))["since"] == since
    await stage.control.do("reset")
    assert (await stage.control.read("stories"))["since"] is None


async def test_nothing_done_is_an_empty_story(stage: Stage) -> None:
    await stage.control.do("stories/recording")
    assert "steps:" in await stage.recording()
