"""Who could have a case: those who work here, by how much they have already."""

from collections.abc import Collection
from dataclasses import dataclass

from domain.cases import PARTY_OF
from domain.flows import LADDER, Party
from domain.people import Member
from storage.cases import count_open_by_owner
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
