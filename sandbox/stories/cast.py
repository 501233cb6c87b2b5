"""Who plays: the people of a story, the chats they look into, and the conversation so far."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sandbox.stories.control import Control, Message, Refused, labels_of, looks_of, words_of
from sandbox.stories.models import DESK, Story

STAFF = "clerk"


@dataclass(slots=True)
class Actor:
    """Somebody in a story, or its desk: that is the staff group, and its ``id`` the group's.

    Attributes:
        chat_id: where they act unless a step says otherwise: their own chat, for staff the group.
        topic: the topic of the group they looked into last; 0 before that.
        pressed: the id of their last press.
        before: what each chat looked like before they last did something there or the clock was moved, by message.
    """

    name: str
    id: int
    chat_id: int
    topic: int = 0
    pressed: str = ""
    before: dict[int, dict[int, object]] = field(default_factory=dict)

    def place(self, where: str | None) -> int:
        """The chat a step means."""
        return self.id if where == "private" else self.chat_id

    async def look(self, transcript: "Transcript", chat_id: int) -> None:
        """Take in a chat as it is: from now on only what comes or changes is new."""
        self.before[chat_id] = {m["message_id"]: looks_of(m) for m in await transcript.read(chat_id)}


class Transcript:
    """Everything said in the chats of a story since it began; ``tell`` gets each line when it is there."""

    def __init__(self, control: Control, *, tell: Callable[[str], None]) -> None:
        self.lines: list[str] = []
        self._control = control
        self._tell = tell
        self._chats: dict[int, tuple[str, int]] = {}
        self._seen: dict[tuple[int, int], object] = {}

    def follow(self, chat_id: int, *, name: str, after: int) -> None:
        """Read a chat from a message on."""
        self._chats[chat_id] = (name, after)

    def say(self, line: str) -> None:
        """Add a line that no message says."""
        self.lines.append(line)
        self._tell(line)

    async def read(self, chat_id: int) -> list[Message]:
        """The messages of a chat since the story began, oldest first."""
        name, after = self._chats[chat_id]
        messages = await self._control.messages(chat_id, after=after)
        for message in messages:
            self._hear(chat_id, name, message)
        return messages

    async def read_all(self) -> None:
        """Hear what was said anywhere."""
        for chat_id in self._chats:
            await self.read(chat_id)

    def _hear(self, chat_id: int, name: str, message: Message) -> None:
        key, looks = (chat_id, message["message_id"]), looks_of(message)
        if self._seen.get(key) == looks or not any(looks):
            return
        edited = " ✎" if key in self._seen else ""
        self._seen[key] = looks
        self.say(f"\n[{name}] {message['from']['first_name']}{edited}:")
        for line in words_of(message).splitlines():
            self.say(f"    {line}")
        if buttons := labels_of(message):
            self.say(f"    ⌨  {' | '.join(buttons)}")


async def assemble(control: Control, story: Story, transcript: Transcript) -> dict[str, Actor]:
    """Everybody who acts in a story, by name; its own people are made new, and every chat is read from now on."""
    state = await control.read("state")
    chats = {chat["id"]: chat for chat in state["chats"]}
    known = {person["first_name"]: person for person in reversed(state["people"])}
    actors = {}
    for name in dict.fromkeys(step.who for step in story.steps if step.who):
        if name == DESK:
            person = {"id": _desk(chats)}
        elif name in story.people:
            person = await control.do("people", first_name=name, language_code=story.people[name], role="citizen")
        else:
            person = known[name]
        actors[name] = actor = Actor(name, person["id"], _home(person, chats))
        for chat_id in {actor.id, actor.chat_id}:
            chat = chats.get(chat_id, {})
            title = chat.get("title") or name
            transcript.follow(chat_id, name=title, after=chat.get("last_message_id", 0))
    return actors


def _desk(chats: Mapping[int, Mapping[str, Any]]) -> int:
    """The staff group: the first forum.

    Raises:
        Refused: there is none.
    """
    if (found := next((number for number, chat in chats.items() if chat.get("is_forum")), None)) is None:
        raise Refused(f"there is no group with topics, so there is no {DESK}")
    return found


def _home(person: Mapping[str, Any], chats: Mapping[int, Mapping[str, Any]]) -> int:
    """Where somebody acts: staff in the first forum they are in, everybody else in private."""
    own: int = person["id"]
    if person.get("role") != STAFF:
        return own
    return next((number for number, chat in chats.items() if chat.get("is_forum") and _is_in(own, chat)), own)


def _is_in(person: int, chat: Mapping[str, Any]) -> bool:
    return any(member["user_id"] == person and member["status"] not in ("left", "kicked") for member in chat["members"])
