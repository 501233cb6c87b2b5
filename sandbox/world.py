"""Who and what exists in the pretended Telegram: bots, people, chats, files, time and what was recorded."""

import random
import re
import time
from collections.abc import Callable
from typing import Any

from sandbox.chats import Chat, Member
from sandbox.clock import Clock
from sandbox.errors import ControlError
from sandbox.faults import Faults
from sandbox.files import FileStore
from sandbox.limits import Limits, RateLimiter
from sandbox.pending import UpdateQueue
from sandbox.people import ANONYMOUS, Bot, Person
from sandbox.polls import Poll
from sandbox.queries import Callback, InlineQuery, Launch
from sandbox.record import Record
from sandbox.stream import Stream
from sandbox.webhook import Rules

TOKEN = re.compile(r"[1-9][0-9]{0,14}:[A-Za-z0-9_-]{1,64}")
FIRST_PERSON = 1001
ID_EPOCH = 1_767_225_600  # 2026-01-01, in seconds; keeps message ids well inside 31 bits
FIRST_GROUP = -1_000_000_000_001


class World:
    """One pretended Telegram. Everything is in memory; nothing here speaks HTTP.

    Args:
        clock: the time of everything but waiting polls.
        seed: decides every number drawn by lot, so that runs can be repeated. Without one the numbers are new at every
            start and message ids begin above those of earlier runs: a bot whose memory outlives the sandbox must
            not meet an id twice.
        plain_webhooks: setWebhook takes plain http and any port, on loopback.
        strict_tokens: only announced tokens are bots; otherwise a well-formed one becomes a bot at its first call.
    """

    def __init__(
        self,
        *,
        clock: Clock | None = None,
        seed: int | None = None,
        strict_tokens: bool = False,
        plain_webhooks: bool = False,
    ) -> None:
        self.clock = clock or Clock()
        self.strict_tokens = strict_tokens
        self.rng = random.Random(seed)  # noqa: S311 - repeatable numbers are wanted, not secrets
        self.stream = Stream()
        self.limits = Limits()
        self.webhooks = Rules(plain=plain_webhooks)
        self.bots: dict[int, Bot] = {}
        self.first_message = int(time.time()) - ID_EPOCH if seed is None else 0
        self.last_messages: dict[int, int] = {}
        self.on_change: Callable[[], None] = lambda: None
        self._begin()

    def _begin(self) -> None:
        self.record = Record()
        self.faults = Faults(self.rng)
        self.files = FileStore(rng=self.rng)
        self.people: dict[int, Person] = {}
        self.groups: dict[int, Chat] = {}
        self.private: dict[tuple[int, int], Chat] = {}
        self.callbacks: dict[str, Callback] = {}
        self.polls: dict[str, Poll] = {}
        self.inline_queries: dict[str, InlineQuery] = {}
        self.inline_messages: dict[str, tuple[int, int, int]] = {}
        self.launches: dict[str, Launch] = {}
        self.usernames: dict[str, int] = {}
        self.on_new_bot: Callable[[Bot], None] | None = None

    def reset(self) -> None:
        """Empty the world but keep its bots; ids go on, so that nothing new looks like something old."""
        self.last_messages |= {chat.id: chat.last_message_id for chat in self.groups.values()}
        self._begin()
        self.change_limits(Limits())
        for bot in self.bots.values():
            bot.queue.drop_all()
            self.usernames[bot.username.lower()] = bot.id
        self.stream.publish("reset")

    def add_group(self, chat: Chat) -> None:
        """Make a group exist; message ids of an earlier group of this id are not used again."""
        chat.last_message_id = max(chat.last_message_id, self.last_messages.get(chat.id, self.first_message))
        self.groups[chat.id] = chat
        if chat.username:
            self.usernames[chat.username.lower()] = chat.id

    def announce_bot(self, token: str, *, first_name: str | None = None, username: str | None = None) -> Bot:
        """The bot of this token, made if new, with these names.

        Raises:
            ControlError: the token is not of the form 123456:letters, or belongs to another secret of the same id.
        """
        if not TOKEN.fullmatch(token):
            raise ControlError("A token looks like 123456:letters-and-digits.")
        bot_id = int(token.split(":")[0])
        bot = self.bots.get(bot_id)
        is_new = bot is None
        if bot is None:
            bot = self._new_bot(bot_id, token)
        elif bot.token != token:
            raise ControlError(f"Bot {bot_id} exists with another token; use another number before the colon.")
        bot.first_name = first_name or bot.first_name
        if username and username != bot.username:
            bot.username = username
            self.usernames[username.lower()] = bot_id
        self.stream.publish("bots", bot=bot.as_state())
        if is_new and self.on_new_bot is not None:
            self.on_new_bot(bot)
        return bot

    def _new_bot(self, bot_id: int, token: str) -> Bot:
        bot = Bot(
            id=bot_id,
            token=token,
            first_name="Bot",
            username=f"sandbox_{bot_id}_bot",
            queue=UpdateQueue(self.clock, rng=self.rng, bot_id=bot_id),
            limiter=RateLimiter(self.clock, limits=self.limits),
            started_at=self.clock.now(),
            last_private_message=self.first_message,
        )
        self.bots[bot_id] = bot
        self.usernames[bot.username.lower()] = bot_id
        return bot

    def bot_for_token(self, token: str) -> Bot | None:
        """The bot that calls with this token, None for a wrong one."""
        bot = self.bots.get(int(token.split(":")[0]))
        if bot is None and not self.strict_tokens:
            bot = self.announce_bot(token)
        return bot if bot is not None and bot.token == token else None

    def bot(self, bot_id: int | None = None) -> Bot:
        """The bot of this id, or the first one.

        Raises:
            ControlError: there is none.
        """
        if bot_id is None and self.bots:
            return next(iter(self.bots.values()))
        if bot_id not in self.bots:
            raise ControlError(
                "There is no such bot: announce one with POST /control/bots {token, first_name, username}."
            )
        return self.bots[bot_id]

    def person(self, person_id: int) -> Person:
        """The person of this id.

        Raises:
            ControlError: there is none.
        """
        person = self.people.get(person_id)
        if person is None:
            raise ControlError(f"There is no person {person_id}: make one with POST /control/people.")
        return person

    def add_person(self, person: Person) -> None:
        """Make a person known, or replace what was known."""
        self.people[person.id] = person
        if person.username:
            self.usernames[person.username.lower()] = person.id
        self.stream.publish("people", person=person.as_state())

    def group(self, chat_id: int) -> Chat:
        """The group of this id.

        Raises:
            ControlError: there is none, or it became a supergroup.
        """
        chat = self.groups.get(chat_id)
        if chat is None:
            raise ControlError(f"There is no group {chat_id}: make one with POST /control/chats.")
        if chat.migrated_to:
            raise ControlError(f"Group {chat_id} became the supergroup {chat.migrated_to}: use that id.")
        return chat

    def private_chat(self, bot: Bot, person: Person) -> Chat:
        """The dialog of a bot and a person, made at its first use."""
        chat = self.private.get((bot.id, person.id))
        if chat is None:
            chat = Chat(id=person.id, type="private", bot_id=bot.id)
            self.private[bot.id, person.id] = chat
        return chat

    def chat(self, chat_id: int, *, bot_id: int | None = None) -> Chat:
        """The chat that a person means: a group, or their own dialog with the bot.

        Raises:
            ControlError: there is none.
        """
        return self.group(chat_id) if chat_id < 0 else self.private_chat(self.bot(bot_id), self.person(chat_id))

    def chat_json(self, chat: Chat) -> dict[str, Any]:
        """The chat as it stands in messages."""
        if chat.type == "private":
            person = self.people[chat.id].as_user()
            names = ("id", "first_name", "last_name", "username")
            return {**{name: person[name] for name in names if name in person}, "type": "private"}
        body: dict[str, Any] = {"id": chat.id, "title": chat.title, "type": chat.type}
        if chat.username:
            body["username"] = chat.username
        if chat.is_forum:
            body["is_forum"] = True
        return body

    def user_json(self, user_id: int) -> dict[str, Any]:
        """A person, a bot or the anonymous administrator as a User."""
        if user_id in self.bots:
            return self.bots[user_id].as_user()
        return dict(ANONYMOUS) if user_id == ANONYMOUS["id"] else self.people[user_id].as_user()

    def bots_in(self, chat: Chat) -> list[Bot]:
        """The bots that are present in a chat."""
        if chat.type == "private":
            return [self.bots[chat.bot_id]]
        return [bot for bot in self.bots.values() if chat.member(bot.id).present]

    def change_limits(self, limits: Limits) -> None:
        """Let every bot send at these rates from now on."""
        self.limits = limits
        for bot in self.bots.values():
            bot.limiter.change(limits)

    def free_person_id(self) -> int:
        """An id nobody has yet."""
        return max([FIRST_PERSON - 1, *self.people]) + 1

    def free_group_id(self) -> int:
        """An id no group has yet."""
        return min([FIRST_GROUP + 1, *self.groups]) - 1

    def draw_id(self) -> str:
        """A long random number, as Telegram names callbacks and albums."""
        return str(self.rng.randrange(10**17, 10**18))

    def member_json(self, chat: Chat, user_id: int) -> dict[str, Any]:
        """The ChatMember of somebody in a group."""
        member: Member = chat.member(user_id)
        return {"user": self.user_json(user_id), **member.as_json()}
