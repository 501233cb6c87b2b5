"""Plays a story over the control API and checks what people see; the first thing that is not as expected ends it."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from sandbox.stories.cast import Actor, Transcript, assemble
from sandbox.stories.control import Control, Message, Refused, labels_of, looks_of, words_of
from sandbox.stories.files import SAMPLES
from sandbox.stories.loader import seconds_of
from sandbox.stories.models import FAULTS, MOMENTS, Step, Story

PATIENCE = 75.0
"""Seconds people wait for what they should see: Telegram lets 20 messages a minute into a group."""
GLANCE = 0.05
"""Seconds between two looks at a chat."""

Told = Callable[[int, Step, Actor | None], Awaitable[None]]


class NotAsExpected(Exception):
    """A step did not come out.

    Attributes:
        number: which step, from 1.
        expected: the line of the story, and what was found instead.
        conversation: what was said until then.
    """

    def __init__(self, number: int, step: Step, reason: str, *, conversation: str) -> None:
        self.number = number
        self.expected = f"{step.written}\n{reason}" if reason else step.written
        self.conversation = conversation
        super().__init__(f"line {step.line}: {self.expected}")


class _Missing(Exception):
    """What should be there is not; the text says what is there."""


async def _nobody(*_: object) -> None:
    """Nobody wants to be told."""


async def play(
    control: Control, story: Story, *, tell: Callable[[str], None] = lambda _: None, told: Told = _nobody
) -> None:
    """Play it to its end. ``tell`` hears the conversation line by line, ``told`` of each step as it begins.

    Raises:
        NotAsExpected: a step did not come out.
    """
    transcript = Transcript(control, tell=tell)
    actors = await assemble(control, story, transcript)
    deeds = _Deeds(control, transcript)
    try:
        for number, step in enumerate(story.steps, start=1):
            actor = actors.get(step.who)
            await told(number, step, actor)
            try:
                await deeds.do(step, actor)
            except (_Missing, Refused) as error:
                await transcript.read_all()
                conversation = "\n".join(transcript.lines).strip()
                raise NotAsExpected(number, step, str(error), conversation=conversation) from None
    finally:
        if any(step.verb == "fault" for step in story.steps):
            await control.clear_faults()


class _Deeds:
    """What each verb does."""

    def __init__(self, control: Control, transcript: Transcript) -> None:
        self._control = control
        self._transcript = transcript
        self._stage: Mapping[str, Callable[[Mapping[str, Any]], Awaitable[None]]] = {
            "time": self._time,
            "fault": self._fault,
            "clear the faults": lambda _: control.clear_faults(),
            "kill the bot": self._kill,
            "note": self._note,
        }
        self._people: Mapping[str, Callable[[Actor, Mapping[str, Any]], Awaitable[None]]] = {
            "starts": self._starts,
            "opens": self._starts,
            "says": self._says,
            "presses": self._presses,
            "sends": self._sends,
            "edits": self._edits,
            "sees": self._sees,
            "does not see": self._does_not_see,
            "is told": self._is_told,
            "blocks the bot": lambda actor, _: control.do("block", user_id=actor.id),
            "unblocks the bot": lambda actor, _: control.do("unblock", user_id=actor.id),
            "deletes the topic": self._deletes_topic,
        }

    async def do(self, step: Step, actor: Actor | None) -> None:
        """Do one step.

        Raises:
            _Missing, Refused: it did not come out.
        """
        if actor is None:
            await self._stage[step.verb](step.fields)
        else:
            await self._people[step.verb](actor, step.fields)

    async def _time(self, fields: Mapping[str, Any]) -> None:
        # What waits at Telegram would be too old after a jump of days.
        for _ in range(int(PATIENCE / GLANCE)):
            if not (await self._control.read("updates"))["pending"]:
                break
            await asyncio.sleep(GLANCE)
        if fields["to"] in MOMENTS:
            now = (await self._control.do("backstage/jump", name=MOMENTS[fields["to"]]))["now"]
        else:
            now = (await self._control.do("clock", advance=seconds_of(fields["to"])))["now"]
        self._transcript.say(f"\n    ⏩ {now[:16].replace('T', ' ')} UTC")

    async def _fault(self, fields: Mapping[str, Any]) -> None:
        await self._control.do("faults", **FAULTS[fields["kind"]], times=fields.get("times", 1))
        self._transcript.say(f"\n    ⚡ {fields['kind']}")

    async def _kill(self, _: Mapping[str, Any]) -> None:
        await self._control.do("backstage/kill")
        self._transcript.say("\n    💥 kill -9")

    async def _note(self, fields: Mapping[str, Any]) -> None:
        self._transcript.say(f"\n    — {fields['text']}")

    async def _before(self, actor: Actor, chat_id: int) -> dict[str, Any]:
        """Remember the chat as it is before somebody acts; how calls name the place."""
        actor.before = {m["message_id"]: looks_of(m) for m in await self._transcript.read(chat_id)}
        place: dict[str, Any] = {"chat_id": chat_id, "from_id": actor.id}
        return place | ({"message_thread_id": actor.topic} if chat_id < 0 and actor.topic else {})

    async def _starts(self, actor: Actor, fields: Mapping[str, Any]) -> None:
        await self._before(actor, actor.id)
        await self._control.do("start", from_id=actor.id, payload=fields.get("link", ""))

    async def _says(self, actor: Actor, fields: Mapping[str, Any]) -> None:
        place = await self._before(actor, actor.place(fields.get("in")))
        await self._control.do("say", text=fields["text"], **place, **await self._reply(actor, fields))

    async def _sends(self, actor: Actor, fields: Mapping[str, Any]) -> None:
        place = await self._before(actor, actor.place(fields.get("in")))
        more = {"caption": fields.get("caption", ""), "kind": fields["file"], **await self._reply(actor, fields)}
        await self._control.upload(SAMPLES[fields["file"]], **place, **more)

    async def _reply(self, actor: Actor, fields: Mapping[str, Any]) -> dict[str, int]:
        if "reply to" not in fields:
            return {}
        words = fields["reply to"]
        message = await self._find(actor, fields, lambda m: words in words_of(m), what=f"a message with {words!r}")
        return {"reply_to_message_id": message["message_id"]}

    async def _edits(self, actor: Actor, fields: Mapping[str, Any]) -> None:
        chat_id, words = actor.place(fields.get("in")), fields["from"]

        def own(message: Message) -> bool:
            return message["from"]["id"] == actor.id and words in words_of(message)

        message = await self._find(actor, fields, own, what=f"an own message with {words!r}")
        await self._before(actor, chat_id)
        kind = "text" if "text" in message else "caption"
        where = {"chat_id": chat_id, "from_id": actor.id, "message_id": message["message_id"]}
        await self._control.do("edit", **where, **{kind: fields["to"]})

    async def _presses(self, actor: Actor, fields: Mapping[str, Any]) -> None:
        label = fields["button"]

        def has_it(message: Message) -> bool:
            return any(label in shown for shown in labels_of(message)) and self._in_topic(actor, message)

        message = await self._find(actor, fields, has_it, what=f"a button {label!r}")
        shown = next(one for one in labels_of(message) if label in one)
        place = await self._before(actor, actor.place(fields.get("in")))
        self._transcript.say(f"\n    👆 {actor.name}: {shown}")
        place.pop("message_thread_id", None)
        pressed = await self._control.do("press", message_id=message["message_id"], text=shown, **place)
        actor.pressed = pressed.get("callback_query_id", "")

    @staticmethod
    def _in_topic(actor: Actor, message: Message) -> bool:
        return not actor.topic or message["chat"]["id"] > 0 or message.get("message_thread_id") == actor.topic

    async def _is_told(self, actor: Actor, fields: Mapping[str, Any]) -> None:
        if not actor.pressed:
            raise _Missing("nothing was pressed before")
        answer = await self._control.read(f"callbacks/{actor.pressed}", wait=PATIENCE)
        text = answer.get("text") or ""
        if not all(words in text for words in fields["words"]):
            raise _Missing(f"told was: {text or 'nothing'}")

    async def _sees(self, actor: Actor, fields: Mapping[str, Any]) -> None:
        words, buttons = fields.get("words", ()), fields.get("buttons", ())

        def says(message: Message) -> bool:
            return message["from"]["is_bot"] and all(part in words_of(message) for part in words)

        def fits(message: Message) -> bool:
            labels = labels_of(message)
            fresh = actor.before.get(message["message_id"]) != looks_of(message)
            return fresh and says(message) and all(any(one in label for label in labels) for one in buttons)

        what = " and ".join([*map(repr, words), *(f"the button {one!r}" for one in buttons)])
        message = await self._find(actor, fields, fits, what=what)
        if message["chat"]["id"] < 0:
            actor.topic = message.get("message_thread_id", 0)
        if times := fields.get("times"):
            found = sum(map(says, await self._transcript.read(actor.place(fields.get("in")))))
            if found != times:
                raise _Missing(f"it is there {found} times, not {times}")

    async def _does_not_see(self, actor: Actor, fields: Mapping[str, Any]) -> None:
        for message in await self._transcript.read(actor.place(fields.get("in"))):
            if message["from"]["is_bot"] and all(part in words_of(message) for part in fields["words"]):
                raise _Missing(f"it is there: {words_of(message)[:200]}")

    async def _deletes_topic(self, actor: Actor, _: Mapping[str, Any]) -> None:
        where = {"chat_id": actor.chat_id, "message_thread_id": actor.topic, "from_id": actor.id}
        await self._control.do("topics", action="delete", **where)
        actor.topic = 0

    async def _find(
        self, actor: Actor, fields: Mapping[str, Any], wanted: Callable[[Message], bool], *, what: str
    ) -> Message:
        """The newest message that fits, waited for.

        Raises:
            _Missing: none came in time.
        """
        chat_id, loop = actor.place(fields.get("in")), asyncio.get_running_loop()
        deadline = loop.time() + fields.get("within", PATIENCE)
        while True:
            for message in reversed(await self._transcript.read(chat_id)):
                if wanted(message):
                    return message
            if loop.time() > deadline:
                raise _Missing(f"{actor.name} never saw {what}")
            await asyncio.sleep(GLANCE)
