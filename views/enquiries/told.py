"""What the citizen is told without having pressed anything: replies, the answer, the end."""

from domain.enquiries import Enquiry, EnquiryMessage
from domain.languages import Language
from views.callbacks import AcceptAnswer, AskAgain
from views.render import label, render
from views.screen import Rows, Screen, button


def reply(language: Language, *, enquiry: Enquiry, message: EnquiryMessage) -> Screen:
    """A clerk's words in the conversation."""
    return Screen(body=render(language, "enquiries/reply", enquiry=enquiry, text=message.content.text))


def reply_heading(language: Language, *, enquiry: Enquiry) -> Screen:
    """The line above a photo, file or recording of a clerk."""
    return Screen(body=render(language, "enquiries/reply_heading", enquiry=enquiry))


def answer(language: Language, *, enquiry: Enquiry, message: EnquiryMessage) -> Screen:
    """The formal answer, and whether it helped."""
    solved = button(label(language, "enquiries.solved"), AcceptAnswer(enquiry_id=enquiry.id))
    body = render(language, "enquiries/answer", enquiry=enquiry, text=message.content.text)
    return Screen(body=body, rows=((solved,), *_again(language, enquiry)))


def closed(language: Language, *, enquiry: Enquiry, message: EnquiryMessage) -> Screen:
    """The end, with a clerk's last word."""
    body = render(language, "enquiries/closed", enquiry=enquiry, text=message.content.text)
    return Screen(body=body, rows=_again(language, enquiry))


def closed_quietly(language: Language, *, enquiry: Enquiry) -> Screen:
    """The end, and how to open it again."""
    return Screen(body=render(language, "enquiries/closed", enquiry=enquiry, text=""), rows=_again(language, enquiry))


def _again(language: Language, enquiry: Enquiry) -> Rows:
    return ((button(label(language, "enquiries.still_open"), AskAgain(enquiry_id=enquiry.id)),),)
