"""Statements that run for every update: written in SQLAlchemy, compiled once, handed straight to the driver.

Why beside SQLAlchemy's own way to run them: docs/decisions, 0007.
"""

from collections import namedtuple
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, ClauseElement, Insert, Integer, Table, bindparam, insert
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeEngine

Process = Callable[[Any], Any]


def given(*names: str) -> dict[str, BindParameter[Any]]:
    """For each of these columns a value that is given when the statement runs."""
    return {name: bindparam(name) for name in names}


LIMIT = bindparam("limit", type_=Integer)
"""How many rows at most, given when the statement runs."""


class Prepared:
    """A statement whose every value is a ``bindparam`` or fixed; lists of varying length are no such value.

    Built from a statement that is the same on both databases, or, as a decorator, from a function of ``on_sqlite``.
    """

    def __init__(self, statement: ClauseElement | Callable[[bool], ClauseElement]) -> None:
        self._statement = statement
        self._compiled: dict[str, Compiled] = {}

    def on(self, dialect: Dialect) -> "Compiled":
        """The statement as one of the two databases takes it."""
        compiled = self._compiled.get(dialect.name)
        if compiled is None:
            statement = self._statement
            if not isinstance(statement, ClauseElement):
                statement = statement(dialect.name == "sqlite")
            compiled = self._compiled[dialect.name] = Compiled(statement, dialect)
        return compiled


@cache
def insertion(table: Table, *names: str) -> Prepared:
    """Add a row with these columns; gives it whole."""
    return Prepared(insert(table).values(given(*names)).returning(table))


class Compiled:
    """Text and parameters as the driver wants them, values read and written by the columns' types.

    Attributes:
        writes: it changes something.
        returns: it gives rows.
        order: sorts statements; those about one table follow each other.
    """

    def __init__(self, statement: ClauseElement, dialect: Dialect) -> None:
        columns = tuple(getattr(statement, "exported_columns", ()))
        if isinstance(statement, Insert) and not columns:
            # Else SQLAlchemy lets PostgreSQL return the new key, for which nobody asked.
            statement = statement.inline()
        compiled: Any = statement.compile(dialect=dialect)
        self.text = str(compiled)
        if "POSTCOMPILE" in self.text:
            raise ValueError(f"a list has no fixed length: {self.text}")
        self.order = (str(getattr(statement, "table", "")), self.text)
        self.writes = not getattr(statement, "is_select", False)
        self._fixed, self._given = {}, []
        defaults = {column.key: column.default.arg for column in compiled.insert_prefetch}
        for at, name in enumerate(compiled.positiontup):
            bind = compiled.binds[name]
            process = _processor(bind.type, dialect, "bind_processor")
            if bind.required:
                self._given.append((at, name, process))
            else:
                value = defaults.get(name, bind.value)
                self._fixed[at] = process(value) if process else value
        self._names = {name for _, name, _ in self._given}
        self._blank = [self._fixed.get(at) for at in range(len(compiled.positiontup))]
        self.returns = bool(columns)
        read = [(at, _processor(column.type, dialect, "result_processor", None)) for at, column in enumerate(columns)]
        self._read = [(at, process) for at, process in read if process]
        row: Any = namedtuple("Row", [column.key for column in columns])  # type: ignore[misc] # known at run time
        self._row = row._make

    def parameters(self, values: Mapping[str, Any]) -> list[Any]:
        """The values in the order of the text.

        Raises:
            KeyError: one is missing.
            TypeError: the statement has no place for one.
            ValueError: a moment is naive.
        """
        if len(values) != len(self._names):
            raise TypeError(f"values {sorted(values)} for {sorted(self._names)}")
        parameters = self._blank.copy()
        for at, name, process in self._given:
            value = values[name]
            parameters[at] = process(value) if process else value
        return parameters

    def rows(self, found: Iterable[Sequence[Any]]) -> list[Any]:
        """What the driver gave, as named tuples."""
        if not self._read:
            return [self._row(row) for row in found]
        rows = []
        for row in found:
            values = list(row)
            for at, process in self._read:
                values[at] = process(values[at])
            rows.append(self._row(values))
        return rows


def _processor(type_: TypeEngine[Any], dialect: Dialect, kind: str, *args: Any) -> Process | None:
    process: Process | None = getattr(type_.dialect_impl(dialect), kind)(dialect, *args)
    return process
