"""What a program that runs a bot beside the sandbox can show of it; the sandbox alone has none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class Scene:
    """How the bot is at a moment.

    Attributes:
        running: whether its process lives.
        starts: how often it was started.
        figures: counts of what it stores, in the order to show.
        jumps: moments that are worth a jump, by name; None for one that does not exist now.
        problems: what is wrong with its content, one line each.
        zone: the IANA name of the zone its clock is shown in.
        waiting: how many things it has to do at once or very soon: 0 means that nothing comes of itself before the
            clock says so.
    """

    running: bool
    starts: int
    figures: Mapping[str, int] = field(default_factory=dict)
    jumps: Mapping[str, datetime | None] = field(default_factory=dict)
    problems: Sequence[str] = ()
    zone: str = "UTC"
    waiting: int = 0

    def as_json(self) -> dict[str, Any]:
        """As the control API tells it."""
        return {
            "present": True,
            "bot": {"running": self.running, "starts": self.starts},
            "waiting": self.waiting,
            "figures": [{"name": name, "value": value} for name, value in self.figures.items()],
            "jumps": [{"name": name, "to": to.isoformat() if to else None} for name, to in self.jumps.items()],
            "problems": list(self.problems),
            "zone": self.zone,
        }


class Backstage(Protocol):
    """The bot from outside."""

    async def look(self, *, now: datetime) -> Scene:
        """How it is; ``now`` is the sandbox's time."""

    async def kill(self) -> None:
        """Kill its process at once. Whoever runs it starts it again."""
