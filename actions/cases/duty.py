"""Who could have a case: those who work here, by how much they have already."""

from collections.abc import Collection
from dataclasses import dataclass

from content.models import Hall
from content.staff_chats import may_have
from domain.acting import is_kept_out, is_party
from domain.cases import PARTY_OF, Case, acting_staff
from domain.flows import LADDER, Party, State
from domain.people import Member
from storage.cases import count_open_by_owner
from storage.people import list_staff
from storage.transaction import Tx


@dataclass(slots=True)
class Duty:
    """Who works here, and how many open cases each has; looked up once for all steps of a batch."""

    hall: Hall
    staff: list[Member]
    busy: dict[int, int]

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
        """Everybody who may have a case in a state, and do what a party of the staff may."""
        able = [member for member in self.staff if is_party(acting_staff(member), party)]
        return [
            member
            for member in able
            if may_have(self.hall, case, member) and not is_kept_out(case, state, acting_staff(member))
        ]

    def of(self, staff_id: int | None) -> Member | None:
        """The member of that id, if they still work here."""
        return next((member for member in self.staff if member.id == staff_id), None)


async def on_duty(tx: Tx, *, hall: Hall) -> Duty:
    """Who works here now, for all steps of a batch."""
    return Duty(hall, await list_staff(tx), await count_open_by_owner(tx))
