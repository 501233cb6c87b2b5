"""What staff see in a topic: the card, the citizen's words, what becomes of their own."""

from collections.abc import Sequence
from typing import Any

from content.texts import Text
from domain.enquiries import (
    DEEDS,
    ContentKind,
    Deed,
    Enquiry,
    EnquiryMessage,
    MessageState,
    Purpose,
)
from domain.languages import Language
from views.callbacks import (
    AskTakeOver,
    ChangeWords,
    CloseEnquiry,
    CloseQuietly,
    DropWords,
    MakeNote,
    ReleaseEnquiry,
    ReopenEnquiry,
    SendWords,
    StopReply,
    TakeEnquiry,
    TakeOver,
    WriteAnswer,
)
from views.enquiries.asking import attached
from views.render import label, render
from views.screen import Button, Rows, Screen, button

_PRESS_OF = {
    Deed.TAKE: TakeEnquiry,
    Deed.TAKE_OVER: AskTakeOver,
    Deed.RELEASE: ReleaseEnquiry,
    Deed.ANSWER: WriteAnswer,
    Deed.CLOSE: CloseEnquiry,
    Deed.REOPEN: ReopenEnquiry,
}
"""A reply has no button: it is a Telegram reply."""
BUTTONS_IN_ROW = 2


def card(
    language: Language,
    *,
    enquiry: Enquiry,
    citizen: str,
    reachable: bool,
    question: str,
    is_cut: bool,
    attachments: Sequence[ContentKind],
    guesses: Sequence[Text],
    owner: str,
    last: EnquiryMessage | None,
) -> Screen:
    """The card: what is asked, who has it, what was promised, and what can be done now."""
    body = render(
        language,
        "staff/card",
        enquiry=enquiry,
        state=label(language, f"enquiries.state.{enquiry.state}"),
        citizen=citizen,
        reachable=reachable,
        question=question,
        is_cut=is_cut,
        attached=attached(language, attachments),
        spoken=label(language, f"enquiries.language.{enquiry.language}"),
        guesses=guesses,
        owner=owner,
        last=last,
    )
    return Screen(body=body, rows=_deeds(language, enquiry))


def _deeds(language: Language, enquiry: Enquiry) -> Rows:
    buttons = [
        button(label(language, f"staff.{deed}"), _PRESS_OF[deed](enquiry_id=enquiry.id))
        for deed in DEEDS[enquiry.state]
        if deed in _PRESS_OF
    ]
    return tuple(tuple(buttons[start : start + BUTTONS_IN_ROW]) for start in range(0, len(buttons), BUTTONS_IN_ROW))


def added(language: Language, *, message: EnquiryMessage, citizen: str, **_: Any) -> Screen:
    """The citizen's words; also what we kept of something that cannot be copied any more."""
    kind = label(language, f"enquiries.kind.{message.content.kind}")
    return Screen(body=render(language, "staff/added", message=message, citizen=citizen, kind=kind))


def edited(language: Language, *, citizen: str, before: str, after: str) -> Screen:
    """How the citizen reworded a message."""
    return Screen(body=render(language, "staff/edited", citizen=citizen, before=before, after=after))


def line(language: Language, *, what: str, enquiry: Enquiry, citizen: str) -> Screen:
    """A service line; ``what`` names the template."""
    return Screen(body=render(language, f"staff/line_{what}", enquiry=enquiry, citizen=citizen))


def history(language: Language, *, enquiry: Enquiry, told: Sequence[Any], earlier: int) -> Screen:
    """The conversation so far, for a topic that was made again."""
    body = render(
        language,
        "staff/history",
        enquiry=enquiry,
        told=told,
        earlier=earlier,
        kind=lambda message: label(language, f"enquiries.kind.{message.content.kind}"),
    )
    return Screen(body=body)


def status(language: Language, *, message: EnquiryMessage) -> Screen:
    """What becomes of a clerk's words; while they wait they can be stopped."""
    body = render(language, "staff/status", message=message)
    if message.state is not MessageState.HELD:
        return Screen(body=body)
    stop = button(label(language, "staff.stop"), StopReply(message_id=message.id))
    note = button(label(language, "staff.make_note"), MakeNote(message_id=message.id))
    return Screen(body=body, rows=((stop, note),))


def take_over(language: Language, enquiry: Enquiry, *, owner: str) -> Screen:
    """Asks whether to take an enquiry from a colleague."""
    confirm = button(
        label(language, "staff.confirm_take_over"), TakeOver(enquiry_id=enquiry.id, version=enquiry.version)
    )
    body = render(language, "staff/take_over", enquiry=enquiry, owner=owner)
    return Screen(body=body, rows=((confirm, _drop(language)),), fresh=True)


def taken_over(language: Language, enquiry: Enquiry, *, owner: str) -> Screen:
    """Says who has it now."""
    return Screen(body=render(language, "staff/taken_over", enquiry=enquiry, owner=owner))


def ask_words(language: Language, enquiry: Enquiry, *, purpose: Purpose) -> Screen:
    """Asks for the words of a formal answer or of the end; the reply field opens for whoever pressed."""
    body = render(language, f"staff/write_{purpose}", enquiry=enquiry)
    return Screen(body=body, ask=label(language, f"staff.ask_{purpose}"), fresh=True)


def ask_close(language: Language, enquiry: Enquiry) -> Screen:
    """Asks for a last word, which may be left out."""
    quietly = button(label(language, "staff.close_quietly"), CloseQuietly(enquiry_id=enquiry.id))
    body = render(language, "staff/write_closing", enquiry=enquiry)
    return Screen(body=body, rows=((quietly, _drop(language)),), fresh=True)


def only_words(language: Language) -> Screen:
    """A formal answer is text; attachments go as replies."""
    return Screen(body=render(language, "staff/only_words"))


def preview(language: Language, enquiry: Enquiry, *, purpose: Purpose, text: str, key: str) -> Screen:
    """The words as the citizen will read them, before they leave."""
    send = button(label(language, "staff.send"), SendWords(key=key))
    change = button(label(language, "staff.change"), ChangeWords())
    body = render(language, "staff/preview", enquiry=enquiry, purpose=purpose, text=text)
    return Screen(body=body, rows=((send,), (change, _drop(language))))


def sent(language: Language, enquiry: Enquiry, *, purpose: Purpose, text: str) -> Screen:
    """The preview once it was sent: what was said stays to be read."""
    return Screen(body=render(language, "staff/sent", enquiry=enquiry, purpose=purpose, text=text))


def dropped(language: Language) -> Screen:
    """Nothing was done."""
    return Screen(body=render(language, "staff/dropped"))


def closed_quietly(language: Language, enquiry: Enquiry) -> Screen:
    """Closed without a word."""
    return Screen(body=render(language, "staff/closed_quietly", enquiry=enquiry))


def note_hint(language: Language) -> Screen:
    """The first note in a topic: it was not sent, and how to reply."""
    return Screen(body=render(language, "staff/note_hint"))


def sent_already(language: Language) -> Screen:
    """An edit that came too late."""
    return Screen(body=render(language, "staff/sent_already"))


def outsider_hint(language: Language) -> Screen:
    """Somebody in the group who is not enrolled tried to reply."""
    return Screen(body=render(language, "staff/outsider_hint"))


def toast(language: Language, what: str) -> str:
    """A short word on a press."""
    return label(language, f"staff.toast.{what}")


def _drop(language: Language) -> Button:
    return button(label(language, "cancel"), DropWords())
