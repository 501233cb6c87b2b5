"""Somebody above a clerk plans to close something, step by step, and sees whom it concerns before it is done.

Source: docs/rules/booking.md, 20.
"""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import BaseModel, Field

from actions.booking.closing import close
from actions.booking.effect import effect_of
from actions.cases.acting import new_key
from content.calendars import opening_hours
from content.closing import PlannedClosing, Unsaid
from content.models import Hall
from domain.closures import (
    WHOLE_HALL,
    ClosedDays,
    Closing,
    Closure,
    ClosureReason,
    check_can_close,
    check_may_close,
    may_close,
    read_hours,
    read_words,
)
from domain.deputies import read_day
from domain.errors import Gone, OutdatedButton
from domain.languages import Language
from domain.people import Member
from storage.transaction import Tx


@dataclass(frozen=True, slots=True)
class Closer:
    """Who closes something, and when; ``now`` is in the hall's zone."""

    tx: Tx
    member: Member
    hall: Hall
    now: datetime

    @property
    def zone(self) -> ZoneInfo:
        """By whose clocks days begin."""
        return ZoneInfo(self.hall.facts.zone)

    @property
    def language(self) -> Language:
        """In which they read."""
        return self.member.person.language


class ClosingDraft(BaseModel):
    """What is to be closed, as far as it was said.

    Attributes:
        has_hours: whether it was said that it is for whole days, or from when.
        words_zh: None until it was said what people are told, or nothing.
        affected: how many appointments were shown to be concerned.
        key: lets only what was seen last be confirmed, and only once.
    """

    area: str | None = None
    first: date | None = None
    last: date | None = None
    has_hours: bool = False
    begins: time | None = None
    ends: time | None = None
    counters: int | None = None
    reason: ClosureReason | None = None
    words_zh: str | None = None
    words_en: str = ""
    affected: int | None = None
    key: str = Field(default_factory=new_key)

    def saying(self, **said: Any) -> "ClosingDraft":
        """The same with more said; what was seen before cannot be confirmed any more."""
        return self.model_copy(update={**said, "affected": None, "key": new_key()})


def choose_area(draft: ClosingDraft, area_id: str, *, closer: Closer) -> ClosingDraft:
    """Take the area, or the whole hall.

    Raises:
        Gone: nobody books there.
        StaffOnly: it is not theirs to close.
    """
    check_may_close(closer.member, area_id)
    if area_id != WHOLE_HALL and _counters(closer.hall, area_id) is None:
        raise Gone
    return draft.saying(area=area_id, counters=None)


def choose_day(draft: ClosingDraft, day: date, *, closer: Closer) -> ClosingDraft:
    """Take a day: the first if there is none yet, else the last.

    Raises:
        CannotClose: it does not do.
        OutdatedButton: both were said.
    """
    if draft.last is not None:
        raise OutdatedButton
    first = draft.first or day
    check_can_close(ClosedDays(first, day).span(closer.zone), now=closer.now)
    return draft.saying(**{"last": day} if draft.first else {"first": day})


def choose_hours(draft: ClosingDraft, begins: time | None, ends: time | None, *, closer: Closer) -> ClosingDraft:
    """Take the hours of the one day, None for all of it.

    Raises:
        CannotClose: they are over.
        OutdatedButton: it is no single day.
    """
    if draft.first is None or draft.first != draft.last:
        raise OutdatedButton
    check_can_close(ClosedDays(draft.first, draft.first, begins, ends).span(closer.zone), now=closer.now)
    return draft.saying(has_hours=True, begins=begins, ends=ends)


def choose_counters(draft: ClosingDraft, counters: int, *, closer: Closer) -> ClosingDraft:
    """Take how many counters stay.

    Raises:
        OutdatedButton: there are no more than so many.
    """
    if counters >= (_counters(closer.hall, draft.area or "") or 0):
        raise OutdatedButton
    return draft.saying(counters=counters)


def say(draft: ClosingDraft, text: str, *, closer: Closer) -> ClosingDraft:
    """Take what was typed for whatever is asked for now; what is chosen by a button alone leaves it as it is.

    Raises:
        CannotClose, DayUnreadable, HoursUnreadable, WordsMissing: it does not do.
    """
    match _missing(draft, closer.hall):
        case Unsaid.FIRST | Unsaid.LAST:
            return choose_day(draft, read_day(text, today=closer.now.date()), closer=closer)
        case Unsaid.HOURS:
            return choose_hours(draft, *read_hours(text), closer=closer)
        case Unsaid.WORDS | None:
            chinese, english = read_words(text)
            return draft.saying(words_zh=chinese, words_en=english)
        case _:
            return draft


def _missing(draft: ClosingDraft, hall: Hall) -> Unsaid | None:
    """What is asked for next. One counter is there or is not, and days are closed as a whole."""
    said = {
        Unsaid.AREA: draft.area is not None,
        Unsaid.FIRST: draft.first is not None,
        Unsaid.LAST: draft.last is not None,
        Unsaid.HOURS: draft.has_hours or draft.first != draft.last,
        Unsaid.COUNTERS: draft.counters is not None or (_counters(hall, draft.area or "") or 1) == 1,
        Unsaid.REASON: draft.reason is not None,
        Unsaid.WORDS: draft.words_zh is not None,
    }
    return next((step for step in Unsaid if not said[step]), None)


def _counters(hall: Hall, area_id: str) -> int | None:
    """How many there are for people who book; None if nobody books there, or it is not one area."""
    area = hall.area(area_id)
    return area.booking.counters if area and area.booking else None


async def look_at_plan(closer: Closer, draft: ClosingDraft) -> PlannedClosing:
    """What was said so far, and once all is said whom it concerns.

    Raises:
        StaffOnly: it is not theirs to close.
    """
    member, hall = closer.member, closer.hall
    if draft.area is not None:
        check_may_close(member, draft.area)
    missing = _missing(draft, hall)
    effect = None if missing else await effect_of(closer.tx, _closing(draft, closer), hall=hall, now=closer.now)
    return PlannedClosing(
        missing=missing,
        now=closer.now,
        areas=tuple(area for area in hall.facts.areas if area.booking and may_close(member, area.id)),
        may_close_all=may_close(member, WHOLE_HALL),
        area=hall.area(draft.area or ""),
        days=ClosedDays(draft.first, draft.last or draft.first, draft.begins, draft.ends) if draft.first else None,
        hours=_hours(draft, closer),
        most=_counters(hall, draft.area or "") or 1,
        counters=draft.counters or 0,
        reason=draft.reason,
        words_zh=draft.words_zh or "",
        words_en=draft.words_en,
        effect=effect,
        has_changed=effect is not None and draft.affected not in (None, effect.affected),
        key=draft.key,
    )


def _hours(draft: ClosingDraft, closer: Closer) -> tuple[time, ...]:
    """When somebody comes back from a break, and full hours, without the beginning of the day."""
    if draft.first is None:
        return ()
    stretches, now = opening_hours(closer.hall).on(draft.first), closer.now
    full = [time(hour) for hour in range(24) if any(one.opens < time(hour) < one.closes for one in stretches)]
    found = sorted({*full, *(one.opens for one in stretches[1:])})
    return tuple(at for at in found if draft.first > now.date() or at > now.time())


def _closing(draft: ClosingDraft, closer: Closer) -> Closing:
    if _missing(draft, closer.hall) or draft.first is None or draft.last is None or draft.reason is None:
        raise OutdatedButton
    return Closing(
        area=draft.area or WHOLE_HALL,
        span=ClosedDays(draft.first, draft.last, draft.begins, draft.ends).span(closer.zone),
        counters=draft.counters or 0,
        reason=draft.reason,
        words_zh=draft.words_zh or "",
        words_en=draft.words_en,
    )


async def confirm_closing(closer: Closer, draft: ClosingDraft) -> Closure | None:
    """Close it, if it concerns as many as whoever closes it has seen; None: it does not, and must be looked at again.

    Raises:
        OutdatedButton: something is missing.
        Refusal: whatever ``close`` raises.
    """
    tx, closing, now = closer.tx, _closing(draft, closer), closer.now
    effect = await effect_of(tx, closing, hall=closer.hall, now=now)
    if effect.affected != draft.affected:
        return None
    return await close(tx, closing, key=draft.key, member=closer.member, now=now)
