"""The buttons of appointments; see ``views/callbacks.py``."""

from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from pydantic import Field

from domain.booking import Excuse, Step
from domain.months import NoDay
from views.callbacks import Id, Name, Place

Ordinal = Annotated[int, Field(ge=700_000, lt=1_000_000)]
"""A day as the number Python's calendar gives it; of the years 1917 to 2738."""


class BookVisit(CallbackData, prefix="ba"):
    """To the areas in which something can be booked."""


class BookArea(CallbackData, prefix="bb"):
    """To the services of an area that can be booked."""

    area: Name


class BookService(CallbackData, prefix="bc"):
    """To the days on which a service has places."""

    service_id: Name
    page: Place | None = None
    """Months ahead of the present one; None: where the first day is."""


class BookDay(CallbackData, prefix="bd"):
    """To the times of a day."""

    service_id: Name
    day: Ordinal
    page: Place = 0


class AskNoDay(CallbackData, prefix="bx"):
    """Ask why a day of the calendar cannot be chosen; nothing is named where there is none."""

    why: NoDay | None = None
    day: Ordinal | None = None


class HoldPlace(CallbackData, prefix="be"):
    """Have a place kept for a while."""

    service_id: Name
    slot_id: Id


class ConfirmVisit(CallbackData, prefix="bf"):
    """Make an appointment of a place that is held or offered."""

    ref: Name


class DropHold(CallbackData, prefix="bg"):
    """Give back a place that is held or offered."""

    ref: Name
    version: Place


class MyVisits(CallbackData, prefix="bh"):
    """To the person's own appointments."""


class OpenVisit(CallbackData, prefix="bi"):
    """To one appointment."""

    ref: Name


class SayComing(CallbackData, prefix="bq"):
    """Say that one will come."""

    ref: Name


class AskMove(CallbackData, prefix="bj"):
    """To the days to which an appointment could be moved."""

    ref: Name
    page: Place | None = None
    """As that of BookService."""


class MoveDay(CallbackData, prefix="bk"):
    """To the times of a day to which it could be moved."""

    ref: Name
    day: Ordinal
    page: Place = 0


class MoveVisit(CallbackData, prefix="bl"):
    """Move an appointment."""

    ref: Name
    version: Place
    slot_id: Id


class AskCancel(CallbackData, prefix="bm"):
    """Ask whether an appointment is to be cancelled."""

    ref: Name


class CancelVisit(CallbackData, prefix="bn"):
    """Cancel an appointment."""

    ref: Name
    version: Place


class ShowToday(CallbackData, prefix="br"):
    """To the day of an area, for staff."""

    area: Name


class SeeVisit(CallbackData, prefix="bs"):
    """To one appointment, for staff."""

    ref: Name


class AskCounter(CallbackData, prefix="bu"):
    """Ask to which counter somebody is called."""

    ref: Name


class StepVisit(CallbackData, prefix="bt"):
    """The next step with a visitor; ``counter``: to which they are called, or at which they are served."""

    ref: Name
    version: Place
    step: Step
    counter: Annotated[str, Field(pattern=r"^[A-Za-z0-9]{0,6}$")] = ""


class AskExcuse(CallbackData, prefix="bw"):
    """Ask why what somebody missed is not to count."""

    ref: Name


class ExcuseVisit(CallbackData, prefix="bv"):
    """Let it not count."""

    ref: Name
    version: Place
    reason: Excuse


class WaitFor(CallbackData, prefix="bo"):
    """Wait for a place from one day to another."""

    service_id: Name
    first: Ordinal
    last: Ordinal


class LeaveWaiting(CallbackData, prefix="bp"):
    """Wait no longer."""

    waiting_id: Id


class AskPhone(CallbackData, prefix="by"):
    """Be asked for a telephone number for an appointment."""

    ref: Name


class DropPhone(CallbackData, prefix="bz"):
    """Take it back."""

    ref: Name


class AppealMissed(CallbackData, prefix="pa"):
    """Say why one missed an appointment."""
