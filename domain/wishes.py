"""When somebody would like to come, and which free times are nearest to that."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

DAY_BEGINS, DAY_ENDS = time(0), time(23, 59)


@dataclass(frozen=True, slots=True)
class Wish:
    """A day, or any from ``first`` to ``last``, and the part of the day; a moment of the day is a part of no length."""

    first: date
    last: date
    begins: time = DAY_BEGINS
    ends: time = DAY_ENDS


def nearest(free: Sequence[datetime], wish: Wish, *, most: int) -> tuple[list[int], bool]:
    """The positions of the free times that are nearest to a wish, at most ``most``, in order; and whether any fits.

    Another time of a wished day is nearer than any other day, and of these the earlier one, if both are as near.

    Args:
        free: in the hall's zone, in order.
    """
    ranked = sorted(range(len(free)), key=lambda at: (*_distance(free[at], wish), free[at]))
    return sorted(ranked[:most]), any(_distance(moment, wish) == (0, timedelta()) for moment in free)


def _distance(moment: datetime, wish: Wish) -> tuple[int, timedelta]:
    """Days from the wished days, and how far from the wished part of the day."""
    day = moment.date()
    days = max((wish.first - day).days, (day - wish.last).days, 0)
    at = _since_midnight(moment.time())
    begins, ends = _since_midnight(wish.begins), _since_midnight(wish.ends)
    return days, max(begins - at, at - ends, timedelta())


def _since_midnight(at: time) -> timedelta:
    return timedelta(hours=at.hour, minutes=at.minute)
