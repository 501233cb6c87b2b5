"""Two citizens with one matter, and staff who find that out, for tests of cases that are handled together."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime

from actions.cases.doing import send_words
from actions.cases.drafts import DraftPart, StaffWords
from actions.cases.following import list_companions
from actions.cases.merging import merge
from actions.cases.splitting import split
from domain.cases import Case, CaseClock, acting_staff
from domain.people import Member
from storage.cases import list_clocks
from storage.transaction import Tx
from tests.actions.case_desk import Desk, at
from tests.actions.people_desk import words

ANSWER = "两位反映的是同一件事，清单已经补发。"
ONLY_OF_LIN = "上午十点在 C03 排了一个小时，工作人员说材料不齐。"


class Dies(Exception):
    """The process dies before the commit."""


@asynccontextmanager
async def unit(desk: Desk, *, dies: bool = False) -> AsyncIterator[Tx]:
    """A unit of work, perhaps of a process that dies before the end of it."""
    try:
        async with desk.database.write() as tx:
            yield tx
            if dies:
                raise Dies
    except Dies:
        pass


async def merges(
    desk: Desk, case: Case, main: Case, *, when: str | datetime, by: Member | None = None, dies: bool = False
) -> Case:
    """A clerk handles a case with another one; the case as it is then."""
    now, member = at(when) if isinstance(when, str) else when, by or desk.wang
    async with unit(desk, dies=dies) as tx:
        await merge(tx, case.id, version=case.version, main_id=main.id, member=member, hall=desk.hall, now=now)
    return await desk.now(case)


async def splits(desk: Desk, case: Case, *, when: str | datetime, by: Member | None = None, dies: bool = False) -> Case:
    """A clerk parts a case from the one it goes along with; the case as it is then."""
    now, member = at(when) if isinstance(when, str) else when, by or desk.wang
    async with unit(desk, dies=dies) as tx:
        await split(tx, case.id, version=case.version, member=member, hall=desk.hall, now=now)
    return await desk.now(case)


async def answers(
    desk: Desk,
    case: Case,
    *,
    when: str | datetime,
    action: str = "answer",
    by: Member | None = None,
    alone: bool = False,
) -> Case:
    """A clerk sends the words of an action, whose preview they have seen; the case as it is then."""
    now, member = at(when) if isinstance(when, str) else when, by or desk.wang
    draft = await previewed(desk, case, action=action, by=by)
    async with desk.database.write() as tx:
        await send_words(tx, draft, member=member, hall=desk.hall, now=now, alone=alone)
    return await desk.now(case)


async def previewed(desk: Desk, case: Case, *, action: str = "answer", by: Member | None = None) -> StaffWords:
    """An answer as the preview showed it."""
    coded = {"answer": "substantiated", "decide": "partly"}.get(action) if case.kind != "enquiry" else None
    draft = StaffWords(case_id=case.id, version=case.version, action=action, code=coded)
    async with desk.database.read() as tx:
        along = await list_companions(tx, case, actor=acting_staff(by or desk.wang))
    said = DraftPart.of(words(ANSWER, message_id=900 + case.version, chat_id=-100))
    return draft.with_part(said).along_with(along)


async def clocks(desk: Desk, case: Case) -> list[CaseClock]:
    """Every clock a case ever had, oldest first."""
    async with desk.database.read() as tx:
        return await list_clocks(tx, case.id)


async def running(desk: Desk, case: Case) -> dict[str, datetime]:
    """What is promised in a case now, and until when."""
    return {clock.name: clock.due_at for clock in await clocks(desk, case) if clock.stopped_at is None}


async def accepted(desk: Desk, *, filed: str = "2026-09-01 10:00", when: str = "2026-09-02 10:00") -> Case:
    """The first citizen's complaint, accepted."""
    case = await desk.files(when=filed)
    return await desk.does(case, "accept", by=desk.wang, when=when)


async def ready(desk: Desk, case: Case, *, when: str) -> Case:
    """The complaint, with nothing left but the answer."""
    return await desk.does(case, "find", by=desk.wang, when=when)
