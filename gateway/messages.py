"""Messages that are rendered when they leave: who loads their values, and what screen they become."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from domain.languages import Language
from domain.subjects import Outcome, Subject
from storage.topics import Topic
from storage.transaction import Tx
from views.screen import Menu, Screen

Values = Mapping[str, Any]


Loader = Callable[..., Awaitable[tuple[Language, Values] | None]]
"""Called with (tx, hall=, now=, **params) at the moment a message leaves: the recipient's language and what it shows.
None: there is nothing to say any more."""


@dataclass(frozen=True, slots=True)
class LateMessage:
    """A loader of actions and what views make of it, a screen or a menu; paired by the composition root.

    ``links``: it shows a link to the bot, so that ``show`` is given its name as ``bot`` too.
    """

    load: Loader
    show: Callable[..., Screen | Menu]
    links: bool = False


class DeliveryListener(Protocol):
    """Told how a message about its subject ended, in the transaction that records it."""

    async def __call__(self, tx: Tx, subject: Subject, *, outcome: Outcome, now: datetime) -> None: ...


class TopicListener(Protocol):
    """Told that a deleted topic has been made again, empty."""

    def __call__(self, tx: Tx, topic: Topic, *, now: datetime) -> Awaitable[None]: ...


@dataclass(frozen=True, slots=True)
class Registry:
    """What delivery needs to know of the features: messages by name, listeners by the kind of their subject."""

    messages: Mapping[str, LateMessage]
    delivered: Mapping[str, DeliveryListener]
    recreated: Mapping[str, TopicListener]
