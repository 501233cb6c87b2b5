"""Every story of the sample hall comes out with the real bot on SQLite, as ``banshi demo --tour NAME`` plays it."""

import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot.demo.pack import FOLDER
from bot.demo.running import Demo, running_demo
from content.paths import sample_pack
from sandbox.stories.control import Control
from sandbox.stories.loader import load_stories, load_story
from sandbox.stories.models import Story
from sandbox.stories.player import NotAsExpected, play

STORIES, PROBLEMS = load_stories(sample_pack() / FOLDER)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def demo() -> AsyncIterator[Demo]:
    """One for all: every story has people of its own."""
    command = (sys.executable, "-m", "tests.stories.quick_bot")
    async with running_demo(port=0, hall=sample_pack(), command=command) as demo:
        await demo.control("limits", enforce=False)
        yield demo


def test_the_stories_are_in_order() -> None:
    assert PROBLEMS == ()


@pytest.mark.asyncio(loop_scope="module")
async def test_what_the_main_story_does_by_hand_is_saved_as_a_story_that_comes_out(demo: Demo, tmp_path: Path) -> None:
    control = Control(demo.url, demo.http)
    await control.do("stories/recording")
    await play(control, STORIES[0])
    async with demo.http.get(f"{demo.url}/control/stories/recording") as response:
        written = await response.text()
    file = tmp_path / "by-hand.yaml"
    file.write_text(written, "utf-8")
    story, problems = load_story(file)
    assert story, problems
    assert [step.verb for step in story.steps].count("sees") > 5, written
    await play(control, story)


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.name)
async def test_it_comes_out(demo: Demo, story: Story) -> None:
    try:
        await play(Control(demo.url, demo.http), story)
    except NotAsExpected as error:
        pytest.fail(f"{error.conversation}\n\n{error}", pytrace=False)


async def test_the_story_of_the_held_reply_fails_with_a_bot_that_holds_none() -> None:
    story = next(story for story in STORIES if story.name == "held-reply")
    command = (sys.executable, "-m", "tests.stories.hasty_bot")
    async with running_demo(port=0, hall=sample_pack(), command=command) as demo:
        await demo.control("limits", enforce=False)
        with pytest.raises(NotAsExpected, match="李阳 does not see: 下午三点以后"):
            await play(Control(demo.url, demo.http), story)
