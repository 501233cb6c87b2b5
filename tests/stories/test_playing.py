"""A story is checked step by step: what is not as expected ends it, with the conversation so far."""

from typing import Any

import pytest

from sandbox.stories.control import Control
from sandbox.stories.player import NotAsExpected, play


async def test_people_start_write_send_press_edit_and_are_told(control: Control, story: Any) -> None:
    lines: list[str] = []
    steps = story(
        "李阳 starts",
        "李阳 sees: 回：/start",
        "李阳 says: 你好",
        "李阳 sees: {words: 回：你好, buttons: 好的, times: 1}",
        "李阳 presses: 好的",
        "李阳 is told: 已收到",
        "李阳 edits: {from: 你好, to: 再见}",
        "李阳 sees: 回：再见",
        "李阳 sends: {file: photo, caption: 我的证件}",
        "李阳 sees: 回：我的证件",
        "李阳 sends: voice",
        "李阳 sees: 回：photo",
        "李阳 does not see: 没有说过的话",
        "李阳 blocks the bot",
        "李阳 unblocks the bot",
        "time: 1 day",
        "李阳 opens: svc-id-card",
        "李阳 sees: 回：/start svc-id-card",
    )
    await play(control, steps, tell=lines.append)
    assert "    回：你好" in lines
    assert "    ⌨  好的" in lines


async def test_what_never_comes_ends_the_story_with_the_conversation_so_far(control: Control, story: Any) -> None:
    steps = story("李阳 says: 你好", "李阳 sees: {words: 早上好, within: 1}", "李阳 says: 没人在吗")
    with pytest.raises(NotAsExpected) as failed:
        await play(control, steps)
    assert failed.value.number == 2
    assert failed.value.expected.startswith("李阳 sees: words 早上好")
    assert "回：你好" in failed.value.conversation
    assert "没人在吗" not in failed.value.conversation


async def test_an_old_message_is_not_taken_for_a_new_one(control: Control, story: Any) -> None:
    steps = story(
        "李阳 says: 你好", "李阳 sees: 回：你好", "李阳 says: 再见", "李阳 sees: {words: 回：你好, within: 1}"
    )
    with pytest.raises(NotAsExpected) as failed:
        await play(control, steps)
    assert failed.value.number == 4


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize(
    "wrong",
    [
        "李阳 sees: {words: 回：你好, times: 2}",
        "李阳 does not see: 回：你好",
        "李阳 presses: 不存在的按钮",
        "李阳 is told: 已收到",
        "李阳 edits: {from: 没写过, to: 再见}",
        "time: next due",
        "kill the bot",
    ],
)
async def test_what_is_not_so_or_cannot_be_fails(control: Control, story: Any, wrong: str) -> None:
    with pytest.raises(NotAsExpected) as failed:
        await play(control, story("李阳 says: 你好", "李阳 sees: 回：你好", wrong))
    assert failed.value.number == 3


async def test_a_second_run_does_not_see_the_first(control: Control, story: Any) -> None:
    steps = story("李阳 says: 你好", "李阳 sees: {words: 回：你好, times: 1}")
    for _ in range(2):
        await play(control, steps)


async def test_the_troubles_of_a_story_end_with_it(control: Control, story: Any) -> None:
    await play(control, story("fault: {kind: server error, times: 40}", "李阳 starts"))
    assert (await control.read("faults"))["faults"] == []
