"""The buttons of staff in their own chat; see ``views/callbacks.py`` for the rest."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Self

from aiogram.filters.callback_data import CallbackData
from pydantic import Field

from domain.abuse import Abuse
from domain.desk import Pile, Place
from views.callbacks import Id, Name
from views.callbacks import Place as Count

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
MOST_MICROSECONDS = (datetime.max.replace(tzinfo=UTC) - EPOCH) // MICROSECOND
BYTES = 8
"""Of a moment and of a row of ours; both together are ``WRITTEN`` characters."""
WRITTEN = 22


Day = Annotated[int, Field(ge=date.min.toordinal(), le=date.max.toordinal())]
"""A date, counted from the first of all."""


class OpenDesk(CallbackData, prefix="dk"):
    """To the desk."""


class OpenPile(CallbackData, prefix="dl"):
    """To a pile, of one ``kind`` or all, from the beginning or behind a place."""

    pile: Pile
    kind: Annotated[str, Field(pattern=r"^[a-z0-9_-]{0,32}$")] = ""
    after: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{0,22}$")] = ""

    @classmethod
    def behind(cls, place: Place, *, pile: Pile, kind: str) -> Self:
        """The page that begins behind a place."""
        numbers = ((place.due_at - EPOCH) // MICROSECOND, place.case_id)
        written = b"".join(number.to_bytes(BYTES, "big") for number in numbers)
        return cls(pile=pile, kind=kind, after=urlsafe_b64encode(written).decode().rstrip("="))

    @property
    def place(self) -> Place | None:
        """Behind which the page begins; None for the first page, also where the place makes no sense."""
        if len(self.after) != WRITTEN:
            return None
        written = urlsafe_b64decode(f"{self.after}==")
        moment, case_id = (int.from_bytes(part, "big") for part in (written[:BYTES], written[BYTES:]))
        if moment > MOST_MICROSECONDS or case_id >= 1 << 62:
            return None
        return Place(EPOCH + moment * MICROSECOND, case_id)


class SeeCase(CallbackData, prefix="dc"):
    """To one case."""

    case_id: Id


class TakeOnDesk(CallbackData, prefix="dt"):
    """I take it."""

    case_id: Id


class ReleaseOnDesk(CallbackData, prefix="dr"):
    """Give it back."""

    case_id: Id


class DoOnDesk(CallbackData, prefix="dd"):
    """Do with a case what needs no words; ``version`` is that of the case on the card."""

    case_id: Id
    version: Count
    action: Name


class WriteContact(CallbackData, prefix="dy"):
    """Write down how somebody without Telegram can be reached."""

    case_id: Id


class AskUrgingOnDesk(CallbackData, prefix="du"):
    """Ask at the desk why whoever has a case is urged."""

    case_id: Id


class AskMark(CallbackData, prefix="di"):
    """Ask as what the words of a case's citizen are marked."""

    case_id: Id


class MarkAbuse(CallbackData, prefix="dj"):
    """Mark them as this."""

    case_id: Id
    abuse: Abuse


class UnmarkAbuse(CallbackData, prefix="dp"):
    """Take the mark away."""

    case_id: Id


class AskAbout(CallbackData, prefix="dn"):
    """To one page, counted from 0, of those a case may be about."""

    case_id: Id
    page: Count = 0


class ChooseAbout(CallbackData, prefix="dv"):
    """Ask whether a case is about this member of staff."""

    case_id: Id
    staff_id: Id


class NameAbout(CallbackData, prefix="dw"):
    """A case, as it was at this version, is about this member of staff."""

    case_id: Id
    version: Count
    staff_id: Id


class OpenHandover(CallbackData, prefix="dh"):
    """To those whose cases may be handed over."""


class HandOverOf(CallbackData, prefix="dx"):
    """To those who could have somebody's cases."""

    staff_id: Id


class AskHandover(CallbackData, prefix="dz"):
    """Ask whether somebody's cases are to go ``to`` a colleague, or with 0 to those who have fewest."""

    staff_id: Id
    to: Annotated[int, Field(ge=0, lt=1 << 62)]


class DoHandover(CallbackData, prefix="dg"):
    """Hand them over; ``to`` as above."""

    staff_id: Id
    to: Annotated[int, Field(ge=0, lt=1 << 62)]


class OpenAway(CallbackData, prefix="do"):
    """To whether I am away; with ``anew``, to planning it once more."""

    anew: bool = False


class AwayColleagues(CallbackData, prefix="db"):
    """To those for whom one may say that they are away."""


class AwayOf(CallbackData, prefix="de"):
    """To whether a colleague is away; ``anew`` as above."""

    staff_id: Id
    anew: bool = False


class AwayDay(CallbackData, prefix="df"):
    """From this day on, or until this day."""

    day: Day


class AwayDeputy(CallbackData, prefix="ds"):
    """This colleague stands in."""

    staff_id: Id


class ConfirmAway(CallbackData, prefix="dq"):
    """So it is to be."""

    key: Name


class EndAway(CallbackData, prefix="aw"):
    """Back, or not away after all."""

    absence_id: Id


class AskCorrection(CallbackData, prefix="ee"):
    """Ask which service a case is about: the shelves."""

    case_id: Id


class CorrectFrom(CallbackData, prefix="ef"):
    """To the services of one shelf, one of which a case is about."""

    case_id: Id
    category_id: Name


class ChooseCorrection(CallbackData, prefix="eg"):
    """Ask whether a case is about this service."""

    case_id: Id
    service_id: Name


class Correct(CallbackData, prefix="eh"):
    """A case, as it was at this version, is about this service."""

    case_id: Id
    version: Count
    service_id: Name
