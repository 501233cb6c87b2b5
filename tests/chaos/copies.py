"""Whose the messages are that stand on record and that no row knows by their number: an answer of Telegram was lost."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sandbox.seed import STAFF_GROUP

SAYS = ("sendMessage", "copyMessage")
Key = tuple[int, int]
"""Chat and number of a message."""
Row = dict[str, Any]
Send = dict[str, Any]


def is_edit(row: Row) -> bool:
    """Whether a row changes a message; if that never was known to arrive, it shows it anew."""
    return bool(row["edits"]) or row["method"].startswith("edit")


def key_of(row: Row) -> Key:
    """Where the message stands that a row knows of."""
    return row["chat_id"] or STAFF_GROUP, row["message_id"]


def find_sayers(rows: Sequence[Row], said: Mapping[Key, Send]) -> dict[Key, Row]:
    """The row that said each message a row knows of; a changed card only where no row before it knows of that one."""
    sayers: dict[Key, Row] = {}
    for row in sorted(rows, key=is_edit):
        if row["state"] == "sent" and not row["method"].startswith("edit") and key_of(row) in said:
            sayers.setdefault(key_of(row), row)
    return sayers


@dataclass(frozen=True, slots=True)
class _Suspect:
    """A row that may have said more than it knows.

    Attributes:
        place: chat and thread.
        after, before: its messages' numbers lie between these, because a queue waits for its head. Rows of other
            queues may stand there: a lane does not wait for another in the same chat.
        looks: parameters that its messages have, None for one they lack.
    """

    row: Row
    place: tuple[int, int]
    after: int
    before: int
    looks: Mapping[str, Any]

    def may_have_said(self, send: Send) -> bool:
        place = (send["chat_id"], send["params"].get("message_thread_id", 0))
        fits = all(send["params"].get(name) == value for name, value in self.looks.items())
        return fits and place == self.place and self.after < send["message_id"] < self.before


def find_owners(rows: Sequence[Row], said: Mapping[Key, Send], *, sayers: Mapping[Key, Row]) -> dict[Key, Row]:
    """The row of each message that none of the sayers knows of, as far as one can have said it.

    Every row of which nobody knows whether it arrived gets one first, if there is any way to give it one.
    """
    suspects = _suspects(rows, said, sayers=sayers)
    unknown = [suspect for suspect in suspects if suspect.row["state"] == "unknown"]
    others = [suspect for suspect in suspects if suspect.row["state"] != "unknown"]
    left = sorted(said.keys() - sayers.keys())
    slots = [*unknown, *others, *unknown]
    fitting = [[key for key in left if slot.may_have_said(said[key])] for slot in slots]
    return {key: slots[at].row for key, at in _pair(fitting).items()}


def _suspects(rows: Sequence[Row], said: Mapping[Key, Send], *, sayers: Mapping[Key, Row]) -> list[_Suspect]:
    """Rows of which nobody knows whether they arrived, and flagged ones that said something or were replaced."""
    words = defaultdict[str, list[Row]](list)
    for row in sayers.values():
        # A changed card may wait while words of its queue pass it: it bounds none.
        if not is_edit(row):
            words[row["queue"]].append(row)
    suspects = []
    for row in rows:
        says = sayers.get(key_of(row)) is row
        if row["state"] == "unknown" or (row["maybe_dup"] and (says or row["state"] == "dropped")):
            queue = words[row["queue"]]
            after = max((word["message_id"] for word in queue if word["id"] < row["id"]), default=0)
            later = [] if is_edit(row) else [word["message_id"] for word in queue if word["id"] > row["id"]]
            before = row["message_id"] if says else min(later, default=1 << 62)
            place = (row["chat_id"] or STAFF_GROUP, row["stands_in"])
            suspects.append(_Suspect(row, place, after, before, _looks(row, said.get(key_of(row)))))
    return suspects


def _looks(row: Row, own: Send | None) -> dict[str, Any]:
    """What is known of a message; one rendered when it leaves may say something else by the next time."""
    names = ["reply_parameters"] if row["message"] else ["text", "reply_markup"]
    if row["method"] == "copyMessage":
        names.append("message_id")
    known = own["params"] if own else json.loads(row["body"] or "{}")
    return {name: known.get(name) for name in names}


def _pair(fitting: Sequence[Sequence[Key]]) -> dict[Key, int]:
    """Give each slot a message that fits it, the first slots first; one that has one may get another, but keeps one."""
    given: dict[Key, int] = {}

    def finds(slot: int, tried: set[Key]) -> bool:
        for key in fitting[slot]:
            if key not in tried:
                tried.add(key)
                if key not in given or finds(given[key], tried):
                    given[key] = slot
                    return True
        return False

    for slot in range(len(fitting)):
        finds(slot, set())
    return given
