"""Which processes of the bot live: on PostgreSQL each holds a lock that the server frees when its connection ends."""

import asyncio
from collections.abc import Callable, Set
from dataclasses import dataclass

import asyncpg
from sqlalchemy.engine import URL

LIFE, LEAD = 7_262_874, 7_262_875
"""First halves of the keys of our advisory locks: numbers that nothing else on the server uses."""
NEWS = "banshi"
"""The channel on which processes tell each other that there is something to do."""
CONNECTING = 5.0
ANSWERING = 3.0
"""Seconds a look may take; after that the connection counts as lost."""
SILENT_FOR = "15s"
"""The server ends a connection from which it heard nothing for so long: its process is frozen, or cut off."""
LIVING = """
    SELECT objid::bigint FROM pg_locks
    WHERE locktype = 'advisory' AND classid = $1 AND objsubid = 2 AND granted
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""
AWAY = (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError)


class NotPresent(Exception):
    """The connection could not be made, or is lost: others may take this process for dead."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One look. ``living`` are the owners whose process lives, this one included."""

    living: Set[int]
    leads: bool


class Presence:
    """One connection that says: this process lives. It may also lead, and hears what others have to tell."""

    def __init__(self, connection: asyncpg.Connection, *, wants_to_lead: bool) -> None:
        self._connection = connection
        self._wants_to_lead = wants_to_lead
        self._leads = False

    @property
    def is_open(self) -> bool:
        """Whether the connection stands, as far as this side knows."""
        return not self._connection.is_closed()

    async def look(self) -> Seen:
        """See who lives, and take the lead if nobody has it.

        Raises:
            NotPresent: the connection is lost.
        """
        try:
            if self._wants_to_lead and not self._leads:
                self._leads = await self._connection.fetchval("SELECT pg_try_advisory_lock($1, 0)", LEAD)
            living = {row[0] for row in await self._connection.fetch(LIVING, LIFE)}
        except AWAY as error:
            self.drop()
            raise NotPresent(type(error).__name__) from None
        return Seen(living, leads=self._leads)

    def drop(self) -> None:
        """End the connection without a word to the server."""
        self._leads = False
        self._connection.terminate()

    async def close(self) -> None:
        """Let others see at once that this process has gone."""
        self._leads = False
        try:
            await self._connection.close(timeout=ANSWERING)
        except AWAY:
            self._connection.terminate()


async def appear(
    url: URL, *, owner: int, wants_to_lead: bool, heard: Callable[[str], None], lost: Callable[[], None]
) -> Presence:
    """Connect and be seen under this number.

    Args:
        heard: called with what another process told.
        lost: called as soon as the connection is known to be lost.

    Raises:
        NotPresent: the database is away, or still holds this number for a connection of ours that is lost.
    """
    driver = url.set(drivername="postgresql+asyncpg")
    _, arguments = driver.get_dialect()().create_connect_args(driver)
    try:
        connection = await asyncpg.connect(**arguments, timeout=CONNECTING, command_timeout=ANSWERING)
    except AWAY as error:
        raise NotPresent(type(error).__name__) from None
    try:
        await connection.execute(f"SET idle_session_timeout = '{SILENT_FOR}'")
        if not await connection.fetchval("SELECT pg_try_advisory_lock($1, $2)", LIFE, owner):
            raise NotPresent("the number is still held")
        await connection.add_listener(NEWS, lambda *news: heard(str(news[-1])))
    except (*AWAY, NotPresent, asyncio.CancelledError) as error:
        connection.terminate()
        if isinstance(error, asyncio.CancelledError):
            raise
        raise NotPresent(str(error) or type(error).__name__) from None
    connection.add_termination_listener(lambda _: lost())
    return Presence(connection, wants_to_lead=wants_to_lead)
