"""What a story is made of: the language of its steps, in one table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

MAIN = "main"
"""The name of the story that shows most at once: the first of a list, and the one that is played when none is named."""
DESK = "desk"
"""The staff group itself: sees what nobody in particular looks for."""
OF_DESK = frozenset({"sees", "does not see"})
"""What the desk can do."""
MANY = frozenset({"words", "buttons", "options"})
"""Fields that take one text or a list of them."""
COUNTS = frozenset({"times", "within"})
"""Fields that take a whole number above nothing."""
PLACES = ("private", "group")
FILES = ("photo", "document", "voice", "video")
FAULTS: Mapping[str, Mapping[str, Any]] = {
    "too fast": {"kind": "429", "retry_after": 3},
    "server error": {"kind": "500"},
    "bad gateway": {"kind": "502"},
    "lost answer": {"kind": "lost"},
    "slow": {"kind": "delay", "seconds": 3},
    "duplicates": {"kind": "duplicate", "method": "getUpdates"},
}
"""What each trouble is for the control API."""
MOMENTS = {
    "next working day": "working_day",
    "5 working days": "five_working_days",
    "before the holiday": "before_holiday",
    "next due": "deadline",
}
"""Jumps of which only the hall knows where they lead."""
UNITS = {"second": 1, "minute": 60, "hour": 3600, "day": 86_400, "week": 604_800}
THINGS = ("contact", "location")
NO_REACTION = "none"
"""The emoji that takes a reaction back."""
CHOICES: Mapping[str, Sequence[str]] = {
    "in": PLACES,
    "out of": PLACES,
    "file": FILES,
    "kind": tuple(FAULTS),
    "thing": THINGS,
}


@dataclass(frozen=True, slots=True)
class Form:
    """What may follow a verb.

    Attributes:
        main: the field that a plain value stands for; empty when nothing may follow.
        more: further fields, written as a mapping.
        needs: fields that must be there.
    """

    main: str = ""
    more: Sequence[str] = ()
    needs: Sequence[str] = ()


VERBS: Mapping[str, Form] = {
    "starts": Form(),
    "opens": Form("link", needs=("link",)),
    "says": Form("text", ("reply to", "in"), needs=("text",)),
    "presses": Form("button", ("in",), needs=("button",)),
    "sends": Form("file", ("caption", "reply to", "in"), needs=("file",)),
    "shares": Form("thing", ("at", "name", "phone", "reply to", "in"), needs=("thing",)),
    "forwards": Form("message", ("out of", "in"), needs=("message",)),
    "edits": Form("", ("from", "to", "in"), needs=("from", "to")),
    "deletes": Form("message", ("in",), needs=("message",)),
    "reacts": Form("emoji", ("to", "in"), needs=("emoji",)),
    "votes": Form("options", ("in",), needs=("options",)),
    "sees": Form("words", ("buttons", "times", "within", "in")),
    "does not see": Form("words", ("in",), needs=("words",)),
    "is told": Form("words", needs=("words",)),
    "blocks the bot": Form(),
    "unblocks the bot": Form(),
    "looks into": Form("words", needs=("words",)),
    "leaves the topic": Form(),
    "deletes the topic": Form(),
}
"""What people do and see."""
STAGE: Mapping[str, Form] = {
    "time": Form("to", needs=("to",)),
    "fault": Form("kind", ("times",), needs=("kind",)),
    "clear the faults": Form(),
    "kill the bot": Form(),
    "note": Form("text", needs=("text",)),
}
"""What happens without anybody doing it."""


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a story. ``who`` is empty for what nobody does; ``written`` is the line as the editor reads it."""

    line: int
    who: str
    verb: str
    fields: Mapping[str, Any]
    written: str


@dataclass(frozen=True, slots=True)
class Story:
    """A scene. ``people`` are made new for every run: name -> language of their phone."""

    name: str
    title: Mapping[str, str]
    steps: Sequence[Step]
    people: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, order=True)
class StoryProblem:
    """One thing to mend; ``line`` counts from 1."""

    file: Path
    line: int
    reason: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.reason}"
