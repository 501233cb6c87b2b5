"""Flows as cases are pinned to them: documents that never change and never go."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.dialects import postgresql, sqlite

from storage.prepared import Prepared
from storage.tables import flow_document
from storage.transaction import Tx

_ID = Prepared(select(flow_document.c.id).where(flow_document.c.digest == bindparam("digest")))
_DIGEST = Prepared(select(flow_document.c.digest).where(flow_document.c.id == bindparam("flow_id")))


async def find_flow(tx: Tx, *, digest: str) -> int | None:
    """The id of the document with that ``digest``."""
    known = ("flow_document", digest)
    if known not in tx.known and (rows := await tx.run(_ID, digest=digest)):
        tx.known[known] = rows[0].id
    flow_id: int | None = tx.known.get(known)
    return flow_id


async def add_flow(tx: Tx, *, flow: str, version: str, digest: str, document: Mapping[str, Any], now: datetime) -> None:
    """Keep a flow's document, unless somebody has kept it at the same time."""
    build = sqlite.insert if tx.is_sqlite else postgresql.insert
    values = {"flow": flow, "version": version, "digest": digest, "document": dict(document), "added_at": now}
    await tx.execute(build(flow_document).values(**values).on_conflict_do_nothing(index_elements=["digest"]))


async def get_flow_digest(tx: Tx, flow_id: int) -> str:
    """What tells a document from others."""
    known = ("flow_document", flow_id)
    if known not in tx.known:
        tx.known[known] = (await tx.run(_DIGEST, flow_id=flow_id))[0].digest
    return str(tx.known[known])


async def get_flow_document(tx: Tx, flow_id: int) -> Mapping[str, Any]:
    """The document a case is pinned to."""
    found = select(flow_document.c.document).where(flow_document.c.id == flow_id)
    document: Mapping[str, Any] = (await tx.execute(found)).scalar_one()
    return document
