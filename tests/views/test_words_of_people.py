"""Whatever people write or call themselves, it is shown as words: never as formatting, never past Telegram's limits."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actions.cases.loaders import Told
from content.cases import Mark, Milestone, OwnCase, Said, Urging
from domain.conversation import MAX_ANSWER, ContentKind, MessageState, Written
from domain.languages import Language
from domain.people import Member, Person, Role
from gateway.wire import bodies
from sandbox.text.entities import format_text
from tests.chaos.drill import FULL
from tests.views.halls import NOW
from tests.views.test_cases import ABOUT, CASE, CHOICES, NAME, message, shown
from views import staff
from views.cases import asking, mine, told, topic
from views.markup import MAX_ENTITIES, MAX_TEXT, parse_html, utf16_length
from views.screen import Screen

EXAMPLES = 2000 if FULL else 200
"""For each screen; all of them in the long form of the drills."""
HOSTILE = (
    '<a href="tg://user?id=1">',
    "</b>",
    "<b>",
    "&amp;",
    "&#60;script&#62;",
    "{{ hall }}",
    "{% raw %}",
    "<!-- ",
    "]]>",
    "\u202e",
    "\u200b",
    "\u0000",
    "\r\n",
    "👨‍👩‍👧‍👦",
    "😀" * 40,
    "長" * 300,
    "/start",
    "@admin",
)
WORDS = st.lists(
    st.one_of(st.sampled_from(HOSTILE), st.text(st.characters(exclude_categories=["Cs"]), max_size=40)), max_size=12
).map("".join)
LONGEST = max(MAX_ANSWER, MAX_TEXT)

Show = Callable[[Language, str], Screen]


def _said(words: str) -> Written:
    return Written(ContentKind.TEXT, words, 1, 2)


def _asked(language: Language, words: str) -> Screen:
    return asking.preview(
        language, key="k", name=words, question=words, attachments=(), guesses=(), reads_at=NOW, is_open=True
    )


def _card(language: Language, words: str) -> Screen:
    return topic.card(
        language,
        shown=shown(case=replace(CASE, text=words), owner=words[:64]),
        may_extend=True,
        area=None,
        citizen=words[:64],
        reachable=True,
        text=words[:1500],
        is_cut=False,
        attachments=(),
        guesses=(),
        service=NAME,
        has_contact=True,
        may_merge=True,
        may_split=True,
        may_ask=True,
        merged=(),
        parts=(),
        lead=words[:64],
        about=words[:64],
        last=message(content=_said(words), state=MessageState.SENT),
        call=None,
        urging=Urging(words[:64], NOW, words[:200], times=1),
        mark=None,
    )


def _mine(language: Language, words: str) -> Screen:
    each = shown(case=replace(CASE, text=words))
    line = Said(message(content=_said(words)), None)
    extended = Milestone(NOW, Mark.EXTENDED, NAME, due=NOW, reason=words)
    own = OwnCase(each, said=(line,), milestones=(extended,), asked=line.message, rating_id=None)
    return mine.card(language, own, about=ABOUT)


def _history(language: Language, words: str) -> Screen:
    lines = [Told(message(), words[:64], words[:300])] * 3
    return topic.history(language, case=CASE, told=lines, earlier=2, moved=False)


def _welcome(language: Language, words: str) -> Screen:
    return staff.welcome(language, Member(1, Person(1, 1, words[:64], language, reachable=True), Role.CLERK))


SCREENS: dict[str, Show] = {
    "the preview of a question": _asked,
    "the card of a question": _card,
    "a citizen's own question": _mine,
    "a list of questions": lambda language, words: mine.listed(
        language, [shown(case=replace(CASE, text=words))] * 3, page=0, total=3
    ),
    "the question which one": lambda language, words: mine.which(language, [replace(CASE, text=words)] * 3),
    "words in a topic": lambda language, words: topic.added(
        language, message=message(content=_said(words)), citizen=words[:64]
    ),
    "changed words in a topic": lambda language, words: topic.edited(
        language, citizen=words[:64], before=words, after=words[::-1]
    ),
    "a reply": lambda language, words: told.reply(language, shown=shown(), message=message(content=_said(words))),
    "an answer": lambda language, words: told.answer(
        language, shown=shown(), message=message(content=_said(words)), done=NAME
    ),
    "the preview of an answer": lambda language, words: topic.preview(
        language, CASE, CHOICES[1], text=words, key="k", mark="m"
    ),
    "the history in a topic made again": _history,
    "the welcome of a colleague": _welcome,
}


def _formats(screen: Screen) -> list[str]:
    return sorted(entity.type for entity in screen.body.entities)


@pytest.mark.parametrize("show", SCREENS.values(), ids=SCREENS.keys())
@settings(max_examples=EXAMPLES)
@given(words=WORDS, language=st.sampled_from(list(Language)))
def test_no_words_break_a_screen_or_format_it(show: Show, words: str, language: Language) -> None:
    screen = show(language, words[:LONGEST])

    if words.strip():
        assert _formats(screen) == _formats(show(language, "a word"))
    for body in bodies(screen):
        assert utf16_length(body["text"]) <= MAX_TEXT
        entities = body.get("entities", [])
        assert len(entities) <= MAX_ENTITIES
        for entity in entities:
            assert 0 <= entity["offset"] < entity["offset"] + entity["length"] <= utf16_length(body["text"])
        # As Telegram takes it, or refuses it.
        format_text(body["text"], parse_mode="", entities=entities)


def test_a_screen_that_trusted_peoples_words_would_be_found() -> None:
    """The negative control: the same check on a screen whose words are taken for HTML."""

    def trusting(language: Language, words: str) -> Screen:
        return replace(told.reply_heading(language, shown=shown()), body=parse_html(f"<b>{words}</b>"))

    with pytest.raises((AssertionError, ValueError)):
        test_no_words_break_a_screen_or_format_it.hypothesis.inner_test(trusting, "<i>x</i>", Language.EN)
