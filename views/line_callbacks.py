"""The buttons of the line at the counters; see ``views/callbacks.py``."""

from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from pydantic import Field

from domain.walk_ins import TurnStep
from views.callbacks import Id, Name, Place

Counter = Annotated[str, Field(pattern=r"^[A-Za-z0-9]{1,6}$")]
"""A counter as the pack names it."""
Key = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,16}$")]
"""A one-time key."""


class TakeNumber(CallbackData, prefix="na"):
    """Take a number of an area."""

    area: Name
    key: Key


class AskLineService(CallbackData, prefix="nb"):
    """To the services of an area, to say what the number is for."""

    area: Name


class TakeNumberFor(CallbackData, prefix="nc"):
    """Take a number for a service, in its area."""

    service_id: Name
    key: Key


class SeeTurn(CallbackData, prefix="nd"):
    """To one's own number as it stands now."""

    ref: Name


class AskLeaveLine(CallbackData, prefix="ne"):
    """Ask whether a number is to be given up."""

    ref: Name


class LeaveLine(CallbackData, prefix="nf"):
    """Give a number up."""

    ref: Name
    version: Place


class OpenCounter(CallbackData, prefix="ng"):
    """To a clerk's own counter in an area."""

    area: Name


class AskOwnCounter(CallbackData, prefix="nh"):
    """To the counters of an area, to choose one's own."""

    area: Name


class WorkAt(CallbackData, prefix="ni"):
    """Work at a counter for the day."""

    area: Name
    counter: Counter


class CallNext(CallbackData, prefix="nj"):
    """Call who is next in an area to one's own counter."""

    area: Name


class StepTurn(CallbackData, prefix="nk"):
    """The next step with somebody who has a number."""

    ref: Name
    version: Place
    step: TurnStep


class SeeNumber(CallbackData, prefix="nl"):
    """To one number, for staff."""

    ref: Name


class PrintNumber(CallbackData, prefix="ns"):
    """Have the slip of a number sent once more, to print."""

    ref: Name


class AskGiveNumber(CallbackData, prefix="nm"):
    """To what a number on paper is for."""

    area: Name


class GiveNumber(CallbackData, prefix="nn"):
    """Give a number of an area on paper."""

    area: Name
    key: Key


class GiveNumberFor(CallbackData, prefix="no"):
    """Give a number on paper for a service, in its area."""

    service_id: Name
    key: Key


class AskVisitRating(CallbackData, prefix="np"):
    """To the five levels of a rating of one's own visit."""

    rating_id: Id


class RateVisit(CallbackData, prefix="nq"):
    """How content somebody is with a visit, from 1 to 5, the best highest."""

    rating_id: Id
    level: Annotated[int, Field(ge=1, le=5)]


class GiveVisitReason(CallbackData, prefix="nr"):
    """What the rating of a visit is about: the id of one of the hall's reasons."""

    rating_id: Id
    reason: Name
