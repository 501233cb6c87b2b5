"""Who could have a case, and who is told of one: those who are here, by how much they have already."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from content.models import Hall
from content.staff_chats import may_have
from domain.acting import is_kept_out, is_party
from domain.cases import PARTY_OF, Case, acting_staff
from domain.flows import LADDER, Flow, Party, State
from domain.people import Member
from storage.cases import count_open_by_owner
from storage.deputies import list_current
from storage.people import list_staff
from storage.transaction import Tx


@dataclass(slots=True)
class Duty:
    """Who works here, how many open cases each has, and who stands in for whom is ``away``; once for all of a batch."""

    hall: Hall
    staff: list[Member]
    busy: dict[int, int]
    away: Mapping[int, int]

    def least_busy(self, party: Party, *, case: Case, state: State, but: Collection[int] = ()) -> Member | None:
        """Whoever has fewest cases on the lowest rung from ``party`` upwards that has anybody, for a case in a state.

        Never who is kept out of it, nor ``but``, whatever roles those had before. Those who take care of its area
        come first, whatever their rung; others only if there is nobody.
        """
        able = [one for one in self.able_in(case, state, party=Party.CLERK) if one.ids.isdisjoint(but)]
        for near in ([member for member in able if member.takes(case.area)], able):
            for rung in LADDER[LADDER.index(party) :]:
                on_rung = [member for member in near if PARTY_OF[member.role] is rung]
                if on_rung:
                    return min(on_rung, key=lambda member: (self.busy.get(member.id, 0), member.id))
        return None

    def able_in(self, case: Case, state: State, *, party: Party) -> list[Member]:
        """Everybody who is here, may have a case in a state, and may do what a party of the staff may."""
        return [member for member in self.able(party) if self._may_have(case, state, member)]

    def able(self, party: Party) -> list[Member]:
        """Everybody who is here and may do what a party of the staff may."""
        return [one for one in self.staff if is_party(acting_staff(one), party) and one.id not in self.away]

    def _may_have(self, case: Case, state: State, member: Member) -> bool:
        return may_have(self.hall, case, member) and not is_kept_out(case, state, acting_staff(member))

    def of(self, staff_id: int | None) -> Member | None:
        """The member of that id, if they still work here, away or not."""
        return next((member for member in self.staff if member.id == staff_id), None)

    def who_hears(self, member: Member, case: Case, flow: Flow) -> Member | None:
        """Whoever is told what somebody ought to be: while they are away, who stands in for them.

        Of what that one must not know it is the owner of last resort, as of a case that nobody has.

        Source: docs/rules/staff.md, 16.
        """
        if member.id not in self.away:
            return member
        state, deputy = flow.states[case.state], self.of(self.away[member.id])
        if deputy and self._may_have(case, state, deputy):
            return deputy
        return self.least_busy(flow.last_resort, case=case, state=state)


async def on_duty(tx: Tx, *, hall: Hall, now: datetime) -> Duty:
    """Who works here now, for all of a batch; whoever stands in for others has theirs as well."""
    busy, away = await count_open_by_owner(tx), {one.staff_id: one.deputy_id for one in await list_current(tx, now=now)}
    for staff_id, deputy_id in away.items():
        busy[deputy_id] = busy.get(deputy_id, 0) + busy.get(staff_id, 0)
    return Duty(hall, await list_staff(tx), busy, away)
