"""The flow a case is pinned to: kept as a document in the database, so that a new pack changes no open case."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from content.flows import FlowFile
from domain.cases import Case
from domain.flows import Flow
from storage.cases import add_flow, find_flow, get_flow_digest, get_flow_document
from storage.transaction import Tx

MOST_READ = 64
"""Flows kept as they were read: more than a hall has versions of them in use."""


@dataclass(frozen=True, slots=True)
class _Read:
    file: FlowFile
    flow: Flow


_read: dict[str, _Read] = {}
"""By their digest, which is of everything in them, so that none is ever out of date; the oldest goes first."""


async def pin(tx: Tx, file: FlowFile, *, now: datetime) -> int:
    """Keep a flow of the pack as it is now; the id of its document."""
    digest = sha256(file.model_dump_json().encode()).hexdigest()
    found = await find_flow(tx, digest=digest)
    if found is None:
        document = file.model_dump(mode="json")
        await add_flow(tx, flow=file.id, version=file.version, digest=digest, document=document, now=now)
        found = await find_flow(tx, digest=digest)
    if found is None:
        raise LookupError(f"the flow {file.id} was not kept")
    return found


async def file_of(tx: Tx, case: Case) -> FlowFile:
    """The flow of a case with the words of its time."""
    return (await _pinned(tx, case)).file


async def flow_of(tx: Tx, case: Case) -> Flow:
    """The rules a case goes by."""
    return (await _pinned(tx, case)).flow


async def _pinned(tx: Tx, case: Case) -> _Read:
    digest = await get_flow_digest(tx, case.flow_id)
    if digest not in _read:
        file = FlowFile.model_validate(await get_flow_document(tx, case.flow_id))
        if len(_read) >= MOST_READ:
            del _read[next(iter(_read))]
        _read[digest] = _Read(file, file.flow())
    return _read[digest]
