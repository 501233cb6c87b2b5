"""An entry for calendars is one that calendars read."""

import re
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from views.booking.calendar import LINE, Entry, ical

AT = datetime(2026, 12, 4, 1, 30, tzinfo=UTC)


def entry(summary: str) -> Entry:
    """A visit of a quarter of an hour."""
    ends_at = AT + timedelta(minutes=15)
    return Entry(
        uid="abc@banshi", sequence=2, made_at=AT, starts_at=AT, ends_at=ends_at, summary=summary, place="A", notes="B"
    )


@given(st.text(st.characters(exclude_categories=["C"], include_characters="\n"), max_size=200))
def test_lines_are_short_and_folded_ones_say_the_same(words: str) -> None:
    written = ical(entry(words))

    assert written.endswith("END:VCALENDAR\r\n")
    assert all(len(line.encode()) <= LINE for line in written.split("\r\n"))
    whole = written.replace("\r\n ", "")
    [summary] = [line for line in whole.split("\r\n") if line.startswith("SUMMARY:")]
    said = re.sub(r"\\(.)", lambda found: "\n" if found[1] == "n" else found[1], summary.removeprefix("SUMMARY:"))
    assert said == words


def test_moments_are_in_utc_and_the_number_is_that_of_the_move() -> None:
    written = ical(entry("出生登记")).split("\r\n")

    assert {"DTSTART:20261204T013000Z", "DTEND:20261204T014500Z", "SEQUENCE:2", "UID:abc@banshi"} <= set(written)
