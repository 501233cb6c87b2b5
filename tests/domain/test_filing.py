"""What may be filed: how much evidence, how often, and what counts as the same again."""

import pytest

from domain.cases import Privacy
from domain.conversation import ContentKind
from domain.errors import (
    AnonymousHasNoContact,
    ContactMissing,
    EvidenceTooBig,
    EvidenceUnreadable,
    NotConfidentialHere,
    NothingToFile,
    Refusal,
    TooManyFiled,
    TooManyOpenMatters,
    TooMuchEvidence,
)
from domain.filing import (
    MAX_A_DAY,
    MAX_EVIDENCE,
    MAX_MEGABYTES,
    MAX_OPEN,
    MEGABYTE,
    Contact,
    SentFile,
    check_evidence,
    check_may_have_contact,
    check_privacy,
    check_room,
    check_says_something,
    read_contact,
)


@pytest.mark.parametrize(
    ("kind", "file", "pieces", "refusal"),
    [
        (ContentKind.PHOTO, SentFile(size=MAX_MEGABYTES * MEGABYTE), MAX_EVIDENCE - 1, None),
        (ContentKind.PHOTO, SentFile(size=MAX_MEGABYTES * MEGABYTE + 1), 0, EvidenceTooBig),
        (ContentKind.PHOTO, SentFile(), MAX_EVIDENCE, TooMuchEvidence),
        (ContentKind.DOCUMENT, SentFile(name="收据.PDF"), 0, None),
        (ContentKind.DOCUMENT, SentFile(name="program.pdf.exe"), 0, EvidenceUnreadable),
        (ContentKind.DOCUMENT, SentFile(name="证据.zip", mime="image/png"), 0, EvidenceUnreadable),
        (ContentKind.DOCUMENT, SentFile(mime="image/png"), 0, None),
        (ContentKind.DOCUMENT, SentFile(mime="application/x-sh"), 0, EvidenceUnreadable),
        (ContentKind.DOCUMENT, SentFile(), 0, EvidenceUnreadable),
        (ContentKind.STICKER, SentFile(), 0, EvidenceUnreadable),
        (ContentKind.ANIMATION, SentFile(), 0, EvidenceUnreadable),
        (ContentKind.LOCATION, SentFile(), 0, None),
        (ContentKind.VOICE, SentFile(size=1), 0, None),
    ],
)
def test_evidence_is_what_staff_can_open_and_not_too_much(
    kind: ContentKind, file: SentFile, pieces: int, refusal: type[Refusal] | None
) -> None:
    if refusal is None:
        check_evidence(kind, file, pieces=pieces)
    else:
        with pytest.raises(refusal):
            check_evidence(kind, file, pieces=pieces)


@pytest.mark.parametrize(("text", "kinds"), [("说一句", []), ("", [ContentKind.VOICE]), (" ", [ContentKind.VIDEO])])
def test_a_sentence_or_a_recording_is_enough(text: str, kinds: list[ContentKind]) -> None:
    check_says_something(text, kinds)


@pytest.mark.parametrize(("text", "kinds"), [(" \n", []), ("", [ContentKind.PHOTO])])
def test_a_picture_without_a_word_says_nothing(text: str, kinds: list[ContentKind]) -> None:
    with pytest.raises(NothingToFile):
        check_says_something(text, kinds)


def test_one_case_too_many_is_refused_with_the_number() -> None:
    check_room(still_open=MAX_OPEN - 1, filed_today=MAX_A_DAY - 1)
    with pytest.raises(TooManyOpenMatters) as at_once:
        check_room(still_open=MAX_OPEN, filed_today=0)
    with pytest.raises(TooManyFiled) as today:
        check_room(still_open=0, filed_today=MAX_A_DAY)
    assert (at_once.value.params, today.value.params) == ({"limit": MAX_OPEN}, {"limit": MAX_A_DAY})


def test_confidence_is_promised_only_where_it_is_kept() -> None:
    check_privacy(Privacy.CONFIDENTIAL, has_restricted=True)
    check_privacy(Privacy.ANONYMOUS, has_restricted=False)
    with pytest.raises(NotConfidentialHere):
        check_privacy(Privacy.CONFIDENTIAL, has_restricted=False)


def test_whoever_stays_unknown_leaves_no_number() -> None:
    check_may_have_contact(Privacy.CONFIDENTIAL)
    with pytest.raises(AnonymousHasNoContact):
        check_may_have_contact(Privacy.ANONYMOUS)


@pytest.mark.parametrize(
    ("text", "contact"),
    [
        ("李女士 138 0000 0000", Contact("李女士", "13800000000")),
        ("13800000000，陈先生", Contact("陈先生", "13800000000")),
        ("Ms Li: +86 (138) 0000-0000", Contact("Ms Li", "+8613800000000")),
        ("010-5555 0123", Contact("", "01055550123")),
    ],
)
def test_a_name_and_a_number_are_told_apart(text: str, contact: Contact) -> None:
    assert read_contact(text) == contact


@pytest.mark.parametrize("text", ["李女士", "C03", "12345", ""])
def test_words_without_a_number_are_no_contact(text: str) -> None:
    with pytest.raises(ContactMissing):
        read_contact(text)
