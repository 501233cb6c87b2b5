"""Every screen of the desk in every language: complete and short enough, as full as it gets."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import product

import pytest

from actions.desk.handover import Burden
from content.cases import Promise, Urgency
from content.desk import Away, Correction, Line, Missing, Naming, OnDesk, Page, Planned, Standings, TopicPlace
from domain.desk import Pile, Place
from domain.languages import Language
from domain.people import Member, Person, Role
from tests.views.halls import NOW, sample_hall
from tests.views.test_cases import CASE, NAME, every_shown
from views import correcting, deputies, desk, handover, morning, naming
from views.markup import MAX_TEXT, utf16_length
from views.screen import Screen

KINDS = {f"{place:032}": NAME for place in range(6)}
PLACE = Place(NOW, (1 << 62) - 1)
HUGE = (1 << 62) - 1
AWAY = Away(HUGE, HUGE, "王" * 60, "李" * 60, NOW, NOW, has_begun=True, reason="病" * 200)


def lines() -> Iterator[Line]:
    for urgency in Urgency:
        yield Line(
            CASE, NAME, NAME, "王" * 60, Promise(NAME, NOW, is_provisional=True, urgency=urgency), stands_in=True
        )
    yield Line(replace(CASE, text="长" * 3000), NAME, NAME, "", Promise(NAME, NOW, True, Urgency.CALM))
    yield Line(replace(CASE, text="", closed_at=NOW), NAME, NAME, "王敏", None)
    yield Line(CASE, NAME, NAME, "", None)


def every_screen(language: Language) -> Iterator[Screen]:
    somebody = Member(1, Person(1, 1, "王" * 60, language, reachable=True), Role.SUPERVISOR)
    yield desk.desk(somebody, dict.fromkeys(Pile, 0), Standings(None, ()))
    yield desk.desk(somebody, dict.fromkeys(Pile, 10_000), Standings(AWAY, (AWAY,) * 6))
    yield desk.desk(somebody, {Pile.NOBODYS: 3}, Standings(replace(AWAY, has_begun=False), ()))
    for pile in Pile:
        yield desk.pile(language, Page(pile, (*lines(),), "", KINDS, PLACE))
        yield desk.pile(language, Page(pile, (), next(iter(KINDS)), KINDS, None))
    yield morning.morning(language, counts=dict.fromkeys(Pile, 9), half_over=9, lines=(*lines(),)[:5])
    yield morning.morning(language, counts={Pile.NOBODYS: 1}, half_over=0, lines=())
    for head in ("", f"123456:{'a' * 16}"):
        counts = dict.fromkeys(("open", "overdue", "today", "nobodys"), 7)
        yield morning.group_morning(language, counts=counts, head=head)
    yield from every_screen_of_an_absence(language, somebody)
    yield from every_screen_of_a_handover(language, Burden(replace(somebody, id=(1 << 62) - 1), 10_000))
    for written in ("", "长" * 200, "<b>"):
        yield desk.found(language, (), (), (), written=written)
        yield desk.found(language, (*lines(),), (), (), written=written)
    for places in ((), (("ZX2026-000001", TopicPlace(-1001234567890, 7)),) * 8):
        yield desk.found_in_group(language, places)
    yield desk.unsent(language)
    for shown in every_shown():
        for topic in (None, TopicPlace(-1001234567890, 1 << 31)):
            deeds = ("take", "release", "explain", "urge", "mark", "name", "correct")
            able = {f"may_{deed}": True for deed in deeds}
            yield desk.card(language, OnDesk(shown, "陈**", topic, **able, about="王" * 60, service=NAME))
    yield from every_screen_of_a_naming(language, somebody)
    yield from every_screen_of_a_correction(language)
    yield desk.card(language, OnDesk(replace(shown, case=replace(CASE, text="长" * 3500)), "", None, False, False))


def every_screen_of_a_correction(language: Language) -> Iterator[Screen]:
    yield correcting.shelves(language, CASE, sample_hall().shelves())
    yield correcting.shelf(language, CASE, sample_hall().services[:12])
    for was in (NAME, None):
        for case in (CASE, replace(CASE, person_id=None)):
            yield correcting.ask(language, Correction(case, was, sample_hall().services[0]))
        yield correcting.corrected(language, Correction(CASE, was, sample_hall().services[0]))


def every_screen_of_a_naming(language: Language, somebody: Member) -> Iterator[Screen]:
    named = replace(somebody, id=(1 << 62) - 1)
    for staff in ((), (named,) * 8):
        for more in (True, False):
            yield naming.choose(language, CASE, staff, page=3, more=more)
    for is_theirs, moves, stays in product((True, False), repeat=3):
        yield naming.ask(language, Naming(CASE, named, is_theirs, moves, stays))
    for owner in ("", "王" * 60):
        yield naming.named(language, CASE, name="王" * 60, owner=owner)


def every_screen_of_an_absence(language: Language, somebody: Member) -> Iterator[Screen]:
    huge = replace(somebody, id=HUGE)
    for away in (AWAY, replace(AWAY, has_begun=False, reason="")):
        for is_own in (True, False):
            yield deputies.away(language, away, is_own=is_own, may_set=True)
            yield deputies.done(language, away, is_own=is_own)
            yield deputies.back(language, away, is_own=is_own)
        yield deputies.named(language, away=away, by="孙" * 60, reader="deputy")
        yield deputies.told(language, away=away, by="孙" * 60, reader="absent")
        for reader in ("deputy", "absent", "above"):
            yield deputies.ended(language, away=away, by="", reader=reader)
    yield deputies.here(language)
    yield deputies.colleagues(language, ())
    yield deputies.colleagues(language, ((huge, True), (huge, False)) * 6)
    planned = Planned(
        None, NOW.date(), "王" * 60, NOW.date(), NOW.date(), ((huge, 9),) * 12, "李" * 60, "病" * 200, "k" * 12
    )
    for missing in (None, *Missing):
        for name in ("", planned.name):
            yield deputies.ask(language, replace(planned, missing=missing, name=name), may_set=True)


def every_screen_of_a_handover(language: Language, burden: Burden) -> Iterator[Screen]:
    for burdens in ((), (burden,) * 12):
        yield handover.whose(language, burdens)
        yield handover.whom(language, burden, burdens)
    for heir in (None, burden.member):
        yield handover.ask(language, burden, heir)
    yield handover.done(language, burden.member, got=(("王" * 60, 12),) * 20, nobodys=3)
    yield handover.done(language, burden.member, got=(), nobodys=0)
    yield handover.handed(language, former="王" * 60, count=10_000)


@pytest.mark.parametrize("language", Language)
def test_every_screen_fits_into_one_message_and_every_button_into_its_64_bytes(language: Language) -> None:
    for screen in every_screen(language):
        assert 0 < utf16_length(screen.body.text) <= MAX_TEXT
        assert all(len((one.press or "").encode()) <= 64 for row in screen.rows for one in row)
        assert "\n\n\n" not in screen.body.text


def test_an_empty_pile_offers_no_kinds_to_choose_from_but_the_way_back_from_one() -> None:
    def labels(kind: str) -> list[str]:
        empty = desk.pile(Language.EN, Page(Pile.NOBODYS, (), kind, KINDS, None))
        return [button.label for row in empty.rows for button in row]

    assert labels("") == ["↩️ Back", "🏠 Home"]
    assert "Every kind" in labels(next(iter(KINDS)))


def test_of_a_citizen_without_telegram_nobody_is_told_that_they_read_the_correction() -> None:
    service = sample_hall().services[0]
    reads, called = (
        str(correcting.ask(Language.ZH_HANS, Correction(case, None, service)).body)
        for case in (CASE, replace(CASE, person_id=None))
    )
    assert "我的办件" in reads
    assert "打电话" not in reads
    assert "我的办件" not in called
    assert "打电话" in called
