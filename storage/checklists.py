"""The checklists citizens keep. Every look-up asks for the person too: a ref alone opens nothing."""

from collections.abc import Collection, Mapping
from dataclasses import asdict
from datetime import datetime
from functools import lru_cache
from typing import Any

import orjson
from sqlalchemy import Text, bindparam, cast, insert, select, update

from domain.checklists import Checklist, ListedItem, Words
from domain.languages import Language
from storage.prepared import Prepared
from storage.tables import checklist
from storage.transaction import Tx

_OF_PERSON = select(
    # As text: _listed reads it, once for all lists that are the same.
    *(cast(column, Text()).label("listed") if column.key == "items" else column for column in checklist.c)
).where(checklist.c.person_id == bindparam("person_id"), checklist.c.removed_at.is_(None))
_NEWEST_FIRST = _OF_PERSON.order_by(checklist.c.updated_at.desc(), checklist.c.id.desc())
_THIS_ONE = Prepared(_OF_PERSON.where(checklist.c.ref == bindparam("ref")).with_for_update())
_TICK = Prepared(update(checklist).where(checklist.c.ref == bindparam("of_ref")).values(ticked=bindparam("now_ticked")))


def _words(stored: Mapping[str, str]) -> Words:
    return {Language(tag): text for tag, text in stored.items()}


def _maybe(stored: Mapping[str, str] | None) -> Words | None:
    return _words(stored) if stored else None


def _item(stored: Mapping[str, Any]) -> ListedItem:
    return ListedItem(
        id=stored["id"],
        name=_words(stored["name"]),
        original=stored["original"],
        copies=stored["copies"],
        issuer=_maybe(stored["issuer"]),
        note=_maybe(stored["note"]),
        waivable=_maybe(stored["waivable"]),
        sample=stored["sample"],
        depends_on=tuple(map(_words, stored["depends_on"])),
    )


@lru_cache(maxsize=250)
def _listed(stored: str) -> tuple[Words, tuple[ListedItem, ...]]:
    """Title and items as a row holds them. The same answers make lists that are the same to the letter: read once."""
    read = orjson.loads(stored)
    return _words(read["title"]), tuple(map(_item, read["items"]))


def _plain(words: Words | None) -> dict[str, str] | None:
    return {language.value: text for language, text in words.items()} if words else None


def _stored(item: ListedItem) -> dict[str, Any]:
    texts = {key: _plain(getattr(item, key)) for key in ("name", "issuer", "note", "waivable")}
    return {**asdict(item), **texts, "depends_on": [_plain(case) for case in item.depends_on]}


def _checklist(row: Any) -> Checklist:
    title, items = _listed(row.listed)
    return Checklist(
        ref=row.ref,
        service_id=row.service_id,
        service_version=row.service_version,
        version=row.version,
        title=title,
        answers=row.answers,
        items=items,
        ticked=frozenset(row.ticked),
        made_at=row.updated_at,
    )


def _values(made: Checklist) -> dict[str, Any]:
    return {
        "service_version": made.service_version,
        "version": made.version,
        "answers": dict(made.answers),
        "items": {"title": _plain(made.title), "items": [_stored(item) for item in made.items]},
        "ticked": sorted(made.ticked),
        "updated_at": made.made_at,
    }


async def add_checklist(tx: Tx, made: Checklist, *, person_id: int) -> int:
    """Keep a new checklist; return the number of its row, for the record of events."""
    values = {"ref": made.ref, "person_id": person_id, "service_id": made.service_id, "created_at": made.made_at}
    statement = insert(checklist).values(**values, **_values(made)).returning(checklist.c.id)
    return int((await tx.execute(statement)).scalar_one())


async def find_checklist(tx: Tx, ref: str, *, person_id: int) -> Checklist | None:
    """A person's checklist, locked until the unit of work ends; None if it is somebody else's or was removed."""
    rows = await tx.run(_THIS_ONE, person_id=person_id, ref=ref)
    return _checklist(rows[0]) if rows else None


async def list_checklists(tx: Tx, *, person_id: int, limit: int) -> list[Checklist]:
    """A person's checklists, newest first."""
    rows = await tx.execute(_NEWEST_FIRST.limit(limit), {"person_id": person_id})
    return [_checklist(row) for row in rows]


async def list_of_service(tx: Tx, *, person_id: int, service_id: str) -> list[Checklist]:
    """A person's checklists for one service, newest first."""
    theirs = _NEWEST_FIRST.where(checklist.c.service_id == service_id)
    rows = await tx.execute(theirs, {"person_id": person_id})
    return [_checklist(row) for row in rows]


async def replace_checklist(tx: Tx, made: Checklist) -> int:
    """Put a newer version in place of the one before; the caller holds it. Return the number of its row."""
    changed = update(checklist).where(checklist.c.ref == made.ref, checklist.c.version == made.version - 1)
    return int((await tx.execute(changed.values(**_values(made)).returning(checklist.c.id))).scalar_one())


def set_ticked(tx: Tx, ref: str, *, ticked: Collection[str]) -> None:
    """Remember from this commit on which items (ids) are ready; the caller holds the checklist."""
    tx.defer(_TICK, at=ref, of_ref=ref, now_ticked=sorted(ticked))


async def remove_checklist(tx: Tx, ref: str, *, now: datetime) -> int:
    """Remove a checklist and forget what it said about the person. Return the number of its row."""
    forgotten = {"answers": {}, "ticked": [], "items": {"title": {}, "items": []}, "removed_at": now}
    removed = update(checklist).where(checklist.c.ref == ref).values(**forgotten).returning(checklist.c.id)
    return int((await tx.execute(removed)).scalar_one())
