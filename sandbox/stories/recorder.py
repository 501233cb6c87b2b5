"""Turns what people did by hand into a story: each deed a step, and after it what the bot then said."""

from collections import deque
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from sandbox.people import Person
from sandbox.stories.lines import Deed, forward_step, fragment, no_step, quoted, rest_of, stage_step, step_of
from sandbox.stories.loader import NAMES
from sandbox.stories.models import DESK
from sandbox.world import World

KEPT = 500
"""Deeds remembered; the oldest go first."""
STEMS = "甲乙丙丁戊己庚辛壬癸"
"""Whoever played a citizen is called by one of these: a story has new people, and names nobody who exists."""
FLEETING = timedelta(seconds=2)
"""Words that the bot changed again so soon nobody has read."""
PRIVATE = {"in": "private"}


class Recorder:
    """Remembers deeds since a moment."""

    def __init__(self) -> None:
        self._deeds: deque[Deed] = deque(maxlen=KEPT)
        self._noted = 0

    def begin(self) -> None:
        """Forget everything until now."""
        self._deeds.clear()
        self._noted = 0

    def note(self, deed: Deed) -> None:
        """Somebody did this."""
        self._deeds.append(deed)
        self._noted += 1

    def compose(self, world: World) -> str:
        """The story in YAML; what was too long ago to be remembered is at least said."""
        lost = self._noted - len(self._deeds)
        head = f"# only the last {KEPT} deeds are here: {lost} before them are forgotten\n" if lost else ""
        return head + _Composition(world, list(self._deeds)).text()


class _Composition:
    def __init__(self, world: World, deeds: list[Deed]) -> None:
        self._world = world
        self._deeds = deeds
        self._names: dict[int, str] = {}
        self._looked: dict[int, int] = {}
        self._group = next((chat.id for chat in world.groups.values() if chat.is_forum and not chat.migrated_to), 0)

    def text(self) -> str:
        lines = list(self._lines())
        steps = [f"  {line}" if line.startswith("#") else f"  - {line}" for line in lines]
        steps += [] if any(step.startswith("  -") for step in steps) else ["  []"]
        people = [f"  {name}: {self._world.people[number].language_code or 'zh-hans'}" for number, name in self._new()]
        head = ["title:", "  zh: 手动演的一段", "  en: Played by hand", *(["people:", *people] if people else [])]
        return "\n".join([*head, "steps:", *steps, ""])

    def _new(self) -> Iterator[tuple[int, str]]:
        return ((number, name) for number, name in self._names.items() if self._world.people[number].role != "clerk")

    def _lines(self) -> Iterator[str]:
        ends = [deed.sends for deed in self._deeds[1:]] + [10**9]
        for deed, end in zip(self._deeds, ends, strict=False):
            yield from self._deed(deed)
            yield from self._seen(deed.sends, end)

    def _deed(self, deed: Deed) -> Iterator[str]:
        """The steps for a deed, and a remark for what they do not say; for something always."""
        person = self._world.people.get(deed.fields.get("from_id", deed.fields.get("user_id", 0)))
        who = self._name(person) if person else ""
        if line := self._step(person, who, deed) if person and who else stage_step(deed):
            if person and who and deed.fields.get("chat_id", 0) < 0:
                yield from self._way(person, who, deed)
            yield line
            if rest := rest_of(deed):
                yield no_step(who, deed.call, rest)
        else:
            yield no_step(who, deed.call, {name: value for name, value in deed.fields.items() if name != "from_id"})

    def _step(self, person: Person, who: str, deed: Deed) -> str:
        chat_id = deed.fields.get("chat_id", 0)
        target = self._place(person, chat_id)
        if target is None:
            return ""
        if deed.call == "forward":
            source = self._place(person, deed.fields["from_chat_id"])
            if source is None:
                return ""
            return forward_step(who, deed, source={"out of": "private"} if source else {}, target=target)
        return step_of(who, deed, private=bool(target))

    def _place(self, person: Person, chat_id: int) -> dict[str, str] | None:
        """How a step says that somebody acts there: nothing where they usually do; None if it cannot say it."""
        if person.role != "clerk":
            return {} if chat_id in (0, person.id) else None
        if chat_id in (0, self._group):
            return {}
        return PRIVATE if chat_id == person.id else None

    def _way(self, person: Person, who: str, deed: Deed) -> Iterator[str]:
        """How a clerk comes to the topic they act in."""
        if deed.thread == self._looked.get(person.id, 0):
            return
        if deed.thread and not deed.topic:
            yield no_step(who, "goes to a topic without words", {})
            return
        yield f"{who} looks into: {quoted(deed.topic)}" if deed.thread else f"{who} leaves the topic"
        self._looked[person.id] = 0 if deed.call == "topics" else deed.thread

    def _seen(self, start: int, end: int) -> Iterator[str]:
        """The last words of the bot in each chat until the next deed."""
        last: dict[int, str] = {}
        sends = [send for send in self._world.record.sends(after=start) if _words(send)]
        for at, send in enumerate(sends):
            words = fragment(_words(send))
            if send["seq"] <= end and words and send["chat_id"] and not _fleeting(send, sends[at + 1 :]):
                last[send["chat_id"]] = words
        for chat_id, words in last.items():
            if chat_id == self._group:
                yield f"{DESK} sees: {quoted(words)}"
            elif name := self._names.get(chat_id):
                is_clerk = self._world.people[chat_id].role == "clerk"
                yield f"{name} sees: " + (f"{{words: {quoted(words)}, in: private}}" if is_clerk else quoted(words))

    def _name(self, person: Person) -> str:
        """How the story calls somebody; empty for a clerk that other sandboxes do not have."""
        if person.role == "clerk":
            known = person.first_name if person.first_name in NAMES else ""
            return self._names.setdefault(person.id, known) if known else ""
        taken = sum(1 for _ in self._new())
        return self._names.setdefault(person.id, f"市民{STEMS[taken] if taken < len(STEMS) else taken + 1}")


def _words(send: Mapping[str, Any]) -> str:
    return str(send["params"].get("text") or send["params"].get("caption") or "")


def _fleeting(send: Mapping[str, Any], later: list[dict[str, Any]]) -> bool:
    """Whether the message soon said something else."""
    same = (one for one in later if (one["chat_id"], one["message_id"]) == (send["chat_id"], send["message_id"]))
    soon = datetime.fromisoformat(send["at"]) + FLEETING
    return any(datetime.fromisoformat(one["at"]) <= soon for one in same)
