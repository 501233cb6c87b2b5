"""People and bots as the pretended Telegram knows them."""

from dataclasses import dataclass, field
from typing import Any

from sandbox.limits import RateLimiter
from sandbox.pending import UpdateQueue
from sandbox.webhook import Webhook

ROLES = ("", "citizen", "clerk")
ANONYMOUS = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}


@dataclass(slots=True)
class Person:
    """Somebody with an account. `role` is a hint for the page; `started` and `blocked` hold the ids of bots."""

    id: int
    first_name: str
    last_name: str = ""
    username: str = ""
    language_code: str = ""
    phone: str = ""
    role: str = ""
    deactivated: bool = False
    started: set[int] = field(default_factory=set)
    blocked: set[int] = field(default_factory=set)

    def as_user(self) -> dict[str, Any]:
        """The User of the Bot API."""
        body: dict[str, Any] = {"id": self.id, "is_bot": False, "first_name": self.first_name}
        for name in ("last_name", "username", "language_code"):
            if value := getattr(self, name):
                body[name] = value
        return body

    def as_state(self) -> dict[str, Any]:
        """The person as the control API shows them."""
        names = ("id", "first_name", "last_name", "username", "language_code", "phone", "role", "deactivated")
        return {
            **{name: getattr(self, name) for name in names},
            "blocked": bool(self.blocked),
            "started": bool(self.started),
        }


@dataclass(slots=True)
class Bot:
    """A bot account with its queue, its rates and the webhook it set. Texts and commands are kept by (scope, language).

    ``webhook_set_at`` is the moment of its last setWebhook by the sandbox's clock.
    """

    id: int
    token: str
    first_name: str
    username: str
    queue: UpdateQueue
    limiter: RateLimiter
    started_at: float
    last_private_message: int
    sees_everything: bool = False
    inline: bool = True
    logged_out_until: float = 0.0
    webhook: Webhook | None = None
    webhook_set_at: float = 0.0
    commands: dict[tuple[str, str], list[dict[str, str]]] = field(default_factory=dict)
    texts: dict[tuple[str, str], str] = field(default_factory=dict)
    menu_buttons: dict[int, dict[str, Any]] = field(default_factory=dict)

    def as_user(self) -> dict[str, Any]:
        """The User of the Bot API."""
        return {"id": self.id, "is_bot": True, "first_name": self.first_name, "username": self.username}

    def as_state(self) -> dict[str, Any]:
        """The bot as the control API shows it, with the commands for everybody in private."""
        return {
            **self.as_user(),
            "commands": self.commands.get(("all_private_chats", ""), self.commands.get(("default", ""), [])),
            "inline": self.inline,
            "descriptions": {code: text for (kind, code), text in self.texts.items() if kind == "description"},
        }

    def menu_button_of(self, chat_id: int) -> dict[str, Any]:
        """The button beside the field of a private chat: its own, else everybody's (which 0 stands for)."""
        return self.menu_buttons.get(chat_id) or self.menu_buttons.get(0, {"type": "default"})

    def commands_for(self, scopes: list[str], language_code: str) -> list[dict[str, str]]:
        """What a client lists: the first scope that has commands in the person's language, or in none."""
        language = language_code[:2]
        keys = [(scope, code) for scope in scopes for code in dict.fromkeys((language, ""))]
        return next((self.commands[key] for key in keys if self.commands.get(key)), [])
