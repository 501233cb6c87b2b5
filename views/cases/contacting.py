"""How somebody without Telegram can be reached, asked of whoever filed their case."""

from domain.cases import Case
from domain.languages import Language
from views.desk_callbacks import OpenDesk, WriteContact
from views.navigation import way_back
from views.render import label, render
from views.screen import Screen, button


def wanted(language: Language, *, case: Case) -> Screen:
    """Asks for it, in private."""
    write = button(label(language, "staff.write_contact"), WriteContact(case_id=case.id))
    return Screen(body=render(language, "staff/contact_wanted", case=case), rows=((write,),))


def ask(language: Language, case: Case) -> Screen:
    """Waits for it."""
    body = render(language, "staff/contact_words", case=case)
    return Screen(body=body, rows=(way_back(language, OpenDesk()),), fresh=True)


def kept(language: Language, case: Case) -> Screen:
    """It was kept."""
    return Screen(body=render(language, "staff/contact_kept", case=case), rows=(way_back(language, OpenDesk()),))
