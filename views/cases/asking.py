"""A question before it is sent: what to write, and what staff will see of it."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from content.cases import Shown
from content.texts import Text
from domain.conversation import ContentKind
from domain.languages import Language
from domain.people import masked
from domain.subjects import Subject
from views.callbacks import GiveUp, GoHome
from views.own_case_callbacks import ChangeQuestion, OpenCase, SendQuestion
from views.render import label, render
from views.screen import Button, Screen, button


def attached(language: Language, kinds: Sequence[ContentKind]) -> str:
    """What is attached, in words, each kind once and how many of it; empty without attachments."""
    counted = Counter(label(language, f"cases.kind.{kind}") for kind in kinds)
    names = [name if count == 1 else f"{name} ×{count}" for name, count in counted.items()]
    return ", ".join(names) if language is Language.EN else "、".join(names)


def write(language: Language, *, reads_at: datetime | None, is_open: bool) -> Screen:
    """Asks for the question."""
    body = render(language, "cases/write", reads_at=reads_at, is_open=is_open)
    return Screen(body=body, rows=((_cancel(language),),))


def preview(
    language: Language,
    *,
    key: str,
    name: str,
    question: str,
    attachments: Sequence[ContentKind],
    guesses: Sequence[Text],
    reads_at: datetime | None,
    is_open: bool,
) -> Screen:
    """Exactly what staff will see, what they will not, and when a person will read it."""
    body = render(
        language,
        "cases/preview",
        citizen=masked(name),
        question=question,
        attached=attached(language, attachments),
        spoken=label(language, f"cases.language.{language}"),
        guesses=guesses,
        reads_at=reads_at,
        is_open=is_open,
    )
    send = button(label(language, "cases.send"), SendQuestion(key=key))
    change = button(label(language, "cases.change"), ChangeQuestion())
    return Screen(body=body, rows=((send,), (change, _cancel(language))), grows=True)


def sent(language: Language, shown: Shown, *, is_open: bool, about: Subject) -> Screen:
    """The receipt: the number, when it will be read and answered, and how to go on. It stays."""
    case = shown.case
    body = render(language, "cases/sent", shown=shown, is_open=is_open)
    see = button(label(language, "cases.open_card", number=case.number), OpenCase(case_id=case.id))
    home = button(label(language, "home"), GoHome())
    return Screen(body=body, rows=((see,), (home,)), fresh=True, about=about)


def sent_before(language: Language, *, number: str) -> str:
    """A toast for somebody who pressed twice."""
    return label(language, "cases.toast.sent_before", number=number)


def _cancel(language: Language) -> Button:
    return button(label(language, "cancel"), GiveUp())
