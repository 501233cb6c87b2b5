"""What must hold between the parts of a pack is checked, and shown where it is broken."""

from datetime import date

import pytest

from content.calendars import opening_hours
from content.loader import load_hall
from tests.content.packs import BIRTH, CALENDAR, TODAY, Pack

BIRTH_FILE = "services/birth.yaml"

GUIDE_CASES = {
    "an unknown category": (
        "category: family",
        "category: familly",
        "7: category: there is no category 'familly'; did you mean family?",
    ),
    "an unknown area": ("area: general", "area: tax", "8: area: there is no area 'tax'; hall.yaml has general"),
    "an id of another service": (
        "id: birth",
        "id: marriage",
        ("services/marriage.yaml", "1: id: 'marriage' is given twice; the first is in birth.yaml:1"),
    ),
    "the title of another service, in Traditional": (
        "title: {zh: 出生登记",
        "title: {zh: 結婚登記",
        ("services/marriage.yaml", "2: title.zh: '结婚登记' is also the title in birth.yaml:2"),
    ),
    "an alias of another service, in Traditional": (
        "  - 报户口",
        "  - 領 證！",
        ("services/marriage.yaml", "5: aliases[1]: '领证' is also the alias '領 證！' in birth.yaml:6"),
    ),
    "an alias that is another's title, in other letters": (
        "  - 报户口",
        "  - ＧＥＴ married!",
        "6: aliases[2]: 'ＧＥＴ married!' is also the title 'Get married' in marriage.yaml:2",
    ),
    "an alias without a letter": (
        "  - 报户口",
        "  - '??'",
        "6: aliases[2]: holds neither a letter nor a sign to search for",
    ),
    "the same alias again": (
        "  - 报户口",
        "  - 上 戶口",
        "6: aliases[2]: warning: '上 戶口' is the same as '上户口' in line 5",
    ),
    "no aliases": (
        "aliases:\n  - 上户口\n  - 报户口\n",
        "",
        "1: aliases: warning: there are none; people who call it otherwise will not find it",
    ),
    "no FAQs": (
        "faqs:\n  - asked: [几天办好]\n    answer: {zh: 三天, en: Three days}\n",
        "faqs: []\n",
        "40: faqs: warning: there are none; no everyday question leads here",
    ),
    "two materials of one id": (
        "id: translation",
        "id: certificate",
        "27: materials[certificate].id: 'certificate' is given twice; the first is in birth.yaml:23",
    ),
    "checked in the future": (
        "checked_on: 2026-08-01",
        "checked_on: 2026-09-02",
        "45: checked_on: 2026-09-02 is still to come; today is 2026-09-01",
    ),
    "reviewed too late": (
        "review_by: 2027-02-01",
        "review_by: 2027-08-02",
        "47: review_by: 2027-08-02 is after valid_until (2027-08-01); review a guide before it expires",
    ),
    "not reviewed": (
        "review_by: 2027-02-01",
        "review_by: 2026-08-31",
        "47: review_by: warning: was to be reviewed by 2026-08-31",
    ),
    "the law is stricter": (
        "legal: 30 working days",
        "legal: 2 working days",
        "34: legal: '2 working days' is shorter than what is promised ('3 working days')",
    ),
    "an open link": (
        "https://",
        "http://",
        "43: source.url: warning: links by http://; write https:// if the site has it",
    ),
    "an open link inside a text": (
        "zh: 三天,",
        "zh: 见 http://hall.example,",
        "42: faqs[1].answer.zh: warning: links by http://; write https:// if the site has it",
    ),
}


@pytest.mark.parametrize(("old", "new", "said"), GUIDE_CASES.values(), ids=GUIDE_CASES.keys())
def test_a_guide_that_disagrees_is_shown(pack: Pack, old: str, new: str, said: str | tuple[str, str]) -> None:
    pack.change(BIRTH_FILE, old, new)

    hall, problems = pack.load()

    file, line = said if isinstance(said, tuple) else (BIRTH_FILE, said)
    assert problems == [f"{file}:{line}"]
    assert (hall is None) is ("warning:" not in line)


def test_two_questions_or_two_options_of_one_id_are_shown(pack: Pack) -> None:
    question = "  - {id: twice, ask: {zh: 甲？, en: A?}, options: [{id: a, label: {zh: 甲, en: A}}, "
    first = question + "{id: b, label: {zh: 乙, en: B}}]}\n"
    again = question + "{id: a, label: {zh: 乙, en: B}}]}\n"
    pack.change(BIRTH_FILE, "materials:\n", first + again + "materials:\n")
    pack.change(BIRTH_FILE, "only_if: {paper: [open]}", "only_if: {paper: [open], twice: [a]}")

    assert pack.problems() == [
        f"{BIRTH_FILE}:23: questions[twice].id: 'twice' is given twice; the first is in birth.yaml:22",
        f"{BIRTH_FILE}:23: questions[twice].options[a].id: 'a' is given twice; the first is in birth.yaml:23",
    ]


def test_an_expired_guide_warns_and_still_loads(pack: Pack) -> None:
    pack.change(BIRTH_FILE, "2027-08-01\nreview_by: 2027-02-01", "2026-08-31\nreview_by: 2026-08-31")

    hall, problems = pack.load()

    assert problems == [
        f"{BIRTH_FILE}:46: valid_until: warning: expired on 2026-08-31",
        f"{BIRTH_FILE}:47: review_by: warning: was to be reviewed by 2026-08-31",
    ]
    assert hall is not None


def test_the_last_day_of_a_guide_is_a_good_day(pack: Pack) -> None:
    pack.write("calendar/2027.yaml", CALENDAR[: CALENDAR.index("    makeup")].replace("2026", "2027"))

    assert load_hall(pack.root, today=date(2027, 2, 1))[1] == ()
    assert len(load_hall(pack.root, today=date(2027, 2, 2))[1]) == 2


HALL_CASES = {
    "closed and open on one day": (
        "2026-09-27",
        "2026-10-01",
        "14: extra[1]: the hall is closed on 2026-10-01 by hall.yaml:12; keep one of the two",
    ),
    "closed twice on one day": (
        "extra:\n",
        "  - {date: 2026-10-01, reason: {zh: 修, en: Works}}\nextra:\n",
        "13: closed[2].date: '2026-10-01' is given twice; the first is in hall.yaml:12",
    ),
    "two areas of one id": (
        "categories:\n",
        "  - {id: general, name: {zh: 乙, en: B}, counters: '5', place: {zh: 二楼, en: Upstairs}}\ncategories:\n",
        "20: areas[general].id: 'general' is given twice; the first is in hall.yaml:16",
    ),
    "two categories of one id": (
        "staff_chats:\n",
        "  - {id: family, name: {zh: 乙, en: B}, icon: x}\nstaff_chats:\n",
        "24: categories[family].id: 'family' is given twice; the first is in hall.yaml:21",
    ),
    "an empty category": (
        "staff_chats:\n",
        "  - {id: work, name: {zh: 工作, en: Work}, icon: x}\nstaff_chats:\n",
        "24: categories[work]: warning: no service is in this category",
    ),
    "two staff chats of one name": (
        "  - name: front",
        "  - name: front\n  - name: front",
        "26: staff_chats[front].name: 'front' is given twice; the first is in hall.yaml:25",
    ),
    "a staff chat of an unknown area": (
        "  - name: front",
        "  - name: front\n  - {name: back, areas: [tax]}",
        "26: staff_chats[back].areas[1]: there is no area 'tax'; areas has general",
    ),
    "no staff chat for questions": (
        "  - name: front",
        "  - {name: front, kinds: [complaint]}",
        "24: staff_chats: no chat takes 'case' of the areas general",
    ),
    "no staff chat for a question of no area": (
        "  - name: front",
        "  - {name: front, areas: [general]}",
        "24: staff_chats: no chat takes 'case' that belongs to no area; leave areas: out of one chat",
    ),
}


@pytest.mark.parametrize(("old", "new", "said"), HALL_CASES.values(), ids=HALL_CASES.keys())
def test_facts_that_disagree_are_shown(pack: Pack, old: str, new: str, said: str) -> None:
    pack.change("hall.yaml", old, new)

    assert pack.problems() == [f"hall.yaml:{said}"]


def test_files_nobody_reads_warn_and_rooms_for_later_do_not(pack: Pack) -> None:
    pack.write("services/old/birth.yaml", BIRTH)
    pack.write("services/birth.yml", BIRTH)
    pack.write("extra.yaml", "a: 1")
    pack.write("README.md", "# ours")
    for room in ("plans", "notices", "stories"):
        pack.write(f"{room}/later.yaml", "anything: [")

    hall, problems = pack.load()

    made_of = "hall.yaml, zh-Hant.yaml, services/*.yaml, calendar/*.yaml, flows/*.yaml"
    reason = f"1: (file): warning: is not read; a pack is made of {made_of}"
    assert problems == [f"{name}:{reason}" for name in ("extra.yaml", "services/birth.yml", "services/old/birth.yaml")]
    assert hall is not None


def test_a_pack_without_services_or_without_facts_is_refused(pack: Pack) -> None:
    for file in (pack.root / "services").iterdir():
        file.unlink()
    (pack.root / "hall.yaml").unlink()

    hall, problems = pack.load()

    assert problems == [
        "hall.yaml:1: (file): cannot be read: No such file or directory",
        "services:1: (file): holds no service; write one .yaml file for each",
    ]
    assert hall is None


def test_a_directory_that_is_not_there_is_one_problem(pack: Pack) -> None:
    hall, problems = load_hall(pack.root / "gone", today=TODAY)

    assert [str(problem) for problem in problems] == [
        f"{pack.root}/gone:1: (file): is no directory; give the one that holds hall.yaml"
    ]
    assert hall is None


def test_a_good_pack_gives_the_hall_with_services_in_the_order_of_their_ids(pack: Pack) -> None:
    pack.write("services/birth.yaml", BIRTH.replace("id: birth", "id: newborn"))

    hall = pack.hall()

    assert [service.id for service in hall.services] == ["marriage", "newborn"]
    assert opening_hours(hall).on(date(2026, 10, 1)) == ()


def test_a_restricted_chat_alone_does_not_take_what_everybody_may_see(pack: Pack) -> None:
    pack.change("hall.yaml", "  - name: front\n", "  - {name: front, restricted: true}\n")

    assert any("no chat takes 'case' of the areas general" in problem for problem in pack.problems())


def test_a_restricted_chat_beside_an_open_one_is_no_problem(pack: Pack) -> None:
    pack.change("hall.yaml", "  - name: front\n", "  - name: front\n  - {name: few, restricted: true}\n")

    assert pack.hall().keeps_confidence()


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("{name: few, restricted: true, by: clerk}", "by: cannot be clerk; write supervisor or director"),
        ("{name: back, by: director}", "write restricted: true, or leave it out"),
    ],
)
def test_who_may_know_is_said_of_a_restricted_chat_and_of_those_above_a_clerk(
    pack: Pack, written: str, reason: str
) -> None:
    pack.change("hall.yaml", "  - name: front\n", f"  - name: front\n  - {written}\n")

    assert any(reason in problem for problem in pack.problems())


@pytest.mark.parametrize(
    ("area", "counters"),
    [("goods", "5-9"), ("tax", "G01-G04")],
    ids=["ids of one letter", "letters like another's id"],
)
def test_two_areas_whose_numbers_are_called_alike_are_refused(pack: Pack, area: str, counters: str) -> None:
    place = "    place: {zh: 一楼, en: Ground floor}\n"
    other = f'  - id: {area}\n    name: {{zh: 其他, en: Other}}\n    counters: "{counters}"\n'
    pack.change("hall.yaml", place, place + other + place)

    said = "its numbers would begin with G, as those of area 'general'; write other letters before the counters"
    assert pack.problems() == [f"hall.yaml:22: areas[{area}].counters: {said}"]

    pack.change("hall.yaml", counters, "T01-T04")
    assert pack.problems() == []
