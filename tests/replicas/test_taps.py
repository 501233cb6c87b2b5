"""Whoever taps twenty times at once, whichever bot hears it, does one thing, and every tap is answered."""

import asyncio
import random
from typing import Any

import pytest
from aiogram import Router
from aiogram.types import CallbackQuery
from pydantic import BaseModel

from actions.forms import Form
from storage.counters import next_value
from storage.transaction import Tx
from tests.chaos.drill import seed_of_drill
from tests.kit.database import BACKENDS
from tests.kit.replicas import Replicas, open_replicas
from tests.replicas.test_intake import effects, unguarded
from views.reply import Reply

pytestmark = pytest.mark.parametrize("database_url", BACKENDS[1:], indirect=True)
TAPS = 20


class Done(BaseModel):
    """What one person has done: looked at first, as careless code does, so that a race shows."""

    deeds: list[str] = []


def once() -> Router:
    """Does what is pressed, once."""
    router = Router()

    @router.callback_query()
    async def press(query: CallbackQuery, form: Form, tx: Tx, reply: Reply) -> None:
        done = form.draft(Done) or Done()
        if (deed := query.data or "") in done.deeds:
            return reply.toast("done before")
        await asyncio.sleep(0)
        await next_value(tx, "heard")
        await form.save(Done(deeds=[*done.deeds, deed]))
        reply.toast("done")

    return router


def taps(replicas: Replicas, person: int, deed: int) -> list[dict[str, Any]]:
    """The same button, twenty times."""
    updates = []
    for _ in range(TAPS):
        written = replicas.words(person, "")
        message = {**written["message"], "text": "?"}
        press = {"id": f"{written['update_id']}", "from": message["from"], "chat_instance": "1", "data": f"deed:{deed}"}
        updates.append({"update_id": written["update_id"], "callback_query": {**press, "message": message}})
    return updates


async def tap(database_url: str, *, deeds: int, people: int, rng: random.Random) -> tuple[int, int]:
    """Effects, and taps that were answered."""
    async with open_replicas(database_url, 2, router=once) as replicas:
        numbers = await replicas.people(people)
        for deed in range(deeds):
            updates = taps(replicas, numbers[deed % people], deed)
            await asyncio.gather(*(replicas.bring(update, rng) for update in updates))
        await replicas.quiet()
        for app in replicas.apps:
            for worker in app.workers:
                await worker.answered()
        calls = (await replicas.read("calls"))["calls"]
        return await effects(replicas), sum(call["method"] == "answerCallbackQuery" for call in calls)


async def test_without_the_guard_a_tap_is_done_several_times(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control."""
    seed = seed_of_drill()
    unguarded(monkeypatch)
    monkeypatch.setattr("gateway.worker.GROUP", 1)  # or one worker would have all of them in one transaction
    done, _ = await tap(database_url, deeds=5, people=1, rng=random.Random(seed))
    print(f"\nCHAOS_SEED={seed} without the guard 5 deeds were done {done} times")  # noqa: T201 # a drill prints its figures
    assert done > 5


async def test_twenty_taps_at_once_on_two_bots_are_one_deed_and_twenty_answers(database_url: str) -> None:
    seed = seed_of_drill()
    done, answered = await tap(database_url, deeds=50, people=10, rng=random.Random(seed))
    print(f"\nCHAOS_SEED={seed} 50 deeds of {TAPS} taps: {done} done, {answered} answered")  # noqa: T201 # the same
    assert (done, answered) == (50, 50 * TAPS)
