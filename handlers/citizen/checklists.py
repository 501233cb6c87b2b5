"""Somebody finds out what they have to bring, and ticks it off."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from aiogram import BaseMiddleware, Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message, TelegramObject

from actions.checklists import (
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
from content.models import Hall
from domain.checklists import Checklist
from domain.people import Person
from handlers.filters import Names
from storage.transaction import Tx
from views import checklists as screens
from views.callbacks import (
    UNSURE_OPTION,
    AnswerQuestion,
    ConfirmRemoval,
    MakeChecklist,
    MyChecklists,
    OpenChecklist,
    RedoChecklist,
    RemoveChecklist,
    StepBack,
    TickItem,
)
from views.render import label
from views.reply import Reply
from views.screen import Screen


class BringAsker(BaseMiddleware):
    """Puts together what every step of a checklist needs."""

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        given = {name: data[name] for name in ("tx", "form", "person", "hall", "now")}
        return await handler(event, {**data, "asker": Asker(**given)})


router = Router(name=__name__)
router.callback_query.middleware(BringAsker())


def _screen(asker: Asker, at: Asking | Checklist) -> Screen:
    language = asker.person.language
    if isinstance(at, Checklist):
        return screens.checklist(language, at, service=asker.hall.service(at.service_id))
    return screens.question(language, at.service, at.question, step=at.step, restarted=at.restarted)


@router.callback_query(TickItem.filter())
async def tick(_: CallbackQuery, callback_data: TickItem, tx: Tx, person: Person, hall: Hall, reply: Reply) -> None:
    """Tick an item off, or take the tick back."""
    ticked = await tick_item(tx, **callback_data.model_dump(), person=person)
    await reply.show(screens.checklist(person.language, ticked, service=hall.service(ticked.service_id)))


@router.callback_query(MakeChecklist.filter())
async def begin(_: CallbackQuery, callback_data: MakeChecklist, asker: Asker, reply: Reply) -> None:
    """Ask the first open question."""
    at = await make_checklist(asker, callback_data.service_id)
    await reply.show(_screen(asker, at))


@router.callback_query(AnswerQuestion.filter())
async def answer(_: CallbackQuery, callback_data: AnswerQuestion, asker: Asker, reply: Reply) -> None:
    """Take the answer, then ask the next question or show the list."""
    option = None if callback_data.option == UNSURE_OPTION else callback_data.option
    at = await answer_question(asker, callback_data.service_id, step=callback_data.step, option=option)
    await reply.show(_screen(asker, at))


@router.callback_query(StepBack.filter())
async def go_back(_: CallbackQuery, callback_data: StepBack, asker: Asker, reply: Reply) -> None:
    """Ask the question before."""
    at = await step_back(asker, callback_data.service_id, step=callback_data.step)
    await reply.show(_screen(asker, at))


@router.callback_query(RedoChecklist.filter())
async def answer_again(_: CallbackQuery, callback_data: RedoChecklist, asker: Asker, reply: Reply) -> None:
    """Ask everything anew."""
    at = await redo_checklist(asker, callback_data.ref)
    await reply.show(_screen(asker, at))


@router.message(Command("lists", ignore_mention=True))
@router.message(Names("open.lists"))
@router.callback_query(MyChecklists.filter())
async def look_at_mine(_: Message | CallbackQuery, tx: Tx, person: Person, reply: Reply) -> None:
    """Show the person's own lists."""
    await reply.show(screens.mine(person.language, await my_checklists(tx, person=person)))


@router.callback_query(OpenChecklist.filter())
async def look_at_one(
    _: CallbackQuery, callback_data: OpenChecklist, tx: Tx, person: Person, hall: Hall, reply: Reply
) -> None:
    """Show one list."""
    found = await open_checklist(tx, callback_data.ref, person=person)
    await reply.show(screens.checklist(person.language, found, service=hall.service(found.service_id)))


@router.callback_query(RemoveChecklist.filter())
async def want_to_remove(
    _: CallbackQuery, callback_data: RemoveChecklist, tx: Tx, person: Person, reply: Reply
) -> None:
    """Ask once more before something is gone."""
    found = await open_checklist(tx, callback_data.ref, person=person)
    await reply.show(screens.removal(person.language, found))


@router.callback_query(ConfirmRemoval.filter())
async def remove(
    _: CallbackQuery, callback_data: ConfirmRemoval, tx: Tx, person: Person, reply: Reply, now: datetime
) -> None:
    """Remove it and show what is left."""
    await forget_checklist(tx, callback_data.ref, person=person, now=now)
    reply.toast(label(person.language, "list.removed"))
    await reply.show(screens.mine(person.language, await my_checklists(tx, person=person)))
