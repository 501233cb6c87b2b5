"""Cases and the clocks they run by."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Update, bindparam, func, literal, literal_column, or_, select, update

from domain.canary import CANARY, Canary
from domain.cases import AWAITED, Case, CaseClock, Channel, Privacy
from domain.languages import Language
from domain.limits import Limit, Unit
from storage.columns import Moment
from storage.prepared import Prepared, insertion
from storage.tables import case_clock, case_message, hall_case
from storage.transaction import Tx

IS_CANARY = hall_case.c.kind == literal_column(f"'{CANARY}'")
"""Written out, so that every plan may use the index of these."""
OF_PEOPLE = hall_case.c.kind != CANARY
"""What every list and report is about: not the bot's own trial of its deadlines."""

NEVER = datetime(9999, 12, 31, tzinfo=UTC)
"""When a case is due for which nothing is promised: after all others."""


def case_of_row(row: Row[Any]) -> Case:
    """A row of ``hall_case``."""
    return Case(
        id=row.id,
        ref=row.ref,
        number=row.number,
        flow_id=row.flow_id,
        kind=row.kind,
        person_id=row.person_id,
        channel=Channel(row.channel),
        language=Language(row.language),
        privacy=Privacy(row.privacy),
        state=row.state,
        state_at=row.state_at,
        owner_id=row.owner_id,
        handler_id=row.handler_id,
        area=row.area,
        text=row.text,
        guesses=tuple(row.guesses),
        version=row.version,
        round=row.round,
        filed_at=row.filed_at,
        read_by=row.read_by,
        listens=row.listens,
        closed_at=row.closed_at,
        handlers=tuple(row.handlers),
        about_id=row.about_id,
        parent_id=row.parent_id,
        service=row.service,
        place=row.place,
        happened=row.happened,
        code=row.code,
        main_id=row.main_id,
    )


def clock_of_row(row: Row[Any]) -> CaseClock:
    """A row of ``case_clock``."""
    return CaseClock(
        id=row.id,
        case_id=row.case_id,
        round=row.round,
        name=row.name,
        limit=Limit(row.amount, Unit(row.unit)),
        calendar=row.calendar,
        received_at=row.received_at,
        due_at=row.due_at,
        is_provisional=row.is_provisional,
        since_version=row.since_version,
        due_version=row.due_version,
        extensions=row.extensions,
        stopped_at=row.stopped_at,
        wants_cause=row.wants_cause,
        cause=row.cause,
    )


async def add_case(tx: Tx, **values: Any) -> Case:
    """Keep a new case of the columns of ``hall_case``; ``ref`` and ``number`` are unique."""
    values |= {"version": 1, "round": 1}
    return case_of_row((await tx.run(insertion(hall_case, *values), **values))[0])


_BY_ID = select(hall_case).where(hall_case.c.id == bindparam("case_id"))
_GET = Prepared(_BY_ID)
_WITH_MERGED = or_(hall_case.c.id == bindparam("case_id"), hall_case.c.main_id == bindparam("case_id"))
_LOCK = Prepared(select(hall_case).where(_WITH_MERGED).order_by(hall_case.c.id).with_for_update(key_share=True))
_BY_REF = Prepared(select(hall_case).where(hall_case.c.ref == bindparam("ref")))


def _only(rows: Sequence[Any]) -> Case | None:
    return case_of_row(rows[0]) if rows else None


async def get_case(tx: Tx, case_id: int) -> Case | None:
    """The case of that id."""
    return _only(await tx.run(_GET, case_id=case_id))


async def count_cases(tx: Tx) -> int:
    """How many cases of people there are."""
    return int((await tx.execute(select(func.count()).select_from(hall_case).where(OF_PEOPLE))).scalar_one())


async def newest_canary(tx: Tx) -> Canary | None:
    """The case by which the bot last tried its deadlines."""
    newest = select(hall_case.c.filed_at, hall_case.c.closed_at).where(IS_CANARY)
    row = (await tx.execute(newest.order_by(hall_case.c.id.desc()).limit(1))).one_or_none()
    return Canary(row.filed_at, row.closed_at) if row else None


async def list_case_ids(tx: Tx) -> list[int]:
    """Every case there is, oldest first."""
    return list((await tx.execute(select(hall_case.c.id).order_by(hall_case.c.id))).scalars())


async def lock_case(tx: Tx, case_id: int) -> Case | None:
    """The case of that id, locked with those that go along with it; others who lock it wait for this unit of work.

    Others may go on naming it.
    """
    found = {row.id: row for row in await tx.run(_LOCK, case_id=case_id)}
    return case_of_row(found[case_id]) if case_id in found else None


async def find_case(tx: Tx, *, ref: str) -> Case | None:
    """The case that was filed with this one-time key."""
    return _only(await tx.run(_BY_REF, ref=ref))


async def find_numbered(tx: Tx, person_id: int, *, number: str) -> Case | None:
    """The case of a person with that number."""
    theirs = (hall_case.c.number == number, hall_case.c.person_id == person_id)
    return _only((await tx.execute(select(hall_case).where(*theirs))).all())


async def list_listening(tx: Tx, person_id: int) -> list[Case]:
    """A person's cases to which everything they write is added, oldest first."""
    theirs = select(hall_case).where(hall_case.c.person_id == person_id, hall_case.c.listens)
    return [case_of_row(row) for row in await tx.execute(theirs.order_by(hall_case.c.id))]


async def find_case_of_album(tx: Tx, person_id: int, *, media_group: str) -> Case | None:
    """The case of a person to which an earlier part of this album was added, whatever its state."""
    of_album = (case_message.c.media_group == media_group, case_message.c.author == "citizen")
    found = select(hall_case).join(case_message, case_message.c.case_id == hall_case.c.id)
    found = found.where(hall_case.c.person_id == person_id, *of_album).order_by(case_message.c.id).limit(1)
    row = (await tx.execute(found)).one_or_none()
    return case_of_row(row) if row else None


_OF_PERSON = hall_case.c.person_id == bindparam("person_id")
_OPEN = hall_case.c.closed_at.is_(None)
_LIST_OPEN = Prepared(select(hall_case).where(_OF_PERSON, _OPEN).order_by(hall_case.c.id))
_LATELY = or_(_OPEN, hall_case.c.filed_at >= bindparam("since"))
_LIST_LATELY = Prepared(select(hall_case).where(_OF_PERSON, _LATELY).order_by(hall_case.c.id))


async def list_open(tx: Tx, person_id: int) -> list[Case]:
    """A person's cases that are not over, oldest first."""
    return [case_of_row(row) for row in await tx.run(_LIST_OPEN, person_id=person_id)]


async def list_lately(tx: Tx, person_id: int, *, since: datetime) -> list[Case]:
    """A person's cases that are not over, or were filed since then, oldest first."""
    return [case_of_row(row) for row in await tx.run(_LIST_LATELY, person_id=person_id, since=since)]


async def list_of_person(tx: Tx, person_id: int, *, limit: int, offset: int = 0) -> list[Case]:
    """A person's cases, newest first."""
    theirs = select(hall_case).where(hall_case.c.person_id == person_id).order_by(hall_case.c.id.desc())
    return [case_of_row(row) for row in await tx.execute(theirs.limit(limit).offset(offset))]


async def count_of_person(tx: Tx, person_id: int) -> int:
    """How many cases a person ever filed."""
    counted = select(func.count()).select_from(hall_case).where(hall_case.c.person_id == person_id)
    return int((await tx.execute(counted)).scalar_one())


async def list_owned(tx: Tx, staff_id: int) -> list[Case]:
    """The open cases a member of staff takes care of, locked, oldest first."""
    owned = select(hall_case).where(hall_case.c.owner_id == staff_id, hall_case.c.closed_at.is_(None))
    locked = owned.order_by(hall_case.c.id).with_for_update(key_share=True)
    return [case_of_row(row) for row in await tx.execute(locked)]


async def set_details(tx: Tx, case_id: int, **details: str) -> None:
    """Keep what a case is about by now: its ``text``, ``service``, ``place``, or when it ``happened``."""
    await tx.execute(update(hall_case).where(hall_case.c.id == case_id).values(**details))


async def change_case(tx: Tx, case: Case, **changes: Any) -> Case | None:
    """Change a case unless somebody else did since it was read; its version is raised by one."""
    same = update(hall_case).where(hall_case.c.id == case.id, hall_case.c.version == case.version)
    changed = same.values(version=case.version + 1, **changes).returning(hall_case)
    row = (await tx.execute(changed)).one_or_none()
    return case_of_row(row) if row else None


async def count_open_by_owner(tx: Tx) -> dict[int, int]:
    """How many open cases each member of staff has."""
    owned = select(hall_case.c.owner_id, func.count().label("cases")).where(hall_case.c.closed_at.is_(None))
    rows = await tx.execute(owned.where(hall_case.c.owner_id.is_not(None)).group_by(hall_case.c.owner_id))
    return {row.owner_id: row.cases for row in rows}


async def start_clock(tx: Tx, **values: Any) -> CaseClock:
    """Keep a new clock of the columns of ``case_clock``; ``align`` follows."""
    values |= {"due_version": 1}
    return clock_of_row((await tx.run(insertion(case_clock, *values), **values))[0])


_CLOCKS_OF = select(case_clock).where(case_clock.c.case_id == bindparam("case_id")).order_by(case_clock.c.id)
_CLOCKS = Prepared(_CLOCKS_OF)
_RUNNING = Prepared(_CLOCKS_OF.where(case_clock.c.stopped_at.is_(None)))


async def list_clocks(tx: Tx, case_id: int) -> list[CaseClock]:
    """Every clock a case ever had, oldest first."""
    return [clock_of_row(row) for row in await tx.run(_CLOCKS, case_id=case_id)]


async def list_running(tx: Tx, case_id: int) -> list[CaseClock]:
    """The clocks that run now, oldest first."""
    return [clock_of_row(row) for row in await tx.run(_RUNNING, case_id=case_id)]


async def list_promised(tx: Tx, case_id: int) -> list[CaseClock]:
    """The running clocks people were promised, oldest first: not those by which a state ends by itself."""
    return [clock for clock in await list_running(tx, case_id) if clock.is_promise]


async def list_by_other_calendar(tx: Tx, *, version: str, limit: int) -> list[int]:
    """Cases with a clock that runs by another calendar, oldest first."""
    other = (case_clock.c.stopped_at.is_(None), case_clock.c.calendar != version)
    cases = select(case_clock.c.case_id).where(*other).group_by(case_clock.c.case_id)
    return list((await tx.execute(cases.order_by(case_clock.c.case_id).limit(limit))).scalars())


async def stop_clock(tx: Tx, clock_id: int, *, now: datetime) -> None:
    """What was promised is done, or is void; ``align`` follows."""
    await tx.execute(update(case_clock).where(case_clock.c.id == clock_id).values(stopped_at=now))


async def move_due(
    tx: Tx, clock: CaseClock, *, due_at: datetime, is_provisional: bool, calendar: str, limit: Limit, extensions: int
) -> CaseClock:
    """Give a running clock another end, and another limit if that is why; what is later needs no cause as yet."""
    moved = update(case_clock).where(case_clock.c.id == clock.id, case_clock.c.due_version == clock.due_version)
    values = {
        "due_at": due_at,
        "is_provisional": is_provisional,
        "calendar": calendar,
        "extensions": extensions,
        "due_version": clock.due_version + 1,
        "wants_cause": clock.wants_cause and due_at <= clock.due_at,
        "cause": clock.cause if due_at <= clock.due_at else None,
    }
    row = (await tx.execute(moved.values(**values, **asdict(limit)).returning(case_clock))).one()
    await align(tx, clock.case_id)
    return clock_of_row(row)


async def align(tx: Tx, case_id: int) -> None:
    """Write anew when a case is due, whose clocks have changed."""
    await tx.run(_ALIGN, case_id=case_id)


async def align_open(tx: Tx) -> None:
    """Write anew when every open case is due: a release before this one changes clocks and knows nothing of it."""
    await tx.execute(_align(hall_case.c.closed_at.is_(None)))


def _align(cases: ColumnElement[bool]) -> Update:
    """Write into these cases when the next of their promised periods ends; only the clocks know."""
    promised = (case_clock.c.stopped_at.is_(None), ~case_clock.c.name.startswith(AWAITED, autoescape=True))
    nearest = select(func.min(case_clock.c.due_at)).where(case_clock.c.case_id == hall_case.c.id, *promised)
    due = func.coalesce(nearest.correlate(hall_case).scalar_subquery(), literal(NEVER, Moment))
    return update(hall_case).where(cases, hall_case.c.due_at != due).values(due_at=due)


_ALIGN = Prepared(_align(hall_case.c.id == bindparam("case_id")))
