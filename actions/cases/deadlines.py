"""The clock climbs the ladder of a case: every step fires once, says how late it is, and names who is responsible."""

from datetime import datetime

from actions.cases.duty import Duty
from actions.cases.flows import flow_of
from actions.cases.following import lead
from actions.cases.saying import refresh_card
from actions.cases.trace import note
from actions.cases.words import want_words
from actions.cases.work import give_companions
from content.models import Hall
from domain.acting import is_about, is_kept_out
from domain.cases import CLOCK, Case, acting_staff
from domain.flows import Action, Party
from domain.ladder import RESPONSIBLE, Step
from storage.cases import change_case, get_case, list_clocks
from storage.deadlines import DueRow, fire
from storage.delays import want_cause
from storage.transaction import Tx


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
        await lead(tx, case, flow, ending, actor=CLOCK, hall=hall, now=now, detail={"awaited": case.state})


async def _tell(tx: Tx, case: Case, row: DueRow, *, late_seconds: int, duty: Duty, hall: Hall, now: datetime) -> None:
    """Name the owner the case has or gets, and who else must know."""
    flow = await flow_of(tx, case)
    state = flow.states[case.state]
    clock = next(clock for clock in await list_clocks(tx, case.id) if clock.id == row.clock_id)
    if row.step is Step.DUE:
        await want_cause(tx, clock.id)
    # Whoever said why has been heard; the director is for those who say nothing.
    is_explained = row.step is Step.DIRECTOR and clock.cause is not None
    above = None if is_explained else duty.least_busy(RESPONSIBLE[row.step], case=case, state=state)
    owner = duty.of(case.owner_id)
    if owner is None or is_kept_out(case, state, acting_staff(owner)):
        owner = above or duty.least_busy(flow.last_resort, case=case, state=state)
    after = case
    if owner and owner.id != case.owner_id:
        after = await change_case(tx, case, owner_id=owner.id) or case
        duty.busy[owner.id] = duty.busy.get(owner.id, 0) + 1
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
    if after is not case:
        await give_companions(tx, after, to=owner, actor=CLOCK, action="assigned", now=now)
    if not is_explained:
        staff = [member for member in duty.staff if not is_about(case, member)]
        await want_words(tx, row.id, step=row.step, owner=owner, above=above, staff=staff, hall=hall, now=now)
