"""What a message on Telegram is about: the durable map between messages and matters."""

from dataclasses import dataclass
from enum import StrEnum


class Part(StrEnum):
    """Which view of its subject a message is."""

    CARD = "card"
    """The summary at the head of a staff topic, edited in place."""
    ORIGINAL = "original"
    """The message a person wrote."""
    COPY = "copy"
    """What somebody wrote, shown on the other side."""
    STATUS = "status"
    """A service line about it: waiting, sent, stopped."""
    QUOTE = "quote"
    """Words of it, shown where another matter is handled."""
    RECEIPT = "receipt"
    """What the citizen was told about it."""


@dataclass(frozen=True, slots=True)
class Subject:
    """One view of one matter: kind (``case``, ``case_message`` …), its id, and which view."""

    kind: str
    id: int
    part: Part


class Outcome(StrEnum):
    """How the delivery of a message ended."""

    SENT = "sent"
    UNREACHABLE = "unreachable"
    """The person blocked the bot or left Telegram."""
    UNKNOWN = "unknown"
    """Perhaps sent: the answer was lost twice. People must look."""
    DEAD = "dead"
    """Telegram refuses it for good."""
    EXPIRED = "expired"
    """Its time was over before it could be sent."""
