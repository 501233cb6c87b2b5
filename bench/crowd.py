"""People who write or press: each as soon as the answer to the last update is there, or all by the clock."""

import itertools
import time
from collections import Counter, deque
from dataclasses import dataclass
from typing import Any

import orjson

BATCH = 100
"""Updates in one answer to getUpdates: as many as a bot may ask for."""
FIRST_PERSON = 1_000_001
BOT = {"id": 700001, "is_bot": True, "first_name": "办事", "username": "banshi_bench_bot"}


@dataclass(frozen=True, slots=True)
class Habit:
    """What people do.

    Attributes:
        first: the callback data of the first press; None for people who write.
        then: prefixes of the button pressed next, the most wanted first.
        round: callback data of what is pressed in turn, over and over, with None for words; instead of ``then``.
    """

    first: str | None = None
    then: tuple[str, ...] = ()
    round: tuple[str | None, ...] = ()


HABITS = {
    "write": Habit(),
    "read": Habit("gc", ("gc", "h")),
    "tick": Habit("cm:unemployment-benefit", ("ct", "ca")),
    "press": Habit("gc", ("gc",)),
    "file": Habit("fs", round=("fs", "fk:complaint", None, "fz")),
}
"""write: a text. read: home, shelves, home. tick: the questions of a checklist once, then its first item on and off.
press: the only button there is. file: one complaint after the other, each a kind, a sentence and a submission."""


COMPLAINTS = (
    "C03 窗口下午三点就没有人了，我等到关门",
    "停车场的收费机坏了，扣了我两次钱",
    "电话打了一上午都占线，没有人接",
)
"""So unlike that nobody takes the second for the first once more."""


@dataclass(slots=True)
class Person:
    """Somebody in their own chat with the bot, and the message that stands there."""

    id: int
    shown: dict[str, Any]
    data: str | None
    waits: bool = False
    deeds: int = 0
    """How many of theirs were answered."""
    left: int = 0
    """Updates of theirs still to come."""
    due: float | None = None
    """When they came, if they come by the clock."""


class Crowd:
    """Everybody. Each has as many updates still to come as the others; the rest counts since it was last cleared.

    Whoever comes by the clock is in ``due`` until the bot has fetched their update; ``waited`` is how long each of them
    was without an answer since the moment they came, so that time in which the bot did not even ask counts as well.
    """

    def __init__(self, habit: Habit, *, size: int) -> None:
        self.habit = habit
        self.size = size
        self.due: deque[float] = deque()
        self.waited: list[float] = []
        self.calls: Counter[str] = Counter()
        self.pressed: Counter[str] = Counter()
        self.strays = 0
        """Messages that nobody waited for."""
        self._people = {number: self._newcomer(number) for number in range(FIRST_PERSON, FIRST_PERSON + size)}
        self._ready = deque(self._people.values())
        self._numbers = itertools.count(1)
        self._messages = itertools.count(1)
        """Numbers of messages in the staff group."""

    def _newcomer(self, number: int) -> Person:
        shown = {
            "message_id": 10,
            "from": BOT,
            "chat": {"id": number, "first_name": "陈晓", "type": "private"},
            "date": int(time.time()),
            "text": "你好",
        }
        return Person(number, shown, self.habit.first)

    @property
    def waits(self) -> bool:
        """Whether somebody waits for an answer."""
        return len(self._ready) < self.size

    @property
    def left(self) -> int:
        """Updates still to come."""
        return sum(person.left for person in self._people.values())

    def expect(self, count: int) -> None:
        """Let so many updates come, of everybody as many: who is answered soon does no more of the work than others."""
        share, more = divmod(count, self.size)
        for at, person in enumerate(self._people.values()):
            person.left = share + (at < more)

    def clear(self) -> None:
        """Count from now on."""
        self.calls.clear()
        self.pressed.clear()
        self.waited.clear()

    def batch(self) -> list[dict[str, Any]] | None:
        """A batch of updates, full while there are people for it; None while too few of them are answered."""
        size = min(BATCH, sum(person.left > 0 for person in self._people.values()))
        willing = [person for person in self._ready if person.left][:size]
        if not size or len(willing) < size:
            return None
        updates = [self._update(person) for person in willing]
        for person in willing:
            person.left -= 1
        self._ready = deque(person for person in self._ready if not person.waits)
        return updates

    def arrived(self) -> list[dict[str, Any]] | None:
        """The updates of those who came by the clock; None while nobody did, or everybody waits for an answer."""
        size = min(BATCH, len(self.due), len(self._ready))
        for person in itertools.islice(self._ready, size):
            person.due = self.due.popleft()
        return [self._update(self._ready.popleft()) for _ in range(size)] or None

    def _update(self, person: Person) -> dict[str, Any]:
        person.waits = True
        number = next(self._numbers)
        who = {
            "id": person.id,
            "is_bot": False,
            "first_name": "陈晓",
            "username": f"person{person.id}",
            "language_code": "zh-hans",
        }
        if person.data is None:
            person.shown["message_id"] += 1
            said = COMPLAINTS[person.deeds % len(COMPLAINTS)] if self.habit.round else "请问怎么办理"
            text = {"message_id": person.shown["message_id"], "text": f"{said} {number}"}
            return {"update_id": number, "message": {**person.shown, "from": who, "date": int(time.time()), **text}}
        self.pressed[person.data.partition(":")[0]] += 1
        press = {"id": str(number), "from": who, "chat_instance": str(person.id), "data": person.data}
        return {"update_id": number, "callback_query": {**press, "message": person.shown}}

    def hear(self, method: str, body: dict[str, Any], *, at: float) -> dict[str, Any]:
        """A message or an edit came: learn what stands there now, and what to press next; returns the message."""
        if (chat_id := int(body["chat_id"])) not in self._people:
            return self._in_group(chat_id)
        person = self._people[chat_id]
        if method == "sendMessage":
            person.shown["message_id"] += 1
        person.shown["text"] = body["text"]
        for key in ("entities", "reply_markup"):
            person.shown.pop(key, None)
            if value := body.get(key):
                person.shown[key] = orjson.loads(value) if isinstance(value, str) else value
        if person.waits:
            person.waits = False
            person.deeds += 1
            person.data = self._next(person)
            if person.due is not None:
                self.waited.append(at - person.due)
                person.due = None
            self._ready.append(person)
        else:
            self.strays += 1
        return person.shown

    def _in_group(self, chat_id: int) -> dict[str, Any]:
        """A message among staff, for which nobody waits."""
        chat = {"id": chat_id, "type": "supergroup", "title": "服务大厅", "is_forum": True}
        return {"message_id": next(self._messages), "from": BOT, "chat": chat, "date": int(time.time()), "text": "…"}

    def topic(self, name: str) -> dict[str, Any]:
        """A new topic of the staff group."""
        return {"message_thread_id": next(self._messages), "name": name, "icon_color": 0x6FB9F0}

    def _next(self, person: Person) -> str | None:
        """The callback data of what this person presses next; None if they write."""
        wanted: tuple[str, ...] = self.habit.then
        if self.habit.round:
            part = self.habit.round[person.deeds % len(self.habit.round)]
            if part is None or part == self.habit.first:
                return part
            wanted = (part,)
        return _choice(person.shown, wanted) if wanted else None


def _choice(shown: dict[str, Any], wanted: tuple[str, ...]) -> str:
    """The first button offered whose data begins with the first of these that any begins with."""
    rows = shown.get("reply_markup", {}).get("inline_keyboard", [])
    offered = [button["callback_data"] for row in rows for button in row if "callback_data" in button]
    for prefix in wanted:
        for data in offered:
            if data == prefix or data.startswith(f"{prefix}:"):
                return str(data)
    raise LookupError(f"none of {wanted} among {offered}")
