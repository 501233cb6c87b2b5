"""A case before it is filed: what kind, what happened, what staff will see of it; and the receipt."""

from collections.abc import Sequence

from aiogram.filters.callback_data import CallbackData

from content.cases import Promise, Shown
from content.filing import ShownDraft
from content.flows import FlowFile
from content.models import Category, HallFacts, Service
from content.texts import Text
from domain.cases import Case, Privacy
from domain.conversation import ContentKind
from domain.filing import MAX_EVIDENCE, MAX_MEGABYTES, Detail
from domain.languages import Language
from domain.subjects import Subject
from views.callbacks import GiveUp, GoHome
from views.cases.asking import attached
from views.filing_callbacks import (
    ChooseDay,
    ChooseKind,
    ChoosePrivacy,
    ChooseService,
    EditDetail,
    EmptyDetail,
    FileWords,
    JoinCase,
    OnlyAsk,
    OpenShelf,
    RemovePiece,
    SayArea,
    ShowDraft,
    SubmitAnyway,
    SubmitCase,
)
from views.guides import numbered, service_buttons, shelf_buttons
from views.navigation import way_back
from views.own_case_callbacks import OpenCase
from views.render import label, render
from views.screen import Button, Rows, Screen, button, in_rows

DAYS_OFFERED = 2
"""Today and yesterday are buttons; any other day is written."""


def kinds(
    language: Language, offered: Sequence[FlowFile], *, place: str, service: Text | None, begun: FlowFile | None
) -> Screen:
    """What may be filed; ``begun`` is the kind of a case that waits to be finished."""
    rows = tuple(
        (button(numbered(position, file.name.in_(language)), ChooseKind(kind=file.id)),)
        for position, file in enumerate(offered, start=1)
    )
    body = render(language, "cases/file/kinds", offered=offered, place=place, service=service, begun=begun)
    return Screen(body=body, rows=(*(((_go_on(language),),) if begun else ()), *rows, way_back(language)))


def begin(language: Language, file: FlowFile) -> Screen:
    """Asks what happened."""
    body = render(language, "cases/file/begin", file=file, pieces=MAX_EVIDENCE, size=MAX_MEGABYTES)
    return Screen(body=body, rows=((_cancel(language),),))


def perhaps(language: Language, file: FlowFile, *, text: str, kinds: Sequence[ContentKind]) -> Screen:
    """Asks whether what was written so far is such a case or a question."""
    yes = button(label(language, "file.this", kind=file.name.in_(language)), FileWords())
    no = button(label(language, "file.only_ask"), OnlyAsk())
    body = render(language, "cases/file/perhaps", file=file, text=text, attached=attached(language, kinds))
    return Screen(body=body, rows=((yes,), (no,), way_back(language)), grows=True)


def preview(language: Language, draft: ShownDraft) -> Screen:
    """What staff will see, and what may still be said; everything but the words may be left out."""
    body = render(
        language,
        "cases/file/preview",
        draft=draft,
        attached=attached(language, [piece.kind for piece in draft.pieces]),
        privacy=label(language, f"file.privacy.{draft.privacy}"),
    )
    details = [_detail(language, detail, is_said=said) for detail, said in _said(draft) if _may_say(draft, detail)]
    pairs = in_rows(details)
    file = button(label(language, "file.submit"), SubmitCase(key=draft.key))
    return Screen(body=body, rows=((file,), *pairs, (_cancel(language),)), grows=True)


def _said(draft: ShownDraft) -> tuple[tuple[Detail, bool], ...]:
    return (
        (Detail.SERVICE, draft.service is not None),
        (Detail.PLACE, bool(draft.area or draft.place)),
        (Detail.HAPPENED, bool(draft.happened)),
        (Detail.REACH, bool(draft.phone)),
        (Detail.PRIVACY, draft.privacy is not Privacy.OPEN),
        (Detail.EVIDENCE, bool(draft.pieces)),
        (Detail.WORDS, False),
    )


def _may_say(draft: ShownDraft, detail: Detail) -> bool:
    return not (
        (detail is Detail.REACH and draft.privacy is Privacy.ANONYMOUS)
        or (detail is Detail.EVIDENCE and not draft.pieces)
        or (detail is Detail.WORDS and not draft.text)
    )


def _detail(language: Language, detail: Detail, *, is_said: bool) -> Button:
    said = label(language, "file.said") if is_said else ""
    return button(label(language, f"file.detail.{detail}") + said, EditDetail(detail=detail))


def services(language: Language, shelves: Sequence[Category]) -> Screen:
    """Asks which service it is about: the shelves."""
    pairs = shelf_buttons(language, shelves, lambda shelf: OpenShelf(category_id=shelf))
    body = render(language, "cases/file/service")
    return Screen(body=body, rows=(*pairs, *_leave_out(language, Detail.SERVICE)))


def shelf(language: Language, listed: Sequence[Service]) -> Screen:
    """The services of one shelf."""
    rows = service_buttons(language, listed, lambda service: ChooseService(service_id=service))
    back = way_back(language, EditDetail(detail=Detail.SERVICE))
    return Screen(body=render(language, "cases/file/service"), rows=(*rows, back))


def ask(language: Language, draft: ShownDraft, detail: Detail, *, hall: HallFacts) -> Screen:
    """Asks for a place, a day, a telephone number, how much staff may know, other words, or which evidence is to go."""
    choices = {
        Detail.PLACE: lambda: _areas(language, hall),
        Detail.HAPPENED: lambda: _days(language),
        Detail.PRIVACY: lambda: _privacies(language, draft),
        Detail.EVIDENCE: lambda: _pieces(language, draft),
    }
    rows: Rows = choices[detail]() if detail in choices else ()
    body = render(language, f"cases/file/{detail.name.lower()}", draft=draft, pieces=MAX_EVIDENCE, size=MAX_MEGABYTES)
    return Screen(body=body, rows=(*rows, *_leave_out(language, detail)))


def _areas(language: Language, hall: HallFacts) -> Rows:
    return tuple(
        (button(numbered(position, area.name.in_(language)), SayArea(area_id=area.id)),)
        for position, area in enumerate(hall.areas, start=1)
    )


def _days(language: Language) -> Rows:
    return (tuple(button(label(language, f"file.day.{ago}"), ChooseDay(days_ago=ago)) for ago in range(DAYS_OFFERED)),)


def _privacies(language: Language, draft: ShownDraft) -> Rows:
    return tuple(
        (button(label(language, f"file.privacy.{privacy}"), ChoosePrivacy(privacy=privacy)),)
        for privacy in draft.privacies
    )


def _pieces(language: Language, draft: ShownDraft) -> Rows:
    return tuple(
        (
            button(
                label(language, "file.remove", position=position, kind=label(language, f"cases.kind.{piece.kind}")),
                RemovePiece(message_id=piece.message_id),
            ),
        )
        for position, piece in enumerate(draft.pieces, start=1)
    )


def _leave_out(language: Language, detail: Detail) -> Rows:
    """Say nothing of it, where it may be emptied; and back to the draft."""
    empty = button(label(language, "file.leave_out"), EmptyDetail(detail=detail))
    back = button(label(language, "back"), ShowDraft())
    return ((back,),) if detail in (Detail.PRIVACY, Detail.EVIDENCE, Detail.WORDS) else ((empty, back),)


def twin(language: Language, case: Case, *, key: str) -> Screen:
    """Asks whether it is the same as an open case."""
    join = button(label(language, "file.join", number=case.number), JoinCase(case_id=case.id, key=key))
    anew = button(label(language, "file.anew"), SubmitAnyway(key=key))
    back = button(label(language, "back"), ShowDraft())
    return Screen(body=render(language, "cases/file/twin", case=case), rows=((join,), (anew,), (back,)))


def filed(
    language: Language,
    shown: Shown,
    *,
    later: Promise | None,
    area: Text | None,
    pieces: int,
    is_open: bool,
    about: Subject,
) -> Screen:
    """The receipt: the number, what is promised until when, who takes care of it, what comes next. It stays."""
    body = render(language, "cases/file/filed", shown=shown, later=later, area=area, pieces=pieces, is_open=is_open)
    see = button(label(language, "cases.open_card", number=shown.case.number), OpenCase(case_id=shown.case.id))
    home = button(label(language, "home"), GoHome())
    return Screen(body=body, rows=((see,), (home,)), fresh=True, about=about)


def dropped(language: Language) -> str:
    """A toast for somebody who does not want to go on."""
    return label(language, "file.toast.dropped")


def _go_on(language: Language) -> Button:
    press: CallbackData = ShowDraft()
    return button(label(language, "file.go_on"), press)


def _cancel(language: Language) -> Button:
    return button(label(language, "cancel"), GiveUp())
