"""What really happened: accepted sends and all calls, only ever appended to."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Send:
    """One accepted call that sent, edited or deleted; `at` in ISO 8601 by the sandbox's clock."""

    seq: int
    at: str
    bot_id: int
    method: str
    params: dict[str, Any]
    message_id: int | None
    chat_id: int | None


@dataclass(frozen=True, slots=True)
class ApiCall:
    """One call of the Bot API as it was answered; `status` 0 means a connection dropped by a fault."""

    seq: int
    at: str
    bot_id: int | None
    method: str
    status: int
    description: str


@dataclass(frozen=True, slots=True)
class Delivery:
    """One try to bring an update to a webhook; `status` 0 means that no answer came, `seconds` how long it took."""

    seq: int
    at: str
    bot_id: int
    update_id: int
    status: int
    description: str
    seconds: float


KINDS: dict[str, type] = {"sends": Send, "calls": ApiCall, "deliveries": Delivery}


class Record:
    """Three append-only lists; a sequence number is the place in its list, from 1."""

    def __init__(self) -> None:
        self._sends: list[Send] = []
        self._calls: list[ApiCall] = []
        self._deliveries: list[Delivery] = []
        self._lists: dict[str, list[Any]] = {
            "sends": self._sends,
            "calls": self._calls,
            "deliveries": self._deliveries,
        }

    def sent(
        self, *, at: str, bot_id: int, method: str, params: dict[str, Any], message_id: int | None, chat_id: int | None
    ) -> None:
        """Note an effect at the moment it happens, before anything is answered."""
        self._sends.append(Send(len(self._sends) + 1, at, bot_id, method, params, message_id, chat_id))

    def called(self, *, at: str, bot_id: int | None, method: str, status: int, description: str) -> None:
        """Note how a call was answered."""
        self._calls.append(ApiCall(len(self._calls) + 1, at, bot_id, method, status, description))

    def delivered(self, *, at: str, bot_id: int, update_id: int, status: int, description: str, seconds: float) -> None:
        """Note what a webhook answered."""
        self._deliveries.append(
            Delivery(len(self._deliveries) + 1, at, bot_id, update_id, status, description, round(seconds, 4))
        )

    def lengths(self) -> dict[str, int]:
        """How many entries each list has."""
        return {kind: len(entries) for kind, entries in self._lists.items()}

    def after(self, lengths: dict[str, int]) -> Iterator[tuple[str, dict[str, Any]]]:
        """Entries that came after these numbers of them, each with the name of its list."""
        for kind, entries in self._lists.items():
            yield from ((kind, asdict(entry)) for entry in entries[lengths.get(kind, 0) :])

    def take_back(self, entries: Iterable[tuple[str, dict[str, Any]]]) -> None:
        """Go on from the entries of an earlier run."""
        for kind, fields in entries:
            self._lists[kind].append(KINDS[kind](**fields))

    @property
    def last_send(self) -> int:
        """The sequence number of the newest send, 0 before the first."""
        return len(self._sends)

    def sends(self, *, after: int = 0) -> list[dict[str, Any]]:
        """Sends with a sequence number above `after`, oldest first."""
        return [asdict(send) for send in self._sends[max(after, 0) :]]

    def calls(self, *, after: int = 0) -> list[dict[str, Any]]:
        """Calls with a sequence number above `after`, oldest first."""
        return [asdict(call) for call in self._calls[max(after, 0) :]]

    def deliveries(self, *, after: int = 0) -> list[dict[str, Any]]:
        """Deliveries with a sequence number above `after`, oldest first."""
        return [asdict(delivery) for delivery in self._deliveries[max(after, 0) :]]
