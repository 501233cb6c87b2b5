"""Numbers that people see and that have no gaps they could wonder about."""

from sqlalchemy.dialects import postgresql, sqlite

from storage.tables import counter
from storage.transaction import Tx


async def next_value(tx: Tx, name: str) -> int:
    """The next number of a series, beginning with 1; a unit of work that fails gives it back."""
    build = sqlite.insert if tx.is_sqlite else postgresql.insert
    statement = build(counter).values(name=name, value=1)
    raised = statement.on_conflict_do_update(index_elements=["name"], set_={"value": counter.c.value + 1})
    return int((await tx.execute(raised.returning(counter.c.value))).scalar_one())
