"""The flow a case is pinned to: kept as a document in the database, so that a new pack changes no open case."""

from datetime import datetime
from hashlib import sha256

from content.flows import FlowFile
from domain.cases import Case
from domain.flows import Flow
from storage.cases import get_flow_document, pin_flow
from storage.transaction import Tx


async def pin(tx: Tx, file: FlowFile, *, now: datetime) -> int:
    """Keep a flow of the pack as it is now; the id of its document."""
    digest = sha256(file.model_dump_json().encode()).hexdigest()
    document = file.model_dump(mode="json")
    return await pin_flow(tx, flow=file.id, version=file.version, digest=digest, document=document, now=now)


async def file_of(tx: Tx, case: Case) -> FlowFile:
    """The flow of a case with the words of its time."""
    return FlowFile.model_validate(await get_flow_document(tx, case.flow_id))


async def flow_of(tx: Tx, case: Case) -> Flow:
    """The rules a case goes by."""
    return (await file_of(tx, case)).flow()
