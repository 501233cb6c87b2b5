"""A citizen's own questions: the list, one of them, and what was done with what they just wrote."""

from collections.abc import Sequence

from domain.enquiries import IN_CONVERSATION, Enquiry, EnquiryMessage, EnquiryState
from domain.languages import Language
from domain.subjects import Subject
from views.callbacks import (
    AcceptAnswer,
    AddToEnquiry,
    AskAgain,
    ChooseEnquiry,
    ChooseNone,
    GiveUp,
    MyEnquiries,
    OpenEnquiry,
    StartEnquiry,
    TakeBack,
)
from views.navigation import way_back
from views.render import label, render
from views.screen import Button, Rows, Screen, button

PAGE = 8
"""Enquiries on one page of the list."""
BEGINNING = 20
"""Characters of a question on a button."""
SHOWN_MESSAGES = 12
"""Newest messages of the conversation on the card."""


def beginning(text: str, *, length: int = BEGINNING) -> str:
    """The first characters of a text, on one line."""
    line = " ".join(text.split())
    return line if len(line) <= length else f"{line[: length - 1]}…"


def listed(language: Language, enquiries: Sequence[Enquiry], *, page: int, total: int) -> Screen:
    """The person's questions, newest first; buttons begin with their number, so that it can be typed."""
    numbered = [(page * PAGE + place, enquiry) for place, enquiry in enumerate(enquiries, start=1)]
    items = [
        (place, enquiry, beginning(enquiry.question, length=40), _state(language, enquiry))
        for place, enquiry in numbered
    ]
    rows: list[tuple[Button, ...]] = [
        (
            button(
                label(
                    language, "enquiries.item", position=place, number=enquiry.number, state=_state(language, enquiry)
                ),
                OpenEnquiry(enquiry_id=enquiry.id),
            ),
        )
        for place, enquiry in numbered
    ]
    newer = (button(label(language, "enquiries.newer"), MyEnquiries(page=page - 1)),) if page else ()
    more = (page + 1) * PAGE < total
    older = (button(label(language, "enquiries.older"), MyEnquiries(page=page + 1)),) if more else ()
    rows += [row for row in (newer + older,) if row]
    rows += [(button(label(language, "ask_staff"), StartEnquiry()),), way_back(language)]
    return Screen(body=render(language, "enquiries/mine", items=items), rows=tuple(rows))


def _state(language: Language, enquiry: Enquiry) -> str:
    return label(language, f"enquiries.state.{enquiry.state}")


def card(language: Language, enquiry: Enquiry, *, messages: Sequence[EnquiryMessage], about: Subject) -> Screen:
    """One question with the conversation so far."""
    body = render(
        language,
        "enquiries/card",
        enquiry=enquiry,
        state=_state(language, enquiry),
        messages=messages[-SHOWN_MESSAGES:],
        earlier=max(0, len(messages) - SHOWN_MESSAGES),
        kind=lambda message: label(language, f"enquiries.kind.{message.content.kind}"),
    )
    rows = (*_moves(language, enquiry), way_back(language, MyEnquiries()))
    return Screen(body=body, rows=rows, about=about)


def _moves(language: Language, enquiry: Enquiry) -> Rows:
    """What the citizen can do in this state."""
    add = button(label(language, "enquiries.add"), AddToEnquiry(enquiry_id=enquiry.id))
    solved = button(label(language, "enquiries.solved"), AcceptAnswer(enquiry_id=enquiry.id))
    again = button(label(language, "enquiries.still_open"), AskAgain(enquiry_id=enquiry.id))
    if enquiry.state in IN_CONVERSATION:
        return ((add, solved),)
    return ((solved, again),) if enquiry.state is EnquiryState.ANSWERED else ((again,),)


def ask_addition(language: Language, enquiry: Enquiry) -> Screen:
    """Asks what is to be added."""
    cancel = button(label(language, "cancel"), GiveUp())
    return Screen(body=render(language, "enquiries/add", enquiry=enquiry), rows=((cancel,),), fresh=True)


def added(
    language: Language, enquiry: Enquiry, *, message_id: int, reopened: bool, guessed: bool, about: Subject
) -> Screen:
    """Says where the words went; ``guessed``: nobody pointed at the enquiry, so that it may be a new question."""
    body = render(language, "enquiries/added", enquiry=enquiry, reopened=reopened)
    see = button(label(language, "enquiries.open_card", number=enquiry.number), OpenEnquiry(enquiry_id=enquiry.id))
    back = button(label(language, "enquiries.take_back"), TakeBack(message_id=message_id))
    return Screen(body=body, rows=((back,), (see,)) if guessed else ((see,),), about=about)


def which(language: Language, enquiries: Sequence[Enquiry]) -> Screen:
    """Asks which of several open questions is meant."""
    choices = tuple(
        (
            button(
                label(
                    language,
                    "enquiries.choose",
                    position=place,
                    number=enquiry.number,
                    question=beginning(enquiry.question),
                ),
                ChooseEnquiry(enquiry_id=enquiry.id),
            ),
        )
        for place, enquiry in enumerate(enquiries, start=1)
    )
    none = button(label(language, "enquiries.choose_none"), ChooseNone())
    cancel = button(label(language, "cancel"), GiveUp())
    return Screen(body=render(language, "enquiries/which", enquiries=enquiries), rows=(*choices, (none,), (cancel,)))


def reworded(language: Language, enquiry: Enquiry, *, about: Subject) -> Screen:
    """Says that staff see the change."""
    return Screen(body=render(language, "enquiries/reworded", enquiry=enquiry), about=about)


def accepted(language: Language, enquiry: Enquiry, *, about: Subject) -> Screen:
    """The citizen is content; a reply to this message, too, is about the enquiry."""
    again = button(label(language, "enquiries.still_open"), AskAgain(enquiry_id=enquiry.id))
    rows = ((again,), way_back(language))
    return Screen(body=render(language, "enquiries/accepted", enquiry=enquiry), rows=rows, fresh=True, about=about)


def thanks(language: Language) -> str:
    """A toast for somebody whose question is answered."""
    return label(language, "enquiries.toast.thanks")


def taken_back(language: Language) -> str:
    """A toast for somebody who meant something else."""
    return label(language, "enquiries.toast.taken_back")
