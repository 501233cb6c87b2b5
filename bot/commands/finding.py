"""One thing the doctor looked at."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at and found. ``todo`` is None when it is in order."""

    what: str
    found: str
    todo: str | None = None
