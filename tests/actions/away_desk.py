"""Somebody of a hall's staff is away, for tests of what follows."""

from dataclasses import replace
from datetime import date

from sqlalchemy import update

from actions.cases.work import take
from actions.desk.away import AwayDraft
from actions.desk.deputies import end_away, set_away
from content.desk import Away
from domain.cases import Case
from domain.people import Member
from storage.tables import hall_case, staff
from tests.actions.case_desk import Desk, at

TUESDAY, WEDNESDAY, FRIDAY = date(2026, 9, 1), date(2026, 9, 2), date(2026, 9, 4)
BEFORE, DURING, AFTER = "2026-09-01 16:00", "2026-09-02 11:00", "2026-09-05 00:00"


async def leaves(
    desk: Desk,
    who: Member,
    deputy: Member,
    *,
    first: date = WEDNESDAY,
    last: date = FRIDAY,
    by: Member | None = None,
    reason: str = "",
    when: str = BEFORE,
) -> Away:
    """Somebody is away on these days, as they or somebody above say."""
    draft = AwayDraft(staff_id=who.id, first=first, last=last, deputy_id=deputy.id, reason=reason)
    async with desk.database.write() as tx:
        return await set_away(tx, draft, member=by or who, now=at(when))


async def comes_back(desk: Desk, away: Away, *, by: Member, when: str = DURING) -> None:
    """Somebody is here again, as they or somebody above say."""
    async with desk.database.write() as tx:
        await end_away(tx, away.id, member=by, now=at(when))


async def owns(desk: Desk, member: Member, *, kind: str = "complaint", area: str | None = None) -> Case:
    """A case somebody has taken on Tuesday morning."""
    case = await desk.files(kind, when="2026-09-01 10:00", area=area)
    async with desk.database.write() as tx:
        return await take(tx, case.id, member=member, now=at("2026-09-01 10:05"))


async def changes(desk: Desk, case: Case, **values: object) -> Case:
    """The same case, otherwise."""
    async with desk.database.write() as tx:
        await tx.execute(update(hall_case).where(hall_case.c.id == case.id).values(**values))
    return await desk.now(case)


async def in_areas(desk: Desk, member: Member, *areas: str) -> Member:
    """The same member, who takes care of these areas."""
    async with desk.database.write() as tx:
        await tx.execute(update(staff).where(staff.c.id == member.id).values(areas=" ".join(areas)))
    return replace(member, areas=areas)


async def readers(desk: Desk, message: str) -> list[int]:
    """Who was sent a late message in private, by their number at Telegram, in order."""
    return [row.chat_id for row in await desk.said(message) if row.chat_id is not None]
