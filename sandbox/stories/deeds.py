"""What people of a story do: each verb a call that plays them."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from sandbox.stories.cast import Actor, Transcript
from sandbox.stories.control import Control, Message, labels_of, words_of
from sandbox.stories.files import SAMPLES
from sandbox.stories.sights import Sights


class Deeds:
    """Plays the people of a story."""

    def __init__(self, control: Control, transcript: Transcript, sights: Sights) -> None:
        self._control = control
        self._transcript = transcript
        self._sights = sights
        self._verbs: Mapping[str, Callable[[Actor, Mapping[str, Any]], Awaitable[None]]] = {
            "starts": self._starts,
            "opens": self._starts,
            "says": self._says,
            "presses": self._presses,
            "sends": self._sends,
            "edits": self._edits,
            "sees": sights.sees,
            "does not see": sights.does_not_see,
            "is told": sights.is_told,
            "blocks the bot": lambda actor, _: control.do("block", user_id=actor.id),
            "unblocks the bot": lambda actor, _: control.do("unblock", user_id=actor.id),
            "deletes the topic": self._deletes_topic,
        }

    async def do(self, actor: Actor, verb: str, fields: Mapping[str, Any]) -> None:
        """Do one step.

        Raises:
            Missing, Refused: it did not come out.
        """
        await self._verbs[verb](actor, fields)

    async def _before(self, actor: Actor, chat_id: int) -> dict[str, Any]:
        """Remember the chat as it is before somebody acts; how calls name the place."""
        await actor.look(self._transcript, chat_id)
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
        message = await self._sights.find(
            actor, fields, lambda m: words in words_of(m), what=f"a message with {words!r}"
        )
        return {"reply_to_message_id": message["message_id"]}

    async def _edits(self, actor: Actor, fields: Mapping[str, Any]) -> None:
        chat_id, words = actor.place(fields.get("in")), fields["from"]

        def own(message: Message) -> bool:
            return message["from"]["id"] == actor.id and words in words_of(message)

        message = await self._sights.find(actor, fields, own, what=f"an own message with {words!r}")
        await self._before(actor, chat_id)
        kind = "text" if "text" in message else "caption"
        where = {"chat_id": chat_id, "from_id": actor.id, "message_id": message["message_id"]}
        await self._control.do("edit", **where, **{kind: fields["to"]})

    async def _presses(self, actor: Actor, fields: Mapping[str, Any]) -> None:
        label = fields["button"]

        def has_it(message: Message) -> bool:
            return any(label in shown for shown in labels_of(message)) and self._in_topic(actor, message)

        message = await self._sights.find(actor, fields, has_it, what=f"a button {label!r}")
        shown = next(one for one in labels_of(message) if label in one)
        place = await self._before(actor, actor.place(fields.get("in")))
        self._transcript.say(f"\n    👆 {actor.name}: {shown}")
        place.pop("message_thread_id", None)
        pressed = await self._control.do("press", message_id=message["message_id"], text=shown, **place)
        actor.pressed = pressed.get("callback_query_id", "")

    @staticmethod
    def _in_topic(actor: Actor, message: Message) -> bool:
        return not actor.topic or message["chat"]["id"] > 0 or message.get("message_thread_id") == actor.topic

    async def _deletes_topic(self, actor: Actor, _: Mapping[str, Any]) -> None:
        where = {"chat_id": actor.chat_id, "message_thread_id": actor.topic, "from_id": actor.id}
        await self._control.do("topics", action="delete", **where)
        actor.topic = 0
