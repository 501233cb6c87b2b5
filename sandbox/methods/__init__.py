"""The Bot API methods, one file per area; importing this package registers them."""

from sandbox.methods import (
    callbacks,
    chats,
    commands,
    copies,
    edits,
    files,
    inline,
    media,
    messages,
    polls,
    presence,
    topics,
    updates,
    webhooks,
)

__all__ = [
    "callbacks",
    "chats",
    "commands",
    "copies",
    "edits",
    "files",
    "inline",
    "media",
    "messages",
    "polls",
    "presence",
    "topics",
    "updates",
    "webhooks",
]
