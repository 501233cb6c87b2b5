"""Whatever a story counts, or says is not there, is judged when nothing more can come: a late copy fails it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

import aiohttp
import pytest

from sandbox.backstage import Scene
from sandbox.server import create_app, serve
from sandbox.stories import waiting
from sandbox.stories.control import Control
from sandbox.stories.player import NotAsExpected, play
from sandbox.stories.waiting import Missing, Quiet
from tests.stories.echo import TOKEN, Echo

SOON = 0.2
"""Seconds after which the second copy comes, and with which a test does without longer waits."""
COUNT = ("李阳 says: 你好", "李阳 sees: {words: 回：你好, times: 1}")
ABSENCE = ("李阳 says: 你好", "李阳 sees: 回：你好", "李阳 does not see: 又回")


async def soon() -> None:
    await asyncio.sleep(SOON)


async def at_once(_: Quiet) -> None:
    """As long as nobody waited for quiet."""


@pytest.fixture(params=[COUNT, ABSENCE], ids=["a count", "an absence"])
def steps(request: pytest.FixtureRequest) -> tuple[str, ...]:
    return tuple(request.param)


async def test_who_looks_at_once_does_not_see_the_second_copy(
    echo: Echo, control: Control, story: Any, steps: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Quiet, "wait", at_once)
    echo.again = asyncio.Event().wait  # after it is over
    await play(control, story(*steps))


async def test_a_second_copy_that_comes_late_fails_the_story(
    echo: Echo, control: Control, story: Any, steps: tuple[str, ...]
) -> None:
    await play(control, story(*steps))
    echo.again = soon
    with pytest.raises(NotAsExpected, match=r"it is there( 2 times, not 1|: 又回：你好)") as failed:
        await play(control, story(*steps))
    assert failed.value.number == len(steps)
    assert "回：你好" in failed.value.conversation


async def test_what_was_counted_is_counted_again_at_the_end(
    echo: Echo, control: Control, story: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waiting, "SETTLED", SOON)
    steps = story(*COUNT, "李阳 says: 再见", "李阳 sees: 回：再见", "note: 到此为止")
    await play(control, steps)

    async def when_they_part() -> None:
        while echo.heard.count("再见") < 2:  # noqa: ASYNC110 # it tells nobody
            await asyncio.sleep(0)

    echo.again = when_they_part
    with pytest.raises(NotAsExpected, match="in the end it was there 2 times, not 1") as failed:
        await play(control, steps)
    assert failed.value.number == 2
    assert failed.value.conversation.count("回：你好") == 2


async def test_of_the_same_words_the_last_count_is_the_one_that_holds(control: Control, story: Any) -> None:
    await play(control, story(*COUNT, "李阳 says: 你好", "李阳 sees: {words: 回：你好, times: 2}"))


@pytest.mark.usefixtures("impatient")
async def test_a_bot_that_never_rests_ends_the_story_and_does_not_hang_it(
    echo: Echo, control: Control, story: Any
) -> None:
    async def goes_on() -> None:
        while True:
            await echo.call("getMe")
            await asyncio.sleep(SOON)

    restless = asyncio.ensure_future(goes_on())
    with pytest.raises(NotAsExpected, match="it never became quiet: the bot goes on calling"):
        await play(control, story(*COUNT))
    restless.cancel()


class Busy:
    """A bot seen from outside that has so much to do."""

    waiting = 3

    async def look(self, *, now: datetime) -> Scene:
        del now
        return Scene(running=True, starts=1, waiting=self.waiting, zone="Asia/Shanghai")

    async def kill(self) -> None:
        """Nobody asks for it."""


@asynccontextmanager
async def sandbox_before(busy: Busy) -> AsyncIterator[Control]:
    """A sandbox with this bot behind it, which has taken every update."""
    running = await serve(create_app(behind=busy))
    try:
        async with aiohttp.ClientSession() as http:
            control = Control(running.url, http)
            await control.do("bots", token=TOKEN)
            for update in (await control.read("updates"))["updates"]:
                await Echo(running.url, http).call("getUpdates", offset=update["update_id"] + 1)
            yield control
    finally:
        await running.close()


async def test_a_date_is_one_of_the_halls_clock(story: Any) -> None:
    busy = Busy()
    busy.waiting = 0
    async with sandbox_before(busy) as control:
        await play(control, story("time: 30 April 09:00"))
        assert "-04-30T01:00:0" in (await control.read("clock"))["now"]


async def test_a_bot_with_counters_is_quiet_when_it_has_taken_everything_and_has_nothing_to_do(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(waiting, "PATIENCE", SOON)
    busy = Busy()
    async with sandbox_before(busy) as control:
        with pytest.raises(Missing, match="things that the bot has to do: 3"):
            await Quiet(control).wait()
        busy.waiting = 0
        await Quiet(control).wait()
        await control.do("start", from_id=1001)
        with pytest.raises(Missing, match="updates that the bot has not taken: 1"):
            await Quiet(control).wait()


async def test_what_came_before_the_clock_was_moved_is_not_taken_for_what_the_hour_brought(
    control: Control, story: Any
) -> None:
    with pytest.raises(NotAsExpected, match="never saw") as failed:
        await play(
            control, story("李阳 says: 你好", "time: 1 hour", "李阳 sees: {words: 回：你好, within: 1}", "李阳 starts")
        )
    assert failed.value.number == 3


async def test_without_a_staff_group_the_desk_ends_the_story_and_says_so(control: Control, story: Any) -> None:
    await control.do("reset", seed="empty")
    with pytest.raises(NotAsExpected, match="there is no group with topics"):
        await play(control, story("desk sees: 你好"))
