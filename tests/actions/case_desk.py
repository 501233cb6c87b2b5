"""A hall with a citizen, clerks and those above them, for tests of what is done with cases."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row, select

from actions.cases.acting import Matter, act, file_case, new_key
from actions.cases.trace import CASE
from actions.cases.verifying import Drift, drifts
from bot.registry import registry
from content.models import Hall
from domain.cases import PARTY_OF, Actor, Case, CaseClock, Words
from domain.flows import Need, Party
from domain.languages import Language
from domain.people import Member, Person, Role
from jobs.deadlines import fire_due
from jobs.tick import tick
from storage.cases import get_case, list_running
from storage.db import Database
from storage.events import Event, list_events
from storage.tables import outbox
from storage.transaction import Tx
from tests.actions.people_desk import a_citizen, a_clerk
from tests.views.halls import sample_hall

SHANGHAI = ZoneInfo("Asia/Shanghai")
WORDS = Words({Need.TEXT: "已经查过了。", Need.REASON: "不属于本大厅。", Need.UNIT: "b"}, code="substantiated")


def at(written: str) -> datetime:
    """A moment by the hall's clock."""
    return datetime.fromisoformat(written).replace(tzinfo=SHANGHAI)


@dataclass
class Desk:
    """People and what they do; every deed is a unit of work of its own."""

    database: Database
    chen: Person
    wang: Member
    sun: Member
    qian: Member
    hall: Hall = field(repr=False)
    """Half a book when it is written out, which asyncio does with everything a fixture gives, twice."""

    async def files(
        self,
        kind: str = "complaint",
        *,
        when: str,
        key: str | None = None,
        calls: bool = False,
        by: Person | None = None,
        **more: Any,
    ) -> Case:
        """The citizen files a case, or somebody else; or ``calls``, and has no Telegram; ``more`` is of its matter."""
        async with self.database.write() as tx:
            return await self._file(tx, kind, key=key or new_key(), calls=calls, by=by, now=at(when), **more)

    async def files_many(self, kind: str, *, number: int, when: str) -> None:
        """The citizen files a great many cases in one unit of work, for tests of what follows."""
        async with self.database.write() as tx:
            for _ in range(number):
                await self._file(tx, kind, key=new_key(), now=at(when))

    async def _file(
        self,
        tx: Tx,
        kind: str,
        *,
        key: str,
        now: datetime,
        calls: bool = False,
        by: Person | None = None,
        text: str = "窗口说材料不齐，但没有说缺什么。",
        **more: Any,
    ) -> Case:
        flow = self.hall.flow(kind)
        assert flow is not None
        matter = Matter(
            person=None if calls else by or self.chen,
            language=Language.ZH_HANS,
            text=text,
            filed_by=actor_of(self.wang) if calls else None,
            **more,
        )
        return await file_case(tx, flow, matter, key=key, hall=self.hall, now=now)

    async def does(
        self, case: Case, name: str, *, by: Member | Person, when: str | datetime, code: str = "substantiated"
    ) -> Case:
        """Somebody does something with the case as it is now."""
        now = at(when) if isinstance(when, str) else when
        async with self.database.write() as tx:
            return await act(
                tx,
                case.id,
                name,
                version=case.version,
                actor=actor_of(by),
                words=replace(WORDS, code=code),
                hall=self.hall,
                now=now,
            )

    async def clock(self, when: str | datetime, *, limit: int = 50) -> int:
        """The clock looks once."""
        now = at(when) if isinstance(when, str) else when
        async with self.database.write() as tx:
            return await fire_due(tx, hall=self.hall, now=now, limit=limit)

    async def ticks(self, when: str | datetime, *, times: int = 1) -> None:
        """The bot looks at everything that may be due, as it does every second."""
        now = at(when) if isinstance(when, str) else when
        for _ in range(times):
            await tick(self.database, hall=self.hall, now=now)

    async def now(self, case: Case) -> Case:
        """The case as it stands."""
        async with self.database.read() as tx:
            found = await get_case(tx, case.id)
        assert found is not None
        return found

    async def running(self, case: Case) -> CaseClock:
        """The only clock of a case that runs."""
        async with self.database.read() as tx:
            [clock] = await list_running(tx, case.id)
        return clock

    async def events(self, case: Case) -> list[Event]:
        """Everything that happened to it."""
        async with self.database.read() as tx:
            return await list_events(tx, subject_kind=CASE, subject_id=case.id)

    async def said(self, message: str) -> list[Row[Any]]:
        """The rows of a late message, oldest first."""
        async with self.database.read() as tx:
            return list(await tx.execute(select(outbox).where(outbox.c.message == message).order_by(outbox.c.id)))

    async def reads(self, row: Row[Any], *, when: str | datetime) -> str:
        """What a row says if it leaves at that moment; empty if there is nothing to say any more."""
        now = at(when) if isinstance(when, str) else when
        late = registry.messages[row.message]
        async with self.database.read() as tx:
            loaded = await late.load(tx, hall=self.hall, now=now, **row.params)
        return late.show(loaded[0], **loaded[1]).body.text if loaded else ""

    async def drifts(self) -> list[Drift]:
        """What the checker has to say."""
        async with self.database.read() as tx:
            return [drift async for drift in drifts(tx)]


def actor_of(somebody: Member | Person) -> Actor:
    """Somebody as an actor in a case."""
    if isinstance(somebody, Member):
        return Actor(PARTY_OF[somebody.role], somebody.id)
    return Actor(Party.CITIZEN, somebody.id)


async def a_desk(database: Database) -> Desk:
    """A citizen, a clerk, a supervisor and a director."""
    return Desk(
        database,
        chen=await a_citizen(database),
        wang=await a_clerk(database),
        sun=await a_clerk(database, telegram_id=201, name="孙莉", role=Role.SUPERVISOR),
        qian=await a_clerk(database, telegram_id=202, name="钱伟", role=Role.DIRECTOR),
        hall=sample_hall(),
    )
