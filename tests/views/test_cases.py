"""Every screen of cases in every language: complete, short enough, and without the citizen's account."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from actions.cases.calls import Call
from actions.cases.loaders import Told
from content.cases import (
    AbuseMark,
    Choice,
    Companion,
    Ending,
    Mark,
    Milestone,
    OwnCase,
    Promise,
    Said,
    Shown,
    Standing,
    Urgency,
    Urging,
)
from content.cases import Part as AskedPart
from content.flows import Code
from content.texts import Text
from domain.abuse import Abuse
from domain.cases import MAX_WORDS, Channel, Privacy
from domain.cohandling import COHANDLING, MAX_ASKED, MOST_PARTS, Term
from domain.conversation import (
    MAX_ANSWER,
    Author,
    CaseMessage,
    ContentKind,
    MessageState,
    Purpose,
    Written,
)
from domain.delays import MAX_EXPLANATION
from domain.extensions import Decision, ExtensionRequest
from domain.filing import MAX_DETAIL, Contact
from domain.flows import Need, Party
from domain.languages import Language
from domain.limits import Limit, Unit
from domain.merging import MERGED, SPLIT
from domain.people import Member, Person, Role
from domain.revealing import MAX_REASON
from domain.subjects import Part, Subject
from tests.kit.cases import QUESTION
from tests.views.halls import NOW, sample_hall
from views import deputies, marking, staff
from views.cases import (
    asking,
    calling,
    cohandling,
    contacting,
    delaying,
    extending,
    filing_for,
    giving,
    merging,
    mine,
    passing,
    revealing,
    told,
    topic,
    urging,
)
from views.cases import needs as needs_of
from views.markup import MAX_TEXT, utf16_length
from views.screen import Screen

CASE = replace(QUESTION, filed_at=NOW, state_at=NOW, read_by=NOW + timedelta(days=1), place="C03", happened="昨天上午")
MARK = "m" * 12
NAME = Text(zh="很长的名字" * 4, en="a rather long name for it")
CHOICES = (
    Choice("a" * 32, NAME),
    Choice("b" * 32, NAME, needs=(Need.TEXT,)),
    Choice("c" * 32, NAME, needs=(Need.TEXT,), optional=True, tells=True),
    Choice("d" * 32, NAME, by_writing=True),
    Choice("withdraw", None),
)


PARTS = [
    AskedPart(2**62 - 1, "XB2026-000001", NAME, owner, Promise(NAME, NOW, is_provisional=True, urgency=urgency))
    for owner, urgency in zip(("", "王" * 60, "李"), Urgency, strict=True)
] + [AskedPart(1, "XB2026-000002", None, "", None)] * (MOST_PARTS - 3)
CODED = Choice(
    "e" * 32, NAME, tells=True, codes=tuple(Code(id=f"{'c' * 31}{number}", name=NAME) for number in range(9))
)


def shown(**changes: object) -> Shown:
    """A case as somebody sees it; everything possible may be done with it."""
    whole = Shown(
        case=CASE,
        kind=NAME,
        state=NAME,
        turn=Party.CLERK,
        owner="王敏",
        promise=Promise(NAME, NOW, is_provisional=True, urgency=Urgency.LATE),
        choices=CHOICES,
        ends=Ending(NOW, NAME),
        standing=Standing(1, "李" * 60, NOW),
    )
    return replace(whole, **changes)


def every_shown() -> Iterator[Shown]:
    """Whatever turn it is, with every privacy and channel, owned and not."""
    for turn in (*Party, None):
        for owner_id in (None, 7):
            yield shown(turn=turn, case=replace(CASE, owner_id=owner_id), owner="王敏" if owner_id else "")
    for privacy in Privacy:
        for channel in Channel:
            yield shown(case=replace(CASE, privacy=privacy, channel=channel, person_id=None), promise=None)
    for urgency in Urgency:
        promise = Promise(NAME, NOW, is_provisional=False, urgency=urgency)
        yield shown(promise=promise, also=promise, parent="TS2026-000001", code=NAME, main="TS2026-000002", choices=())


ABOUT = Subject("case", 1, Part.RECEIPT)


def message(**changes: object) -> CaseMessage:
    first = CaseMessage(
        id=2**62 - 1,
        case_id=1,
        author=Author.CITIZEN,
        staff_id=None,
        purpose=Purpose.QUESTION,
        content=Written(ContentKind.TEXT, "a < b & c", 1, 2),
        version=1,
        state=MessageState.RECEIVED,
        at=NOW,
        send_at=NOW,
        action=None,
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
        yield asking.sent(language, shown(), is_open=is_open, about=ABOUT)
    for each in every_shown():
        yield mine.card(language, own_case(each), about=ABOUT)
        yield mine.done(language, each, about=ABOUT)
        for choice in (True, False):
            yield mine.nudged(language, each, above=choice, about=ABOUT)
            yield topic.nudged(
                language, shown=each, citizen="陈**", times=1 + choice, is_owner=choice, stands_in=not choice
            )
        yield told.moved(language, shown=each, done=NAME)
        yield card(language, each, may_extend=True)
    for became in set(MessageState) - {MessageState.RECEIVED, MessageState.WITHDRAWN}:
        yield card(language, shown(), last=message(state=became), reachable=False)
    yield mine.listed(language, [shown()] * 8, page=1, total=30)
    yield mine.listed(language, [], page=0, total=0)
    for page in range(4):
        yield mine.steps(language, CASE, MILESTONES * 3, page=page, about=ABOUT)
    yield mine.ask_addition(language, CASE)
    yield mine.ask_words(language, shown(), action="b" * 32)
    yield mine.ask_withdrawal(language, shown())
    for choice in (True, False):
        yield mine.added(language, shown(), message_id=2**62 - 1, reopened=choice, guessed=choice, about=ABOUT)
    yield mine.added(language, shown(turn=None), message_id=2**62 - 1, reopened=False, guessed=False, about=ABOUT)
    for done in (NAME, None):
        yield mine.late(language, shown(), done=done, about=ABOUT)
    yield mine.which(language, [CASE] * 5)
    yield mine.reworded(language, CASE, about=ABOUT)
    long = message(content=Written(ContentKind.TEXT, "长" * MAX_ANSWER, 1, 2))
    yield told.reply(language, shown=shown(), message=long)
    for done in (NAME, None):
        yield told.answer(language, shown=shown(), message=long, done=done, area=done)
        yield told.moved(language, shown=shown(choices=()), done=done)
    yield told.reply_heading(language, shown=shown())
    yield from every_line_of_a_topic(language)
    person = Person(1, 1, "王敏", language, reachable=True)
    for role in Role:
        yield staff.welcome(language, Member(1, person, role))


def own_case(each: Shown) -> OwnCase:
    """A citizen's case with everything there may be on its card, each as long as it gets."""
    long = Written(ContentKind.TEXT, "长" * MAX_ANSWER, 1, 2)
    spoken = (Said(message(content=long), None), Said(message(author=Author.STAFF, content=long), NAME))
    asked = message(author=Author.STAFF, content=long) if each.writing and not each.is_over else None
    return OwnCase(each, said=spoken * 20, milestones=MILESTONES, asked=asked, rating_id=2**62 - 1)


MILESTONES = tuple(
    Milestone(NOW, mark, NAME, area=area, due=NOW, is_provisional=True, reason="长" * MAX_WORDS)
    for mark in Mark
    for area in (NAME, None)
)


def card(
    language: Language,
    each: Shown,
    *,
    last: CaseMessage | None = None,
    reachable: bool = True,
    may_extend: bool = False,
    has_contact: bool = True,
    about: str = "王敏",
    parts: Sequence[AskedPart] = PARTS,
) -> Screen:
    """The card of a topic, as full as it gets."""
    return topic.card(
        language,
        shown=each,
        may_extend=may_extend,
        area=NAME,
        citizen="陈**",
        reachable=reachable,
        text="长" * 1500,
        is_cut=True,
        attachments=tuple(ContentKind),
        guesses=tuple(service.title for service in sample_hall().services[:3]),
        service=NAME,
        has_contact=has_contact,
        about=about,
        may_ask=True,
        parts=parts,
        lead="王" * 60,
        last=last,
        call=Call("王敏", NOW, reached=reachable),
        urging=Urging("王敏", NOW, "长" * MAX_REASON, times=2),
        merged=[Companion(CASE.number, NOW if may_extend else None)] * (50 if has_contact else 0),
        may_merge=has_contact,
        may_split=has_contact,
        mark=AbuseMark("王敏", NOW, Abuse.FLOOD),
    )


def every_line_of_a_topic(language: Language) -> Iterator[Screen]:
    for kind in ContentKind:
        yield topic.added(language, message=message(content=Written(kind, "a < b", 1, 2)), citizen="陈**")
    yield topic.edited(language, citizen="陈**", before="长" * 4096, after="")
    joint = ("merged", "took_in", "split", "along", "companion_added", "part_withdrawn")
    plain = ("withdrawn", "reachable", "acted", "passed", "left", "taken_away", "assigned", "corrected", "not_revealed")
    for what in (*plain, *joint):
        for done in (NAME, None):
            named = {
                "area": NAME,
                "service": done,
                "by": "王敏",
                "to": "孙莉",
                "other": "TS2026-000002",
                "part": "XB2026-000001",
            }
            yield topic.line(language, what=what, case=CASE, citizen="陈**", done=done, state=NAME, **named)
    for state in MessageState:
        yield topic.status(language, message=message(state=state))
    lines = [
        Told(message(purpose=purpose, state=state), "王敏", "words", NAME)
        for purpose in Purpose
        for state in MessageState
    ]
    for moved in (True, False):
        yield topic.history(language, case=CASE, told=lines[:30], earlier=5, moved=moved)
    yield topic.take_over(language, CASE, owner="王敏")
    yield topic.taken_over(language, CASE, owner="王敏")
    for choice in CHOICES[1:3]:
        for area in (NAME, None):
            yield topic.ask_words(language, CASE, choice, area=area, mark=MARK)
            said: dict[str, Any] = {"text": "长" * MAX_ANSWER, "key": MARK, "area": area, "code": area, "mark": MARK}
            yield topic.preview(language, CASE, choice, **said)
            for tells, ends in ((True, True), (True, False), (False, False)):
                yield topic.preview(language, CASE, replace(choice, tells=tells, ends=ends), **said, along=[CASE] * 50)
    yield from every_step_of_merging(language)
    yield from every_hand_a_case_may_pass_to(language)
    yield from every_step_to_more_time(language)
    yield from every_word_about_a_delay(language)
    yield from every_step_with_another_area(language)
    yield filing_for.choose_kind(language, flows=sample_hall().flows, mark=MARK)
    yield filing_for.choose_channel(language, kind=NAME, channels=Channel, mark=MARK)
    yield filing_for.ask_words(language, kind=NAME, channel=Channel.LETTER, mark=MARK)
    yield filing_for.preview(language, kind=NAME, channel=Channel.BOX, text="长" * MAX_WORDS, key=MARK, mark=MARK)
    yield filing_for.filed(language, CASE, kind=NAME)
    yield from (contacting.wanted(language, case=CASE), contacting.ask(language, CASE), contacting.kept(language, CASE))
    for person_id in (1, None):
        for words, done, reached in (("长" * MAX_WORDS, None, True), ("", NAME, False)):
            task: dict[str, Any] = {"case": replace(CASE, person_id=person_id), "citizen": "", "words": words}
            calls = [Call("王敏", NOW, reached=reached)] * 5
            for what in ("step", "moved", "category", "extended", "overdue", MERGED, SPLIT):
                dates: dict[str, Any] = {"period": NAME, "before": NOW, "due": NOW, "is_provisional": reached}
                task |= {"what": what, "main": "TS2026-000001", "reason": "长" * MAX_WORDS, **dates}
                yield calling.task(language, **task, task="w1", done=done, state=NAME, has_contact=reached, calls=calls)
    yield topic.sent(language, CASE, done=NAME, text="长" * MAX_ANSWER)
    yield topic.done(language, CASE, name=NAME)
    for plain in (topic.only_words, topic.dropped, topic.note_hint, topic.sent_already, topic.outsider_hint):
        yield plain(language)


def every_step_of_merging(language: Language) -> Iterator[Screen]:
    for likely in ([CASE] * 5, []):
        yield merging.choose_main(language, CASE, likely=likely, mark=MARK)
    for first, others in ((NAME, 3), (None, 0)):
        yield merging.preview(language, case=CASE, main=shown(), first=first, others=others, about=ABOUT)
    yield merging.merged(language, CASE, main=CASE)
    for answered in (True, False):
        yield merging.ask_split(language, CASE, answered=answered)
        yield told.split(language, shown=shown(), answered=answered)
    yield merging.parted(language, CASE)
    yield told.merged(language, shown=shown(main="TS2026-000002"))
    for service, words in ((NAME, ""), (None, "长" * MAX_DETAIL)):
        yield topic.joined(language, citizen="", service=service, place=words, happened=words, reached=not words)
    for main, done in (("TS2026-000002", NAME), ("", None)):
        yield topic.shared(language, number=CASE.number, main=main, done=done, text="长" * MAX_ANSWER)


def every_step_with_another_area(language: Language) -> Iterator[Screen]:
    part = replace(CASE, kind=COHANDLING, channel=Channel.HALL, text="长" * MAX_ASKED)
    [area, *_] = sample_hall().facts.areas
    term, zone = Term(0, Limit(5, Unit.MINUTES), NOW), ZoneInfo("Asia/Shanghai")
    for areas in ((area,) * 9, ()):
        yield cohandling.choose_area(language, CASE, areas=areas)
    yield cohandling.choose_term(language, CASE, area, terms=[term] * 6, zone=zone)
    yield cohandling.ask_words(language, CASE, area, term, zone=zone, mark=MARK)
    yield cohandling.preview(language, CASE, area, term, text="长" * MAX_ASKED, key=MARK, zone=zone, mark=MARK)
    yield cohandling.asked(language, CASE, part, NAME)
    yield cohandling.ask_withdrawal(language, CASE, part, NAME)
    yield cohandling.withdrawn(language, part)
    yield topic.preview(language, part, CHOICES[1], text="长" * MAX_ANSWER, key=MARK, mark=MARK)
    for promise in (PARTS[0].promise, None):
        about: dict[str, Any] = {"number": CASE.number, "parent": CASE.number, "area": NAME, "promise": promise}
        yield cohandling.wanted(language, **about, by="王" * 60)
        for done, again in ((NAME, True), (None, False)):
            yield cohandling.given(language, **about, by="王" * 60, done=done, again=again, text="长" * MAX_ANSWER)


def every_step_to_more_time(language: Language) -> Iterator[Screen]:
    longer = Limit(10, Unit.WORKING_DAYS)
    for left in (longer, Limit(1, Unit.WORKING_DAYS)):
        yield extending.choose_time(language, CASE, left=left)
    yield extending.ask_reason(language, CASE, longer=longer, mark=MARK)
    yield extending.preview(language, CASE, longer=longer, reason="长" * MAX_WORDS, key=MARK, mark=MARK)
    yield extending.asked(language, CASE, longer=longer)
    yield extending.ask_denial(language, CASE, mark=MARK)
    asked = ExtensionRequest(2**62 - 1, 1, 1, 10, "", Decision.OPEN, 1, NOW, None, None, "")
    yield extending.preview_denial(language, CASE, asked, answer="长" * MAX_WORDS, key=MARK, mark=MARK)
    yield topic.kept_as_note(language)
    yield revealing.ask_reason(language, CASE, mark=MARK)
    yield revealing.revealed(language, CASE, by="王敏", reason="长" * MAX_REASON)
    for left in (Contact("李" * MAX_DETAIL, ""), Contact("", "13800000000")):
        yield revealing.contact(language, case=CASE, contacts=(left, left))
    yield extending.denied(language, CASE)
    for decision in Decision:
        request = ExtensionRequest(2**62 - 1, 1, 1, 10, "长" * MAX_WORDS, decision, 1, NOW, 2, NOW, "")
        about: dict[str, Any] = {"number": CASE.number, "kind": NAME, "period": NAME, "request": request}
        said: dict[str, Any] = {"asked_by": "王敏", "decided_by": "孙莉", "longer": longer, "due": NOW}
        yield extending.in_topic(language, **about, **said)


def every_word_about_a_delay(language: Language) -> Iterator[Screen]:
    causes = sample_hall().facts.delay_causes
    for ask in (delaying.choose_cause, delaying.choose_cause_on_desk):
        yield ask(language, CASE, clock_id=2**62 - 1, period=NAME, causes=causes)
    yield delaying.ask_words(language, CASE, period=NAME, cause=causes[0], mark=MARK)
    yield delaying.ask_words_on_desk(language, CASE, period=NAME, cause=causes[0])
    for cause in (NAME, None):
        yield delaying.explained(
            language, number=CASE.number, kind=NAME, period=NAME, by="王敏", cause=cause, words="长" * MAX_EXPLANATION
        )
    yield marking.ask(language, CASE)
    for abuse in (*Abuse, None):
        yield marking.marked(language, number=CASE.number, abuse=abuse)
    yield urging.ask_reason(language, CASE, owner="王敏", mark=MARK)
    yield urging.ask_reason_on_desk(language, CASE, owner="王敏")
    for is_owner in (True, False):
        for times in (1, 2):
            urged = Urging("王敏", NOW, "长" * MAX_REASON, times=times)
            yield urging.urged(language, shown=shown(), urging=urged, is_owner=is_owner)


def every_hand_a_case_may_pass_to(language: Language) -> Iterator[Screen]:
    areas = sample_hall().facts.areas
    for area in (None, areas[0]):
        for code in (None, CODED.codes[0].id):
            for needs in ((), (Need.UNIT, Need.REASON)):
                known = {"areas": areas, "area": area, "code": code, "mark": MARK}
                yield needs_of.ask_next(language, CASE, replace(CODED, needs=needs), **known)
    member = Member(2**62 - 1, Person(1, 1, "很长的名字" * 20, language, reachable=True), Role.CLERK)
    for colleagues in ([(member, 1234)] * 12, []):
        yield passing.choose_colleague(language, CASE, colleagues=colleagues)
    yield passing.assigned(language, CASE, owner="王敏")
    for is_theirs in (True, False):
        for area in (NAME, None):
            for shown in every_shown():
                yield giving.given(language, shown=shown, area=area, by="孙莉", is_theirs=is_theirs, origin=None)


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


@pytest.mark.parametrize("language", Language)
def test_what_people_write_is_shown_as_they_wrote_it(language: Language) -> None:
    own = OwnCase(shown(), said=(Said(message(), None),), milestones=(), asked=message(), rating_id=None)
    assert mine.card(language, own, about=ABOUT).body.text.count("a < b & c") == 2
    assert "a < b & c" in topic.added(language, message=message(), citizen="陈**").body.text


def test_no_word_of_answering_and_sending_turns_into_echo_and_hair_in_traditional_chinese() -> None:
    assert "沒有您的回音" in told.moved(Language.ZH_HANT, shown=shown(), done=None).body.text
    assert "一直發給您" in deputies.here(Language.ZH_HANT).body.text


def test_a_citizen_is_sent_to_buttons_only_where_there_are_some() -> None:
    withdrawal, confirm = Choice("withdraw", None), Choice("confirm", Text(zh="满意，结束", en="Settled"))
    for choices in ((withdrawal,), (withdrawal, confirm)):
        each = shown(choices=choices)
        for screen in (
            told.moved(Language.ZH_HANS, shown=each, done=None),
            told.answer(Language.ZH_HANS, shown=each, message=message(), done=None),
        ):
            assert ("下面的按钮" in screen.body.text) is bool(screen.rows), screen.body.text


@pytest.mark.parametrize("language", Language)
def test_the_preview_shows_the_masked_name_only(language: Language) -> None:
    screen = asking.preview(
        language, key="k", name="陈晓", question="?", attachments=(), guesses=(), reads_at=NOW, is_open=True
    )
    assert "陈**" in screen.body.text
    assert "陈晓" not in screen.body.text


def test_the_card_offers_what_the_flow_allows_and_to_take_or_give_back_in_the_staffs_turn() -> None:
    answer = Choice("answer", Text(zh="答复", en="Answer"), needs=(Need.TEXT,))

    def labels(turn: Party | None, *, owner_id: int | None = None) -> list[str]:
        each = shown(turn=turn, case=replace(CASE, owner_id=owner_id), choices=(answer, Choice("withdraw", None)))
        return [button.label for row in card(Language.EN, each, has_contact=False, parts=()).rows for button in row]

    hands = ["🤝 Ask another area", "👉 Give to"]
    assert labels(Party.CLERK) == ["🙋 I take it", "✍️ Answer", *hands]
    had = ["✍️ Answer", "Give back", "Take over", "📣 Urge"]
    assert labels(Party.CLERK, owner_id=7) == [*had, *hands]
    assert labels(Party.CITIZEN) == ["✍️ Answer"]
    assert labels(None) == ["✍️ Answer"]


def test_whoever_refuses_is_asked_for_the_reason_and_for_a_way_on() -> None:
    refuse = Choice("refuse", NAME, needs=(Need.REASON,), tells=True, ends=True)
    find = Choice("find", NAME, needs=(Need.TEXT,))
    asked = [topic.ask_words(Language.EN, CASE, choice, mark=MARK).body.text for choice in (refuse, find)]
    assert ["where the citizen can turn" in text for text in asked] == [True, False]


def test_only_a_waiting_reply_can_be_stopped() -> None:
    with_buttons = {state for state in MessageState if topic.status(Language.EN, message=message(state=state)).rows}
    assert with_buttons == {MessageState.HELD}
