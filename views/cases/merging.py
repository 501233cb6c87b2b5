"""Two cases that are one matter: which, what becomes of them, and how they are parted again."""

from collections.abc import Sequence

from content.cases import Shown
from content.texts import Text
from domain.cases import Case
from domain.languages import Language
from domain.subjects import Subject
from views.cases.dropping import give_up_words
from views.cases.mine import beginning
from views.merging_callbacks import ChooseMain, MergeCase, SplitCase
from views.render import label, render
from views.screen import Rows, Screen, button

QUOTED = 200
"""Characters of each case's words where they are compared."""


def choose_main(language: Language, case: Case, *, likely: Sequence[Case], mark: str) -> Screen:
    """Asks which case this one is the same as: of those that are likely, or by its number.

    Words of theirs are shown only beside one of them, in what is recorded: who may read them may change.
    """
    rows: Rows = tuple((button(other.number, ChooseMain(case_id=case.id, main_id=other.id)),) for other in likely)
    body = render(language, "staff/choose_main", case=case, likely=bool(likely))
    return Screen(body=body, rows=(*rows, (give_up_words(language, mark=mark),)), fresh=True)


def preview(language: Language, *, case: Case, main: Shown, first: Text | None, others: int, about: Subject) -> Screen:
    """Both cases beside each other, and what becomes of them once it is confirmed.

    ``about`` says that words of the main case are shown here.
    """
    press = MergeCase(case_id=case.id, version=case.version, main_id=main.case.id)
    yes = button(label(language, "staff.confirm_merge"), press)
    body = render(
        language,
        "staff/merge_preview",
        case=case,
        main=main,
        first=first,
        others=others,
        text=beginning(case.text, length=QUOTED),
        main_text=beginning(main.case.text, length=QUOTED),
    )
    return Screen(body=body, rows=((yes, give_up_words(language)),), about=about)


def merged(language: Language, case: Case, *, main: Case) -> Screen:
    """Says which case goes on."""
    return Screen(body=render(language, "staff/merged", case=case, main=main))


def ask_split(language: Language, case: Case, *, answered: bool) -> Screen:
    """Asks whether a case is to be handled alone again; ``answered``: its citizen has the answer of the other one."""
    yes = button(label(language, "staff.confirm_split"), SplitCase(case_id=case.id, version=case.version))
    body = render(language, "staff/split_preview", case=case, answered=answered)
    return Screen(body=body, rows=((yes, give_up_words(language)),), fresh=True)


def parted(language: Language, case: Case) -> Screen:
    """Says that it is handled alone."""
    return Screen(body=render(language, "staff/parted", case=case))
