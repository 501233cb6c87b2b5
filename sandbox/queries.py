"""What people asked of a bot and wait for: presses of buttons, inline queries, Mini Apps that may answer."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Callback:
    """A pressed button that waits for its answer; `at` by the sandbox's clock."""

    id: str
    bot_id: int
    from_id: int
    chat_id: int
    message_id: int
    at: float
    answered: bool = False
    text: str = ""
    show_alert: bool = False
    url: str | None = None

    def as_json(self) -> dict[str, Any]:
        """The answer as the person sees it."""
        return {"answered": self.answered, "text": self.text, "show_alert": self.show_alert, "url": self.url}


@dataclass(slots=True)
class InlineResult:
    """One thing to choose: `shown` as the bot gave it, and the message it becomes."""

    shown: dict[str, Any]
    content: dict[str, Any]
    markup: dict[str, Any] | None = None


@dataclass(slots=True)
class InlineQuery:
    """What somebody typed behind the bot's name; `at` by the sandbox's clock."""

    id: str
    bot_id: int
    from_id: int
    query: str
    at: float
    answered: bool = False
    results: dict[str, InlineResult] = field(default_factory=dict)
    button: dict[str, Any] | None = None
    next_offset: str = ""

    def as_json(self) -> dict[str, Any]:
        """What the person sees."""
        shown = [result.shown for result in self.results.values()]
        button = {"button": self.button} if self.button else {}
        return {"inline_query_id": self.id, "results": shown, "next_offset": self.next_offset, **button}


@dataclass(slots=True)
class Launch:
    """A Mini App that may answer once with a message (answerWebAppQuery)."""

    query_id: str
    bot_id: int
    from_id: int
    chat_id: int
