"""A unit of work: one open transaction and what it will say once it is committed."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import CursorResult, Executable
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.outgoing import Outgoing


class Tx:
    """An open transaction. Whoever opened it commits it; functions that receive one never do.

    ``say`` collects messages. They become outbox rows in the order they were said, in this transaction, just before it
    commits; a savepoint that is rolled back takes its messages with it.
    """

    def __init__(self, connection: AsyncConnection, *, owner: int) -> None:
        self._connection = connection
        self.owner = owner
        """The number of this process, under which it holds what it is at."""
        self.outgoing: list[Outgoing] = []
        self.news: set[str] = set()
        """What other processes should look at once this is committed: ``inbox``, ``outbox``, ``moved``."""

    @property
    def is_sqlite(self) -> bool:
        """Whether this is the embedded database, for the few statements that differ."""
        return self._connection.dialect.name == "sqlite"

    async def execute(
        self, statement: Executable, parameters: Mapping[str, Any] | Sequence[Mapping[str, Any]] | None = None
    ) -> CursorResult[Any]:
        """Run one statement."""
        return await self._connection.execute(statement, parameters)

    @asynccontextmanager
    async def savepoint(self) -> AsyncIterator[None]:
        """What happens inside stays only if the block does not raise."""
        said = len(self.outgoing)
        try:
            async with self._connection.begin_nested():
                yield
        except BaseException:
            del self.outgoing[said:]
            raise

    def say(self, message: Outgoing) -> None:
        """Say this once the unit is committed."""
        self.outgoing.append(message)
