"""How fast Telegram lets a bot speak: 30 a second overall, one a second in a chat, 20 a minute in a group.

Telegram publishes these numbers, not its algorithm (core.telegram.org/bots/faq); ours never has more than 30 in any
second, nor 19 in any minute in a group.
"""

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from storage.outgoing import Lane

OVERALL_INTERVAL = timedelta(seconds=1 / 26)
OVERALL_BURST = 4
"""Messages that may leave at once after a quiet moment."""
RESERVED_FOR_PEOPLE = 0.3
"""The share of the overall rate that only answers to people may use."""
CHAT_INTERVAL = timedelta(seconds=1.02)
CHAT_BURST = 3
GROUP_LIMIT = 19
GROUP_RESERVED = 5
"""Of these, only for words to whoever presses or writes in the group; what comes from outside, and changes of cards,
have the rest."""
GROUP_WINDOW = timedelta(seconds=61)
WIDE_HOLD = timedelta(seconds=30)
"""A ``retry_after`` above this means the whole bot, not one chat, has spoken too much."""
AT_THE_SAME_TIME = timedelta(seconds=5)
"""Two chats refused within this time mean the same."""


class _Bucket:
    """GCRA: ``next`` is the moment at which the bucket would be full again."""

    def __init__(self, interval: timedelta, *, burst: int) -> None:
        self.interval = interval
        self.slack = interval * (burst - 1)
        self.next: datetime | None = None

    def free_at(self, now: datetime) -> datetime:
        """When one more may pass."""
        return now if self.next is None else max(now, self.next - self.slack)

    def take(self, now: datetime) -> None:
        self.next = max(now, self.next or now) + self.interval


class _Window:
    """So many in any GROUP_WINDOW."""

    def __init__(self, limit: int) -> None:
        self._sent: deque[datetime] = deque(maxlen=limit)

    def free_at(self, now: datetime) -> datetime:
        """When one more may pass."""
        return max(now, self._sent[0] + GROUP_WINDOW) if len(self._sent) == self._sent.maxlen else now

    def take(self, now: datetime) -> None:
        self._sent.append(now)

    def dump(self) -> list[float]:
        return [moment.timestamp() for moment in self._sent]

    def restore(self, seconds: Iterable[float]) -> None:
        self._sent.clear()
        self._sent.extend(datetime.fromtimestamp(second, UTC) for second in seconds)


class Limiter:
    """Decides when a message may leave. Pure, and in memory; what it knows can be dumped and restored by chat.

    ``ask`` either takes the place at once or says when to ask again, so a waiting notice never stands before a person.
    """

    counts = True
    """Whether what has left matters to what may leave; False for those that let everything pass."""

    def __init__(self) -> None:
        self._overall = _Bucket(OVERALL_INTERVAL, burst=OVERALL_BURST)
        self._background = _Bucket(OVERALL_INTERVAL / (1 - RESERVED_FOR_PEOPLE), burst=OVERALL_BURST)
        self._chats: dict[int, _Bucket] = {}
        self._groups: defaultdict[int, _Window] = defaultdict(lambda: _Window(GROUP_LIMIT))
        self._unasked: defaultdict[int, _Window] = defaultdict(lambda: _Window(GROUP_LIMIT - GROUP_RESERVED))
        self._held: dict[int | None, datetime] = {}
        self._refused: tuple[int, datetime] | None = None

    def ask(self, chat_id: int, *, lane: Lane, now: datetime, edits: bool = False) -> datetime | None:
        """Take a place for one message to this chat; None when taken, else the moment to ask again.

        ``edits`` is a change of a card, which waits while its group's places are short.
        """
        kept = self._kept(chat_id, lane, edits=edits)
        moments = [one.free_at(now) for one in kept]
        moments += [self._held[key] for key in (None, chat_id) if key in self._held]
        if (free := max(moments)) > now:
            return free
        for one in kept:
            one.take(now)
        if len(self._chats) > 10_000:
            self._forget_the_quiet(now)
        return None

    def _kept(self, chat_id: int, lane: Lane, *, edits: bool) -> list["_Bucket | _Window"]:
        """Every limit that a message to this chat must keep."""
        people_wait = lane is Lane.INTERACTIVE
        overall = [self._overall] if people_wait else [self._overall, self._background]
        if chat_id > 0:
            return [*overall, self._chats.setdefault(chat_id, _Bucket(CHAT_INTERVAL, burst=CHAT_BURST))]
        # A group is slower over a minute but not over a second: a clerk's topic fills in bursts.
        whole = self._groups[chat_id]
        group = [whole] if people_wait and not edits else [whole, self._unasked[chat_id]]
        return [*overall, *group]

    def _forget_the_quiet(self, now: datetime) -> None:
        self._chats = {key: bucket for key, bucket in self._chats.items() if bucket.next and bucket.next > now}
        self._held = {key: until for key, until in self._held.items() if until > now}

    def hold(self, chat_id: int, *, retry_after: int, now: datetime) -> None:
        """Telegram said 429: nothing to this chat, or to anybody, before that many seconds are over."""
        pause = timedelta(seconds=retry_after)
        before, self._refused = self._refused, (chat_id, now)
        another = before is not None and before[0] != chat_id and now - before[1] <= AT_THE_SAME_TIME
        for key in (chat_id, None) if another or pause > WIDE_HOLD else (chat_id,):
            self._held[key] = max(now + pause, self._held.get(key, now))

    def dump(self, chat_id: int) -> dict[str, Any]:
        """All that is known of a chat, as JSON values; of the whole bot for 0."""
        held = {"held": _seconds(self._held.get(chat_id or None))}
        if chat_id:
            if chat_id < 0:
                return {"sent": self._groups[chat_id].dump(), "unasked": self._unasked[chat_id].dump(), **held}
            chat = self._chats.get(chat_id)
            return {"next": _seconds(chat.next) if chat else None, **held}
        refused = [self._refused[0], _seconds(self._refused[1])] if self._refused else None
        full = {"overall": _seconds(self._overall.next), "background": _seconds(self._background.next)}
        return {**full, "refused": refused, **held}

    def restore(self, chat_id: int, state: Mapping[str, Any]) -> None:
        """Know of a chat, or of the whole bot, what another limiter dumped, and nothing else."""
        self._held.pop(chat_id or None, None)
        if held := _moment(state.get("held")):
            self._held[chat_id or None] = held
        if chat_id < 0:
            self._groups[chat_id].restore(state.get("sent", ()))
            self._unasked[chat_id].restore(state.get("unasked", ()))
            return
        if chat_id:
            chat = self._chats[chat_id] = _Bucket(CHAT_INTERVAL, burst=CHAT_BURST)
            chat.next = _moment(state.get("next"))
            return
        self._overall.next, self._background.next = _moment(state.get("overall")), _moment(state.get("background"))
        refused = state.get("refused")
        moment = _moment(refused[1]) if refused else None
        self._refused = (refused[0], moment) if refused and moment else None


def _seconds(moment: datetime | None) -> float | None:
    return moment.timestamp() if moment else None


def _moment(seconds: float | None) -> datetime | None:
    return datetime.fromtimestamp(seconds, UTC) if seconds else None
