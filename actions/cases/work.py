"""What staff do with a case: take it, give it back, do what its flow allows, with the words that go with it."""

from datetime import datetime

from actions.cases.finding import lock_any
from actions.cases.flows import file_of
from actions.cases.following import list_companions
from actions.cases.saying import refresh_card
from actions.cases.standing import in_place
from actions.cases.trace import note
from domain.acting import check_goes_alone, check_is_free, check_is_with_staff, has_case, is_merged, is_party
from domain.cases import CLOCK, PARTY_OF, Actor, Case, acting_staff
from domain.errors import AlreadyTaken, CaseChanged, CaseOver
from domain.flows import State
from domain.people import Member
from storage.cases import change_case, list_owned
from storage.people import get_staff_name
from storage.transaction import Tx


async def owner_of(tx: Tx, case: Case) -> str:
    """The name of whoever has the case; empty without one."""
    return await get_staff_name(tx, case.owner_id) if case.owner_id else ""


async def take(tx: Tx, case_id: int, *, member: Member, now: datetime) -> Case:
    """Take a case nobody has; taking again one's own, or one in whose owner's place one acts, changes nothing.

    Raises:
        AlreadyTaken: a colleague was faster.
        CaseMerged: it goes along with another one.
        CaseOver: it is not the staff's turn.
        NotYours: it is for those above, or for somebody new to the case.
    """
    case = await lock_any(tx, case_id)
    actor = await in_place(tx, case, acting_staff(member), now=now)
    if case.owner_id is not None and not has_case(case, actor):
        raise AlreadyTaken(owner=await owner_of(tx, case), number=case.number)
    await _check_turn(tx, case, member=member)
    return case if case.owner_id else await give_all(tx, case, to=member, actor=actor, action="taken", now=now)


async def ask_take_over(tx: Tx, case_id: int, *, member: Member) -> Case:
    """The case, if this member of staff may take it from whoever has it.

    Raises:
        CaseMerged: it goes along with another one.
        CaseOver: it is not the staff's turn.
        NotYours: it is for those above, or for somebody new to the case.
    """
    case = await lock_any(tx, case_id)
    await _check_turn(tx, case, member=member)
    return case


async def take_over(tx: Tx, case_id: int, *, version: int, member: Member, now: datetime) -> Case:
    """Take a case from the colleague the confirmed button named.

    Raises:
        CaseChanged: it changed since the button was shown.
        Refusal: whatever ``ask_take_over`` raises.
    """
    case = await ask_take_over(tx, case_id, member=member)
    if case.owner_id == member.id:
        return case
    if case.version != version:
        raise CaseChanged(number=case.number)
    return await give_all(tx, case, to=member, actor=acting_staff(member), action="taken_over", now=now)


async def release(tx: Tx, case_id: int, *, member: Member, now: datetime) -> Case:
    """Give a case back, so that a colleague can take it.

    Raises:
        AlreadyTaken: it is a colleague's.
        CaseMerged: it goes along with another one.
        CaseOver: nobody has it.
    """
    case = await lock_any(tx, case_id)
    actor = await in_place(tx, case, acting_staff(member), now=now)
    check_goes_alone(case, await _state_of(tx, case))
    check_is_free(case, actor, owner=await owner_of(tx, case))
    if case.owner_id is None:
        raise CaseOver(number=case.number)
    return await give_all(tx, case, to=None, actor=actor, action="released", now=now)


async def release_all_of(tx: Tx, *, staff_id: int, now: datetime) -> int:
    """Give back whatever somebody who leaves was taking care of; return how many that were."""
    owned = await list_owned(tx, staff_id)
    for case in owned:
        await give(tx, case, to=None, actor=CLOCK, action="released", now=now)
    return len(owned)


async def hand_on(tx: Tx, *, former: Member, member: Member, now: datetime) -> None:
    """Whoever gets another role keeps what they were taking care of, if the new role is a party in cases."""
    if member.role not in PARTY_OF:
        await release_all_of(tx, staff_id=former.id, now=now)
        return
    for case in await list_owned(tx, former.id):
        await give(tx, case, to=member.id, actor=acting_staff(member), action="kept", now=now)


async def is_nobodys(tx: Tx, case: Case, *, member: Member) -> bool:
    """Whether nobody has a case that this member of staff may take: one that goes along is whose the main case is."""
    state = await _state_of(tx, case)
    is_free = case.owner_id is None and not is_merged(case, state)
    return is_free and state.owner is not None and is_party(acting_staff(member), state.owner)


async def _check_turn(tx: Tx, case: Case, *, member: Member) -> None:
    check_goes_alone(case, await _state_of(tx, case))
    check_is_with_staff(case, (await file_of(tx, case)).flow(), acting_staff(member))


async def _state_of(tx: Tx, case: Case) -> State:
    return (await file_of(tx, case)).flow().states[case.state]


async def give(tx: Tx, case: Case, *, to: int | None, actor: Actor, action: str, now: datetime) -> Case:
    """Make a locked case somebody's, or nobody's, and write down whose it was."""
    changed = await change_case(tx, case, owner_id=to)
    if changed is None:
        raise CaseChanged(number=case.number)
    await note(tx, action, before=case, after=changed, actor=actor, now=now, detail={"from": case.owner_id})
    await refresh_card(tx, changed, cause=f"v{changed.version}")
    return changed


async def give_all(tx: Tx, case: Case, *, to: Member | None, actor: Actor, action: str, now: datetime) -> Case:
    """Make a locked case somebody's, or nobody's, with what goes along with it."""
    given = await give(tx, case, to=to.id if to else None, actor=actor, action=action, now=now)
    await give_companions(tx, case, to=to, actor=actor, action=action, now=now)
    return given


async def give_companions(tx: Tx, case: Case, *, to: Member | None, actor: Actor, action: str, now: datetime) -> None:
    """What goes along with a case is whose that is, unless it may not be theirs."""
    owner_id = to.id if to else None
    for one in await list_companions(tx, case, actor=acting_staff(to) if to else actor):
        if one.owner_id != owner_id:
            await give(tx, one, to=owner_id, actor=actor, action=action, now=now)
