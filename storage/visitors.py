"""Whose a row is: a person's of Telegram's, or a guest's, whom staff wrote down."""

from sqlalchemy import ColumnElement, Table, bindparam, or_

from domain.booking import Visitor


def is_whose(table: Table) -> ColumnElement[bool]:
    """Whether a row is the visitor's, who is given by ``whose`` when the statement runs."""
    return or_(table.c.person_id == bindparam("person_id"), table.c.guest_id == bindparam("guest_id"))


def whose(visitor: Visitor) -> dict[str, int | None]:
    """The values for it."""
    return {"person_id": visitor.person_id, "guest_id": visitor.guest_id}
