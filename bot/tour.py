"""The main story, played over real HTTP: a citizen asks, the hall answers, a clerk helps."""

import asyncio
from collections.abc import Callable
from typing import Any

from bot.commands.failures import Problems
from bot.demo.running import Demo

KNOWN = "孩子上户口要带什么"
UNKNOWN = "小区门口的路灯坏了，应该找谁修？"
ANSWER = "您好，路灯由区市政维护中心负责，已替您报修，三个工作日内会有人到场。"
PATIENCE = 10.0
"""Seconds one step may take."""
GLANCE = 0.05
"""Seconds between looks at a chat."""

Message = dict[str, Any]


class Stage:
    """The chats of the story; prints whatever is new in them."""

    def __init__(self, demo: Demo) -> None:
        self._demo = demo
        self._printed: dict[tuple[int, int], str] = {}

    async def read(self, chat_id: int) -> list[Message]:
        """A chat as people see it, oldest first; what is new or changed is printed."""
        url = f"{self._demo.url}/control/messages"
        async with self._demo.http.get(url, params={"chat_id": str(chat_id)}) as response:
            messages: list[Message] = (await response.json())["messages"]
        for message in messages:
            self._print(chat_id, message)
        return messages

    def _print(self, chat_id: int, message: Message) -> None:
        words = message.get("text") or message.get("caption") or ""
        if not words or self._printed.get((chat_id, message["message_id"])) == words:
            return
        edited = " ✎" if (chat_id, message["message_id"]) in self._printed else ""
        self._printed[chat_id, message["message_id"]] = words
        place = "值班群" if chat_id < 0 else "私聊"
        print(f"\n[{place}] {message['from']['first_name']}{edited}:")
        print("\n".join(f"    {line}" for line in words.splitlines()))
        if buttons := labels(message):
            print(f"    ⌨  {' | '.join(buttons)}")

    async def wait_for(self, chat_id: int, wanted: Callable[[Message], bool], *, what: str) -> Message:
        """The newest message of the bot that fits.

        Raises:
            Problems: none came in time; ``what`` says which was expected.
        """
        deadline = asyncio.get_running_loop().time() + PATIENCE
        while asyncio.get_running_loop().time() < deadline:
            for message in reversed(await self.read(chat_id)):
                if message["from"]["is_bot"] and wanted(message):
                    return message
            await asyncio.sleep(GLANCE)
        raise Problems(f"The tour ended early: expected {what}.")

    async def press(self, person: int, chat_id: int, label: str) -> None:
        """Press the newest button whose label holds these words."""
        message = await self.wait_for(
            chat_id, lambda m: any(label in shown for shown in labels(m)), what=f"a button “{label}”"
        )
        [shown, *_] = [shown for shown in labels(message) if label in shown]
        print(f"\n    👆 {shown}")
        await self._demo.control("press", chat_id=chat_id, from_id=person, message_id=message["message_id"], text=shown)

    async def say(self, person: int, chat_id: int, text: str, **more: object) -> None:
        """Write something."""
        await self._demo.control("say", chat_id=chat_id, from_id=person, text=text, **more)


def labels(message: Message) -> list[str]:
    """The labels of the buttons under a message."""
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return [button["text"] for row in rows for button in row]


def says(words: str) -> Callable[[Message], bool]:
    """Whether a message holds these words."""
    return lambda message: words in message.get("text", "")


async def play(demo: Demo) -> None:
    """Play it; every expectation that is not met ends it with words.

    Raises:
        Problems: something did not happen.
    """
    stage = Stage(demo)
    citizen, clerk, group = demo.citizen, demo.clerk, demo.staff_group
    await demo.control("start", from_id=citizen)
    await stage.wait_for(citizen, says("示例"), what="the first screen, which says that the hall is an example")
    await stage.say(citizen, citizen, KNOWN)
    await stage.wait_for(citizen, says("出生医学证明"), what="the guide with its materials")
    await stage.say(citizen, citizen, UNKNOWN)
    await _hand_over(stage, citizen)
    thread = await _answer(stage, clerk, group=group)
    await stage.wait_for(citizen, says(ANSWER[:10]), what="the clerk's answer in the citizen's chat")
    await stage.wait_for(group, lambda m: m.get("message_thread_id") == thread, what="the topic")
    print("\n✓ The citizen was answered, by the guide and by a clerk. 市民的两个问题都得到了答复。")


async def _hand_over(stage: Stage, citizen: int) -> None:
    """The citizen passes the question on to staff, after seeing what they will see."""
    await stage.press(citizen, citizen, "交给工作人员")
    await stage.press(citizen, citizen, "发送")
    await stage.wait_for(citizen, says("ZX"), what="the receipt with a number")


async def _answer(stage: Stage, clerk: int, *, group: int) -> int:
    """A clerk takes the question and answers it, after a preview; returns the topic."""
    card = await stage.wait_for(group, says(UNKNOWN[:8]), what="a card in the staff group")
    thread: int = card["message_thread_id"]
    await stage.press(clerk, group, "接手")
    await stage.press(clerk, group, "正式答复")
    await stage.wait_for(group, says("写下答复"), what="a place to write the answer")
    await stage.say(clerk, group, ANSWER, message_thread_id=thread)
    await stage.press(clerk, group, "发给")
    return thread
