"""The updates one bot has not confirmed yet, with Telegram's getUpdates rules."""

import asyncio
import random
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sandbox.clock import Clock
from sandbox.errors import refused
from sandbox.files import named_for

KIND_NAMES = """
    message edited_message channel_post edited_channel_post inline_query chosen_inline_result callback_query
    shipping_query pre_checkout_query poll poll_answer my_chat_member chat_member chat_join_request
    message_reaction message_reaction_count chat_boost removed_chat_boost business_connection business_message
    edited_business_message deleted_business_messages purchased_paid_media
"""
KINDS = frozenset(KIND_NAMES.split())
ONLY_IF_ASKED = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
MESSAGES = frozenset({"message", "edited_message", "channel_post", "edited_channel_post"})
EXPIRES_SOON = frozenset({"callback_query", "inline_query", "shipping_query", "pre_checkout_query"})
QUICK_EXPIRY = 150  # seconds
EXPIRY = 86_400  # seconds
QUIET_WEEK = 7 * 86_400  # seconds without an update after which the next id is random
MAX_TIMEOUT = 50  # seconds
HOLD = 3.0  # seconds of the machine: a repeated offset is held, conflicts are answered slowly
REPEATED_AT_ONCE = 0.5  # seconds of the machine: a repeated offset gets one update only


@dataclass(frozen=True, slots=True)
class Pending:
    """An update that waits, with its last moment by the sandbox's clock.

    A webhook keeps the order within ``line`` only: a chat's messages, a person's presses.
    """

    update_id: int
    body: dict[str, Any]
    expires: float
    line: str


def line_of(kind: str, payload: dict[str, Any]) -> str:
    """The line an update stands in: one for each chat, person or poll; what happens to the bot itself has one."""
    owner = payload.get("chat") or payload.get("from") or payload.get("user") or payload
    number = owner.get("id") if isinstance(owner, dict) and kind != "my_chat_member" else ""
    return f"{'message' if kind in MESSAGES else kind} {number}"


class UpdateQueue:
    """One bot's updates, oldest first; at most one poll waits for them."""

    def __init__(self, clock: Clock, *, rng: random.Random, bot_id: int) -> None:
        self._bot_id = bot_id
        self._clock = clock
        self._rng = rng
        self._pending: deque[Pending] = deque()
        self._next_id = rng.randrange(100_000_000, 900_000_000)
        self._last_put: float | None = None
        self._waiter: asyncio.Future[str | None] | None = None
        self._poll_offset: int | None = None
        self._poll_began = 0.0
        self._slow_conflicts_until = 0.0
        self._closed = False
        self.allowed: frozenset[str] | None = None
        self.on_put: Callable[[str], None] | None = None

    def __len__(self) -> int:
        return len(self._pending)

    def wants(self, kind: str) -> bool:
        """Whether an update of this kind is created at all, by the remembered allowed_updates."""
        return kind in self.allowed if self.allowed else kind not in ONLY_IF_ASKED

    def put(self, kind: str, payload: dict[str, Any], *, even_unasked: bool = False) -> int | None:
        """Append an update and wake the poll; None when it is too old, or of a kind that the bot did not ask for."""
        now = self._clock.now()
        dates = (payload.get(name) for name in ("edit_date", "date"))
        born = next((date for date in dates if isinstance(date, int) and date), now)
        expires = now + QUICK_EXPIRY if kind in EXPIRES_SOON else born + EXPIRY
        if not (even_unasked or self.wants(kind)) or expires <= now:
            return None
        if self._last_put is not None and now - self._last_put >= QUIET_WEEK:
            self._drop_expired()
            if not self._pending:
                self._next_id = self._rng.randrange(100_000_000, 900_000_000)
        self._last_put = now
        update_id = self._next_id
        self._next_id += 1
        update = Pending(
            update_id, {"update_id": update_id, kind: named_for(self._bot_id, payload)}, expires, line_of(kind, payload)
        )
        self._pending.append(update)
        self._end_wait(None)
        if self.on_put is not None:
            self.on_put(update.line)
        return update_id

    def waiting(self) -> list[dict[str, Any]]:
        """Every update not yet confirmed."""
        self._drop_expired()
        return [pending.body for pending in self._pending]

    def lines(self) -> list[str]:
        """The lines in which something waits; first the one whose head is the oldest."""
        self._drop_expired()
        return list(dict.fromkeys(pending.line for pending in self._pending))

    def in_line(self, line: str) -> list[Pending]:
        """What waits in a line, oldest first."""
        self._drop_expired()
        return [pending for pending in self._pending if pending.line == line]

    def remove(self, update: Pending) -> None:
        """Forget one update: it was delivered, or never can be."""
        self._pending = deque(pending for pending in self._pending if pending is not update)

    def content(self) -> tuple[list[Pending], int, float | None]:
        """What waits, the next update_id and the moment of the last update."""
        return list(self._pending), self._next_id, self._last_put

    def refill(self, pending: list[Pending], *, next_id: int, last_put: float | None) -> None:
        """Go on from what `content` said."""
        self._pending, self._next_id, self._last_put = deque(pending), next_id, last_put

    def drop_all(self) -> None:
        """Forget what waits (drop_pending_updates)."""
        self._pending.clear()

    def abort(self, reason: str) -> None:
        """End the waiting poll with a conflict for this reason."""
        self._end_wait(reason)

    def close(self) -> None:
        """Let the waiting poll and later ones go with nothing; the server is stopping."""
        self._closed = True
        self._end_wait(None)

    async def poll(self, *, offset: int, limit: int, timeout_seconds: int) -> list[dict[str, Any]]:
        """Confirm what lies below `offset`, then give the oldest updates, waiting for the first one.

        Raises:
            ApiError: 409 when a younger poll or setWebhook ended this one.
        """
        loop = asyncio.get_running_loop()
        limit, wait = max(1, min(limit, 100)), float(max(0, min(timeout_seconds, MAX_TIMEOUT)))
        now = loop.time()
        if offset == self._poll_offset and wait < HOLD and now < self._poll_began + HOLD:
            wait = HOLD
            if now < self._poll_began + REPEATED_AT_ONCE:
                limit = 1
        self._poll_offset, self._poll_began = offset, now
        self._end_wait("terminated by other getUpdates request; make sure that only one bot instance is running")
        deadline = now + wait
        while True:
            found = self._take(offset, limit=limit)
            left = deadline - loop.time()
            if found or left <= 0 or self._closed:
                return found
            self._waiter = waiter = loop.create_future()
            await asyncio.wait([waiter], timeout=left)
            if self._waiter is waiter:
                self._waiter = None
            reason = waiter.result() if waiter.done() else None
            if reason is not None:
                await self.conflict(reason)

    async def conflict(self, reason: str) -> None:
        """Refuse a poll, slowly if the last refusal is not long ago.

        Raises:
            ApiError: 409, always.
        """
        loop = asyncio.get_running_loop()
        if loop.time() < self._slow_conflicts_until:
            await asyncio.sleep(HOLD)
        else:
            self._slow_conflicts_until = loop.time() + HOLD
        raise refused(409, reason)

    def _take(self, offset: int, *, limit: int) -> list[dict[str, Any]]:
        """Below `offset` is confirmed, a negative one keeps the newest, an unknown one means the head."""
        self._drop_expired()
        if offset < 0:
            while len(self._pending) > -offset:
                self._pending.popleft()
        elif offset <= self._next_id:
            while self._pending and self._pending[0].update_id < offset:
                self._pending.popleft()
        return [pending.body for pending in islice(self._pending, limit)]

    def _drop_expired(self) -> None:
        now = self._clock.now()
        while self._pending and self._pending[0].expires <= now:
            self._pending.popleft()
        if any(pending.expires <= now for pending in islice(self._pending, 200)):
            self._pending = deque(pending for pending in self._pending if pending.expires > now)

    def _end_wait(self, reason: str | None) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(reason)
            self._waiter = None
