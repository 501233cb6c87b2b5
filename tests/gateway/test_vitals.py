"""What the process counts of itself agrees with what happened to the messages."""

from collections.abc import Callable

import pytest
from aiogram import Router
from aiogram.types import Message

from gateway.intake import TokenRefused
from gateway.telegram import TelegramError
from gateway.vitals import BOUNDS, MOST_AWAITED, Recent, Vitals
from tests.gateway.post_office import open_post_office
from tests.gateway.test_worker import echo
from tests.kit.town import A_WEDNESDAY, open_town
from views.markup import Rich
from views.reply import Reply
from views.screen import Screen


def meanwhile(happen: Callable[[], None]) -> Router:
    """A feature that answers after something has happened."""
    router = Router()

    @router.message()
    async def answer(message: Message, reply: Reply) -> None:
        happen()
        await reply.show(Screen(Rich(message.text or "")))

    return router


async def test_updates_and_messages_are_counted_by_how_they_ended(database_url: str) -> None:
    async with open_town(database_url, router=echo()) as town:
        chen = await town.citizen()
        await chen.says("one")
        await chen.says("fail")
        for _ in range(5):
            await town.later(minutes=2)

        vitals = town.app.vitals
        assert (vitals.handled, vitals.failed, vitals.buried) == (2, 4, 1), "the group's greeting is one"
        assert vitals.ended == {"sent": 3}, "the answer, the apology, and the word to staff"
        assert sum(vitals.answers.counts) == 1, "an apology is no answer"


async def test_the_latency_of_an_answer_runs_from_when_its_update_was_stored(database_url: str) -> None:
    def seven_seconds_go_by() -> None:
        town.clock.advance(seconds=7)

    async with open_town(database_url, router=meanwhile(seven_seconds_go_by)) as town:
        chen = await town.citizen()
        await chen.says("one")

        answers = town.app.vitals.answers
        assert answers.counts[BOUNDS.index(10.0)] == 1
        assert 7 <= answers.total < 8


async def test_answers_that_say_too_much_are_counted(database_url: str) -> None:
    async with open_post_office(database_url) as office:
        await office.fault("429", method="sendMessage", times=2)
        await office.send(office.letter("one"))

        assert office.vitals.refusals.total == 2
        assert office.vitals.put_off == 2
        assert office.vitals.ended == {"sent": 1}


async def test_another_poller_is_counted(database_url: str) -> None:
    async with open_town(database_url) as town:

        async def conflict(*_: object, **__: object) -> None:
            answers = [TelegramError(409, "Conflict: terminated by other getUpdates request"), TelegramError(401, "")]
            raise answers[town.app.vitals.conflicts.total]

        town.app.telegram.call = conflict  # type: ignore[method-assign] # two answers, then it ends
        with pytest.raises(TokenRefused):
            await town.app.poller.run()

        assert town.app.vitals.conflicts.total == 1


def test_what_is_recent_is_forgotten_but_not_its_number() -> None:
    refusals = Recent()
    for moment in (10.0, 50.0, 60.0):
        refusals.note(moment)

    assert refusals.count(since=50.0) == 2
    assert refusals.total == 3


def test_updates_that_never_get_an_answer_are_not_remembered_for_ever() -> None:
    vitals = Vitals()
    for number in range(MOST_AWAITED + 5):
        vitals.begin(f"u1.{number}", A_WEDNESDAY)

    vitals.end("sent", "u1.0:reply:1", now=A_WEDNESDAY)
    vitals.end("sent", "u1.5:reply:1", now=A_WEDNESDAY)

    assert sum(vitals.answers.counts) == 1
