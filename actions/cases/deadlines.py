"""The clock climbs the ladder of a case: every step fires once, says how late it is, and names who is responsible."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from actions.cases.acting import move
from actions.cases.flows import flow_of
from actions.cases.saying import refresh_card
from actions.cases.trace import note
from actions.cases.words import want_words
from content.models import Hall
from domain.acting import kept_out
from domain.cases import CLOCK, PARTY_OF, Case
from domain.flows import LADDER, Action, Party
from domain.ladder import RESPONSIBLE, Step
from domain.people import Member
from storage.cases import change_case, count_open_by_owner, get_case, list_clocks
from storage.deadlines import DueRow, fire
from storage.people import list_staff
from storage.transaction import Tx


@dataclass(slots=True)
class Duty:
    """Who works here, and how many open cases each has; looked up once for all steps of a batch."""

    staff: list[Member]
    busy: dict[int, int]

    def least_busy(self, party: Party, *, area: str | None, but: Collection[int | None] = ()) -> Member | None:
        """Whoever has fewest cases on the lowest rung from ``party`` upwards that has anybody, without those ids.

        Those who take care of the area come first, whatever their rung; others only if there is nobody.
        """
        able = [member for member in self.able(Party.CLERK) if member.id not in but]
        for near in ([member for member in able if member.takes(area)], able):
            for rung in LADDER[LADDER.index(party) :]:
                on_rung = [member for member in near if PARTY_OF[member.role] is rung]
                if on_rung:
                    return min(on_rung, key=lambda member: (self.busy.get(member.id, 0), member.id))
        return None

    def able(self, party: Party) -> list[Member]:
        """Everybody who may do what a party of the staff may."""
        rungs = LADDER[LADDER.index(party) :]
        return [member for member in self.staff if PARTY_OF.get(member.role) in rungs]

    def but(self, staff_id: int | None) -> list[Member]:
        """Everybody else."""
        return [member for member in self.staff if member.id != staff_id]

    def of(self, staff_id: int | None) -> Member | None:
        """The member of that id, if they still work here."""
        return next((member for member in self.staff if member.id == staff_id), None)


async def on_duty(tx: Tx) -> Duty:
    """Who works here now, for all steps of a batch."""
    return Duty(await list_staff(tx), await count_open_by_owner(tx))


async def climb(tx: Tx, row: DueRow, *, duty: Duty, hall: Hall, now: datetime) -> bool:
    """Climb a step whose moment has come and whose case is locked; false if it was climbed before."""
    late = await fire(tx, row, now=now)
    case = await get_case(tx, row.case_id)
    if late is None or case is None:
        return False
    if row.step is Step.AFTER:
        await _go_on(tx, case, hall=hall, now=now)
    else:
        await _tell(tx, case, row, late_seconds=int(late.total_seconds()), duty=duty, hall=hall, now=now)
    return True


async def _go_on(tx: Tx, case: Case, *, hall: Hall, now: datetime) -> None:
    """The citizen was awaited for long enough."""
    flow = await flow_of(tx, case)
    after = flow.states[case.state].after
    if after is not None:
        ending = Action(name="after", to=after.to, by=Party.CITIZEN)
        await move(tx, case, flow, ending, actor=CLOCK, hall=hall, now=now, detail={"awaited": case.state})


async def _tell(tx: Tx, case: Case, row: DueRow, *, late_seconds: int, duty: Duty, hall: Hall, now: datetime) -> None:
    """Name the owner the case has or gets, and who else must know."""
    flow = await flow_of(tx, case)
    but = kept_out(case, flow.states[case.state])
    above = duty.least_busy(RESPONSIBLE[row.step], area=case.area, but=but)
    owned = None if case.owner_id in but else duty.of(case.owner_id)
    owner = owned or above or duty.least_busy(flow.last_resort, area=case.area, but=but)
    after = case
    if owner and owner.id != case.owner_id:
        after = await change_case(tx, case, owner_id=owner.id) or case
        duty.busy[owner.id] = duty.busy.get(owner.id, 0) + 1
    clock = next(clock for clock in await list_clocks(tx, case.id) if clock.id == row.clock_id)
    detail = {
        "clock": clock.name,
        "due": clock.due_at.isoformat(),
        "planned": row.due_at.isoformat(),
        "late_seconds": late_seconds,
        "owner": owner.id if owner else None,
        "also": above.id if above and above != owner else None,
    }
    await note(tx, f"deadline_{row.step}", before=case, after=after, actor=CLOCK, now=now, detail=detail)
    await refresh_card(tx, after, cause=f"step{row.id}")
    await want_words(
        tx, row.id, step=row.step, owner=owner, above=above, staff=duty.but(case.about_id), hall=hall, now=now
    )
