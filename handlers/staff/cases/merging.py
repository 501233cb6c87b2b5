"""A clerk finds that two cases are one matter, or that they are not."""

from datetime import datetime

from aiogram import Router
from aiogram.filters import Filter
from aiogram.types import CallbackQuery, Message

from actions.cases.drafts import MergingWith
from actions.cases.merging import Joined, find_main, merge, offer_mains, preview_merge
from actions.cases.saying import quote_of
from actions.cases.splitting import ask_split, split
from actions.forms import Form
from content.models import Hall
from domain.conversation import Written
from domain.numbers import endings_of
from domain.people import Member
from handlers.filters import Waits
from handlers.incoming import Writes
from handlers.staff.access import ClerksOnly
from handlers.staff.cases.topics import AnswersCitizen
from storage.transaction import Tx
from views.cases import merging as screens
from views.merging_callbacks import AskMerge, AskSplit, ChooseMain, MergeCase, SplitCase
from views.reply import Reply
from views.screen import Screen


class WritesNumber(Filter):
    """What looks like the number of a case; anything else that is written meanwhile is a note, as always."""

    async def __call__(self, _: Message, written: Written) -> bool:
        return bool(endings_of(written.text))


router = Router(name=__name__)
router.callback_query.middleware(ClerksOnly())
router.message.middleware(ClerksOnly())


@router.callback_query(AskMerge.filter())
async def press_ask_merge(
    _: CallbackQuery,
    callback_data: AskMerge,
    tx: Tx,
    clerk: Member,
    form: Form,
    hall: Hall,
    reply: Reply,
    now: datetime,
) -> None:
    """It is the same as another one; which?"""
    case, likely = await offer_mains(tx, callback_data.case_id, member=clerk, now=now)
    draft = MergingWith(case_id=case.id)
    await form.save(draft)
    await reply.show(screens.choose_main(hall.facts.languages[0], case, likely=likely, mark=draft.mark))


@router.callback_query(ChooseMain.filter())
async def press_main(
    _: CallbackQuery,
    callback_data: ChooseMain,
    tx: Tx,
    clerk: Member,
    form: Form,
    hall: Hall,
    reply: Reply,
    now: datetime,
) -> None:
    """The same as this one."""
    pressed = callback_data
    joined = await preview_merge(tx, pressed.case_id, pressed.main_id, member=clerk, hall=hall, now=now)
    await form.close()
    await reply.show(_preview(hall, joined))


@router.message(Waits(MergingWith), ~AnswersCitizen(), Writes(), WritesNumber())
async def write_number(
    _: Message,
    draft: MergingWith,
    written: Written,
    tx: Tx,
    clerk: Member,
    form: Form,
    hall: Hall,
    reply: Reply,
    now: datetime,
) -> None:
    """The same as the one with this number."""
    main = await find_main(tx, draft.case_id, written.text, member=clerk, now=now)
    joined = await preview_merge(tx, draft.case_id, main.id, member=clerk, hall=hall, now=now)
    await form.close()
    await reply.show(_preview(hall, joined))


def _preview(hall: Hall, joined: Joined) -> Screen:
    language, case, main = hall.facts.languages[0], joined.case, joined.main
    return screens.preview(
        language, case=case, main=main, first=joined.first, others=joined.others, about=quote_of(main.case)
    )


@router.callback_query(MergeCase.filter())
async def press_merge(
    _: CallbackQuery, callback_data: MergeCase, tx: Tx, clerk: Member, hall: Hall, reply: Reply, now: datetime
) -> None:
    """Yes, handle them together."""
    pressed = callback_data
    case, main = await merge(
        tx, pressed.case_id, version=pressed.version, main_id=pressed.main_id, member=clerk, hall=hall, now=now
    )
    await reply.show(screens.merged(hall.facts.languages[0], case, main=main))


@router.callback_query(AskSplit.filter())
async def press_ask_split(
    _: CallbackQuery, callback_data: AskSplit, tx: Tx, clerk: Member, hall: Hall, reply: Reply, now: datetime
) -> None:
    """They are not the same after all."""
    case, answered = await ask_split(tx, callback_data.case_id, member=clerk, hall=hall, now=now)
    await reply.show(screens.ask_split(hall.facts.languages[0], case, answered=answered))


@router.callback_query(SplitCase.filter())
async def press_split(
    _: CallbackQuery, callback_data: SplitCase, tx: Tx, clerk: Member, hall: Hall, reply: Reply, now: datetime
) -> None:
    """Yes, handle it alone."""
    pressed = callback_data
    case = await split(tx, pressed.case_id, version=pressed.version, member=clerk, hall=hall, now=now)
    await reply.show(screens.parted(hall.facts.languages[0], case))
