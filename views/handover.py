"""What is shown while cases are handed over: whose, to whom, whether, and that it is done."""

from collections.abc import Sequence
from typing import Protocol

from domain.desk import Pile
from domain.languages import Language
from domain.people import Member
from views.desk_callbacks import AskHandover, DoHandover, HandOverOf, OpenDesk, OpenHandover, OpenPile
from views.navigation import way_back
from views.render import label, render
from views.screen import Screen, button

SHARED = 0
"""Stands for no colleague in particular."""
NAME = 30
"""Characters of a name on a button."""


class Burden(Protocol):
    """A member of staff, and how many open cases are meant."""

    @property
    def member(self) -> Member:
        """Who it is."""

    @property
    def cases(self) -> int:
        """How many."""


def _named(language: Language, burden: Burden) -> str:
    return label(language, "desk.of_colleague", name=burden.member.person.first_name[:NAME], count=burden.cases)


def whose(language: Language, burdens: Sequence[Burden]) -> Screen:
    """Asks whose cases are to be handed over."""
    rows = [(button(_named(language, one), HandOverOf(staff_id=one.member.id)),) for one in burdens]
    return Screen(body=render(language, "desk/handover", any=bool(rows)), rows=(*rows, way_back(language, OpenDesk())))


def whom(language: Language, former: Burden, heirs: Sequence[Burden]) -> Screen:
    """Asks who is to have them; beside each name stands how many open cases they have already."""
    of = former.member.id
    share = (button(label(language, "desk.share_out"), AskHandover(staff_id=of, to=SHARED)),)
    rows = [(button(_named(language, one), AskHandover(staff_id=of, to=one.member.id)),) for one in heirs]
    body = render(language, "desk/handover_whom", former=former.member.person.first_name, count=former.cases)
    return Screen(body=body, rows=(share, *rows, way_back(language, OpenHandover())))


def ask(language: Language, former: Burden, heir: Member | None) -> Screen:
    """Asks once more, with names and number."""
    of, to = former.member, heir.id if heir else SHARED
    body = render(
        language,
        "desk/handover_ask",
        former=of.person.first_name,
        count=former.cases,
        heir=heir.person.first_name if heir else "",
    )
    confirm = (button(label(language, "desk.confirm_handover"), DoHandover(staff_id=of.id, to=to)),)
    return Screen(body=body, rows=(confirm, way_back(language, HandOverOf(staff_id=of.id))))


def done(language: Language, former: Member, *, got: Sequence[tuple[str, int]], nobodys: int) -> Screen:
    """Says who has how many now; what nobody could have stands last."""
    body = render(language, "desk/handover_done", former=former.person.first_name, got=got, nobodys=nobodys)
    return Screen(body=body, rows=(way_back(language, OpenDesk()),))


def handed(language: Language, *, former: str, count: int) -> Screen:
    """Tells somebody that cases of a colleague are theirs now."""
    mine = button(label(language, "desk.pile.m"), OpenPile(pile=Pile.MINE))
    return Screen(body=render(language, "desk/handed", former=former, count=count), rows=((mine,),))
