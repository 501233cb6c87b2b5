"""The buttons by which another area is asked for its part in a case; see ``views/callbacks.py`` for the rest."""

from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from pydantic import Field

from domain.cohandling import DAYS
from views.callbacks import Id, Name


class AskPart(CallbackData, prefix="ka"):
    """To the areas that can be asked."""

    case_id: Id


class ChoosePartArea(CallbackData, prefix="kb"):
    """This area; now until when."""

    case_id: Id
    area: Annotated[str, Field(pattern=r"^[a-z0-9-]{1,32}$")]


class ChoosePartTerm(CallbackData, prefix="kc"):
    """In so many working days, or with 0 until the end of the case's own period; now what is asked."""

    case_id: Id
    area: Annotated[str, Field(pattern=r"^[a-z0-9-]{1,32}$")]
    days: Annotated[int, Field(ge=0, le=max(DAYS))]


class SendPart(CallbackData, prefix="kd"):
    """Ask for what was previewed under this key."""

    key: Name


class ChangePart(CallbackData, prefix="ke"):
    """Other words."""


class AskWithdrawPart(CallbackData, prefix="kf"):
    """Ask whether a request that was made in a case is to be taken back."""

    case_id: Id
    part_id: Id


class WithdrawPart(CallbackData, prefix="kg"):
    """Take it back."""

    case_id: Id
    part_id: Id
