"""A message before it has a row: what to say, to whom, how urgent, and what if nobody knows whether it arrived."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum, StrEnum
from typing import Any

from domain.subjects import Subject


class Lane(IntEnum):
    """Who goes first when Telegram's limits are near."""

    INTERACTIVE = 0
    DEADLINE = 1
    NOTICE = 2


class Policy(StrEnum):
    """What to do when nobody knows whether a message arrived."""

    CRITICAL = "critical"
    """Send once more, flagged as a possible copy."""
    NOTICE = "notice"
    """Do not repeat it; staff see it in the list of unknowns."""
    EDIT = "edit"
    """Repeat freely: the same edit twice is one edit."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where a message goes: a chat (and perhaps a thread of it), or one of our topics, which finds its own chat."""

    chat_id: int | None = None
    thread_id: int | None = None
    topic_id: int | None = None


def queue_of(to: Address, lane: Lane) -> str:
    """The queue whose order is kept: a topic of ours, or a lane in a chat and thread.

    A notice may wait minutes for its turn among thousands; the answer to a press in its chat must not wait with it.
    """
    if to.topic_id is not None:
        return f"t{to.topic_id}"
    return f"c{to.chat_id or 0}:{to.thread_id or 0}:{int(lane)}"


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message before it has a row.

    Attributes:
        dedupe_key: ``<cause>:<kind>:<recipient>``; a replayed cause says nothing twice.
        to: the address.
        method: the Bot API method.
        body: its final parameters without chat_id and message_thread_id, which delivery adds; with ``message`` only
            what the rendered screen does not say (``reply_parameters``), or None.
        message: the registered message to render at delivery, in the recipient's language of that moment.
        params: the ids its loader needs.
        subject: recorded with the sent message's number, or, with ``edits``, the message to be edited.
        edits: this is an edit of ``subject``'s message; the newest pending edit of a subject wins.
    """

    dedupe_key: str
    to: Address
    method: str = "sendMessage"
    body: Mapping[str, Any] | None = None
    message: str | None = None
    params: Mapping[str, Any] = field(default_factory=dict)
    subject: Subject | None = None
    edits: bool = False
    lane: Lane = Lane.INTERACTIVE
    policy: Policy = Policy.CRITICAL
    expires_at: datetime | None = None
