"""The buttons of whoever closes an area or the hall; see ``views/callbacks.py``."""

from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from pydantic import Field

from domain.closures import ClosureReason
from views.booking_callbacks import Ordinal
from views.callbacks import Id, Name, Place

Minute = Annotated[int, Field(ge=0, lt=24 * 60)]
"""A time of day as minutes since midnight."""


class OpenClosings(CallbackData, prefix="ja"):
    """To what is closed, now or later."""

    page: int = 0


class BeginClosing(CallbackData, prefix="jb"):
    """Begin to close something."""


class CloseArea(CallbackData, prefix="jc"):
    """Close this area; empty: the whole hall."""

    area: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{0,32}$")]


class CloseDay(CallbackData, prefix="jd"):
    """From this day, or until this day."""

    day: Ordinal


class CloseFrom(CallbackData, prefix="je"):
    """From this time of the day on; 0: all day."""

    minute: Minute


class CloseCounters(CallbackData, prefix="jf"):
    """Until so many counters are left; 0: nobody is served."""

    counters: Place


class CloseFor(CallbackData, prefix="jg"):
    """For this reason."""

    reason: ClosureReason


class CloseWordless(CallbackData, prefix="jh"):
    """People are told no more than the reason."""


class ConfirmClosing(CallbackData, prefix="ji"):
    """So it is to be."""

    key: Name


class SeeClosing(CallbackData, prefix="jj"):
    """To something that is closed."""

    closure_id: Id


class AskLift(CallbackData, prefix="jk"):
    """Ask whether it is to be opened again."""

    closure_id: Id


class LiftClosing(CallbackData, prefix="jl"):
    """Open it again."""

    closure_id: Id
