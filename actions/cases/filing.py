"""A citizen says what a case is about, piece by piece, sees it as staff will, and changes it until it is right."""

from datetime import datetime, timedelta

from actions.cases.drafts import CaseDraft, CaseStart, PerhapsCase
from actions.cases.present import name_of_area, name_of_service
from actions.forms import Form
from actions.questions import guesses_worth_showing
from answers.index import Index, find
from content.filing import Piece, ShownDraft, area_at
from content.flows import FlowFile
from content.models import Hall
from domain.cases import Privacy
from domain.conversation import ContentKind, Written
from domain.errors import ContactMissing, Gone, GuideGone, OutdatedButton
from domain.filing import (
    MAX_DETAIL,
    Detail,
    SentFile,
    check_evidence,
    check_may_have_contact,
    check_privacy,
    read_contact,
)


def get_offered(hall: Hall, kind: str) -> FlowFile:
    """The kind of case of that id.

    Raises:
        Gone: the hall does not offer it, or no longer.
    """
    file = hall.flow(kind)
    if file is None or not file.offered:
        raise Gone
    return file


async def begin_case(form: Form, start: CaseStart) -> None:
    """Let somebody choose what to file. A case they have begun before is put aside."""
    await form.save(start)


def start_at(hall: Hall, code: str) -> CaseStart:
    """Where the link of a counter or an area leads; a code nobody knows leads to the choice alone."""
    area = area_at(hall, code)
    if area is None:
        return CaseStart()
    return CaseStart(area=area.id, place="" if area.id == code.casefold() else code.upper())


async def choose_kind(form: Form, *, kind: str, hall: Hall) -> CaseDraft:
    """Begin a case of a kind, or make what was begun one of that kind: no word is lost.

    Raises:
        Gone: the hall does not offer it.
    """
    get_offered(hall, kind)
    begun = form.draft(CaseDraft)
    start, said = form.draft(CaseStart) or CaseStart(), form.draft(PerhapsCase)
    parts = said.parts if said else []
    draft = (
        begun.model_copy(update={"kind": kind}) if begun else CaseDraft(kind=kind, parts=parts, **start.model_dump())
    )
    await form.save(draft)
    return draft


async def take_up(form: Form) -> CaseDraft:
    """Go on with the case that was begun, open or put aside.

    Raises:
        OutdatedButton: there is none.
    """
    draft = form.draft(CaseDraft) or form.aside(CaseDraft)
    if draft is None:
        raise OutdatedButton
    draft = draft.model_copy(update={"asked": None})
    await form.save(draft)
    return draft


def begun_kind(form: Form, *, hall: Hall) -> FlowFile | None:
    """The kind of the case somebody has begun and put aside, if the hall still offers it."""
    draft = form.aside(CaseDraft)
    file = hall.flow(draft.kind) if draft and draft.is_begun else None
    return file if file and file.offered else None


async def write_on(form: Form, draft: CaseDraft, written: Written, *, file: SentFile, index: Index) -> bool:
    """Take what was written or sent as what it was asked for; false for a further part of an album that is in it.

    Raises:
        ContactMissing: a telephone number was asked for, and none is there.
        Refusal: whatever ``check_evidence`` raises; what was kept before stays.
        TooManyParts: it is made of too many messages.
    """
    fresh = not draft.has_album(written.media_group)
    if written.kind is not ContentKind.TEXT:
        check_evidence(written.kind, file, pieces=len(draft.evidence))
        draft.add(written)
    elif draft.asked in (Detail.PLACE, Detail.HAPPENED, Detail.REACH, Detail.SERVICE):
        await fill_in(form, draft, _detail_of(draft, written.text, index=index))
        return True
    else:
        if draft.asked is Detail.WORDS:
            draft.parts = draft.evidence
        draft.add(written)
    await form.save(draft.model_copy(update={"asked": None}))
    return fresh


def _detail_of(draft: CaseDraft, text: str, *, index: Index) -> dict[str, object]:
    words = " ".join(text.split())[:MAX_DETAIL]
    match draft.asked:
        case Detail.PLACE:
            return {"place": words}
        case Detail.HAPPENED:
            return {"happened": words}
        case Detail.REACH:
            return _reached_by(draft, text)
    guesses = guesses_worth_showing(find(index, text))
    if not guesses:
        raise GuideGone
    return {"service": guesses[0]}


def _reached_by(draft: CaseDraft, text: str) -> dict[str, object]:
    check_may_have_contact(draft.privacy)
    contact = read_contact(text)
    return {"name": contact.name or draft.name, "phone": contact.phone}


async def share_contact(form: Form, draft: CaseDraft, *, name: str, phone: str, is_own: bool) -> CaseDraft:
    """Take the telephone number somebody shared, if it is their own.

    Raises:
        AnonymousHasNoContact: they want to stay unknown.
        ContactMissing: it is somebody else's.
    """
    check_may_have_contact(draft.privacy)
    if not is_own:
        raise ContactMissing
    return await fill_in(form, draft, {"name": name[:MAX_DETAIL], "phone": phone[:MAX_DETAIL]})


async def fill_in(form: Form, draft: CaseDraft, values: dict[str, object]) -> CaseDraft:
    """Fill in a detail; the words after it are about the matter again."""
    filled = draft.model_copy(update={**values, "asked": None})
    await form.save(filled)
    return filled


async def choose_service(form: Form, draft: CaseDraft, *, service_id: str, hall: Hall) -> CaseDraft:
    """Say which service it is about.

    Raises:
        GuideGone: the hall has no such service.
    """
    if hall.service(service_id) is None:
        raise GuideGone
    return await fill_in(form, draft, {"service": service_id})


async def choose_area(form: Form, draft: CaseDraft, *, area_id: str, hall: Hall) -> CaseDraft:
    """Say in which part of the hall it was.

    Raises:
        Gone: the hall has no such part.
    """
    if hall.area(area_id) is None:
        raise Gone
    return await fill_in(form, draft, {"area": area_id})


async def choose_day(form: Form, draft: CaseDraft, *, days_ago: int, now: datetime) -> CaseDraft:
    """Say on which day it was; ``now`` is in the hall's zone."""
    return await fill_in(form, draft, {"happened": (now.date() - timedelta(days=days_ago)).isoformat()})


async def choose_privacy(form: Form, draft: CaseDraft, *, privacy: Privacy, hall: Hall) -> CaseDraft:
    """Say how much staff may know; whoever wants to stay unknown leaves no telephone number.

    Raises:
        NotConfidentialHere: the hall cannot keep that promise.
    """
    check_privacy(privacy, has_restricted=hall.keeps_confidence())
    forgotten: dict[str, object] = {"name": "", "phone": ""} if privacy is Privacy.ANONYMOUS else {}
    return await fill_in(form, draft, {"privacy": privacy, **forgotten})


async def ask_for(form: Form, draft: CaseDraft, detail: Detail) -> None:
    """Take the next words as a detail."""
    await form.save(draft.model_copy(update={"asked": detail}))


EMPTY: dict[Detail, dict[str, object]] = {
    Detail.SERVICE: {"service": None},
    Detail.PLACE: {"area": None, "place": ""},
    Detail.HAPPENED: {"happened": ""},
    Detail.REACH: {"name": "", "phone": ""},
}
"""What a detail is when nothing is said."""


async def empty_out(form: Form, draft: CaseDraft, detail: Detail) -> CaseDraft:
    """Take a detail out again."""
    return await fill_in(form, draft, EMPTY.get(detail, {}))


async def remove_piece(form: Form, draft: CaseDraft, *, message_id: int) -> CaseDraft:
    """Take one piece of evidence out again; removed a second time nothing more is."""
    return await fill_in(form, draft, {"parts": [part for part in draft.parts if part.message_id != message_id]})


def shown_draft(draft: CaseDraft, *, hall: Hall) -> ShownDraft:
    """The draft as its writer sees it.

    Raises:
        Gone: the hall does not offer its kind any more.
    """
    privacies = [privacy for privacy in Privacy if privacy is not Privacy.CONFIDENTIAL or hall.keeps_confidence()]
    return ShownDraft(
        key=draft.key,
        kind=get_offered(hall, draft.kind).name,
        text=draft.text,
        pieces=tuple(Piece(part.kind, part.message_id) for part in draft.evidence),
        service=name_of_service(hall, draft.service),
        area=name_of_area(hall, draft.area),
        place=draft.place,
        happened=draft.happened,
        privacy=draft.privacy,
        privacies=privacies,
        name=draft.name,
        phone=draft.phone,
    )
