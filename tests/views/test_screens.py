"""Every screen of the guides, in every language, over every service of the sample hall."""

import re
from collections.abc import Iterator
from datetime import UTC

import pytest

from content.models import Service
from content.visits import Closed
from domain.checklists import NOT_SURE
from domain.closures import ClosedDays, Closing, ClosureReason
from domain.languages import Language
from domain.questions import AnswerKind
from tests.views.halls import NOW, TODAY, checklist, older, sample_hall
from views import checklists, guides, questions, start
from views.callbacks import Section
from views.check import faults
from views.screen import Screen, once_for_a_pack

HALL = sample_hall()
CHINESE = re.compile(r"[\u4e00-\u9fff]")
ONLY_SIMPLIFIED = re.compile("[办务厅们这个时间电话问题说请点选择证区开门东车书长户]")
"""Characters that Traditional Chinese writes otherwise."""


def _of_service(language: Language, service: Service) -> Iterator[tuple[str, Screen]]:
    yield "card", guides.card(language, service, hall=HALL)
    for section in Section:
        yield section.name, guides.section(language, service, section, hall=HALL)
    for at in range(len(service.faqs)):
        yield f"faq {at}", guides.faq(language, service, at)
    for step, asked in enumerate(service.questions):
        yield f"question {step}", checklists.question(language, service, asked, step=step, restarted=bool(step))
    unsure = checklist(service, {question.id: NOT_SURE for question in service.questions})
    yield "checklist", checklists.checklist(language, unsure, service=service)
    yield "old checklist", checklists.checklist(language, older(unsure), service=service)
    yield "orphaned checklist", checklists.checklist(language, unsure, service=None)
    yield "removal", checklists.removal(language, unsure)
    yield "mine", checklists.mine(language, [unsure])
    yield "answer", _answer(language, AnswerKind.GUIDE, service)
    yield "faq answer", _answer(language, AnswerKind.FAQ, service)


def _answer(language: Language, kind: AnswerKind, *services: Service) -> Screen:
    faq = services[0].faqs[0] if kind is AnswerKind.FAQ else None
    return questions.answered(language, kind, services=services, faq=faq, hall=HALL, now=NOW, paused="elsewhere")


def _of_hall(language: Language) -> Iterator[tuple[str, Screen]]:
    facts = HALL.facts
    yield "home", start.home(language, HALL)
    yield "help", start.usage(language, HALL)
    yield "unknown command", start.usage(language, HALL, unknown_command="/passport")
    yield "privacy", start.privacy(language, facts)
    yield "no checklists", checklists.mine(language, [])
    yield "categories", guides.categories(language, HALL)
    for shelf in facts.categories:
        services = HALL.in_category(shelf.id)
        yield shelf.id, guides.category(language, shelf, services=services, today=TODAY)
        yield f"empty {shelf.id}", guides.category(language, shelf, services=(), today=TODAY)
    yield "guesses", _answer(language, AnswerKind.GUESSES, *HALL.services[:3])
    for kind in (AnswerKind.NOTHING, AnswerKind.TOO_LONG, AnswerKind.NO_WORDS):
        yield kind, _answer(language, kind)
    yield "kept", questions.kept(language, hall=HALL, now=NOW)
    for name in ("sticker", "thanks", "contact", "place", "poll", "other"):
        yield name, questions.odd(language, name, hall=HALL)


def _bilingual(language: Language) -> Iterator[tuple[str, Screen]]:
    yield "welcome", start.welcome(language, HALL)
    yield "languages", start.languages(language, HALL.facts)
    yield "hours", start.hours(language, HALL, now=NOW)


def test_while_the_whole_hall_is_closed_at_short_notice_nobody_reads_that_it_is_open() -> None:
    days = ClosedDays(TODAY, TODAY)
    closing = Closing("", days.span(NOW.tzinfo or UTC), 0, ClosureReason.POWER, words_zh="", words_en="")
    assert "Open now" in start.hours(Language.EN, HALL, now=NOW).body.text

    shut = start.hours(Language.EN, HALL, closed=[Closed(days, closing, None)], now=NOW).body.text

    assert "Open now" not in shut
    assert "Closed now. Opens" in shut
    assert "The whole hall" in shut


def _all(language: Language) -> Iterator[tuple[str, Screen]]:
    yield from _bilingual(language)
    yield from _of_hall(language)
    for service in HALL.services:
        yield from ((f"{service.id} {name}", screen) for name, screen in _of_service(language, service))


@pytest.mark.parametrize("language", Language)
def test_every_screen_fits_into_one_message_with_its_buttons(language: Language) -> None:
    wrong = [(name, reason) for name, screen in _all(language) for reason in faults(screen)]

    assert len(HALL.services) == 12
    assert wrong == []


@pytest.mark.parametrize("language", Language)
def test_every_screen_below_home_has_a_way_home(language: Language) -> None:
    dead_ends = [
        name
        for name, screen in _all(language)
        if name not in ("home", "welcome") and "h" not in [button.press for row in screen.rows for button in row]
    ]

    assert dead_ends == []


def test_english_screens_hold_no_chinese() -> None:
    found: dict[str, str] = {}
    screens = dict(_of_hall(Language.EN))
    for service in HALL.services:
        screens |= {f"{service.id} {name}": screen for name, screen in _of_service(Language.EN, service)}
    phone = HALL.facts.phone
    for name, screen in screens.items():
        words = [screen.body.text, *(button.label for row in screen.rows for button in row)]
        found.update((name, word) for word in words if CHINESE.search(word.replace(phone, "")))

    assert found == {}


def test_traditional_screens_hold_no_simplified_characters() -> None:
    found: dict[str, str] = {}
    phone = HALL.facts.phone
    for name, screen in _all(Language.ZH_HANT):
        if name in ("welcome", "languages"):
            continue
        words = [screen.body.text, *(button.label for row in screen.rows for button in row)]
        found.update((name, word) for word in words if ONLY_SIMPLIFIED.search(word.replace(phone, "")))

    assert found == {}


def test_every_item_of_a_list_can_be_typed_by_its_number() -> None:
    service = HALL.services[0]
    listed = checklists.checklist(Language.EN, checklist(service), service=service)
    shelf = guides.categories(Language.ZH_HANS, HALL)

    numbers = [row[0].label.split()[0] for row in listed.rows[: len(checklist(service).items)]]
    assert numbers == [str(number) for number in range(1, len(numbers) + 1)]
    assert shelf.rows[0][0].label.startswith("1 ")


def test_a_card_says_source_version_and_until_when_it_holds() -> None:
    words = guides.card(Language.ZH_HANS, HALL.services[0], hall=HALL).body.text

    assert "来源：" in words
    assert f"版本 {HALL.services[0].version}" in words
    assert "有效期至 2027年12月31日" in words
    assert "示例内容，不能作为办事依据" in words


def test_a_checklist_names_only_what_applies_with_counts_and_says_why_something_depends() -> None:
    service = HALL.service("birth-registration")
    assert service
    answers = {"birthplace": "mainland", "follows": "mother", "married": "married", "household": NOT_SURE}

    words = checklists.checklist(Language.ZH_HANS, checklist(service, answers), service=service).body.text

    assert "《出生医学证明》（原件1份、复印件1份）" in words
    assert "亲子鉴定证明" not in words
    assert "境外出生证明" not in words
    assert "不一定要带，看情况：要落户的一方是哪种户口？ → 家庭户" in words
    assert "可以免交：窗口联网能查到结婚登记信息的，可以不带。" in words


def test_a_checklist_of_an_earlier_guide_asks_to_be_made_again() -> None:
    service = HALL.services[0]

    old = checklists.checklist(Language.EN, older(checklist(service)), service=service).body.text
    new = checklists.checklist(Language.EN, checklist(service), service=service).body.text

    assert "The guide changed on 16 Nov 2026" in old
    assert "changed" not in new


def test_a_screen_for_everybody_is_made_once_until_the_pack_is_another() -> None:
    made: list[object] = []

    @once_for_a_pack
    def screen(language: Language, pack: object) -> tuple[Language, object]:
        made.append(pack)
        return language, pack

    old, new = object(), object()
    assert screen(Language.EN, old) is screen(Language.EN, old)
    assert screen(Language.ZH_HANS, old) == (Language.ZH_HANS, old)
    assert screen(Language.EN, new) == (Language.EN, new)
    assert made == [old, old, new]
