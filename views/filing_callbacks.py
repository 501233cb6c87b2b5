"""The buttons of a citizen who files a case; see ``views/callbacks.py`` for the rest."""

from aiogram.filters.callback_data import CallbackData

from domain.cases import Privacy
from domain.filing import Detail
from views.callbacks import Id, Name, Place


class StartFiling(CallbackData, prefix="fs"):
    """Choose what to file."""


class FileAbout(CallbackData, prefix="fg"):
    """Choose what to file about a service."""

    service_id: Name


class ChooseKind(CallbackData, prefix="fk"):
    """It is of this kind."""

    kind: Name


class FileWords(CallbackData, prefix="ft"):
    """The words that were just written are such a case."""


class OnlyAsk(CallbackData, prefix="fq"):
    """The words that were just written are a question."""


class ShowDraft(CallbackData, prefix="fw"):
    """To the case that was begun, as it stands."""


class DropDraft(CallbackData, prefix="fx"):
    """Forget the case that was begun."""


class EditDetail(CallbackData, prefix="fe"):
    """Fill in a detail, or change it."""

    detail: Detail


class EmptyDetail(CallbackData, prefix="fc"):
    """Take a detail out again."""

    detail: Detail


class OpenShelf(CallbackData, prefix="fh"):
    """To the services of one shelf, to choose what it is about."""

    category_id: Name


class ChooseService(CallbackData, prefix="fv"):
    """It is about this service."""

    service_id: Name


class SayArea(CallbackData, prefix="fa"):
    """It was in this part of the hall."""

    area_id: Name


class ChooseDay(CallbackData, prefix="fd"):
    """It was so many days ago."""

    days_ago: Place


class ChoosePrivacy(CallbackData, prefix="fy"):
    """Staff may know so much of the person."""

    privacy: Privacy


class RemovePiece(CallbackData, prefix="fr"):
    """Take a piece of evidence out again; ``message_id`` is Telegram's."""

    message_id: Id


class SubmitCase(CallbackData, prefix="fz"):
    """File it; ``key`` is the draft's, so that it is filed once."""

    key: Name


class SubmitAnyway(CallbackData, prefix="fn"):
    """File it although it may be the same as an open case."""

    key: Name


class JoinCase(CallbackData, prefix="fj"):
    """Add the draft with this key to this open case instead."""

    case_id: Id
    key: Name
