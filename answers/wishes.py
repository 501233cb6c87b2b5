"""Reads when somebody would like to come: "下周三上午", "明天下午3点", "Friday at 10"."""

import re
from dataclasses import dataclass
from datetime import date, time, timedelta

from answers.normalise import normalise
from domain.wishes import DAY_BEGINS, DAY_ENDS, Wish

WEEK = timedelta(days=7)
SOON = 6
"""Days after today that are meant where only a time of day is said."""
DIGITS = {sign: number for number, sign in enumerate("零一二三四五六七八九")} | {"两": 2}
WEEKDAYS = {"一": 0, "二": 1, "三": 2, "四": 3, "五": 4, "六": 5, "日": 6, "天": 6}
ENGLISH_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
NOON, EVENING = time(12), time(18)
PARTS = {
    "上午": (DAY_BEGINS, NOON), "早上": (DAY_BEGINS, NOON), "早晨": (DAY_BEGINS, NOON), "一早": (DAY_BEGINS, NOON),
    "中午": (time(11, 30), time(14)), "下午": (NOON, EVENING), "傍晚": (time(16), EVENING),
    "晚上": (time(17), DAY_ENDS),
    "morning": (DAY_BEGINS, NOON), "noon": (time(11, 30), time(14)), "afternoon": (NOON, EVENING),
    "evening": (time(17), DAY_ENDS),
}  # fmt: skip
LATE_PARTS = frozenset(
    {
        "下午",
        "傍晚",
        "晚上",
        "afternoon",
        "evening",
    }
)
RELATIVE = {
    "大后天": 3, "后天": 2, "明天": 1, "明日": 1, "今天": 0, "今日": 0,
    "day after tomorrow": 2, "tomorrow": 1, "today": 0,
}  # fmt: skip
WEEKS = {"": timedelta(), "这": timedelta(), "本": timedelta(), "this": timedelta()} | {
    "下": WEEK, "next": WEEK, "下下": 2 * WEEK
}  # fmt: skip
QUARTERS = {"一刻": 15, "半": 30, "三刻": 45}
LAST_MEANT_LATE = 6
NUMBER = r"\d{1,2}|[零一二两三四五六七八九十]{1,3}"
OF_WEEK = "(?:周|星期|礼拜)"
_RELATIVE = re.compile("|".join(RELATIVE))
_WEEKDAY = re.compile(rf"(下下|下|这|本)?个?{OF_WEEK}([一二三四五六日天])")
_ENGLISH_DAY = re.compile(rf"\b(?:(next|this) )?({'|'.join(ENGLISH_DAYS)})[a-z]{{0,6}}\b")
_WHOLE_WEEK = re.compile(rf"(下下|下|这|本)个?{OF_WEEK}|\b(next|this) week\b")
_DATE = re.compile(rf"({NUMBER}) ?(?:月|/) ?({NUMBER}) ?[日号]?")
_DAY_OF_MONTH = re.compile(rf"({NUMBER}) ?[日号]")
_OF_YEAR = rf"({'|'.join(MONTHS)})[a-z]{{0,6}}"
_OF_MONTH = r"(\d{1,2})(?:st|nd|rd|th)?"
_ENGLISH_DATE = re.compile(rf"\b{_OF_MONTH} {_OF_YEAR}\b|\b{_OF_YEAR} {_OF_MONTH}\b")
_PART = re.compile("|".join(PARTS))
_CLOCK = re.compile(rf"({NUMBER}) ?(?:点钟?|时)(一刻|三刻|半|(?:{NUMBER})分?)?|(\d{{1,2}}):(\d{{2}}) ?(am|pm)?")
_ENGLISH_CLOCK = re.compile(r"\b(\d{1,2}) ?(am|pm|o'?clock)\b|\bat (\d{1,2})\b")


@dataclass(frozen=True, slots=True)
class WishRead:
    """A wish, and what else was said."""

    wish: Wish
    rest: str


class _Words:
    """A text of which one thing after the other is taken."""

    def __init__(self, text: str) -> None:
        self.left = text

    def take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """The first place where a pattern is found; it is not there any more."""
        if found := pattern.search(self.left):
            self.left = f"{self.left[: found.start()]} {self.left[found.end() :]}"
        return found


def read_wish(text: str, *, today: date) -> WishRead | None:
    """When somebody would like to come; None if they say nothing of it, or what no calendar and no clock has.

    Args:
        today: in the hall's zone; a day that is over means the next of its kind.
    """
    words = _Words(normalise(text))
    try:
        # The day first: "星期一两点" is two o'clock on a Monday.
        days = _days(words, today=today)
        part = words.take(_PART)
        at = _moment(words)
        if at is None and part is None and days is None:
            return None
        begins, ends = PARTS[part[0]] if part else (DAY_BEGINS, DAY_ENDS)
        if at:
            begins = ends = _of_day(*at, is_late=bool(part and part[0] in LATE_PARTS))
    except ValueError:
        # The 31st of a short month, or 25 o'clock.
        return None
    first, last = days or (today, today + timedelta(days=SOON))
    return WishRead(Wish(first, last, begins, ends), " ".join(words.left.split()))


def _moment(words: _Words) -> tuple[int, int, str] | None:
    """Hour, minute, and whether that was said to be before noon or after it."""
    if found := words.take(_CLOCK):
        if found[3]:
            return int(found[3]), int(found[4]), found[5] or ""
        return _number(found[1]), QUARTERS.get(found[2] or "") or _number((found[2] or "0").rstrip("分")), ""
    if found := words.take(_ENGLISH_CLOCK):
        return int(found[1] or found[3]), 0, found[2] or ""
    return None


def _of_day(hour: int, minute: int, half: str, *, is_late: bool) -> time:
    """A time of day; from one to six without more means the afternoon, as halls are open then."""
    afternoon = is_late or half == "pm" or (half != "am" and 1 <= hour <= LAST_MEANT_LATE)
    if half == "am" and hour == NOON.hour:
        hour = 0
    return time(hour + NOON.hour if afternoon and hour < NOON.hour else hour, minute)


def _days(words: _Words, *, today: date) -> tuple[date, date] | None:
    """The first and the last day that is meant; the same for a single one."""
    monday = today - timedelta(days=today.weekday())
    if found := words.take(_RELATIVE):
        return _only(today + timedelta(days=RELATIVE[found[0]]))
    if found := words.take(_DATE):
        return _only(_in_year(_number(found[1]), _number(found[2]), today=today))
    if found := words.take(_ENGLISH_DATE):
        month = MONTHS.index(found[2] or found[3]) + 1
        return _only(_in_year(month, int(found[1] or found[4]), today=today))
    if found := words.take(_WEEKDAY):
        day = monday + WEEKS[found[1] or ""] + timedelta(days=WEEKDAYS[found[2]])
        return _only(day if day >= today else day + WEEK)
    if found := words.take(_ENGLISH_DAY):
        day = monday + WEEKS[found[1] or ""] + timedelta(days=ENGLISH_DAYS.index(found[2]))
        return _only(day if day >= today else day + WEEK)
    if found := words.take(_WHOLE_WEEK):
        week = monday + WEEKS[found[1] or found[2]]
        return max(week, today), week + WEEK - timedelta(days=1)
    if found := words.take(_DAY_OF_MONTH):
        return _only(_in_month(_number(found[1]), today=today))
    return None


def _only(day: date) -> tuple[date, date]:
    return day, day


def _in_year(month: int, day: int, *, today: date) -> date:
    """The next such date; the 29th of February may be years away, and means nothing before that."""
    this = date(today.year, month, day)
    return this if this >= today else date(today.year + 1, month, day)


def _in_month(day: int, *, today: date) -> date:
    """The next day of that number."""
    if day >= today.day:
        return today.replace(day=day)
    after = (today.replace(day=1) + timedelta(days=32)).replace(day=1)
    return after.replace(day=day)


def _number(written: str) -> int:
    """A number of at most two digits, in figures or Chinese.

    Raises:
        ValueError: it is none, such as "十十".
    """
    if written.isdigit() and written.isascii():
        return int(written)
    tens, ten, ones = written.rpartition("十")
    if not (ten or ones) or any(part and part not in DIGITS for part in (tens, ones)):
        raise ValueError(written)
    return (DIGITS.get(tens, 1) * 10 if ten else 0) + DIGITS.get(ones, 0)
