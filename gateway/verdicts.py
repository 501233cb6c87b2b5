"""How one try to send a message went: it has ended, it is tried again, or nothing was tried yet."""

from dataclasses import dataclass
from datetime import datetime

from domain.subjects import Outcome


@dataclass(frozen=True, slots=True)
class Ended:
    """The row is final: ``sent``, ``dead``, ``unknown``, ``expired`` or ``dropped``."""

    state: str
    error: str | None = None
    chat_id: int | None = None
    message_ids: tuple[int, ...] = ()
    unreachable: bool = False
    options: tuple[tuple[str, str], ...] = ()

    @property
    def outcome(self) -> Outcome | None:
        """What features are told; None for an edit that a newer one replaced."""
        if self.unreachable:
            return Outcome.UNREACHABLE
        return None if self.state == "dropped" else Outcome(self.state)


@dataclass(frozen=True, slots=True)
class Again:
    """Try once more: after so many seconds, or by back-off when None. ``ambiguous``: it may have arrived."""

    after: float | None
    reason: str
    ambiguous: bool = False
    anew: bool = False
    """What should have been edited is gone: send it as a new message."""


@dataclass(frozen=True, slots=True)
class NotYet:
    """Nothing was tried: the limits say when, or the process stops."""

    until: datetime
