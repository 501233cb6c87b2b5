"""The pretended Telegram as one JSON text, and a world made of it again; files and the record are kept apart."""

import time
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from pydantic import TypeAdapter

from sandbox import seed
from sandbox.chats import Chat
from sandbox.faults import Fault
from sandbox.joining import lift_later
from sandbox.limits import Limits
from sandbox.methods.webhooks import deliver
from sandbox.pending import Pending
from sandbox.people import Bot, Person
from sandbox.polls import Poll
from sandbox.queries import Callback, InlineQuery, Launch
from sandbox.voting import watch
from sandbox.webhook import Target
from sandbox.world import World

KEPT_OF_A_BOT = """
    first_name username started_at last_private_message sees_everything inline logged_out_until webhook_set_at
    menu_buttons
"""


@dataclass(frozen=True, slots=True)
class Queued:
    """The updates that wait for a bot, and how its next ones are numbered."""

    allowed: frozenset[str] | None
    pending: list[Pending]
    next_id: int
    last_put: float | None


@dataclass(frozen=True, slots=True)
class BotState:
    """A bot without what only a running process has; commands and texts are (scope or kind, language, value)."""

    token: str
    fields: dict[str, Any]
    queue: Queued
    commands: list[tuple[str, str, list[dict[str, str]]]]
    texts: list[tuple[str, str, str]]
    webhook: Target | None


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything but files and record; `wall` is the machine's time of the moment that was `now` in the sandbox."""

    now: float
    wall: float
    numbers: tuple[int, list[int], float | None]
    last_event: int
    has_staff_group: bool
    last_messages: dict[int, int]
    first_message: int
    limits: Limits
    faults: list[Fault]
    bots: list[BotState]
    people: list[Person]
    chats: list[Chat]
    polls: list[Poll] = field(default_factory=list)
    callbacks: list[Callback] = field(default_factory=list)
    inline_queries: list[InlineQuery] = field(default_factory=list)
    inline_messages: dict[str, tuple[int, int, int]] = field(default_factory=dict)
    launches: list[Launch] = field(default_factory=list)


TEXT = TypeAdapter(Snapshot)


def taken(world: World) -> bytes:
    """The world as it is now."""
    version, numbers, gauss = world.rng.getstate()
    snapshot = Snapshot(
        now=world.clock.now(),
        wall=time.time(),
        numbers=(version, list(numbers), gauss),
        last_event=world.stream.last_id,
        has_staff_group=world.on_new_bot is not None,
        last_messages=world.last_messages,
        first_message=world.first_message,
        limits=world.limits,
        faults=world.faults.orders,
        bots=[_bot_state(bot) for bot in world.bots.values()],
        people=list(world.people.values()),
        chats=[*world.groups.values(), *world.private.values()],
        polls=list(world.polls.values()),
        callbacks=list(world.callbacks.values()),
        inline_queries=list(world.inline_queries.values()),
        inline_messages=world.inline_messages,
        launches=list(world.launches.values()),
    )
    return TEXT.dump_json(snapshot)


def restore(world: World, text: bytes) -> None:
    """Make a world what it was; time has passed meanwhile, and whoever reads the stream starts anew.

    Raises:
        ValueError: the text is no snapshot.
    """
    was = TEXT.validate_json(text)
    world.reset()
    world.clock.resume(was.now, since=was.wall)
    world.last_messages, world.first_message = was.last_messages, was.first_message
    world.change_limits(was.limits)
    world.faults.orders[:] = was.faults
    world.bots.clear()
    for state in was.bots:
        _restore_bot(world, state)
    for person in was.people:
        world.add_person(person)
    for chat in was.chats:
        _restore_chat(world, chat)
    world.polls = {poll.id: poll for poll in was.polls}
    world.callbacks = {callback.id: callback for callback in was.callbacks}
    world.inline_queries = {query.id: query for query in was.inline_queries}
    world.inline_messages = was.inline_messages
    world.launches = {launch.query_id: launch for launch in was.launches}
    for poll in was.polls:
        watch(world, poll)
    if was.has_staff_group:
        world.on_new_bot = partial(seed.join_groups, world)
    world.stream.resume(was.last_event)
    world.rng.setstate((was.numbers[0], tuple(was.numbers[1]), was.numbers[2]))  # the last: making bots draws too


def _bot_state(bot: Bot) -> BotState:
    return BotState(
        token=bot.token,
        fields={name: getattr(bot, name) for name in KEPT_OF_A_BOT.split()},
        queue=Queued(bot.queue.allowed, *bot.queue.content()),
        commands=[(scope, language, commands) for (scope, language), commands in bot.commands.items()],
        texts=[(kind, language, text) for (kind, language), text in bot.texts.items()],
        webhook=bot.webhook.target if bot.webhook else None,
    )


def _restore_bot(world: World, state: BotState) -> None:
    bot = world.announce_bot(state.token)
    for name, value in state.fields.items():
        setattr(bot, name, value)
    bot.menu_buttons = {int(chat_id): button for chat_id, button in bot.menu_buttons.items()}
    world.usernames[bot.username.lower()] = bot.id
    bot.commands = {(scope, language): commands for scope, language, commands in state.commands}
    bot.texts = {(kind, language): text for kind, language, text in state.texts}
    bot.queue.allowed = state.queue.allowed
    bot.queue.refill(state.queue.pending, next_id=state.queue.next_id, last_put=state.queue.last_put)
    if state.webhook is not None:
        bot.webhook = deliver(world, bot, state.webhook)


def _restore_chat(world: World, chat: Chat) -> None:
    if chat.is_private:
        world.private[chat.bot_id, chat.id] = chat
        return
    world.add_group(chat)
    for user_id in chat.members:
        lift_later(world, chat, user_id)
