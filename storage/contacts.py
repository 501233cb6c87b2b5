"""How people want to be reached about a case: the one table that holds telephone numbers."""

from sqlalchemy import bindparam, insert, select

from domain.filing import Contact
from storage.prepared import Prepared
from storage.tables import case_contact
from storage.transaction import Tx

_FIND = Prepared(select(case_contact).where(case_contact.c.case_id == bindparam("case_id")))


async def add_contact(tx: Tx, case_id: int, contact: Contact) -> None:
    """Keep how the person of a case wants to be reached."""
    await tx.execute(insert(case_contact).values(case_id=case_id, name=contact.name, phone=contact.phone))


async def find_contact(tx: Tx, case_id: int) -> Contact | None:
    """How the person of a case wants to be reached; None if they did not say."""
    rows = await tx.run(_FIND, case_id=case_id)
    return Contact(rows[0].name, rows[0].phone) if rows else None
