"""A poll or quiz: its question, its options and who chose what."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Poll:
    """One poll, however often it was forwarded.

    Attributes:
        author: the bot that asked, 0 for a person.
        settings: the Bot API's fields that never change (type, is_anonymous, correct_option_ids, close_date …).
        votes: indexes of options by person.
        places: (bot of a private chat or 0, chat, message) of every message that shows it.
    """

    id: str
    author: int
    question: str
    options: list[str]
    settings: dict[str, Any]
    closed: bool = False
    votes: dict[int, list[int]] = field(default_factory=dict)
    places: list[tuple[int, int, int]] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """The Poll of the Bot API as it is now."""
        counts = [sum(index in chosen for chosen in self.votes.values()) for index in range(len(self.options))]
        return {
            "id": self.id,
            "question": self.question,
            "options": [
                {"persistent_id": str(index), "text": text, "voter_count": counts[index]}
                for index, text in enumerate(self.options)
            ],
            "total_voter_count": len(self.votes),
            "is_closed": self.closed,
            "members_only": False,
            **self.settings,
        }
