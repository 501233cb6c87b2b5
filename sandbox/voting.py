"""What happens to polls: asked, voted in, closed by hand or by the clock, with the updates that tell of it."""

from dataclasses import replace
from functools import partial
from typing import Any

from sandbox.chats import Message
from sandbox.errors import ControlError
from sandbox.people import Person
from sandbox.polls import Poll
from sandbox.posting import change
from sandbox.world import World


def ask(world: World, *, author: int, question: str, options: list[str], settings: dict[str, Any]) -> Poll:
    """Make a poll; it closes by itself when the sandbox's clock reaches its `close_date`."""
    poll = Poll(world.draw_id(), author, question, options, settings)
    world.polls[poll.id] = poll
    watch(world, poll)
    return poll


def asked_anew(world: World, poll_id: str, *, author: int) -> Poll:
    """A poll as a copied message carries it: the same question without its votes."""
    poll = replace(world.polls[poll_id], id=world.draw_id(), author=author, closed=False, votes={}, places=[])
    world.polls[poll.id] = poll
    return poll


def watch(world: World, poll: Poll) -> None:
    """Let the clock close a poll that has an end."""
    if not poll.closed and "close_date" in poll.settings:
        world.clock.at(poll.settings["close_date"], partial(_end, world, poll))


def vote(world: World, poll: Poll, person: Person, chosen: list[int]) -> None:
    """Choose options, or none to take the vote back; the bot that asked reads poll_answer and poll.

    Raises:
        ControlError: the poll is closed, has no such option or does not allow this vote.
    """
    if poll.closed:
        raise ControlError("This poll is closed.")
    if any(index not in range(len(poll.options)) for index in chosen) or len(set(chosen)) != len(chosen):
        raise ControlError(f"options must be different numbers from 0 to {len(poll.options) - 1}.")
    if len(chosen) > 1 and not poll.settings["allows_multiple_answers"]:
        raise ControlError("This poll takes one answer.")
    if person.id in poll.votes and not poll.settings["allows_revoting"]:
        raise ControlError("A vote in this poll cannot be changed.")
    poll.votes.pop(person.id, None)
    if chosen:
        poll.votes[person.id] = sorted(chosen)
    _show(world, poll)
    bot = world.bots.get(poll.author)
    if bot is None:
        return
    if not poll.settings["is_anonymous"]:
        answer = {
            "poll_id": poll.id,
            "user": person.as_user(),
            "option_ids": sorted(chosen),
            "option_persistent_ids": [str(index) for index in sorted(chosen)],
        }
        bot.queue.put("poll_answer", answer)
    bot.queue.put("poll", poll.as_json())


def close(world: World, poll: Poll) -> None:
    """End a poll; whoever sees it sees its result."""
    poll.closed = True
    _show(world, poll)
    if bot := world.bots.get(poll.author):
        bot.queue.put("poll", poll.as_json())


def poll_of(world: World, message: Message) -> Poll | None:
    """The poll that a message shows."""
    return world.polls.get(message.body.get("poll", {}).get("id", ""))


def _end(world: World, poll: Poll) -> None:
    if world.polls.get(poll.id) is poll and not poll.closed:
        close(world, poll)


def _show(world: World, poll: Poll) -> None:
    for bot_id, chat_id, message_id in poll.places:
        chat = world.private.get((bot_id, chat_id)) if bot_id else world.groups.get(chat_id)
        message = chat.messages.get(message_id) if chat else None
        if chat is not None and message is not None:
            change(world, chat, message, fields={"poll": poll.as_json()})
