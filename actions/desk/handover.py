"""All the open cases of one member of staff go to others in one step, when somebody leaves or is away.

Source: docs/rules/staff.md, 6.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from actions.cases.dates import Loaded
from actions.cases.duty import Duty, on_duty
from actions.cases.finding import lock_any
from actions.cases.flows import file_of
from actions.cases.work import give_all
from content.models import Hall
from content.staff_chats import sight_in
from domain.acting import is_merged
from domain.cases import Actor, Case, acting_staff
from domain.desk import check_stands_above_clerks, stands_above
from domain.errors import Gone
from domain.flows import LADDER, Party
from domain.people import ANSWERS_CITIZENS, Member
from domain.staff_errors import IsAway
from storage.cases import list_owned
from storage.deputies import find_current
from storage.desk import count_owned, list_owned_seen, names_of
from storage.outgoing import Address, Lane, Outgoing
from storage.people import get_member, get_staff_name, list_staff
from storage.transaction import Tx

MOST_COLLEAGUES = 12
"""Members of staff to choose from; more would be no choice on a phone."""


@dataclass(frozen=True, slots=True)
class Burden:
    """A member of staff, and how many of their open cases are meant."""

    member: Member
    cases: int


@dataclass(frozen=True, slots=True)
class Handed:
    """Whose cases were handed over, how many each colleague ``got``, by name, and how many are nobody's."""

    former: Member
    got: tuple[tuple[str, int], ...]
    nobodys: int


async def list_burdens(tx: Tx, *, member: Member, hall: Hall) -> tuple[Burden, ...]:
    """Whose cases this member of staff may hand over, those with most first.

    Raises:
        StaffOnly: they may not hand over anything.
    """
    check_stands_above_clerks(member)
    owned = await count_owned(tx, sight=sight_in(hall, member))
    found = [
        Burden(one, owned[one.id]) for one in await list_staff(tx) if one.id in owned and stands_above(member, one)
    ]
    return tuple(sorted(found, key=lambda one: (-one.cases, one.member.id))[:MOST_COLLEAGUES])


async def list_heirs(
    tx: Tx, former_id: int, *, member: Member, hall: Hall, now: datetime
) -> tuple[Burden, tuple[Burden, ...]]:
    """Whose cases they are, and who could have them: whoever has fewest first.

    Raises:
        Gone: nobody of that id has cases which this member of staff may hand over.
        StaffOnly: they may not hand over anything.
    """
    burdens = await list_burdens(tx, member=member, hall=hall)
    former = next((one for one in burdens if one.member.id == former_id), None)
    if former is None:
        raise Gone
    duty = await on_duty(tx, hall=hall, now=now)
    able = [one for one in duty.able(Party.CLERK) if one.id != former_id]
    heirs = sorted((Burden(one, duty.busy.get(one.id, 0)) for one in able), key=lambda one: (one.cases, one.member.id))
    return former, tuple(heirs[:MOST_COLLEAGUES])


async def choose_heir(
    tx: Tx, former_id: int, to: int, *, member: Member, hall: Hall, now: datetime
) -> tuple[Burden, Member | None]:
    """Whose cases they are and who is to have them; None for whoever has fewest of each area.

    Raises:
        Gone: one of them does not work here any more, or has nothing that may be handed over.
        IsAway: whoever is to have them is away.
        StaffOnly: they may not hand over anything.
    """
    former, _ = await list_heirs(tx, former_id, member=member, hall=hall, now=now)
    if not to:
        return former, None
    heir = await get_member(tx, to)
    if heir is None or heir.id == former_id or heir.role not in ANSWERS_CITIZENS:
        raise Gone
    if await find_current(tx, heir.id, now=now):
        raise IsAway(who=heir.person.first_name)
    return former, heir


async def hand_over(tx: Tx, former_id: int, to: int, *, member: Member, hall: Hall, now: datetime) -> Handed:
    """Hand over what somebody has and this member of staff may see; ``to`` 0 is whoever has fewest.

    Where nothing is left, as when it was done a moment ago, nothing is handed over.

    Raises:
        Gone: one of them does not work here any more, or has nothing that may be handed over.
        StaffOnly: they may not hand over anything.
    """
    check_stands_above_clerks(member)
    owned, once = await list_owned_seen(tx, former_id, sight=sight_in(hall, member)), await get_member(tx, former_id)
    if not owned and once and stands_above(member, once):
        return Handed(once, (), nobodys=0)
    former, heir = await choose_heir(tx, former_id, to, member=member, hall=hall, now=now)
    actor = acting_staff(member)
    given = await _share_out(tx, owned, former=former.member, heir=heir, actor=actor, hall=hall, now=now)
    names = await names_of(tx, given)
    got = tuple((names[staff_id], count) for staff_id, count in given.items() if staff_id)
    return Handed(former.member, got, given.get(0, 0))


async def hand_all_over(
    tx: Tx, *, former: Member, heir: Member | None, actor: Actor, hall: Hall, now: datetime
) -> dict[int, int]:
    """Hand over everything somebody has who may have left by now; how many each got, by staff id, 0 for nobody."""
    owned = await list_owned(tx, former.id)
    return await _share_out(tx, owned, former=former, heir=heir, actor=actor, hall=hall, now=now)


async def _share_out(
    tx: Tx, cases: list[Case], *, former: Member, heir: Member | None, actor: Actor, hall: Hall, now: datetime
) -> dict[int, int]:
    duty, given = await on_duty(tx, hall=hall, now=now), dict[int, int]()
    for each in await _mains_first(tx, cases):
        case = await lock_any(tx, each.id)
        if case.owner_id == former.id:
            to = await _heir_of(tx, case, duty=duty, former=former, heir=heir)
            case = await give_all(tx, case, to=to, actor=actor, action="handed_over", now=now)
        at = case.owner_id or 0
        given[at] = given.get(at, 0) + 1
        duty.busy[at] = duty.busy.get(at, 0) + 1
    for staff_id, count in given.items():
        if to := duty.of(staff_id):
            _say_handed(tx, to, former=former, count=count, now=now)
    return given


async def _mains_first(tx: Tx, cases: list[Case]) -> list[Case]:
    """What goes along with another case behind the rest: by then it went with that one, unless it could not."""
    follow = {case.id for case in cases if is_merged(case, (await file_of(tx, case)).flow().states[case.state])}
    return sorted(cases, key=lambda case: case.id in follow)


async def _heir_of(tx: Tx, case: Case, *, duty: Duty, former: Member, heir: Member | None) -> Member | None:
    """Whoever was named, unless the case is not for them; then whoever has fewest of its area."""
    flow = (await file_of(tx, case)).flow()
    state = flow.states[case.state]
    party = state.owner if state.owner in LADDER else flow.last_resort
    if heir in duty.able_in(case, state, party=party):
        return heir
    return duty.least_busy(party, case=case, state=state, but=former.ids)


def _say_handed(tx: Tx, to: Member, *, former: Member, count: int, now: datetime) -> None:
    """One word for all of them, however many."""
    tx.say(
        Outgoing(
            dedupe_key=f"handed:{former.id}:{to.id}:{now.timestamp():.6f}",
            to=Address(chat_id=to.person.telegram_id),
            message="handed_over",
            params={"staff_id": to.id, "former_id": former.id, "count": count},
            lane=Lane.DEADLINE,
        )
    )


async def load_handed(
    tx: Tx,
    *,
    hall: Hall,  # noqa: ARG001 # every loader is given it
    now: datetime,  # noqa: ARG001 # every loader is given it
    staff_id: int,
    former_id: int,
    count: int,
) -> Loaded:
    """How many cases of whom somebody has now; nothing if they have left."""
    member = await get_member(tx, staff_id)
    if member is None:
        return None
    values: Mapping[str, Any] = {"former": await get_staff_name(tx, former_id), "count": count}
    return member.person.language, values
