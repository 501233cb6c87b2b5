"""How fast a bot may send: token buckets that refill by the sandbox's clock."""

import math
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from sandbox.clock import Clock
from sandbox.errors import ControlError, too_many


@dataclass(frozen=True, slots=True)
class Limits:
    """Telegram's published numbers; the burst in one chat and the callback's deadline are only observed."""

    per_second: float = 30
    per_chat: float = 1
    per_group_minute: float = 20
    burst: int = 5
    enforce: bool = True
    callback_seconds: float = 15

    def changed(self, wish: dict[str, Any]) -> "Limits":
        """These limits with some numbers replaced.

        Raises:
            ControlError: an unknown name or a number that is not above zero.
        """
        known = {field.name for field in fields(self)}
        for name, value in wish.items():
            if name not in known:
                raise ControlError(f"There is no limit called {name}; known are {', '.join(sorted(known))}.")
            if name == "enforce":
                if not isinstance(value, bool):
                    raise ControlError("enforce must be true or false.")
            elif isinstance(value, bool) or not isinstance(value, int | float) or value <= 0:
                raise ControlError(f"{name} must be a number above zero.")
        return replace(self, **wish)

    def as_json(self) -> dict[str, Any]:
        """The limits as the control API shows them."""
        return asdict(self)


class Bucket:
    """A token bucket: `capacity` tokens, `rate` new ones a second."""

    __slots__ = ("_at", "_capacity", "_rate", "_tokens")

    def __init__(self, *, rate: float, capacity: float, now: float) -> None:
        self._rate, self._capacity, self._tokens, self._at = rate, capacity, capacity, now

    def missing_seconds(self, cost: float, *, now: float) -> float:
        """How long until `cost` tokens are there, 0 if they are; a cost above the capacity asks for a full bucket."""
        self._tokens = min(self._capacity, self._tokens + (now - self._at) * self._rate)
        self._at = now
        lacking = min(cost, self._capacity) - self._tokens
        return 0.0 if lacking <= 1e-9 else lacking / self._rate

    def take(self, cost: float) -> None:
        """Spend tokens found to be there."""
        self._tokens -= min(cost, self._capacity)


class RateLimiter:
    """The buckets of one bot: one for everything and one for each chat."""

    def __init__(self, clock: Clock, *, limits: Limits) -> None:
        self._clock = clock
        self.limits = limits
        self._all: Bucket | None = None
        self._chats: dict[int, Bucket] = {}

    def change(self, limits: Limits) -> None:
        """Use other numbers from now on, with full buckets."""
        self.limits = limits
        self._all = None
        self._chats.clear()

    def take(self, chat_id: int, *, messages: int = 1) -> None:
        """Count messages about to be sent or edited; nothing is counted when one bucket refuses.

        Raises:
            ApiError: 429 with the whole seconds until the fullest needed bucket has refilled.
        """
        if not self.limits.enforce:
            return
        now = self._clock.now()
        if self._all is None:
            self._all = Bucket(rate=self.limits.per_second, capacity=max(1, self.limits.per_second), now=now)
        chat = self._chats.get(chat_id) or self._chats.setdefault(chat_id, self._bucket(chat_id, now=now))
        wait = max(self._all.missing_seconds(messages, now=now), chat.missing_seconds(messages, now=now))
        if wait > 0:
            raise too_many(max(1, math.ceil(wait)))
        self._all.take(messages)
        chat.take(messages)

    def _bucket(self, chat_id: int, *, now: float) -> Bucket:
        if chat_id < 0:
            per_minute = self.limits.per_group_minute
            return Bucket(rate=per_minute / 60, capacity=max(1, per_minute), now=now)
        return Bucket(rate=self.limits.per_chat, capacity=self.limits.burst, now=now)
