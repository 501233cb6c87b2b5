"""Words that begin as a case does, of somebody who has chosen nothing: kept until they say what they meant."""

from actions.cases.drafts import CaseDraft, PerhapsCase
from actions.cases.filing import get_offered
from actions.forms import Form
from answers.normalise import normalise
from content.flows import FlowFile
from content.models import Hall
from domain.conversation import ContentKind, Written
from domain.errors import OutdatedButton
from domain.filing import SentFile, check_evidence


def kind_meant(hall: Hall, text: str) -> tuple[FlowFile, bool] | None:
    """The kind of case somebody begins to speak of, and whether they say nothing else yet; None for anything else.

    The longest beginning of ``begins`` in the flows wins; the name of a kind alone is one too.
    """
    said = normalise(text)
    found = [
        (len(begin), file, not any(char.isalnum() for char in said.removeprefix(begin)))
        for file in hall.offered()
        for begin in map(normalise, (*file.begins, file.name.zh, file.name.en))
        if said.startswith(begin)
    ]
    named = [(length, file, alone) for length, file, alone in found if alone or _is_beginning(file, said)]
    if not named:
        return None
    _, file, alone = max(named, key=lambda each: each[0])
    return file, alone


def _is_beginning(file: FlowFile, said: str) -> bool:
    return any(said.startswith(normalise(begin)) for begin in file.begins)


async def say_perhaps(form: Form, written: Written, *, kind: str) -> PerhapsCase:
    """Keep words that begin as a case of a kind does, after those that began so before.

    Raises:
        TooManyParts: there are too many already.
    """
    perhaps = form.draft(PerhapsCase) or PerhapsCase(kind=kind)
    perhaps.add(written)
    await form.save(perhaps)
    return perhaps


async def say_more(form: Form, perhaps: PerhapsCase, written: Written, *, file: SentFile) -> bool:
    """Keep what follows such words; false for a further part of an album that is kept already.

    Raises:
        Refusal: whatever ``check_evidence`` raises; what was kept before stays.
        TooManyParts: there are too many already.
    """
    fresh = not perhaps.has_album(written.media_group)
    if written.kind is not ContentKind.TEXT:
        check_evidence(written.kind, file, pieces=len(perhaps.attachments))
    perhaps.add(written)
    await form.save(perhaps)
    return fresh


async def take_perhaps(form: Form, *, hall: Hall) -> CaseDraft:
    """Make a case of the words that began like one.

    Raises:
        Gone: the hall does not offer that kind any more.
        OutdatedButton: the words are no longer kept.
    """
    if begun := form.draft(CaseDraft):
        return begun
    perhaps = form.draft(PerhapsCase)
    if perhaps is None:
        raise OutdatedButton
    draft = CaseDraft(kind=get_offered(hall, perhaps.kind).id, parts=perhaps.parts)
    await form.save(draft)
    return draft
