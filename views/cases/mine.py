"""A citizen's own cases: the list, one of them, and what was done with what they just wrote."""

from collections.abc import Sequence

from content.cases import Mark, Milestone, OwnCase, Shown
from content.texts import Text
from domain.cases import Case
from domain.languages import Language
from domain.subjects import Subject
from views.callbacks import GiveUp
from views.cases.moves import moves, withdrawal
from views.navigation import way_back
from views.own_case_callbacks import (
    AddToCase,
    AskRating,
    AskStaff,
    ChooseCase,
    ChooseNone,
    MyCases,
    NudgeCase,
    OpenCase,
    ShowSteps,
    TakeBack,
    WithdrawCase,
)
from views.render import label, render
from views.screen import Button, Rows, Screen, button

PAGE = 8
"""Cases on one page of the list."""
BEGINNING = 20
"""Characters of a question on a button."""
SHOWN_MESSAGES = 8
"""Newest messages of the conversation on the card."""
SHOWN_STEPS = 4
"""Newest of what happened to a case, on its card."""
STEPS_ON_PAGE = 15
"""Of all that happened, on a page of its own."""


def beginning(text: str, *, length: int = BEGINNING) -> str:
    """The first characters of a text, on one line."""
    line = " ".join(text.split())
    return line if len(line) <= length else f"{line[: length - 1]}…"


def listed(language: Language, shown: Sequence[Shown], *, page: int, total: int) -> Screen:
    """The person's cases, newest first; buttons begin with their number, so that it can be typed."""
    numbered = [(page * PAGE + place, each) for place, each in enumerate(shown, start=1)]
    items = [(place, each, beginning(each.case.text, length=40)) for place, each in numbered]
    rows: list[tuple[Button, ...]] = [
        (
            button(
                label(
                    language,
                    "cases.item",
                    position=place,
                    number=each.case.number,
                    state=each.state.in_(language),
                ),
                OpenCase(case_id=each.case.id),
            ),
        )
        for place, each in numbered
    ]
    newer = (button(label(language, "cases.newer"), MyCases(page=page - 1)),) if page else ()
    more = (page + 1) * PAGE < total
    older = (button(label(language, "cases.older"), MyCases(page=page + 1)),) if more else ()
    rows += [row for row in (newer + older,) if row]
    rows += [(button(label(language, "ask_staff"), AskStaff()),), way_back(language)]
    return Screen(body=render(language, "cases/mine", items=items), rows=tuple(rows))


def card(language: Language, own: OwnCase, *, about: Subject) -> Screen:
    """One case: how it stands, what the hall asks, what happened, the conversation so far, and what may be done."""
    shown = own.shown
    body = render(
        language,
        "cases/card",
        shown=shown,
        asked=own.asked,
        milestones=_later_steps(own)[-SHOWN_STEPS:],
        said=own.said[-SHOWN_MESSAGES:],
        earlier=max(0, len(own.said) - SHOWN_MESSAGES),
        kind=lambda message: label(language, f"cases.kind.{message.content.kind}"),
    )
    rate = ((button(label(language, "rating.give"), AskRating(rating_id=own.rating_id)),),) if own.rating_id else ()
    rows = (*rate, *_ways_on(language, shown), *_steps(language, own), way_back(language, MyCases()))
    return Screen(body=body, rows=rows, about=about)


def _ways_on(language: Language, shown: Shown) -> Rows:
    """What may be done: one way to write, no nudge while the next word is the citizen's, and the withdrawal last."""
    case = shown.case
    add = () if shown.writing else ((button(label(language, "cases.add"), AddToCase(case_id=case.id)),),)
    waits = not (shown.is_over or shown.awaits_citizen)
    nudge = ((button(label(language, "cases.nudge"), NudgeCase(case_id=case.id)),),) if waits else ()
    return (*add, *nudge, *moves(language, shown), *withdrawal(language, shown))


def _later_steps(own: OwnCase) -> Sequence[Milestone]:
    """Whatever happened besides the filing, whose date stands on the card anyway."""
    return [milestone for milestone in own.milestones if milestone.mark is not Mark.FILED]


def _steps(language: Language, own: OwnCase) -> Rows:
    see = button(label(language, "cases.steps", count=len(own.milestones)), ShowSteps(case_id=own.shown.case.id))
    return ((see,),) if len(_later_steps(own)) > SHOWN_STEPS else ()


def steps(language: Language, case: Case, milestones: Sequence[Milestone], *, page: int, about: Subject) -> Screen:
    """Everything that happened to a case, a page at a time: the newest first, each page in the order it happened."""
    end = len(milestones) - page * STEPS_ON_PAGE
    begin = max(0, end - STEPS_ON_PAGE)
    body = render(language, "cases/steps", case=case, milestones=milestones[begin:end] if end > 0 else ())
    newer = (button(label(language, "cases.newer"), ShowSteps(case_id=case.id, page=page - 1)),) if page else ()
    older = (button(label(language, "cases.older"), ShowSteps(case_id=case.id, page=page + 1)),) if begin else ()
    rows = tuple(row for row in (newer + older,) if row)
    return Screen(body=body, rows=(*rows, way_back(language, OpenCase(case_id=case.id))), about=about)


def ask_addition(language: Language, case: Case) -> Screen:
    """Asks what is to be added."""
    cancel = button(label(language, "cancel"), GiveUp())
    return Screen(body=render(language, "cases/add", case=case), rows=((cancel,),), fresh=True)


def added(
    language: Language, shown: Shown, *, message_id: int, reopened: bool, guessed: bool, about: Subject
) -> Screen:
    """Says where the words went; ``guessed``: nobody pointed at the case, so that it may be a new question."""
    case = shown.case
    body = render(language, "cases/added", shown=shown, reopened=reopened)
    see = button(label(language, "cases.open_card", number=case.number), OpenCase(case_id=case.id))
    back = button(label(language, "cases.take_back"), TakeBack(message_id=message_id))
    return Screen(body=body, rows=((back,), (see,)) if guessed else ((see,),), about=about)


def late(language: Language, shown: Shown, *, done: Text | None, about: Subject) -> Screen:
    """Says that it was too late for ``done`` (None: for a rating), and that the words are in this case all the same."""
    body = render(language, "cases/late", shown=shown, done=done)
    see = button(label(language, "cases.open_card", number=shown.case.number), OpenCase(case_id=shown.case.id))
    return Screen(body=body, rows=((see,), way_back(language)), about=about)


def which(language: Language, cases: Sequence[Case]) -> Screen:
    """Asks which of several open questions is meant."""
    choices = tuple(
        (
            button(
                label(
                    language,
                    "cases.choose",
                    position=place,
                    number=case.number,
                    question=beginning(case.text),
                ),
                ChooseCase(case_id=case.id),
            ),
        )
        for place, case in enumerate(cases, start=1)
    )
    none = button(label(language, "cases.choose_none"), ChooseNone())
    cancel = button(label(language, "cancel"), GiveUp())
    return Screen(body=render(language, "cases/which", cases=cases), rows=(*choices, (none,), (cancel,)))


def reworded(language: Language, case: Case, *, about: Subject) -> Screen:
    """Says that staff see the change."""
    return Screen(body=render(language, "cases/reworded", case=case), about=about)


def ask_words(language: Language, shown: Shown, *, action: str) -> Screen:
    """Asks for the words of what the citizen is about to do."""
    choice = next(choice for choice in shown.choices if choice.action == action)
    cancel = button(label(language, "cancel"), GiveUp())
    body = render(language, "cases/words", case=shown.case, done=choice.name)
    return Screen(body=body, rows=((cancel,),), fresh=True)


def ask_withdrawal(language: Language, shown: Shown) -> Screen:
    """Asks whether the case is to be taken back."""
    case = shown.case
    yes = button(label(language, "cases.withdraw_yes"), WithdrawCase(case_id=case.id, version=case.version))
    keep = button(label(language, "cases.keep"), OpenCase(case_id=case.id))
    return Screen(body=render(language, "cases/withdrawal", shown=shown), rows=((keep,), (yes,)))


def done(language: Language, shown: Shown, *, about: Subject) -> Screen:
    """Says what the citizen did, and where the case stands now; a reply to this message, too, is about the case."""
    see = button(label(language, "cases.open_card", number=shown.case.number), OpenCase(case_id=shown.case.id))
    rows = (*moves(language, shown), (see,), way_back(language))
    return Screen(body=render(language, "cases/done", shown=shown), rows=rows, fresh=True, about=about)


def nudged(language: Language, shown: Shown, *, above: bool, about: Subject) -> Screen:
    """Says who was told that they wait; ``above``: those above too, because it is late."""
    see = button(label(language, "cases.open_card", number=shown.case.number), OpenCase(case_id=shown.case.id))
    body = render(language, "cases/nudged", shown=shown, above=above)
    return Screen(body=body, rows=((see,), way_back(language)), about=about)


def thanks(language: Language) -> str:
    """A toast for somebody who has done something with their case."""
    return label(language, "cases.toast.done")


def taken_back(language: Language) -> str:
    """A toast for somebody who meant something else."""
    return label(language, "cases.toast.taken_back")
