"""The hall pack in use, its search index and its clock."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

import structlog

from answers.guides import guides_of
from answers.index import Index, build_index
from bot.commands.packs import rendered
from content.holder import PackHolder
from content.loader import load_hall
from content.models import Hall
from content.problems import Problem, has_errors
from gateway.clock import Clock
from gateway.present import Present

log = structlog.get_logger(__name__)


class PackWrong(Exception):
    """The hall pack has errors; ``problems`` lists all of them."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


class HallClock:
    """The time by which promises are kept: the machine's, which in a demo is the sandbox's, in the hall's zone."""

    def __init__(self, machine: Clock, *, zone: ZoneInfo) -> None:
        self._machine = machine
        self.zone = zone

    def now(self) -> datetime:
        """The present in the hall's zone."""
        return self._machine.now().astimezone(self.zone)


@dataclass(frozen=True, slots=True)
class _Shown:
    """A pack with the index of what it had to say on a day; both change in one assignment."""

    hall: Hall
    index: Index
    day: date


class HallInUse:
    """One hall, as everybody sees it at this moment."""

    def __init__(self, root: Path, *, machine: Clock, staff_chats: Mapping[str, int], moved: Mapping[int, int]) -> None:
        hall, problems = load_hall(root, today=machine.now().date())
        if hall is None:
            raise PackWrong(problems)
        self._log(problems)
        self._holder = PackHolder(root, hall=hall)
        self.clock = HallClock(machine, zone=ZoneInfo(hall.facts.zone))
        self._staff_chats = staff_chats
        self._moved = moved
        self._shown = self._build()

    def present(self) -> Present:
        """Everything a unit of work sees of the hall, of the same moment."""
        moved = self._moved
        chats = {moved.get(number, number): name for name, number in self._staff_chats.items()}
        shown = self._shown
        return Present(now=self.clock.now(), hall=shown.hall, index=shown.index, staff_chats=chats)

    async def reload(self) -> bool:
        """Take the pack as it is on the disk now; False when it has errors and the old one stays."""
        also = partial(rendered, self._holder.root)
        problems = await asyncio.to_thread(self._holder.reload, today=self.clock.now().date(), also=also)
        self._log(problems)
        if has_errors(problems):
            log.error("pack_not_taken", errors=len(problems), hint="mend the pack; the old one stays in use")
            return False
        self._shown = await asyncio.to_thread(self._build)
        log.info("pack_taken", services=len(self._shown.hall.services))
        return True

    def refresh_index(self) -> None:
        """On a new day leave out what has expired."""
        if self.clock.now().date() != self._shown.day:
            self._shown = self._build()

    def _build(self) -> _Shown:
        hall, today = self._holder.hall, self.clock.now().date()
        return _Shown(hall, build_index(guides_of(hall, today=today)), today)

    @staticmethod
    def _log(problems: tuple[Problem, ...]) -> None:
        for problem in problems:
            log.warning("pack_problem", problem=str(problem))
