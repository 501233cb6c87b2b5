"""What really happened: accepted sends and all calls, only ever appended to."""

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


class Record:
    """Two append-only lists; a sequence number is the place in its list, from 1."""

    def __init__(self) -> None:
        self._sends: list[Send] = []
        self._calls: list[ApiCall] = []

    def sent(
        self, *, at: str, bot_id: int, method: str, params: dict[str, Any], message_id: int | None, chat_id: int | None
    ) -> None:
        """Note an effect at the moment it happens, before anything is answered."""
        self._sends.append(Send(len(self._sends) + 1, at, bot_id, method, params, message_id, chat_id))

    def called(self, *, at: str, bot_id: int | None, method: str, status: int, description: str) -> None:
        """Note how a call was answered."""
        self._calls.append(ApiCall(len(self._calls) + 1, at, bot_id, method, status, description))

    def sends(self, *, after: int = 0) -> list[dict[str, Any]]:
        """Sends with a sequence number above `after`, oldest first."""
        return [asdict(send) for send in self._sends[max(after, 0) :]]

    def calls(self, *, after: int = 0) -> list[dict[str, Any]]:
        """Calls with a sequence number above `after`, oldest first."""
        return [asdict(call) for call in self._calls[max(after, 0) :]]
