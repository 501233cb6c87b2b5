"""A short conversation with a bot on the sandbox, whatever its hall and language: it must answer, keep and pass on."""

import asyncio
import secrets
from collections.abc import Sequence
from datetime import date
from http import HTTPStatus
from typing import Any

from aiogram.filters.callback_data import CallbackData
from aiohttp import ClientResponseError

from bot.commands.failures import Problems
from bot.demo.running import Demo
from content.models import Hall, Service
from domain.languages import Language
from views import callbacks, case_callbacks, own_case_callbacks

PATIENCE = 120.0
"""Seconds one step may take on a busy machine."""
GLANCE = 0.05
"""Seconds between looks at a chat."""
FIRST_ID = 7_900_000_000
"""People of a drill have numbers from here on: far from the sandbox's, and nobody the database may know."""

Message = dict[str, Any]
Button = type[CallbackData] | CallbackData
"""A kind of button, or exactly this one."""


def _find(message: Message, wanted: Button) -> str | None:
    """The data of the first such button under a message."""
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    found: list[str] = [button.get("callback_data", "") for row in rows for button in row]
    if isinstance(wanted, CallbackData):
        return wanted.pack() if wanted.pack() in found else None
    return next((data for data in found if data.partition(":")[0] == wanted.__prefix__), None)


class Person:
    """Somebody, and the chats they look into."""

    def __init__(self, demo: Demo, person: int, *, chats: Sequence[int]) -> None:
        self._demo = demo
        self._person = person
        self._chats = chats

    async def sees(
        self, *buttons: Button, words: str = "", thread: int | None = None, without: Button | None = None
    ) -> Message:
        """The bot's newest message with one of these buttons, if any are given, these words, and not that other button.

        Raises:
            Problems: none came in time.
        """
        loop = asyncio.get_running_loop()
        deadline = loop.time() + PATIENCE
        while loop.time() < deadline:
            for chat in self._chats:
                for message in reversed(await self._messages(chat)):
                    fits = words in message.get("text", "") and thread in (None, message.get("message_thread_id"))
                    pressable = not buttons or any(_find(message, button) for button in buttons)
                    past = without is not None and _find(message, without)
                    if fits and pressable and not past and message["from"]["is_bot"]:
                        return message
            await asyncio.sleep(GLANCE)
        names = [getattr(button, "__name__", type(button).__name__) for button in buttons]
        what = f"a button {' or '.join(names)}" if names else "what was written"
        raise Problems(f"The restored bot does not work: {what} did not come within {PATIENCE:.0f} s.")

    async def _messages(self, chat: int) -> list[Message]:
        url = f"{self._demo.url}/control/messages"
        async with self._demo.http.get(url, params={"chat_id": str(chat)}) as response:
            messages: list[Message] = (await response.json()).get("messages", [])
        return messages

    async def presses(
        self, button: Button, *, words: str = "", thread: int | None = None, without: Button | None = None
    ) -> Message:
        """Press such a button under the newest message that has one; that message, once the press is handled."""
        data = None
        while True:
            message = await self.sees(button, words=words, thread=thread, without=without)
            before, data = data, _find(message, button)
            at = {"chat_id": message["chat"]["id"], "message_id": message["message_id"]}
            try:
                pressed = await self._demo.control("press", from_id=self._person, data=data, **at)
            except ClientResponseError as refused:
                if refused.status != HTTPStatus.BAD_REQUEST or data == before:
                    raise
                continue  # edited between the look and the press: a phone shows other buttons by now
            url = f"{self._demo.url}/control/callbacks/{pressed['callback_query_id']}"
            async with self._demo.http.get(url, params={"wait": str(PATIENCE)}) as response:
                await response.read()
            return message

    async def says(self, text: str, *, chat: int, thread: int | None = None) -> None:
        """Write something."""
        where = {"message_thread_id": thread} if thread else {}
        await self._demo.control("say", chat_id=chat, from_id=self._person, text=text, **where)


async def rehearse(demo: Demo, hall: Hall, *, today: date) -> None:
    """A citizen starts, asks, makes a checklist and hands over a question; a clerk answers it.

    Guides that are not valid on that day are not asked for.

    Raises:
        Problems: one of it did not happen.
    """
    me = FIRST_ID + secrets.randbelow(10**6)
    await demo.control("people", id=me, first_name="Drill", language_code="zh-hans")
    citizen = Person(demo, me, chats=[me])
    await demo.control("start", from_id=me)
    await citizen.sees(own_case_callbacks.AskStaff)
    valid = [service for service in hall.services if service.valid_until >= today]
    for service in valid[:1]:
        await citizen.says(service.title.in_(Language.ZH_HANS), chat=me)
        await citizen.sees(callbacks.OpenGuide(service_id=service.id))
    for service in [service for service in valid if service.questions][:1]:
        await citizen.says(f"/start svc-{service.id}", chat=me)
        await _make_checklist(citizen, service)
    question, answer = (f"drill {what} {secrets.token_hex(8)}" for what in ("question", "answer"))
    await citizen.says("/start", chat=me)
    await citizen.presses(own_case_callbacks.AskStaff)
    await citizen.sees(callbacks.GiveUp)
    await citizen.says(question, chat=me)
    await citizen.presses(own_case_callbacks.SendQuestion)
    await _answer(Person(demo, demo.clerk, chats=demo.groups), question=question, answer=answer)
    await citizen.sees(words=answer)


async def _make_checklist(citizen: Person, service: Service) -> None:
    """Take the first option each time, until the list is there."""
    await citizen.presses(callbacks.MakeChecklist(service_id=service.id))
    for step in range(len(service.questions) + 1):
        first = callbacks.AnswerQuestion(service_id=service.id, step=step, option=0)
        screen = await citizen.sees(callbacks.RedoChecklist, first)
        if _find(screen, callbacks.RedoChecklist):
            return
        await citizen.presses(first)


async def _answer(clerk: Person, *, question: str, answer: str) -> None:
    """Take the question, write a formal answer once the card says that it is taken, look at it, send it."""
    card = await clerk.presses(case_callbacks.TakeCase, words=question)
    thread = card["message_thread_id"]
    await clerk.presses(case_callbacks.WriteWords, thread=thread, without=case_callbacks.TakeCase)
    await clerk.says(answer, chat=card["chat"]["id"], thread=thread)
    await clerk.presses(case_callbacks.SendWords, thread=thread)
