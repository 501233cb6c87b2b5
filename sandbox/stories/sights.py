"""What people of a story must see, must not see, and how often."""

from collections.abc import Callable, Mapping
from typing import Any

from sandbox.stories import waiting
from sandbox.stories.cast import Actor, Transcript
from sandbox.stories.control import Control, Message, labels_of, looks_of, words_of
from sandbox.stories.waiting import Missing, Quiet, glances


class Sights:
    """Looks into the chats of a story."""

    def __init__(self, control: Control, transcript: Transcript, quiet: Quiet) -> None:
        self._control = control
        self._transcript = transcript
        self._quiet = quiet
        self._found: dict[tuple[int, tuple[str, ...]], set[int]] = {}

    async def sees(self, actor: Actor, fields: Mapping[str, Any]) -> None:
        """There is a new message like this, and in all as many as the step says.

        Raises:
            Missing: it never came, or there are more or fewer.
        """
        chat_id, buttons = actor.place(fields.get("in")), fields.get("buttons", ())
        says, before = _says(fields), actor.before.get(chat_id, {})

        def fits(message: Message) -> bool:
            labels = labels_of(message)
            fresh = before.get(message["message_id"]) != looks_of(message)
            return fresh and says(message) and all(any(one in label for label in labels) for one in buttons)

        what = " and ".join([*map(repr, fields.get("words", ())), *(f"the button {one!r}" for one in buttons)])
        message = await self.find(actor, fields, fits, what=what)
        if message["chat"]["id"] < 0:
            actor.topic = message.get("message_thread_id", 0)
        if times := fields.get("times"):
            await self._quiet.wait()
            if (found := len(await self._count(chat_id, fields))) != times:
                raise Missing(f"it is there {found} times, not {times}")

    async def recount(self, actor: Actor, fields: Mapping[str, Any]) -> None:
        """At the end there are no more of them than the step counted. Fewer may be left: the bot changes its messages.

        Raises:
            Missing: another one came.
        """
        chat_id = actor.place(fields.get("in"))
        found = self._found[chat_id, _words(fields)] | await self._count(chat_id, fields)
        if len(found) > fields["times"]:
            raise Missing(f"in the end it was there {len(found)} times, not {fields['times']}")

    async def _count(self, chat_id: int, fields: Mapping[str, Any]) -> set[int]:
        """The messages that say this now; they are remembered."""
        says = _says(fields)
        found = {message["message_id"] for message in await self._transcript.read(chat_id) if says(message)}
        self._found[chat_id, _words(fields)] = found
        return found

    async def does_not_see(self, actor: Actor, fields: Mapping[str, Any]) -> None:
        """Nothing in this story says this, now that everything is done.

        Raises:
            Missing: it is there.
        """
        await self._quiet.wait()
        says = _says(fields)
        for message in await self._transcript.read(actor.place(fields.get("in"))):
            if says(message):
                raise Missing(f"it is there: {words_of(message)[:200]}")

    async def is_told(self, actor: Actor, fields: Mapping[str, Any]) -> None:
        """The answer to the last press holds these words.

        Raises:
            Missing: it holds others, or nothing was pressed.
        """
        if not actor.pressed:
            raise Missing("nothing was pressed before")
        answer = await self._control.read(f"callbacks/{actor.pressed}", wait=waiting.PATIENCE)
        text = answer.get("text") or ""
        if not all(words in text for words in fields["words"]):
            raise Missing(f"told was: {text or 'nothing'}")

    async def find(
        self, actor: Actor, fields: Mapping[str, Any], wanted: Callable[[Message], bool], *, what: str
    ) -> Message:
        """The newest message that fits, waited for.

        Raises:
            Missing: none came in time.
        """
        chat_id = actor.place(fields.get("in"))
        async for _ in glances(fields.get("within")):
            for message in reversed(await self._transcript.read(chat_id)):
                if wanted(message):
                    return message
        raise Missing(f"{actor.name} never saw {what}")


def _words(fields: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(fields.get("words", ()))


def _says(fields: Mapping[str, Any]) -> Callable[[Message], bool]:
    """Whether a message is the bot's and holds the words of a step."""
    words = _words(fields)
    return lambda message: message["from"]["is_bot"] and all(part in words_of(message) for part in words)
