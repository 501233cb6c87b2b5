"""A unit of work: one open transaction and what it will say once it is committed."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from sqlalchemy import CursorResult, Executable, text

from storage.outgoing import Outgoing
from storage.pool import Connection
from storage.prepared import Prepared


@dataclass(frozen=True, slots=True)
class _Deferred:
    prepared: Prepared
    at: Any
    only_last: str | None
    values: Mapping[str, Any]


class Tx:
    """An open transaction. Whoever opened it commits it; functions that receive one never do.

    ``say`` collects messages. They become outbox rows in the order they were said, in this transaction, just before it
    commits; a savepoint that is rolled back takes its messages with it.
    """

    def __init__(self, connection: Connection, *, owner: int, known: dict[Any, Any]) -> None:
        self._connection = connection
        self._driver = connection.driver
        self.owner = owner
        """The number of this process, under which it holds what it is at."""
        self.outgoing: list[Outgoing] = []
        self.news: set[str] = set()
        """What other processes should look at once this is committed: ``inbox``, ``outbox``, ``moved``."""
        self.known = known
        """What was read and never changes; an undone savepoint takes all of it with it."""
        self._deferred: list[_Deferred] = []
        self._depth = 0
        """Savepoints we are inside of."""
        self._begun = 0
        """How many of them the database knows of."""
        self._has_left_over = False
        """Whether it still keeps the next one from when we were inside of it last: it goes with the next we begin."""

    @property
    def is_sqlite(self) -> bool:
        """Whether this is the embedded database, for the few statements that differ."""
        return self._connection.dialect.name == "sqlite"

    async def execute(
        self, statement: Executable, parameters: Mapping[str, Any] | Sequence[Mapping[str, Any]] | None = None
    ) -> CursorResult[Any]:
        """Run one statement by SQLAlchemy."""
        if self._begun < self._depth and not getattr(statement, "is_select", False):
            await self._begin_savepoints()
        return await self._connection.core.execute(statement, parameters)

    async def stand_still(self) -> None:
        """See everything as it is at the next statement, whatever others commit meanwhile; to be called first.

        What SQLite shows in a transaction stands still anyway.
        """
        if not self.is_sqlite:
            await self.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))

    async def run(self, prepared: Prepared, **values: Any) -> list[Any]:
        """Run one statement straight at the driver; its rows as named tuples, if it gives any."""
        compiled = prepared.on(self._connection.dialect)
        if self._begun < self._depth and compiled.writes:
            await self._begin_savepoints()
        return compiled.rows(await self._driver.fetch(compiled.text, compiled.parameters(values)))

    async def run_many(self, prepared: Prepared, many: Sequence[Mapping[str, Any]]) -> list[Any]:
        """Run one statement for each of these values, in order, at the price of little more than one."""
        if not many:
            return []
        if len(many) == 1:
            return await self.run(prepared, **many[0])
        compiled = prepared.on(self._connection.dialect)
        if self._begun < self._depth and compiled.writes:
            await self._begin_savepoints()
        parameters = [compiled.parameters(values) for values in many]
        return compiled.rows(await self._driver.fetch_many(compiled.text, parameters, returns=compiled.returns))

    def defer(self, prepared: Prepared, *, at: int | str, only_last: str | None = None, **values: Any) -> None:
        """Run this just before the commit, together with its like; for what nobody reads in this transaction.

        A savepoint that is rolled back takes it with it. ``at`` names the row it changes: statements run table by
        table in the order of their rows, so that transactions side by side do not stop each other. Of those with the
        same ``only_last``, whatever their kinds, only the last one runs.
        """
        self._deferred.append(_Deferred(prepared, at, only_last, values))

    async def write_deferred(self) -> None:
        """Run what was deferred; for whoever opened the transaction."""
        last = {deferred.only_last: deferred for deferred in self._deferred}
        alike: dict[Prepared, list[_Deferred]] = {}
        for deferred in self._deferred:
            if deferred.only_last is None or last[deferred.only_last] is deferred:
                alike.setdefault(deferred.prepared, []).append(deferred)
        self._deferred.clear()
        for prepared, many in sorted(alike.items(), key=lambda kind: kind[0].on(self._connection.dialect).order):
            many.sort(key=attrgetter("at"))
            await self.run_many(prepared, [deferred.values for deferred in many])

    @asynccontextmanager
    async def savepoint(self) -> AsyncIterator[None]:
        """What happens inside stays only if the block does not raise.

        The database learns of it with the first statement that writes; if there is none, never.
        """
        said, deferred = len(self.outgoing), len(self._deferred)
        self._depth += 1
        try:
            yield
        except BaseException:
            del self.outgoing[said:]
            del self._deferred[deferred:]
            self.known.clear()
            await self._leave(undo=True)
            raise
        await self._leave(undo=False)

    async def _begin_savepoints(self) -> None:
        """Let the database know of every savepoint we are inside of, outermost first."""
        wanted = [f"s{number}" for number in range(self._begun + 1, self._depth + 1)]
        left = [f"RELEASE SAVEPOINT {wanted[0]}"] if self._has_left_over else []
        await self._driver.command(*left, *(f"SAVEPOINT {name}" for name in wanted))
        self._begun, self._has_left_over = self._depth, False

    async def _leave(self, *, undo: bool) -> None:
        depth, self._depth = self._depth, self._depth - 1
        if self._begun < depth:
            return
        self._begun, self._has_left_over = self._depth, True
        if undo:
            await self._driver.command(f"ROLLBACK TO SAVEPOINT s{depth}")

    def say(self, message: Outgoing) -> None:
        """Say this once the unit is committed."""
        self.outgoing.append(message)
