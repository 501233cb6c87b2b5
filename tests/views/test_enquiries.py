"""Every screen of enquiries in every language: complete, short enough, and without the citizen's account."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from actions.enquiries.loaders import Told
from domain.enquiries import (
    MAX_ANSWER,
    Author,
    ContentKind,
    Enquiry,
    EnquiryMessage,
    EnquiryState,
    MessageState,
    Purpose,
    Written,
)
from domain.languages import Language
from domain.people import Member, Person, Role
from domain.subjects import Part, Subject
from tests.views.halls import NOW, sample_hall
from views import staff
from views.enquiries import asking, mine, told, topic
from views.markup import MAX_TEXT, utf16_length
from views.screen import Screen

ENQUIRY = Enquiry(
    id=2**62 - 1,
    ref="r",
    number="ZX2026-000001",
    person_id=1,
    language=Language.EN,
    question="<b>几点开门？</b>",
    guesses=(),
    state=EnquiryState.OPEN,
    version=9999,
    asked_at=NOW,
    read_by=NOW + timedelta(days=1),
    owner_id=None,
    answered_at=None,
    closed_at=None,
)
ABOUT = Subject("enquiry", 1, Part.RECEIPT)


def message(**changes: object) -> EnquiryMessage:
    first = EnquiryMessage(
        id=2**62 - 1,
        enquiry_id=1,
        author=Author.CITIZEN,
        staff_id=None,
        purpose=Purpose.QUESTION,
        content=Written(ContentKind.TEXT, "a < b & c", 1, 2),
        version=1,
        state=MessageState.RECEIVED,
        at=NOW,
        send_at=NOW,
    )
    return replace(first, **changes)


def every_screen(language: Language) -> Iterator[Screen]:
    guesses = tuple(service.title for service in sample_hall().services[:3])
    for is_open in (True, False):
        yield asking.write(language, reads_at=NOW, is_open=is_open)
        for kinds in ((), tuple(ContentKind)):
            yield asking.preview(
                language,
                key="k" * 12,
                name="陈晓",
                question="a < b & c",
                attachments=kinds,
                guesses=guesses,
                reads_at=NOW,
                is_open=is_open,
            )
        yield asking.sent(language, ENQUIRY, is_open=is_open, about=ABOUT)
    for state in EnquiryState:
        enquiry = replace(ENQUIRY, state=state)
        spoken = (message(), message(content=Written(ContentKind.PHOTO, "", 1, 2)))
        yield mine.card(language, enquiry, messages=spoken * 20, about=ABOUT)
        for last in (
            None,
            *(message(state=became) for became in MessageState if became != "received" and became != "withdrawn"),
        ):
            yield topic.card(
                language,
                enquiry=enquiry,
                citizen="陈**",
                reachable=last is None,
                question="长" * 1500,
                is_cut=True,
                attachments=tuple(ContentKind),
                guesses=guesses,
                owner="王敏",
                last=last,
            )
    yield mine.listed(language, [ENQUIRY] * 8, page=1, total=30)
    yield mine.listed(language, [], page=0, total=0)
    yield mine.ask_addition(language, ENQUIRY)
    for choice in (True, False):
        yield mine.added(language, ENQUIRY, message_id=2**62 - 1, reopened=choice, guessed=choice, about=ABOUT)
    yield mine.which(language, [ENQUIRY] * 5)
    yield mine.reworded(language, ENQUIRY, about=ABOUT)
    yield mine.accepted(language, ENQUIRY, about=ABOUT)
    long = message(content=Written(ContentKind.TEXT, "长" * MAX_ANSWER, 1, 2))
    yield told.reply(language, enquiry=ENQUIRY, message=long)
    yield told.answer(language, enquiry=ENQUIRY, message=long)
    yield told.closed(language, enquiry=ENQUIRY, message=long)
    yield told.closed_quietly(language, enquiry=ENQUIRY)
    yield told.reply_heading(language, enquiry=ENQUIRY)
    yield from every_line_of_a_topic(language)
    person = Person(1, 1, "王敏", language, reachable=True)
    for role in Role:
        yield staff.welcome(language, Member(1, person, role))


def every_line_of_a_topic(language: Language) -> Iterator[Screen]:
    for kind in ContentKind:
        yield topic.added(language, message=message(content=Written(kind, "a < b", 1, 2)), citizen="陈**")
    yield topic.edited(language, citizen="陈**", before="长" * 4096, after="")
    for what in ("withdrawn", "unreachable", "reopened_by_citizen", "reopened_by_staff", "accepted"):
        yield topic.line(language, what=what, enquiry=ENQUIRY, citizen="陈**")
    for state in MessageState:
        yield topic.status(language, message=message(state=state))
    lines = [
        Told(message(purpose=purpose, state=state), "王敏", "words") for purpose in Purpose for state in MessageState
    ]
    yield topic.history(language, enquiry=ENQUIRY, told=lines[:30], earlier=5)
    yield topic.take_over(language, ENQUIRY, owner="王敏")
    yield topic.taken_over(language, ENQUIRY, owner="王敏")
    yield topic.ask_close(language, ENQUIRY)
    for purpose in (Purpose.ANSWER, Purpose.CLOSING):
        yield topic.ask_words(language, ENQUIRY, purpose=purpose)
        yield topic.preview(language, ENQUIRY, purpose=purpose, text="长" * MAX_ANSWER, key="k" * 12)
        yield topic.sent(language, ENQUIRY, purpose=purpose, text="长" * MAX_ANSWER)
    yield topic.closed_quietly(language, ENQUIRY)
    for plain in (topic.only_words, topic.dropped, topic.note_hint, topic.sent_already, topic.outsider_hint):
        yield plain(language)


@pytest.mark.parametrize("language", Language)
def test_every_screen_fits_one_message_and_every_button_its_limits(language: Language) -> None:
    screens = list(every_screen(language))
    assert len(screens) > 100
    for screen in screens:
        assert screen.body.text.strip()
        assert utf16_length(screen.body.text) <= MAX_TEXT, screen.body.text[:80]
        for row in screen.rows:
            assert 1 <= len(row) <= 8
            for button in row:
                assert len((button.press or "").encode()) <= 64
                assert button.label
        assert screen.ask is None or 1 <= len(screen.ask) <= 64


@pytest.mark.parametrize("language", Language)
def test_what_people_write_is_shown_as_they_wrote_it(language: Language) -> None:
    assert "a < b & c" in mine.card(language, ENQUIRY, messages=[message()], about=ABOUT).body.text
    assert "a < b & c" in topic.added(language, message=message(), citizen="陈**").body.text


@pytest.mark.parametrize("language", Language)
def test_the_preview_shows_the_masked_name_only(language: Language) -> None:
    shown = asking.preview(
        language, key="k", name="陈晓", question="?", attachments=(), guesses=(), reads_at=NOW, is_open=True
    )
    assert "陈**" in shown.body.text
    assert "陈晓" not in shown.body.text


def test_the_card_offers_exactly_what_the_state_allows() -> None:
    def labels(state: EnquiryState) -> list[str]:
        shown = topic.card(
            Language.EN,
            enquiry=replace(ENQUIRY, state=state),
            citizen="C**",
            reachable=True,
            question="?",
            is_cut=False,
            attachments=(),
            guesses=(),
            owner="",
            last=None,
        )
        return [button.label for row in shown.rows for button in row]

    assert labels(EnquiryState.OPEN) == ["🙋 I take it", "✍️ Answer formally", "Close"]
    assert labels(EnquiryState.TAKEN) == ["✍️ Answer formally", "Close", "Give back", "Take over"]
    assert labels(EnquiryState.ANSWERED) == ["✍️ Answer formally", "Close"]
    assert labels(EnquiryState.CLOSED) == ["Reopen"]


def test_only_a_waiting_reply_can_be_stopped() -> None:
    with_buttons = {state for state in MessageState if topic.status(Language.EN, message=message(state=state)).rows}
    assert with_buttons == {MessageState.HELD}
