"""What people of a story do: each verb a call that plays them."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from sandbox.stories.cast import Actor, Transcript
from sandbox.stories.control import Control, Message, labels_of, options_of, words_of
from sandbox.stories.files import HALL_PLACE, SAMPLES
from sandbox.stories.models import NO_REACTION
from sandbox.stories.sights import Sights


class Deeds:
    """Plays the people of a story."""

    def __init__(self, control: Control, transcript: Transcript, sights: Sights, *, desk: Actor | None) -> None:
        self._control = control
        self._transcript = transcript
        self._sights = sights
        self._desk = desk
        self._verbs: Mapping[str, Callable[[Actor, Mapping[str, Any]], Awaitable[None]]] = {
            "starts": self._starts,
            "opens": self._starts,
            "says": self._says,
            "presses": self._presses,
            "sends": self._sends,
            "shares": self._shares,
            "forwards": self._forwards,
            "edits": self._edits,
            "deletes": self._deletes,
            "reacts": self._reacts,
            "votes": self._votes,
            "sees": sights.sees,
            "does not see": sights.does_not_see,
            "is told": sights.is_told,
            "blocks the bot": lambda actor, _: control.do("block", user_id=actor.id),
            "unblocks the bot": lambda actor, _: control.do("unblock", user_id=actor.id),
            "looks into": self._looks_into,
            "leaves the topic": self._leaves_topic,
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
        if self._desk and chat_id == self._desk.chat_id:
            await self._desk.look(self._transcript, chat_id)
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

    async def _shares(self, actor: Actor, fields: Mapping[str, Any]) -> None:
        place = await self._before(actor, actor.place(fields.get("in")))
        more: dict[str, Any] = await self._reply(actor, fields)
        if fields["thing"] == "location":
            north, east = fields.get("at", HALL_PLACE).split(",")
            await self._control.do("location", latitude=float(north), longitude=float(east), **place, **more)
        else:
            given = {"first_name": fields.get("name", ""), "phone_number": fields.get("phone", "")}
            own = not any(given.values())
            await self._control.do("contact", own=own, **place, **more, **({} if own else given))

    async def _forwards(self, actor: Actor, fields: Mapping[str, Any]) -> None:
        message = await self._named(actor, fields["message"], where=fields.get("out of"))
        place = await self._before(actor, actor.place(fields.get("in")))
        origin = {"from_chat_id": message["chat"]["id"], "message_id": message["message_id"]}
        await self._control.do("forward", **origin, **place)

    async def _deletes(self, actor: Actor, fields: Mapping[str, Any]) -> None:
        message = await self._named(actor, fields["message"], where=fields.get("in"))
        place = await self._before(actor, message["chat"]["id"])
        await self._control.do("delete", message_id=message["message_id"], **place)

    async def _reacts(self, actor: Actor, fields: Mapping[str, Any]) -> None:
        message = await self._named(actor, fields.get("to", ""), where=fields.get("in"))
        place = await self._before(actor, message["chat"]["id"])
        emoji = fields["emoji"] if fields["emoji"] != NO_REACTION else ""
        await self._control.do("react", message_id=message["message_id"], emoji=emoji, **place)

    async def _votes(self, actor: Actor, fields: Mapping[str, Any]) -> None:
        wanted = fields["options"]

        def asks(message: Message) -> bool:
            return None not in [_option(message, one) for one in wanted]

        message = await self._sights.find(actor, fields, asks, what=f"a poll with {' and '.join(map(repr, wanted))}")
        place = await self._before(actor, message["chat"]["id"])
        chosen = [_option(message, one) for one in wanted]
        await self._control.do("vote", message_id=message["message_id"], options=chosen, **place)

    async def _looks_into(self, actor: Actor, fields: Mapping[str, Any]) -> None:
        def is_there(message: Message) -> bool:
            return "message_thread_id" in message and all(part in words_of(message) for part in fields["words"])

        what = f"a topic with {' and '.join(map(repr, fields['words']))}"
        actor.topic = (await self._sights.find(actor, {}, is_there, what=what))["message_thread_id"]

    async def _leaves_topic(self, actor: Actor, _: Mapping[str, Any]) -> None:
        actor.topic = 0

    async def _named(self, actor: Actor, words: str, *, where: str | None) -> Message:
        """The newest message with these words; with none the newest of the bot."""

        def fits(message: Message) -> bool:
            return words in words_of(message) if words else bool(message["from"]["is_bot"])

        return await self._sights.find(actor, {"in": where}, fits, what=f"a message with {words!r}")

    async def _reply(self, actor: Actor, fields: Mapping[str, Any]) -> dict[str, int]:
        if "reply to" not in fields:
            return {}
        message = await self._named(actor, fields["reply to"], where=fields.get("in"))
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


def _option(message: Message, words: str) -> int | None:
    """Which option of a poll these words mean: the one that is called so, else the first that holds them."""
    options = options_of(message)
    named = (at for at, option in enumerate(options) if option == words)
    return next(named, next((at for at, option in enumerate(options) if words in option), None))
