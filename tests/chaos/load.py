"""What goes on in town while the bot dies: citizens and a clerk in a seeded order, and what must come of it."""

import asyncio
import random
import re
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field

from sandbox.seed import STAFF_GROUP
from tests.chaos.street import ButtonGone, Message, Person, find_button

SERVICES = ("birth-registration", "id-card", "marriage", "residence-permit", "medical-insurance", "driving-licence")
"""Guides whose checklist begins with a question."""


OFTEN = 0.6
"""How probable each of the things is that may happen to a question on its way."""
ALBUM = ("", "", "")
"""The captions of an album; only its first photo gets one."""
FINISHED = 99
"""The step after the last question of any guide."""


@dataclass(slots=True)
class Promised:
    """What must be found once, and once only, when all is quiet."""

    cases: dict[str, Counter[str]] = field(default_factory=dict)
    """By their question, how often each deed must be in their history."""
    words: list[str] = field(default_factory=list)
    """What was written in cases, by either side."""
    photos: int = 0
    checklists: list[tuple[int, str]] = field(default_factory=list)
    speakers: set[int] = field(default_factory=set)


class Load:
    """Citizens who go from one matter to the next until there were enough."""

    clerk_is_busy = False
    """Nobody asks staff: the group's limit, which is slow on purpose, would hold a drill up."""

    def __init__(self, citizens: list[Person], clerk: Person, rng: random.Random) -> None:
        self.citizens = citizens
        self.clerk = clerk
        self._rng = rng
        self._enough = False
        self.promised = Promised()
        self.stories = 0

    def enough(self) -> None:
        """Let everybody finish what they are at."""
        self._enough = True

    async def run(self) -> None:
        """Return when the last matter is over."""
        async with asyncio.TaskGroup() as town:
            for citizen in self.citizens:
                town.create_task(self._live(citizen, random.Random(self._rng.random())))

    async def _live(self, citizen: Person, rng: random.Random) -> None:
        services = list(SERVICES)
        rng.shuffle(services)
        self.promised.speakers.add(citizen.id)
        await citizen.reads("示例", after=await citizen.says("/start"))
        matters: list[Callable[[Person], Awaitable[None]]] = []
        while not self._enough:
            if not matters:
                matters = [asks_the_guide, changes_language]
                if not self.clerk_is_busy:
                    matters.append(self._hands_over)
                if services:
                    matters.append(lambda who: self._makes_checklist(who, services.pop()))
                rng.shuffle(matters)
            await matters.pop()(citizen)
            self.stories += 1

    async def _hands_over(self, citizen: Person) -> None:
        """A question for staff, sent by a double tap, taken, answered and accepted."""
        question = f"{citizen.name}的第{len(self.promised.cases) + 1}个问题，指南里没有写。"
        deeds = Counter(filed=1, taken=1, answer=1, settle=1)
        self.promised.cases[question] = deeds
        self.promised.words.append(question)
        thread = await self.asks_staff(citizen, question)
        for matter in (self._rewords, self._sends_photos, self._is_replied_to):
            if self._rng.random() < OFTEN:
                await matter(citizen, question, thread, deeds)
        answer = f"关于“{question}”的答复。"
        self.promised.words.append(answer)
        before = await citizen.newest()
        await self._answers(thread, answer)
        told = await citizen.reads(answer, after=before)
        await citizen.presses("已解决", after=told["message_id"] - 1)
        await citizen.reads("已结束", after=before)

    async def asks_staff(self, citizen: Person, question: str) -> int:
        """Send a question by a double tap, and let the clerk take it; its topic."""
        started = await citizen.says("/start")
        await citizen.presses("问工作人员", after=started)
        await citizen.reads("问题", after=started)
        asked = await citizen.says(question)
        await self._is_previewed(citizen, asked)
        preview = await citizen.presses("发送", after=asked)
        with suppress(ButtonGone):
            await citizen.press_below(preview, "发送")
        await citizen.reads("ZX", after=started)
        return await self._takes(question)

    async def _is_previewed(self, citizen: Person, asked: int) -> None:
        """See a preview, or ask for one: a /start that a press overtook ends what the press began.

        Telegram brings messages and presses of one person in two lines, of which each waits for its own retries.
        """

        def leads_on(message: Message) -> bool:
            buttons = [find_button(message, label) for label in ("发送", "交给工作人员")]
            return message["message_id"] > asked and any(buttons)

        screen = await citizen.street.wait_for(citizen.id, leads_on, what="a way to send it")
        if find_button(screen, "发送") is None:
            with suppress(ButtonGone):
                await citizen.press_below(screen, "交给工作人员")

    async def _rewords(self, citizen: Person, question: str, thread: int, deeds: Counter[str]) -> None:
        """Something is added, then put differently; staff see the change."""
        wrote = await citizen.says(f"补充一句：{question}")
        await citizen.reads("已补充到", after=wrote)
        better = f"应该这样说：{question}"
        self.promised.words.append(better)
        await citizen.rewords(wrote, better)
        await citizen.reads("您的修改", after=wrote)
        await self._sees_in_topic(thread, "应该这样说")
        deeds.update(added=1, reworded=1)

    async def _sends_photos(self, citizen: Person, question: str, thread: int, deeds: Counter[str]) -> None:
        """An album, acknowledged once; staff get every photo."""
        caption = f"照片：{question}"
        self.promised.words.append(caption)
        self.promised.photos += len(ALBUM)
        before = await citizen.newest()
        await citizen.sends_album(caption, *ALBUM[1:])
        await citizen.reads("已补充到", after=before)
        await self.clerk.street.wait_for(
            STAFF_GROUP,
            lambda message: message.get("caption") == caption,
            what=caption,
            thread=thread,
        )
        deeds.update(added=len(ALBUM))

    async def _is_replied_to(self, citizen: Person, question: str, thread: int, deeds: Counter[str]) -> None:
        """A clerk answers the card; the reply is held for a moment, then it leaves the house."""
        reply = f"先回复一句：{question}"
        self.promised.words.append(reply)
        card = await self.clerk.street.wait_for(
            STAFF_GROUP,
            lambda message: "reply_markup" in message and question in message.get("text", ""),
            what=f"the card of {question}",
            thread=thread,
        )
        before = await citizen.newest()
        place = {"chat_id": STAFF_GROUP, "message_thread_id": thread}
        await self.clerk.says(reply, **place, reply_to_message_id=card["message_id"])
        await citizen.reads(reply, after=before)
        deeds.update(replied=1, reply_left=1)

    async def _takes(self, question: str) -> int:
        """The clerk, once welcomed, takes a question; its topic.

        Invite and press are of two chats, so a bot that dies while it enrols the clerk may see the press first.
        """
        await self.clerk.street.wait_for(self.clerk.id, lambda _: True, what="a welcome of the clerk")
        card = await self.clerk.reads(question, chat_id=STAFF_GROUP)
        thread: int = card["message_thread_id"]
        await self.clerk.presses("我来接手", chat_id=STAFF_GROUP, thread=thread)
        await self._sees_in_topic(thread, "🙋")
        return thread

    async def _answers(self, thread: int, answer: str) -> None:
        clerk = self.clerk
        await clerk.presses("正式答复", chat_id=STAFF_GROUP, thread=thread)
        await self._sees_in_topic(thread, "写下")
        wrote = await clerk.says(answer, chat_id=STAFF_GROUP, message_thread_id=thread)
        await clerk.presses("发给", chat_id=STAFF_GROUP, thread=thread, after=wrote)

    async def _sees_in_topic(self, thread: int, words: str) -> None:
        await self.clerk.street.wait_for(
            STAFF_GROUP,
            lambda message: words in message.get("text", ""),
            what=words,
            thread=thread,
        )

    async def _makes_checklist(self, citizen: Person, service: str) -> None:
        self.promised.checklists.append((citizen.id, service))
        started = await citizen.says(f"/start svc-{service}")
        # By its data: a late copy of another guide has a button of this label too.
        await citizen.presses(f"cm:{service}", after=started)
        step = 0
        while step < FINISHED:
            # Of several copies the one that is furthest on counts, wherever it stands.
            screen = await citizen.street.wait_for(
                citizen.id,
                lambda message, so_far=step: message["message_id"] > started and step_of(message) > so_far,  # type: ignore[misc] # mypy infers no default
                what=f"question {step + 1} or the list",
            )
            step = step_of(screen)
            if step < FINISHED:
                with suppress(ButtonGone):
                    await citizen.press_below(screen, "说不准")
        await citizen.presses("1 ⬜️", after=started)
        await citizen.street.wait_for(
            citizen.id,
            lambda message: message["message_id"] > started and find_button(message, "1 ☑️") is not None,
            what="a tick",
        )


def step_of(message: Message) -> int:
    """How far on the way to a checklist a screen is: the number of its question, or FINISHED."""
    text = message.get("text", "")
    question = re.search(r"第 (\d+) 题", text)
    return int(question[1]) if question else FINISHED if "已备好" in text else 0


async def asks_the_guide(citizen: Person) -> None:
    """A question the hall has a guide for."""
    # By webhook a question may overtake the press that chose the language: Telegram keeps them in queues of their own.
    asked = await citizen.says("孩子上户口要带什么")
    await citizen.reads("出生医学证明", "Medical Certificate of Birth", after=asked)


async def changes_language(citizen: Person) -> None:
    """To English and back, and on only when each is seen: by webhook what is said may overtake what is pressed."""
    started = await citizen.says("/start")
    await citizen.presses("English", after=started)
    await citizen.reads("What would you like", after=started)
    await citizen.presses("Language", after=started)
    listed = await citizen.reads("Please choose your language", after=started)
    await citizen.presses("简体中文", after=listed["message_id"] - 1)
    await citizen.reads("想办什么事", after=listed["message_id"] - 1)
