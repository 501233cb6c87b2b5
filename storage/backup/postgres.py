"""PostgreSQL, by its own pg_dump and pg_restore."""

import asyncio
import os
import re
import shutil
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import text
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.backup.dump import PIECE, Dump
from storage.backup.manifest import TABLES, Ask, contents_of
from storage.backup.refusals import DumpFailed, NotEmpty, ToolMissing
from storage.db import Database

VERSION = re.compile(r"\(PostgreSQL\) (\d+)")
SCHEMA_VERSION = re.compile(r"^(?=.* TABLE DATA \S+ alembic_version )", re.MULTILINE)


def environment(url: URL) -> dict[str, str]:
    """A database's address as libpq's variables: unlike arguments, nobody else on the machine can read them."""
    values: Mapping[str, Any] = {
        "PGHOST": url.query.get("host") or url.host,
        "PGPORT": url.query.get("port") or url.port,
        "PGUSER": url.username,
        "PGPASSWORD": url.password,
        "PGDATABASE": url.database,
        "PGSSLMODE": url.query.get("ssl"),
    }
    return {**os.environ, **{name: str(value) for name, value in values.items() if value}}


class Tools:
    """PostgreSQL's programs, in a directory or wherever the system finds them."""

    def __init__(self, directory: Path | None, *, url: URL) -> None:
        self._directory = directory
        self._environment = environment(url)

    async def find(self, name: str, *, server: int) -> str:
        """The path of a program fit for a server.

        Raises:
            ToolMissing: it is absent, or older than the server; says which package has it.
        """
        path = shutil.which(name, path=str(self._directory) if self._directory else None)
        package = f"On Debian: apt-get install postgresql-client-{server}, or set BANSHI_POSTGRES_BIN to its directory."
        if not path:
            raise ToolMissing(f"{name} is not found. {package}")
        told = VERSION.search((await self.run(path, "--version")).decode())
        if told is None or int(told[1]) < server:
            raise ToolMissing(f"{path} is of PostgreSQL {told[1] if told else '?'}, the server of {server}. {package}")
        return path

    async def run(self, *command: str) -> bytes:
        """What a program prints.

        Raises:
            DumpFailed: it ended with an error.
        """
        return b"".join([piece async for piece in self.stream(*command)])

    async def stream(self, *command: str) -> AsyncIterator[bytes]:
        """What a program prints, as it comes; nothing of it counts if the stream raises."""
        pipe = asyncio.subprocess.PIPE
        process = await asyncio.create_subprocess_exec(*command, stdout=pipe, stderr=pipe, env=self._environment)
        assert process.stdout  # noqa: S101 # both are pipes
        assert process.stderr  # noqa: S101
        complaints = asyncio.ensure_future(process.stderr.read())
        try:
            while piece := await process.stdout.read(PIECE):
                yield piece
            if code := await process.wait():
                last = (await complaints).decode(errors="replace").strip().splitlines()[-1:]
                raise DumpFailed(f"{Path(command[0]).name} ended with {code}: {' '.join(last)}")
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
            await complaints


async def _server(connection: AsyncConnection) -> int:
    """The server's major version."""
    return int((await connection.execute(text("SHOW server_version_num"))).scalar_one()) // 10_000


def _ask(connection: AsyncConnection) -> Ask:
    async def ask(query: str) -> Sequence[Sequence[Any]]:
        result = await connection.exec_driver_sql(query)
        return result.all() if result.returns_rows else ()

    return ask


@asynccontextmanager
async def dump_postgres(database: Database, *, tools: Tools) -> AsyncIterator[Dump]:
    """Let pg_dump see what one transaction of ours sees, and count in that."""
    async with database.engine.connect() as connection:
        await connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        # It waits for pg_dump, which may take long, and holds nobody up: it is not frozen.
        await connection.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))
        program = await tools.find("pg_dump", server=await _server(connection))
        contents = await contents_of(_ask(connection), kind="postgresql")
        snapshot = (await connection.execute(text("SELECT pg_export_snapshot()"))).scalar_one()
        pieces = tools.stream(program, "--format=custom", "--no-password", f"--snapshot={snapshot}")
        yield Dump("postgresql", contents, pieces)


async def check_empty(database: Database) -> None:
    """A restore needs a database with nothing in it.

    Raises:
        NotEmpty: there are tables.
    """
    async with database.engine.connect() as connection:
        if tables := (await connection.exec_driver_sql(TABLES["postgresql"])).all():
            raise NotEmpty(
                f"The database {database.url.database} has {len(tables)} tables. Make an empty one: "
                "createdb NAME, and restore into that."
            )


@asynccontextmanager
async def restored_postgres(
    dump: Path, *, database: Database, tools: Tools, revision: str | None
) -> AsyncIterator[Ask]:
    """Put a dump into an empty database; its schema has a revision only when the block has ended well.

    Without it no bot starts on the database, so one that is half restored, or whose messages are not yet held, cannot
    speak.
    """
    async with database.engine.connect() as connection:
        program = await tools.find("pg_restore", server=await _server(connection))
    listed = (await tools.run(program, "--list", str(dump))).decode()
    wanted = dump.with_name("wanted")
    wanted.write_text(SCHEMA_VERSION.sub(";", listed))
    quiet = ("--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges", "--no-password")
    name = database.url.database or ""
    await tools.run(program, *quiet, f"--use-list={wanted}", f"--dbname={name}", str(dump))
    async with database.engine.begin() as connection:
        if revision:
            await connection.execute(text("INSERT INTO alembic_version VALUES (:revision)"), {"revision": revision})
        yield _ask(connection)
