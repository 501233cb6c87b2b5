"""What reports are made of: cases with all that tells how they stood, a page at a time, never what anybody wrote."""

from collections import defaultdict
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, func, or_, select

from domain.cases import Channel, Privacy
from domain.extensions import Decision
from domain.flows import RoundKind
from domain.ratings import CLOSED_AFTER, Level
from domain.reports.figures import ExtensionCounts
from domain.reports.lines import CaseStory, Cause, Promise, Round, Standing
from domain.reports.opinions import Asked, Given
from storage.cases import OF_PEOPLE
from storage.merging import numbers_of
from storage.tables import case_clock, case_extension, case_rating, case_round, event, flow_document, hall_case
from storage.transaction import Tx

PAGE = 500
"""Cases that are read at a time."""
_CASE = (
    hall_case.c.id,
    hall_case.c.number,
    hall_case.c.kind,
    hall_case.c.area,
    hall_case.c.channel,
    hall_case.c.privacy,
    hall_case.c.state,
    hall_case.c.filed_at,
)
_AFTER = {name: event.c.detail[("after", name)] for name in ("state", "owner", "closed", "code", "main", "version")}
_STANDING = (
    event.c.subject_id.label("case_id"),
    event.c.at,
    event.c.actor,
    _AFTER["state"].as_string().label("state"),
    _AFTER["owner"].as_integer().label("owner"),
    _AFTER["closed"].as_boolean().label("closed"),
    _AFTER["code"].as_string().label("code"),
    _AFTER["main"].as_integer().label("main"),
    _AFTER["version"].as_integer().label("version"),
)
"""Of an event only how the case stood after it: the words in it are nobody's business here."""


_CAUSE = (
    event.c.subject_id.label("case_id"),
    event.c.at,
    event.c.detail["clock_id"].as_integer().label("clock_id"),
    event.c.detail["cause"].as_string().label("cause"),
)
_GIVEN = (
    event.c.subject_id.label("case_id"),
    event.c.at,
    event.c.detail["level"].as_integer().label("level"),
)


async def list_stories(
    tx: Tx, *, subject_kind: str, rated: str, explained: str, starts: datetime, ends: datetime, but_stages: str
) -> AsyncIterator[CaseStory]:
    """Cases of people filed before ``ends`` of which something may have happened since ``starts``, oldest first.

    ``subject_kind`` is that of cases among the events, ``rated`` the event of a rating, ``explained`` that of a cause;
    promises whose names begin with ``but_stages`` are left out.
    """
    asked = select(case_rating.c.case_id).where(
        case_rating.c.case_id == hall_case.c.id, case_rating.c.invited_at >= starts - CLOSED_AFTER
    )
    late = select(case_clock.c.case_id).where(case_clock.c.case_id == hall_case.c.id, case_clock.c.cause.is_not(None))
    open_then = or_(hall_case.c.closed_at.is_(None), hall_case.c.closed_at >= starts)
    concerned = or_(open_then, asked.exists(), late.exists())
    found = select(*_CASE).where(OF_PEOPLE, hall_case.c.filed_at < ends, concerned).order_by(hall_case.c.id).limit(PAGE)
    after = 0
    while cases := list(await tx.execute(found.where(hall_case.c.id > after))):
        ids = [case.id for case in cases]
        after = ids[-1]
        of_them = (event.c.subject_kind == subject_kind, event.c.subject_id.in_(ids))
        clocks = select(case_clock).where(case_clock.c.case_id.in_(ids), ~case_clock.c.name.startswith(but_stages))
        history = {
            "standings": select(*_STANDING)
            .where(*of_them, _AFTER["state"].as_string().is_not(None))
            .order_by(event.c.id),
            "promises": clocks.order_by(case_clock.c.id),
            "rounds": select(case_round).where(case_round.c.case_id.in_(ids)).order_by(case_round.c.number),
            "asked": select(case_rating).where(case_rating.c.case_id.in_(ids)).order_by(case_rating.c.round),
            "causes": select(*_CAUSE).where(*of_them, event.c.action == explained).order_by(event.c.id),
            "given": select(*_GIVEN).where(*of_them, event.c.action == rated).order_by(event.c.id),
        }
        told = {what: await _by_case(tx, rows) for what, rows in history.items()}
        mains = await numbers_of(tx, {row.main for rows in told["standings"].values() for row in rows} - {None})
        for case in cases:
            yield _story(case, {what: rows[case.id] for what, rows in told.items()}, mains=mains)


async def _by_case(tx: Tx, rows: Select[Any]) -> dict[int, list[Row[Any]]]:
    found: dict[int, list[Row[Any]]] = defaultdict(list)
    for row in await tx.execute(rows):
        found[row.case_id].append(row)
    return found


def _story(case: Row[Any], told: Mapping[str, Sequence[Row[Any]]], *, mains: Mapping[int, str]) -> CaseStory:
    began = {row.version: row.at for row in reversed(told["standings"])}
    causes = {row.clock_id: Cause(row.cause, row.at) for row in told["causes"]}
    return CaseStory(
        number=case.number,
        kind=case.kind,
        area=case.area,
        channel=Channel(case.channel),
        privacy=Privacy(case.privacy),
        state=case.state,
        filed_at=case.filed_at,
        standings=tuple(
            Standing(row.at, row.actor, row.state, row.owner, row.closed, row.code, mains.get(row.main))
            for row in told["standings"]
        ),
        promises=tuple(
            Promise(
                row.name,
                began.get(row.since_version, row.received_at),
                row.due_at,
                row.stopped_at,
                causes.get(row.id),
            )
            for row in told["promises"]
        ),
        rounds=tuple(Round(RoundKind(row.kind), row.began_at) for row in told["rounds"]),
        asked=tuple(Asked(row.round, row.staff_id, row.invited_at) for row in told["asked"]),
        given=tuple(Given(row.at, Level(row.level)) for row in told["given"]),
    )


async def count_extensions(tx: Tx, *, starts: datetime, ends: datetime) -> ExtensionCounts:
    """How often more time was asked for and given."""
    asked, decided, decision = case_extension.c.asked_at, case_extension.c.decided_at, case_extension.c.decision
    in_period = (decided >= starts) & (decided < ends)
    is_running = or_(case_clock.c.stopped_at.is_(None), case_clock.c.stopped_at >= ends)
    counts = select(
        func.count().filter(asked >= starts, asked < ends).label("asked"),
        func.count().filter(decision == Decision.GRANTED, in_period).label("granted"),
        func.count().filter(decision == Decision.REFUSED, in_period).label("refused"),
        func.count().filter(asked < ends, or_(decided.is_(None), decided >= ends), is_running).label("waiting"),
    )
    requests = case_extension.join(case_clock, case_clock.c.id == case_extension.c.clock_id)
    row = (await tx.execute(counts.select_from(requests))).one()
    return ExtensionCounts(row.asked, row.granted, row.refused, row.waiting)


async def list_flow_documents(tx: Tx) -> list[dict[str, Any]]:
    """Every flow that ever had a case, in all its versions, oldest first."""
    return list((await tx.execute(select(flow_document.c.document).order_by(flow_document.c.id))).scalars())
