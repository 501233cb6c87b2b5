"""What a backup says of itself: enough to know whether all of it came back. No secret and nobody's words are in it."""

import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from typing import Any

from storage.backup.refusals import ManifestDiffers

FORMAT = 1
Ask = Callable[[str], Awaitable[Sequence[Sequence[Any]]]]
"""Runs a query in the transaction that is copied, and returns its rows."""

TABLES = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'",
    "postgresql": "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()",
}


@dataclass(frozen=True, slots=True)
class Contents:
    """What is in a database.

    Attributes:
        revision: of the schema; None without one.
        rows: how many, by table.
        canary: of the newest run noted in it, see ``storage.backup_runs``; None in a schema older than that.
        bot_id: the bot whose update is the newest; None before the first.
        audit_head: the newest link of the audit chain; None without one.
    """

    revision: str | None
    rows: Mapping[str, int]
    canary: str | None
    bot_id: int | None
    audit_head: str | None = None


@dataclass(frozen=True, slots=True)
class Manifest:
    """The last member of a backup.

    Attributes:
        database: ``sqlite`` or ``postgresql``.
        dump_size, dump_sha256: of the database's dump before encryption.
        hall_files: how many files of the hall pack are in it; None if the bot used the sample hall.
    """

    format: int
    made_at: datetime
    app_version: str
    database: str
    contents: Contents
    dump_size: int
    dump_sha256: str
    hall_files: int | None

    def as_json(self) -> bytes:
        """As it is written."""
        return json.dumps(asdict(self), default=str, indent=1).encode()


def read_manifest(written: bytes) -> Manifest:
    """Read one back.

    Raises:
        ManifestDiffers: a later release wrote it.
    """
    values: dict[str, Any] = json.loads(written)
    if values["format"] != FORMAT:
        raise ManifestDiffers(
            f"The backup has format {values['format']}, this release reads {FORMAT}: use a newer one."
        )
    made_at = datetime.fromisoformat(values["made_at"]).astimezone(UTC)
    contents = Contents(**_known(Contents, values["contents"]))
    return Manifest(**{**_known(Manifest, values), "made_at": made_at, "contents": contents})


def _known(kind: type[Contents] | type[Manifest], values: Mapping[str, Any]) -> dict[str, Any]:
    """What this release knows of them; a later one may write more."""
    names = {field.name for field in fields(kind)}
    return {name: value for name, value in values.items() if name in names}


async def contents_of(ask: Ask, *, kind: str) -> Contents:
    """Count what is in a database; ``ask`` looks at one moment of it all the time."""
    tables = sorted(str(name) for (name,) in await ask(TABLES[kind]))
    rows = {table: int((await ask(f'SELECT count(*) FROM "{table}"'))[0][0]) for table in tables}  # noqa: S608 # our own names

    async def newest(column: str, table: str, order: str) -> Any:
        if table not in rows:
            return None
        found = await ask(f"SELECT {column} FROM {table} ORDER BY {order} DESC LIMIT 1")  # noqa: S608 # our own names
        return found[0][0] if found else None

    return Contents(
        revision=await newest("version_num", "alembic_version", "version_num"),
        rows=rows,
        canary=await newest("canary", "backup_run", "id"),
        bot_id=await newest("bot_id", "inbox", "seq"),
        audit_head=await newest("place || ':' || mac", "audit_link", "place"),
    )


def check_contents(found: Contents, manifest: Manifest) -> None:
    """Compare a restored database with its manifest.

    Raises:
        ManifestDiffers: naming everything that differs.
    """
    promised = manifest.contents
    differing = [
        f"{table}: {found.rows.get(table, 'no')} rows instead of {promised.rows.get(table, 'no')}"
        for table in sorted({*found.rows, *promised.rows})
        if found.rows.get(table) != promised.rows.get(table)
    ]
    if found.revision != promised.revision:
        differing.append(f"schema {found.revision} instead of {promised.revision}")
    if found.audit_head != promised.audit_head:
        differing.append("the end of the audit chain differs")
    if found.canary != promised.canary:
        differing.append("it is not of the moment it claims to be: the canary differs")
    if differing:
        raise ManifestDiffers("What was restored is not what the manifest says: " + "; ".join(differing))
