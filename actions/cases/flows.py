"""The flow a case is pinned to: kept as a document in the database, so that a new pack changes no open case."""

from datetime import datetime

from content.flows import FlowFile
from domain.cases import Case
from domain.flows import Flow
from storage.flow_documents import add_flow, find_flow, get_flow_digest, get_flow_document
from storage.transaction import Tx

MOST_READ = 64
"""Flows kept as they were read: more than a hall has versions of them in use."""


_read: dict[str, FlowFile] = {}
"""By their digest, which is of everything in them, so that none is ever out of date; the oldest goes first."""


async def pin(tx: Tx, file: FlowFile, *, now: datetime) -> int:
    """Keep a flow of the pack as it is now; the id of its document."""
    found = await find_flow(tx, digest=file.digest)
    if found is None:
        document = file.model_dump(mode="json")
        await add_flow(tx, flow=file.id, version=file.version, digest=file.digest, document=document, now=now)
        found = await find_flow(tx, digest=file.digest)
    if found is None:
        raise LookupError(f"the flow {file.id} was not kept")
    return found


async def file_of(tx: Tx, case: Case) -> FlowFile:
    """The flow of a case with the words of its time."""
    digest = await get_flow_digest(tx, case.flow_id)
    if digest not in _read:
        file = FlowFile.model_validate(await get_flow_document(tx, case.flow_id))
        if len(_read) >= MOST_READ:
            del _read[next(iter(_read))]
        _read[digest] = file
    return _read[digest]


async def flow_of(tx: Tx, case: Case) -> Flow:
    """The rules a case goes by."""
    return (await file_of(tx, case)).flow()
