"""The hall at one moment, for whoever handles an update or renders a message."""

from dataclasses import dataclass
from datetime import datetime

from answers.index import Index
from content.models import Hall


@dataclass(frozen=True, slots=True)
class Present:
    """What a unit of work sees of the world around the database, all of the same moment."""

    now: datetime
    hall: Hall
    index: Index
    staff_chats: dict[int, str]
