"""Where something happens, and which words alone name a screen.

Classes with an async call, because aiogram runs plain functions in a thread.
"""

from aiogram.filters import Filter
from aiogram.types import CallbackQuery, InaccessibleMessage, Message, TelegramObject
from pydantic import BaseModel

from actions.booking.booking_for import GuestWords
from actions.booking.caring import CancelWords
from actions.booking.phone import PhoneWords
from actions.booking.planning_closing import ClosingDraft
from actions.cases.drafts import (
    ActingWith,
    AddingTo,
    CaseDraft,
    ContactWords,
    DelayWords,
    QuestionDraft,
    UrgeWords,
    WhichCase,
)
from actions.cases.ratings import Commenting
from actions.forms import Form
from domain.desk import PILES
from domain.languages import Language
from domain.people import ANSWERS_CITIZENS, Member
from views.callbacks import SetLanguage
from views.render import label
from views.start import OWN_NAMES


def _chat_type(event: TelegramObject) -> str:
    message = event.message if isinstance(event, CallbackQuery) else event
    # A press without a message was typed, and only private chats take typed presses.
    return message.chat.type if isinstance(message, Message | InaccessibleMessage) else "private"


class InPrivate(Filter):
    """A person's own chat with the bot."""

    async def __call__(self, event: TelegramObject) -> bool:
        return _chat_type(event) == "private"


class OpensLink(Filter):
    """A link of the bot that begins like this one; what follows in it comes as ``name``.

    Must be asked before the general /start.
    """

    def __init__(self, link: str, *, name: str = "ref") -> None:
        self._begins, self._name = f"/start {link}", name

    async def __call__(self, message: Message) -> bool | dict[str, str]:
        text = message.text or ""
        return {self._name: text.removeprefix(self._begins)} if text.startswith(self._begins) else False


class InStaffChat(Filter):
    """One of the staff groups the operator named."""

    async def __call__(self, _: TelegramObject, staff_chat: str | None) -> bool:
        return staff_chat is not None


class AtDesk(Filter):
    """Somebody of staff who has a desk; everybody else is answered as if there were none."""

    async def __call__(self, _: TelegramObject, member: Member | None) -> bool:
        return member is not None and member.role in PILES


class AnswersCitizens(Filter):
    """Somebody of staff who takes care of cases; everybody else is answered as if there were nothing of it."""

    async def __call__(self, _: TelegramObject, member: Member | None) -> bool:
        return member is not None and member.role in ANSWERS_CITIZENS


class ServesCitizens(Filter):
    """The same, as ``clerk``."""

    async def __call__(self, _: TelegramObject, member: Member | None) -> bool | dict[str, Member]:
        return {"clerk": member} if member and member.role in ANSWERS_CITIZENS else False


class Waits(Filter):
    """A form of this kind is open, as ``draft``."""

    def __init__(self, model: type[BaseModel]) -> None:
        self._model = model

    async def __call__(self, _: Message, form: Form) -> bool | dict[str, BaseModel]:
        draft = form.draft(self._model)
        return {"draft": draft} if draft else False


def plain(words: str) -> str:
    """Words without emoji, punctuation, spaces and case."""
    return "".join(char for char in words.casefold() if char.isalnum())


class Names(Filter):
    """Words alone that are a button of the first screens in any language, wherever somebody is.

    Forms and replies go first: what waits for words gets them.

    Args:
        labels: keys of ``labels/<language>.yaml``; those under ``typed.`` list several words with spaces between them.
    """

    def __init__(self, *labels: str) -> None:
        self._labels = labels

    async def __call__(self, message: Message, form: Form) -> bool:
        return plain(message.text or "") in self._words() and not is_awaited(message, form)

    def _words(self) -> set[str]:
        shown = [(key, label(language, key)) for language in Language for key in self._labels]
        return {plain(word) for key, text in shown for word in (text.split() if key.startswith("typed.") else [text])}


class NamesLanguage(Filter):
    """The name of a language alone, as the press that chooses it."""

    async def __call__(self, message: Message, form: Form) -> bool | dict[str, SetLanguage]:
        said = plain(message.text or "")
        chosen = next((language for language in Language if said in self._names(language)), None)
        return {"callback_data": SetLanguage(language=chosen)} if chosen and not is_awaited(message, form) else False

    def _names(self, language: Language) -> set[str]:
        others = [word for spoken in Language for word in label(spoken, f"typed.{language}").split()]
        return {plain(name) for name in (OWN_NAMES[language], *others)}


def is_awaited(message: Message, form: Form) -> bool:
    """Whether a form waits for these words, or they answer a message."""
    waiting = (
        ClosingDraft,
        GuestWords,
        CancelWords,
        PhoneWords,
        QuestionDraft,
        CaseDraft,
        ActingWith,
        AddingTo,
        Commenting,
        WhichCase,
        DelayWords,
        UrgeWords,
        ContactWords,
        ClosingDraft,
    )
    waits = any(form.draft(model) is not None for model in waiting)
    return waits or message.reply_to_message is not None
