"""The buttons by which staff take care of appointments for others; see ``views/callbacks.py``."""

from aiogram.filters.callback_data import CallbackData

from domain.visit_calls import CallOutcome
from views.booking_callbacks import Ordinal
from views.callbacks import Id, Name, Place


class ShowCalls(CallbackData, prefix="ya"):
    """To those who are to be called in an area."""

    area: Name


class SeeCall(CallbackData, prefix="yb"):
    """To one call."""

    call_id: Id


class NoteVisitCall(CallbackData, prefix="yc"):
    """What came of a call."""

    call_id: Id
    version: Place
    outcome: CallOutcome


class ShowNumber(CallbackData, prefix="yd"):
    """Have the number of a visitor who is to be called sent."""

    call_id: Id


class BookFor(CallbackData, prefix="ye"):
    """To the services of an area for which staff book somebody."""

    area: Name


class ForService(CallbackData, prefix="yf"):
    """Book this service for somebody; who is asked next."""

    service_id: Name


class ForNobody(CallbackData, prefix="yg"):
    """Whoever is booked leaves no telephone number."""


class ForDays(CallbackData, prefix="yh"):
    """To the days for whoever is booked; ``page`` as that of BookService."""

    page: Place | None = None


class ForDay(CallbackData, prefix="yi"):
    """To the times of a day for them."""

    day: Ordinal
    page: Place = 0


class SeeWaiting(CallbackData, prefix="yw"):
    """Show somebody without Telegram who waits for a place."""

    waiting_id: Id


class ForTime(CallbackData, prefix="yj"):
    """Have a time kept for them."""

    slot_id: Id


class ForWait(CallbackData, prefix="yu"):
    """Put them on the waiting list, for a place from one day to another."""

    first: Ordinal
    last: Ordinal


class ForLeave(CallbackData, prefix="yv"):
    """Take somebody without Telegram off the waiting list."""

    waiting_id: Id


class ForConfirm(CallbackData, prefix="yk"):
    """Make an appointment of it."""

    ref: Name


class ForDrop(CallbackData, prefix="yl"):
    """Give it back."""

    ref: Name
    version: Place


class MoveFor(CallbackData, prefix="ym"):
    """To the days to which staff could move an appointment; ``page`` as that of BookService."""

    ref: Name
    page: Place | None = None


class MoveForDay(CallbackData, prefix="yn"):
    """To the times of a day to which they could."""

    ref: Name
    day: Ordinal
    page: Place = 0


class MoveForTo(CallbackData, prefix="yo"):
    """Move it."""

    ref: Name
    version: Place
    slot_id: Id


class AskCancelFor(CallbackData, prefix="yp"):
    """Ask for whose sake an appointment is to be cancelled."""

    ref: Name


class CancelFor(CallbackData, prefix="yq"):
    """Cancel it, because its visitor says so."""

    ref: Name
    version: Place


class CancelForHall(CallbackData, prefix="yr"):
    """Cancel it, because the hall cannot keep it; why is asked next."""

    ref: Name
    version: Place


class CancelForReason(CallbackData, prefix="yt"):
    """Cancel it for the reason that was previewed."""

    ref: Name
    version: Place


class PrintSlip(CallbackData, prefix="ys"):
    """Have a slip of an appointment sent, to print."""

    ref: Name
