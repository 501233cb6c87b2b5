"""Numbers that people see and that have no gaps they could wonder about."""

from sqlalchemy import ClauseElement
from sqlalchemy.dialects import postgresql, sqlite

from storage.prepared import Prepared, given
from storage.tables import counter
from storage.transaction import Tx


async def next_value(tx: Tx, name: str) -> int:
    """The next number of a series, beginning with 1; a unit of work that fails gives it back."""
    return int((await tx.run(_raise, name=name))[0].value)


@Prepared
def _raise(on_sqlite: bool) -> ClauseElement:
    first = (sqlite.insert if on_sqlite else postgresql.insert)(counter).values(**given("name"), value=1)
    raised = first.on_conflict_do_update(index_elements=["name"], set_={"value": counter.c.value + 1})
    return raised.returning(counter.c.value)
