"""Turns what people did by hand into a story: each deed a step, and after it what the bot then said."""

import json
import re
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sandbox.stories.models import FAULTS, MOMENTS, UNITS
from sandbox.world import World

KEPT = 500
"""Deeds remembered; the oldest go first."""
CITIZENS = ("市民甲", "市民乙", "市民丙", "市民丁", "市民戊", "市民己", "市民庚", "市民辛")
"""Whoever played a citizen gets one of these: a story has new people, and names nobody who exists."""
CHANGES = re.compile(r"[\d:：/*]+|\n")
"""What is another text the next time: numbers, dates, times, masked names; and where a line ends."""
SHORTEST, LONGEST = 6, 16
"""Characters of the words a step expects to be seen."""
FLEETING = timedelta(seconds=2)
"""Words that the bot changed again so soon nobody has read."""
PLAIN = re.compile(r"[\w（《“🏠][^:#{}\[\],&*!|>'\"%@`\n]*")


@dataclass(frozen=True, slots=True)
class Deed:
    """A control call that somebody made.

    Attributes:
        call: its path below ``/control/``.
        fields: what it was told; of an upload the message that came of it.
        aimed: the words of the button or message it was about, as they were before.
        sends: how many sends were on record before.
    """

    call: str
    fields: Mapping[str, Any]
    aimed: str
    sends: int


class Recorder:
    """Remembers deeds since a moment."""

    def __init__(self) -> None:
        self._deeds: deque[Deed] = deque(maxlen=KEPT)

    def begin(self) -> None:
        """Forget everything until now."""
        self._deeds.clear()

    def note(self, deed: Deed) -> None:
        """Somebody did this."""
        self._deeds.append(deed)

    def compose(self, world: World) -> str:
        """The story in YAML."""
        return _Composition(world, list(self._deeds)).text()


class _Composition:
    def __init__(self, world: World, deeds: list[Deed]) -> None:
        self._world = world
        self._deeds = deeds
        self._names: dict[int, str] = {}
        self._clerk = next((one for one in world.people.values() if one.role == "clerk"), None)

    def text(self) -> str:
        steps = [f"  - {line}" for line in self._steps()] or ["  []"]
        people = [f"  {name}: {self._world.people[number].language_code or 'zh-hans'}" for number, name in self._new()]
        head = ["title:", "  zh: 手动演的一段", "  en: Played by hand", *(["people:", *people] if people else [])]
        return "\n".join([*head, "steps:", *steps, ""])

    def _new(self) -> Iterator[tuple[int, str]]:
        return ((number, name) for number, name in self._names.items() if self._world.people[number].role != "clerk")

    def _steps(self) -> Iterator[str]:
        ends = [deed.sends for deed in self._deeds[1:]] + [10**9]
        for deed, end in zip(self._deeds, ends, strict=False):
            if line := self._line(deed):
                yield line
                yield from self._seen(deed.sends, end)

    def _line(self, deed: Deed) -> str:
        fields, call = deed.fields, deed.call
        if call in ("clock", "backstage/jump", "backstage/kill", "faults"):
            return _stage(call, fields)
        who = self._name(fields.get("from_id", fields.get("user_id")))
        if not who:
            return ""
        if call == "start":
            return f"{who} opens: {_quoted(fields['payload'])}" if fields.get("payload") else f"{who} starts"
        if call in ("say", "upload"):
            return self._said(who, deed)
        if call == "press":
            return f"{who} presses: {_quoted(_fragment(deed.aimed) or deed.aimed)}"
        if call == "edit":
            new = fields.get("text") or fields.get("caption") or ""
            return f"{who} edits: {{from: {_quoted(_fragment(deed.aimed))}, to: {_quoted(new)}}}"
        if call in ("block", "unblock"):
            return f"{who} {call}s the bot"
        return f"{who} deletes the topic" if call == "topics" and fields.get("action") == "delete" else ""

    def _said(self, who: str, deed: Deed) -> str:
        fields = deed.fields
        text = fields.get("text") or fields.get("caption") or ""
        more = {"reply to": _fragment(deed.aimed)} if deed.aimed else {}
        if fields.get("chat_id", 0) > 0 and self._world.people[fields["from_id"]].role == "clerk":
            more["in"] = "private"
        if deed.call == "upload":
            more = {"file": fields["kind"], **({"caption": text} if text else {}), **more}
            return f"{who} sends: {_mapping(more) if len(more) > 1 else fields['kind']}"
        return f"{who} says: {_mapping({'text': text, **more}) if more else _quoted(text)}"

    def _seen(self, start: int, end: int) -> Iterator[str]:
        """The last words of the bot in each chat until the next deed."""
        last: dict[int, str] = {}
        sends = [send for send in self._world.record.sends(after=start) if _words(send)]
        for at, send in enumerate(sends):
            words = _fragment(_words(send))
            if send["seq"] <= end and words and send["chat_id"] and not _fleeting(send, sends[at + 1 :]):
                last[send["chat_id"]] = words
        for chat_id, words in last.items():
            who = self._name(chat_id) if chat_id in self._names or chat_id < 0 else ""
            if who:
                yield f"{who} sees: {_quoted(words)}"

    def _name(self, number: Any) -> str:
        """How the story calls somebody; a group is looked into by a clerk."""
        person = self._world.people.get(number) if isinstance(number, int) and number > 0 else self._clerk
        if person is None:
            return ""
        if person.role == "clerk":
            return self._names.setdefault(person.id, person.first_name)
        taken = sum(1 for _ in self._new())
        return self._names.setdefault(person.id, CITIZENS[taken % len(CITIZENS)])


def _stage(call: str, fields: Mapping[str, Any]) -> str:
    if call == "backstage/kill":
        return "kill the bot"
    if call == "backstage/jump":
        return f"time: {next(words for words, name in MOMENTS.items() if name == fields['name'])}"
    if call == "clock":
        seconds = round(float(fields.get("advance") or 0))
        unit = max((one for one in UNITS if seconds % UNITS[one] == 0), key=UNITS.__getitem__, default="second")
        number = seconds // UNITS[unit]
        return f"time: {number} {unit}{'' if number == 1 else 's'}" if seconds else ""
    kind = next((words for words, fault in FAULTS.items() if fault["kind"] == fields.get("kind")), "")
    return f"fault: {_mapping({'kind': kind, 'times': fields.get('times', 1)})}" if kind else ""


def _words(send: Mapping[str, Any]) -> str:
    return str(send["params"].get("text") or send["params"].get("caption") or "")


def _fleeting(send: Mapping[str, Any], later: list[dict[str, Any]]) -> bool:
    """Whether the message soon said something else."""
    same = (one for one in later if (one["chat_id"], one["message_id"]) == (send["chat_id"], send["message_id"]))
    soon = datetime.fromisoformat(send["at"]) + FLEETING
    return any(datetime.fromisoformat(one["at"]) <= soon for one in same)


def _fragment(words: str) -> str:
    """A part of these words that will be there the next time, too."""
    parts = [part.strip(" 　，。、·・—-()（）") for part in CHANGES.split(words)]
    best = next((part for part in parts if SHORTEST <= len(part) <= LONGEST), max(parts, key=len, default=""))
    return best[:LONGEST].strip()


def _mapping(fields: Mapping[str, Any]) -> str:
    return "{" + ", ".join(f"{name}: {_quoted(value)}" for name, value in fields.items()) + "}"


def _quoted(value: Any) -> str:
    text = str(value)
    return text if PLAIN.fullmatch(text) and text == text.strip() else json.dumps(text, ensure_ascii=False)
