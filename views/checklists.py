"""A citizen's checklists: the questions, the list, the lists they keep."""

from collections.abc import Sequence

from content.models import Question, Service
from domain.checklists import Checklist
from domain.languages import Language
from views.callbacks import (
    UNSURE_OPTION,
    AnswerQuestion,
    ConfirmRemoval,
    MyChecklists,
    OpenCategories,
    OpenChecklist,
    OpenGuide,
    RedoChecklist,
    RemoveChecklist,
    StepBack,
    TickItem,
)
from views.guides import numbered
from views.navigation import way_back
from views.own_case_callbacks import AskStaff
from views.render import label, render
from views.screen import Screen, button

TICKED, OPEN = "☑️", "⬜️"


def question(language: Language, service: Service, asked: Question, *, step: int, restarted: bool = False) -> Screen:
    """One question; ``step`` answers were given before, ``restarted`` because the guide changed meanwhile."""

    def answer(option: int) -> AnswerQuestion:
        return AnswerQuestion(service_id=service.id, step=step, option=option)

    options = [
        (button(numbered(at + 1, option.label.in_(language)), answer(at)),) for at, option in enumerate(asked.options)
    ]
    unsure = numbered(len(options) + 1, label(language, "option.not_sure"))
    back = StepBack(service_id=service.id, step=step) if step else OpenGuide(service_id=service.id)
    return Screen(
        body=render(
            language, "checklists/question", service=service, question=asked, number=step + 1, restarted=restarted
        ),
        rows=(*options, (button(unsure, answer(UNSURE_OPTION)),), way_back(language, back)),
    )


def checklist(language: Language, listed: Checklist, *, service: Service | None) -> Screen:
    """The list with its ticks; ``service`` is the guide as it is today, None if the hall has it no more."""
    items = tuple(
        (
            button(
                numbered(at + 1, f"{TICKED if item.id in listed.ticked else OPEN} {item.name[language]}"),
                TickItem(ref=listed.ref, version=listed.version, item=at, ticked=item.id not in listed.ticked),
            ),
        )
        for at, item in enumerate(listed.items)
    )
    redo = button(label(language, "list.redo"), RedoChecklist(ref=listed.ref))
    remove = button(label(language, "list.remove"), RemoveChecklist(ref=listed.ref))
    guide = button(label(language, "card.full"), OpenGuide(service_id=listed.service_id))
    ask = button(label(language, "ask_staff"), AskStaff())
    manage = ((redo, remove), (guide, ask)) if service else ((remove, ask),)
    return Screen(
        body=render(
            language,
            "checklists/checklist",
            checklist=listed,
            service=service,
            marks={item.id: TICKED if item.id in listed.ticked else OPEN for item in listed.items},
        ),
        rows=(*items, *manage, way_back(language, MyChecklists())),
    )


def mine(language: Language, lists: Sequence[Checklist]) -> Screen:
    """The lists a person keeps, newest first."""
    rows = tuple(
        (
            button(
                numbered(number, f"{listed.title[language]} · {len(listed.ticked)}/{len(listed.items)}"),
                OpenChecklist(ref=listed.ref),
            ),
        )
        for number, listed in enumerate(lists, start=1)
    )
    guides = button(label(language, "open.guides"), OpenCategories())
    body = render(language, "checklists/mine", lists=lists)
    return Screen(body=body, rows=(*rows, (guides,), way_back(language)))


def removal(language: Language, listed: Checklist) -> Screen:
    """Whether to remove it for good."""
    yes = button(label(language, "list.remove_yes"), ConfirmRemoval(ref=listed.ref))
    return Screen(
        body=render(language, "checklists/removal", checklist=listed),
        rows=((yes,), way_back(language, OpenChecklist(ref=listed.ref))),
    )
