"""The buttons by which staff say why a case is late, in its topic and at their desk; see ``views/callbacks.py``."""

from aiogram.filters.callback_data import CallbackData

from views.callbacks import Id, Name


class AskCause(CallbackData, prefix="wa"):
    """To the causes a delay may come of."""

    case_id: Id


class GiveCause(CallbackData, prefix="wb"):
    """What a delay comes of: the period that was missed, and the id of one of the hall's causes; the words follow."""

    clock_id: Id
    cause: Name


class AskCauseOnDesk(CallbackData, prefix="da"):
    """The same as ``AskCause``, at the desk."""

    case_id: Id


class GiveCauseOnDesk(CallbackData, prefix="we"):
    """The same as ``GiveCause``, at the desk."""

    clock_id: Id
    cause: Name
