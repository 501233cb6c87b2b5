"""The draft of a question as its writer sees it."""

from datetime import datetime

from actions.cases.asking import reading
from actions.cases.drafts import QuestionDraft
from actions.cases.loaders import titles_of
from content.models import Hall
from domain.people import Person
from views.cases import asking as screens
from views.screen import Screen


def preview_of(draft: QuestionDraft, *, person: Person, hall: Hall, now: datetime) -> Screen:
    """What staff will see of this draft, and when."""
    when = reading(hall, now=now)
    return screens.preview(
        person.language,
        key=draft.key,
        name=person.first_name,
        question=draft.text,
        attachments=draft.attachments,
        guesses=titles_of(hall, tuple(draft.guess_ids))[:3],
        reads_at=when.at,
        is_open=when.is_open,
    )
