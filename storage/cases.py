"""Cases, the flows they are pinned to, their rounds and clocks."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, func, insert, literal, literal_column, select, update
from sqlalchemy.dialects import postgresql, sqlite

from domain.canary import CANARY, Canary
from domain.cases import AWAITED, Case, CaseClock, Channel, Privacy
from domain.flows import RoundKind
from domain.languages import Language
from domain.limits import Limit, Unit
from storage.columns import Moment
from storage.tables import case_clock, case_message, case_round, flow_document, hall_case
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
    )


async def find_flow(tx: Tx, *, digest: str) -> int | None:
    """The id of the document with that ``digest``."""
    found = select(flow_document.c.id).where(flow_document.c.digest == digest)
    flow_id: int | None = (await tx.execute(found)).scalar_one_or_none()
    return flow_id


async def add_flow(tx: Tx, *, flow: str, version: str, digest: str, document: Mapping[str, Any], now: datetime) -> None:
    """Keep a flow's document, unless somebody has kept it at the same time."""
    build = sqlite.insert if tx.is_sqlite else postgresql.insert
    values = {"flow": flow, "version": version, "digest": digest, "document": dict(document), "added_at": now}
    await tx.execute(build(flow_document).values(**values).on_conflict_do_nothing(index_elements=["digest"]))


async def get_flow_digest(tx: Tx, flow_id: int) -> str:
    """What tells a document from others."""
    found = select(flow_document.c.digest).where(flow_document.c.id == flow_id)
    return str((await tx.execute(found)).scalar_one())


async def get_flow_document(tx: Tx, flow_id: int) -> Mapping[str, Any]:
    """The document a case is pinned to."""
    found = select(flow_document.c.document).where(flow_document.c.id == flow_id)
    document: Mapping[str, Any] = (await tx.execute(found)).scalar_one()
    return document


async def add_case(tx: Tx, **values: Any) -> Case:
    """Keep a new case of the columns of ``hall_case``; ``ref`` and ``number`` are unique."""
    return case_of_row(
        (await tx.execute(insert(hall_case).values(version=1, round=1, **values).returning(hall_case))).one()
    )


async def get_case(tx: Tx, case_id: int) -> Case | None:
    """The case of that id."""
    row = (await tx.execute(select(hall_case).where(hall_case.c.id == case_id))).one_or_none()
    return case_of_row(row) if row else None


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
    """The case of that id; others who lock it wait for the end of this unit of work."""
    row = (await tx.execute(select(hall_case).where(hall_case.c.id == case_id).with_for_update())).one_or_none()
    return case_of_row(row) if row else None


async def find_case(tx: Tx, *, ref: str) -> Case | None:
    """The case that was filed with this one-time key."""
    row = (await tx.execute(select(hall_case).where(hall_case.c.ref == ref))).one_or_none()
    return case_of_row(row) if row else None


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


async def list_open(tx: Tx, person_id: int) -> list[Case]:
    """A person's cases that are not over, oldest first."""
    theirs = select(hall_case).where(hall_case.c.person_id == person_id, hall_case.c.closed_at.is_(None))
    return [case_of_row(row) for row in await tx.execute(theirs.order_by(hall_case.c.id))]


async def list_of_person(tx: Tx, person_id: int, *, limit: int, offset: int = 0) -> list[Case]:
    """A person's cases, newest first."""
    theirs = select(hall_case).where(hall_case.c.person_id == person_id).order_by(hall_case.c.id.desc())
    return [case_of_row(row) for row in await tx.execute(theirs.limit(limit).offset(offset))]


async def count_filed(tx: Tx, person_id: int, *, since: datetime, besides: str) -> int:
    """How many cases a person has filed since then, besides those of one kind and what came of other cases."""
    filed = (hall_case.c.filed_at >= since, hall_case.c.kind != besides, hall_case.c.parent_id.is_(None))
    theirs = (hall_case.c.person_id == person_id, *filed)
    return int((await tx.execute(select(func.count()).select_from(hall_case).where(*theirs))).scalar_one())


async def count_of_person(tx: Tx, person_id: int) -> int:
    """How many cases a person ever filed."""
    counted = select(func.count()).select_from(hall_case).where(hall_case.c.person_id == person_id)
    return int((await tx.execute(counted)).scalar_one())


async def list_owned(tx: Tx, staff_id: int) -> list[Case]:
    """The open cases a member of staff takes care of, locked, oldest first."""
    owned = select(hall_case).where(hall_case.c.owner_id == staff_id, hall_case.c.closed_at.is_(None))
    return [case_of_row(row) for row in await tx.execute(owned.order_by(hall_case.c.id).with_for_update())]


async def set_text(tx: Tx, case_id: int, *, text: str) -> None:
    """The citizen reworded what the case is about."""
    await tx.execute(update(hall_case).where(hall_case.c.id == case_id).values(text=text))


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


async def begin_round(tx: Tx, case_id: int, *, number: int, kind: RoundKind, now: datetime) -> None:
    """Begin a round and end the one before it."""
    before = (case_round.c.case_id == case_id, case_round.c.ended_at.is_(None))
    await tx.execute(update(case_round).where(*before).values(ended_at=now))
    await tx.execute(insert(case_round).values(case_id=case_id, number=number, kind=kind, began_at=now))


async def count_rounds(tx: Tx, case_id: int, *, kind: RoundKind) -> int:
    """How many rounds of a kind a case has had."""
    counted = select(func.count()).select_from(case_round)
    counted = counted.where(case_round.c.case_id == case_id, case_round.c.kind == kind)
    return int((await tx.execute(counted)).scalar_one())


async def start_clock(tx: Tx, **values: Any) -> CaseClock:
    """Keep a new clock of the columns of ``case_clock``."""
    started = insert(case_clock).values(due_version=1, extensions=0, **values).returning(case_clock)
    clock = clock_of_row((await tx.execute(started)).one())
    await align_due(tx, hall_case.c.id == clock.case_id)
    return clock


async def list_clocks(tx: Tx, case_id: int) -> list[CaseClock]:
    """Every clock a case ever had, oldest first."""
    rows = await tx.execute(select(case_clock).where(case_clock.c.case_id == case_id).order_by(case_clock.c.id))
    return [clock_of_row(row) for row in rows]


async def list_running(tx: Tx, case_id: int) -> list[CaseClock]:
    """The clocks that run now, oldest first."""
    running = (case_clock.c.case_id == case_id, case_clock.c.stopped_at.is_(None))
    return [clock_of_row(row) for row in await tx.execute(select(case_clock).where(*running).order_by(case_clock.c.id))]


async def list_promised(tx: Tx, case_id: int) -> list[CaseClock]:
    """The running clocks people were promised, oldest first: not those by which a state ends by itself."""
    return [clock for clock in await list_running(tx, case_id) if not clock.name.startswith(AWAITED)]


async def list_by_other_calendar(tx: Tx, *, version: str, limit: int) -> list[int]:
    """Cases with a clock that runs by another calendar, oldest first."""
    other = (case_clock.c.stopped_at.is_(None), case_clock.c.calendar != version)
    cases = select(case_clock.c.case_id).where(*other).group_by(case_clock.c.case_id)
    return list((await tx.execute(cases.order_by(case_clock.c.case_id).limit(limit))).scalars())


async def stop_clock(tx: Tx, clock_id: int, *, now: datetime) -> None:
    """What was promised is done, or is void."""
    stopped = update(case_clock).where(case_clock.c.id == clock_id).values(stopped_at=now)
    case_id = (await tx.execute(stopped.returning(case_clock.c.case_id))).scalar_one()
    await align_due(tx, hall_case.c.id == case_id)


async def move_due(
    tx: Tx, clock: CaseClock, *, due_at: datetime, is_provisional: bool, calendar: str, amount: int, extensions: int
) -> CaseClock:
    """Give a running clock another end, and another amount if it was extended."""
    moved = update(case_clock).where(case_clock.c.id == clock.id, case_clock.c.due_version == clock.due_version)
    values = {
        "due_at": due_at,
        "is_provisional": is_provisional,
        "calendar": calendar,
        "amount": amount,
        "extensions": extensions,
        "due_version": clock.due_version + 1,
    }
    row = (await tx.execute(moved.values(**values).returning(case_clock))).one()
    await align_due(tx, hall_case.c.id == clock.case_id)
    return clock_of_row(row)


async def align_open(tx: Tx) -> None:
    """The same for every open case: a release before this one changes clocks and knows nothing of it."""
    await align_due(tx, hall_case.c.closed_at.is_(None))


async def align_due(tx: Tx, cases: ColumnElement[bool]) -> None:
    """Write into these cases when the next of their promised periods ends; only the clocks know."""
    promised = (case_clock.c.stopped_at.is_(None), ~case_clock.c.name.startswith(AWAITED, autoescape=True))
    nearest = select(func.min(case_clock.c.due_at)).where(case_clock.c.case_id == hall_case.c.id, *promised)
    due = func.coalesce(nearest.correlate(hall_case).scalar_subquery(), literal(NEVER, Moment))
    await tx.execute(update(hall_case).where(cases, hall_case.c.due_at != due).values(due_at=due))
