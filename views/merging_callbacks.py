"""The buttons by which staff handle cases together and part them; see ``views/callbacks.py`` for the rest."""

from aiogram.filters.callback_data import CallbackData

from views.callbacks import Id, Name, Place


class AskMerge(CallbackData, prefix="ma"):
    """To the cases this one may be the same as."""

    case_id: Id


class ChooseMain(CallbackData, prefix="mc"):
    """This case may be the same as that one."""

    case_id: Id
    main_id: Id


class MergeCase(CallbackData, prefix="mg"):
    """Handle the case, as it was at this version, with the other one."""

    case_id: Id
    version: Place
    main_id: Id


class AskSplit(CallbackData, prefix="mp"):
    """Ask whether a case is to be handled alone again."""

    case_id: Id


class SplitCase(CallbackData, prefix="ms"):
    """Handle the case, as it was at this version, alone again."""

    case_id: Id
    version: Place


class SendAlone(CallbackData, prefix="mo"):
    """Send the previewed words for this case only; those that went along with it go on alone."""

    case_id: Id
    key: Name
