"""Checklists: answers, versions, ticks, and whose they are."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from actions.checklists import (
    LISTED,
    Asker,
    Asking,
    answer_question,
    forget_checklist,
    make_checklist,
    my_checklists,
    open_checklist,
    redo_checklist,
    step_back,
    tick_item,
)
from actions.forms import Form
from actions.questions import remember_question
from content.models import Hall
from domain.checklists import Checklist
from domain.conversation import ContentKind, Written
from domain.errors import Gone, GuideExpired, GuideGone, OutdatedButton
from domain.languages import Language
from storage.db import Database
from storage.events import list_events
from storage.forms import find_form
from storage.people import add_person, find_person
from tests.views.halls import NOW, sample_hall

BIRTH = "birth-registration"
ANSWERS = (0, 0, 0, 0)
"""Born here, joins the mother, married, family household."""


class Desk:
    """Lets people make checklists, each step in a transaction of its own."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.hall: Hall = sample_hall()
        self.now = NOW

    @asynccontextmanager
    async def asker(self, telegram_id: int = 7) -> AsyncIterator[Asker]:
        """Somebody at the desk."""
        async with self.database.write() as tx:
            found = await find_person(tx, telegram_id)
            values = {"telegram_id": telegram_id, "first_name": "陈晓", "language": Language.ZH_HANS}
            person = found[0] if found else await add_person(tx, **values, now=self.now)
            key = f"p:{telegram_id}"
            form = Form(tx, conversation=key, stored=await find_form(tx, key), now=self.now)
            yield Asker(tx=tx, form=form, person=person, hall=self.hall, now=self.now)

    async def begin(self, service_id: str = BIRTH) -> Asking | Checklist:
        """Press "my checklist"."""
        async with self.asker() as asker:
            return await make_checklist(asker, service_id)

    async def answer(self, step: int, option: int | None, *, service_id: str = BIRTH) -> Asking | Checklist:
        """Press an option."""
        async with self.asker() as asker:
            return await answer_question(asker, service_id, step=step, option=option)

    async def made(self, options: tuple[int | None, ...] = ANSWERS) -> Checklist:
        """Answer everything."""
        await self.begin()
        for step, option in enumerate(options):
            at = await self.answer(step, option)
        assert isinstance(at, Checklist)
        return at

    async def tick(self, made: Checklist, item: int, *, ticked: bool = True, version: int | None = None) -> Checklist:
        """Press an item."""
        async with self.asker() as asker:
            return await tick_item(
                asker.tx,
                made.ref,
                person=asker.person,
                version=version or made.version,
                item=item,
                ticked=ticked,
            )

    async def lists(self) -> list[Checklist]:
        """What is kept."""
        async with self.asker() as asker:
            return await my_checklists(asker.tx, person=asker.person)

    def publish(self, **change: object) -> None:
        """Put a changed guide into the hall."""
        changed = [s.model_copy(update=change) if s.id == BIRTH else s for s in self.hall.services]
        self.hall = self.hall.model_copy(update={"services": tuple(changed)})


@pytest.fixture
def desk(database: Database) -> Desk:
    return Desk(database)


def _ids(made: Checklist) -> list[str]:
    return [item.id for item in made.items]


async def test_answers_leave_only_what_applies(desk: Desk) -> None:
    made = await desk.made()

    assert _ids(made) == ["birth-certificate", "household-book", "parents-id", "marriage-certificate"]
    assert made == replace((await desk.lists())[0], made_at=made.made_at)


async def test_a_question_of_another_case_is_never_asked(desk: Desk) -> None:
    await desk.begin()

    at = await desk.answer(0, 0)

    assert isinstance(at, Asking)
    assert at.question.id == "follows"


async def test_what_depends_on_not_sure_stays_on_the_list_with_its_reason(desk: Desk) -> None:
    made = await desk.made((0, 0, None, 0))

    [certificate] = [item for item in made.items if item.id == "marriage-certificate"]
    assert certificate.depends_on[0][Language.EN] == "Are the parents married to each other? → Married"
    assert "unmarried-statement" in _ids(made)
    assert "paternity-report" not in _ids(made)


async def test_a_double_tap_on_an_answer_gives_one_answer(desk: Desk) -> None:
    await desk.begin()

    first = await desk.answer(0, 0)
    second = await desk.answer(0, 1)

    assert first == second


async def test_a_double_tap_on_the_last_answer_shows_the_list_again(desk: Desk) -> None:
    made = await desk.made()

    again = await desk.answer(len(ANSWERS) - 1, 1)

    assert isinstance(again, Checklist)
    assert again.ref == made.ref
    assert len(await desk.lists()) == 1


async def test_back_asks_the_question_before_and_forgets_its_answer(desk: Desk) -> None:
    await desk.begin()
    await desk.answer(0, 1)
    await desk.answer(1, 0)

    async with desk.asker() as asker:
        at = await step_back(asker, BIRTH, step=2)
    assert isinstance(at, Asking)
    assert (at.question.id, at.step) == ("travel-doc", 1)

    async with desk.asker() as asker:
        at = await step_back(asker, BIRTH, step=1)
    assert isinstance(at, Asking)
    assert (at.question.id, at.step) == ("birthplace", 0)


async def test_an_old_back_button_changes_nothing(desk: Desk) -> None:
    await desk.begin()
    before = await desk.answer(0, 0)

    async with desk.asker() as asker:
        assert await step_back(asker, BIRTH, step=3) == before


async def test_an_option_that_is_none_is_an_outdated_button(desk: Desk) -> None:
    await desk.begin()

    with pytest.raises(OutdatedButton):
        await desk.answer(0, 9)


async def test_a_question_asked_in_between_loses_no_answers(desk: Desk) -> None:
    await desk.begin()
    await desk.answer(0, 0)
    async with desk.asker() as asker:
        await remember_question(asker.form, [Written(ContentKind.TEXT, "几点开门", 7, 1)])

    at = await desk.answer(1, 0)

    assert isinstance(at, Asking)
    assert at.step == 2


async def test_a_guide_that_changes_meanwhile_is_asked_from_the_beginning(desk: Desk) -> None:
    await desk.begin()
    await desk.answer(0, 0)
    desk.publish(version="2026-2")

    at = await desk.answer(1, 0)

    assert isinstance(at, Asking)
    assert (at.step, at.restarted) == (0, True)


async def test_a_service_without_questions_gives_its_list_at_once_and_only_one(desk: Desk) -> None:
    desk.publish(questions=(), materials=desk.hall.services[0].materials[6:7])

    first, second = await desk.begin(), await desk.begin()

    assert isinstance(first, Checklist)
    assert isinstance(second, Checklist)
    assert first.ref == second.ref


async def test_ticks_are_kept_and_twice_is_once(desk: Desk) -> None:
    made = await desk.made()

    await desk.tick(made, 1)
    twice = await desk.tick(made, 1)
    assert twice.ticked == {"household-book"}
    assert (await desk.lists())[0].ticked == {"household-book"}

    assert (await desk.tick(made, 1, ticked=False)).ticked == frozenset()


async def test_answering_anew_makes_the_next_version_and_keeps_the_ticks_that_still_count(desk: Desk) -> None:
    made = await desk.made()
    await desk.tick(made, 2)
    await desk.tick(made, 3)

    async with desk.asker() as asker:
        await redo_checklist(asker, made.ref)
    for step, option in enumerate((0, 0, 1, 0)):
        again = await desk.answer(step, option)

    assert isinstance(again, Checklist)
    assert (again.ref, again.version) == (made.ref, 2)
    assert again.ticked == {"parents-id"}
    assert len(await desk.lists()) == 1
    async with desk.asker() as asker:
        events = await list_events(asker.tx, subject_kind="checklist", subject_id=1)
    assert [event.action for event in events] == ["checklist_made", "checklist_remade"]


async def test_a_tick_for_an_earlier_version_is_refused(desk: Desk) -> None:
    made = await desk.made()
    async with desk.asker() as asker:
        await redo_checklist(asker, made.ref)
    for step, option in enumerate((0, 1, 1, 0)):
        await desk.answer(step, option)

    with pytest.raises(OutdatedButton):
        await desk.tick(made, 0, version=1)


async def test_a_list_keeps_the_words_it_was_made_with(desk: Desk) -> None:
    made = await desk.made()
    desk.publish(version="2026-2", materials=desk.hall.services[0].materials[:1])

    kept = (await desk.lists())[0]

    assert kept.items == made.items
    assert kept.service_version == "2026-1"


async def test_lists_that_read_the_same_are_ticked_apart(desk: Desk) -> None:
    made = await desk.made()
    async with desk.asker(8) as lin:
        at = await make_checklist(lin, BIRTH)
        for step, option in enumerate(ANSWERS):
            at = await answer_question(lin, BIRTH, step=step, option=option)

    await desk.tick(made, 1)

    async with desk.asker(8) as lin:
        (hers,) = await my_checklists(lin.tx, person=lin.person)
    assert isinstance(at, Checklist)
    assert hers.ref == at.ref != made.ref
    assert hers.items == made.items
    assert hers.ticked == frozenset()


async def test_nobody_opens_ticks_redoes_or_removes_the_list_of_somebody_else(desk: Desk) -> None:
    made = await desk.made()

    async with desk.asker(8) as stranger:
        tx, person = stranger.tx, stranger.person
        with pytest.raises(Gone):
            await open_checklist(tx, made.ref, person=person)
        with pytest.raises(Gone):
            await tick_item(tx, made.ref, person=person, version=1, item=0, ticked=True)
        with pytest.raises(Gone):
            await redo_checklist(stranger, made.ref)
        with pytest.raises(Gone):
            await forget_checklist(tx, made.ref, person=person, now=NOW)
        assert await my_checklists(tx, person=person) == []
    assert len(await desk.lists()) == 1


async def test_a_removed_list_is_gone_and_what_it_said_is_emptied(desk: Desk) -> None:
    made = await desk.made()

    async with desk.asker() as asker:
        await forget_checklist(asker.tx, made.ref, person=asker.person, now=NOW)
        with pytest.raises(Gone):
            await open_checklist(asker.tx, made.ref, person=asker.person)

    assert await desk.lists() == []
    async with desk.asker() as asker:
        row = (await asker.tx.execute(text("SELECT answers, items, ticked FROM checklist"))).one()
    assert "birth" not in str(row)


async def test_an_expired_or_vanished_guide_makes_no_list(desk: Desk) -> None:
    desk.publish(valid_until=NOW.date() - timedelta(days=1))

    with pytest.raises(GuideExpired):
        await desk.begin()
    with pytest.raises(GuideGone):
        await desk.begin("no-such-guide")


async def test_a_guide_holds_until_the_end_of_its_last_day(desk: Desk) -> None:
    desk.publish(valid_until=NOW.date())

    assert isinstance(await desk.begin(), Asking)


async def test_only_the_newest_lists_are_shown(desk: Desk) -> None:
    for number in range(LISTED + 1):
        desk.publish(version=f"2026-{number + 1}", questions=())
        desk.now = NOW + timedelta(minutes=number)
        await desk.begin()

    shown = await desk.lists()

    assert len(shown) == LISTED
    assert shown[0].service_version == f"2026-{LISTED + 1}"
