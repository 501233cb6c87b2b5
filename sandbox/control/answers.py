"""Control calls by which people answer without words: votes, reactions, polls of their own."""

from collections.abc import Sequence
from typing import Any

from aiohttp import web

from sandbox import speaking, voting
from sandbox.chats import RULES, Chat, Message
from sandbox.control.acting import bot_of, spot_of
from sandbox.control.body import Body, deed
from sandbox.errors import ControlError
from sandbox.people import Person
from sandbox.posting import as_seen
from sandbox.reactions import is_reaction, react
from sandbox.world import World


def vote(world: World, body: Body) -> dict[str, Any]:
    """Vote in a poll, or take the vote back."""
    chat, message, person = _target(world, body)
    poll = voting.poll_of(world, message)
    if poll is None:
        raise ControlError(f"Message {message.body['message_id']} has no poll.")
    voting.vote(world, poll, person, body.numbers("options"))
    return as_seen(world, chat, message)


def give_reaction(world: World, body: Body) -> dict[str, Any]:
    """React to a message, or take the reaction back."""
    chat, message, person = _target(world, body)
    emoji = body.text("emoji", "")
    if body.flag("anonymous") and chat.member(person.id).status not in RULES:
        raise ControlError("Only administrators of a group react anonymously.")
    if emoji and not is_reaction(emoji):
        raise ControlError(f"{emoji} is none of the emoji everybody may react with.")
    by = chat.id if body.flag("anonymous") else person.id
    react(world, chat, message, by=by, reaction=[{"type": "emoji", "emoji": emoji}] if emoji else [])
    return as_seen(world, chat, message)


def poll(world: World, body: Body) -> dict[str, Any]:
    """Ask something oneself."""
    spot = spot_of(body)
    options = [option.strip() for option in body.texts("options")]
    if not 1 <= len(options) <= 12 or not all(options):
        raise ControlError("options must be 1 to 12 texts.")
    settings = {
        "type": "regular",
        "is_anonymous": body.flag("is_anonymous"),
        "allows_multiple_answers": body.flag("allows_multiple_answers"),
        "allows_revoting": True,
    }
    made = voting.ask(world, author=0, question=body.text("question"), options=options, settings=settings)
    return speaking.speak(world, spot, {"poll": made.as_json()}).body


def _target(world: World, body: Body) -> tuple[Chat, Message, Person]:
    """The chat, the message and the person who is there.

    Raises:
        ControlError: one of them does not exist, or the person is not in the chat.
    """
    person = world.person(body.number("from_id"))
    chat = world.chat(body.number("chat_id"), bot_id=bot_of(body))
    speaking.check_is_there(chat, person)
    return chat, speaking.find_message(chat, body.number("message_id")), person


def routes() -> Sequence[web.RouteDef]:
    """The control calls of this file."""
    calls = {"vote": vote, "react": give_reaction, "poll": poll}
    return [web.post(f"/control/{name}", deed(function)) for name, function in calls.items()]
