"""What the models object to reaches the editor as file, line, path and plain words."""

import pytest

from tests.content.packs import BIRTH, HALL, Pack

BIRTH_FILE = "services/birth.yaml"
FEE = "fee: {zh: 免费, en: Free}"

SERVICE_CASES = {
    "a key nobody knows, with the nearest": (
        FEE,
        FEE.replace("fee", "fees"),
        "35: fees: the key 'fees' is not known; did you mean fee?",
    ),
    "a key nobody knows, far from any": (
        "    copies: 2",
        "    copies: 2\n    zzzz: 1",
        "30: materials[translation].zzzz: the key 'zzzz' is not known; known here are id, name, original, "
        "copies, issuer, note, sample, waivable, only_if",
    ),
    "a missing text": (FEE + "\n", "", "1: fee: is missing; write fee: with zh: … and en: …"),
    "a missing value": ("promised: 3 working days\n", "", "1: promised: is missing; write promised:"),
    "a missing key of an item": (
        "    original: 1\n    only_if: {born: [here]}",
        "    only_if: {born: [here]}",
        "23: materials[certificate]: says neither how many originals nor how many copies; write original: or copies:",
    ),
    "no English": (FEE, "fee: {zh: 免费}", "35: fee.en: the text is missing in English"),
    "no Chinese": (FEE, "fee: {zh: '', en: Free}", "35: fee.zh: the text is missing in Chinese"),
    "no value for Chinese": (FEE, "fee:\n  zh:\n  en: Free", "36: fee.zh: the text is missing in Chinese"),
    "one language only": (FEE, "fee: 免费", "35: fee: is no text in both languages; write zh: … and en: …"),
    "a number for a text": (FEE, "fee: {zh: 10, en: Free}", "35: fee.zh: 10 is no text; put it in quotes"),
    "a text split by its comma": (
        FEE,
        "fee: {zh: 免费, en: Free, of charge}",
        "35: fee.of charge: looks like the rest of a text with a comma; put that text in quotes",
    ),
    "an item of the wrong kind": (
        "materials:\n",
        "materials:\n  - 身份证\n",
        "23: materials[1]: is no group of keys; write 'key: value' lines below it",
    ),
    "no whole number": ("copies: 2", "copies: two", "29: materials[translation].copies: 'two' is no whole number"),
    "a truth for a number": ("copies: 2", "copies: true", "29: materials[translation].copies: true is no whole number"),
    "too many copies": ("copies: 2", "copies: 25", "29: materials[translation].copies: 25 is too large: at most 20"),
    "no address": (
        "copies: 2",
        "copies: 2\n    sample: birth.pdf",
        "30: materials[translation].sample: 'birth.pdf' is no address; write one like https://www.example.org/page",
    ),
    "an address of another kind": (
        '"https://hall.example/birth"',
        "ftp://hall.example/",
        "43: source.url: 'ftp://hall.example/' is no web address; it begins with https://",
    ),
    "a bare number for a limit": (
        "3 working",
        "3 # working",
        "33: promised: is no time limit; write one like '5 working days'",
    ),
    "a limit in words": (
        "3 working days",
        "three days",
        "33: promised: 'three days' is no time limit; write an amount and a unit, like '5 working days', '30 days', "
        "'2 months', '30 minutes', '120 working minutes', or 'at once'",
    ),
    "an id with capitals": (
        "id: birth",
        "id: Birth",
        "1: id: 'Birth' is no id; use a-z, 0-9 and hyphens, begin with a letter, at most 32 signs",
    ),
    "a version in words": (
        "2026-1\n",
        "v1\n",
        "44: version: 'v1' is no version; write year and running number, like '2026-1'",
    ),
    "a day that does not exist": (
        "checked_on: 2026-08-01",
        "checked_on: 2026-02-30",
        "45: checked_on: '2026-02-30' is no date; write it like 2026-09-30",
    ),
    "a day written as a number": (
        "checked_on: 2026-08-01",
        "checked_on: 20260801",
        "45: checked_on: '20260801' is no date; write it like 2026-09-30",
    ),
    "an empty key": (
        "aliases:\n  - 上户口\n  - 报户口",
        "aliases:",
        "4: aliases: has no value; write one, or leave the key out if it may be left out",
    ),
    "a text for a list": (
        "aliases:\n  - 上户口\n  - 报户口",
        "aliases: 上户口",
        "4: aliases: '上户口' is no list; begin every item with '- '",
    ),
    "an empty list": ("[几天办好]", "[]", "41: faqs[1].asked: has too few items: at least 1"),
    "a text for a condition": (
        "only_if: {born: [here]}",
        "only_if: born",
        "26: materials[certificate].only_if: is no condition; write {question: [option, …]}",
    ),
    "a number for an option": (
        "only_if: {born: [here]}",
        "only_if: {born: [1]}",
        "26: materials[certificate].only_if: names an option that is no text; write options by their ids, "
        "in quotes if need be",
    ),
}

HALL_CASES = {
    "an unknown zone": (
        "Asia/Shanghai",
        "Shanghai",
        "6: zone: 'Shanghai' is no IANA time zone; write one like Asia/Shanghai",
    ),
    "an unknown language": (
        "[zh-Hans, en]",
        "[zh, en]",
        "7: languages[1]: 'zh' is not known here; write 'zh-Hans', 'zh-Hant' or 'en'",
    ),
    "an unknown weekday": (
        "  tue:",
        "  tuesday:",
        "10: hours.tuesday: 'tuesday' is no weekday; write one of mon, tue, wed, thu, fri, sat, sun",
    ),
    "a stretch that is none": (
        'tue: ["09:00-12:00"]',
        'tue: ["9-12"]',
        "10: hours.tue[1]: '9-12' is no stretch of a day; write it like '09:00-12:00'",
    ),
    "a stretch backwards": (
        'tue: ["09:00-12:00"]',
        'tue: ["12:00-09:00"]',
        "10: hours.tue[1]: '12:00-09:00' ends before it begins",
    ),
    "stretches that overlap": (
        'tue: ["09:00-12:00"]',
        'tue: ["09:00-12:00", "11:00-13:00"]',
        "10: hours.tue: 11:00 comes before 12:00; write the stretches of a day in order and apart from each other",
    ),
    "neither true nor false": (
        "id: town\n",
        "id: town\nis_example: perhaps\n",
        "2: is_example: 'perhaps' is neither true nor false",
    ),
}


@pytest.mark.parametrize(("old", "new", "said"), SERVICE_CASES.values(), ids=SERVICE_CASES.keys())
def test_a_slip_in_a_service_is_shown_at_its_line(pack: Pack, old: str, new: str, said: str) -> None:
    pack.change(BIRTH_FILE, old, new)

    hall, problems = pack.load()

    assert problems == [f"{BIRTH_FILE}:{said}"]
    assert hall is None


@pytest.mark.parametrize(("old", "new", "said"), HALL_CASES.values(), ids=HALL_CASES.keys())
def test_a_slip_in_the_facts_is_shown_at_its_line(pack: Pack, old: str, new: str, said: str) -> None:
    pack.change("hall.yaml", old, new)

    hall, problems = pack.load()

    assert problems == [f"hall.yaml:{said}"]
    assert hall is None


def test_a_single_option_needs_no_brackets(pack: Pack) -> None:
    pack.change(BIRTH_FILE, "only_if: {born: [here]}", "only_if: {born: here}")

    service = pack.hall().service("birth")

    assert service is not None
    assert service.materials[0].only_if.wanted == {"born": ("here",)}


def test_yes_and_no_are_texts_as_in_yaml_1_2(pack: Pack) -> None:
    text = BIRTH.replace("[here]", "[no]").replace("id: here,", "id: no,")
    pack.write(BIRTH_FILE, text.replace("[abroad]", "[yes]").replace("id: abroad,", "id: yes,"))

    assert pack.problems() == []


def test_ten_problems_in_three_files_are_ten_lines(pack: Pack) -> None:
    pack.write("hall.yaml", HALL.replace("Asia/Shanghai", "Shanghai").replace("2026-09-27", "2026-10-01"))
    text = BIRTH.replace("category: family", "category: familly").replace("[here]", "[heere]")
    text = (
        text.replace(", en: Certificate of birth", "")
        .replace("copies: 2", "copies: two")
        .replace("2026-08-01", "2026-13-01")
    )
    pack.write(BIRTH_FILE, text.replace("legal: 30", "legal: 2").replace("  - 报户口", "  - 領證"))
    pack.change("services/marriage.yaml", "owner: 综合\n", "owners: 综合\n")

    assert pack.problems() == [
        "hall.yaml:6: zone: 'Shanghai' is no IANA time zone; write one like Asia/Shanghai",
        "hall.yaml:14: extra[1]: the hall is closed on 2026-10-01 by hall.yaml:12; keep one of the two",
        f"{BIRTH_FILE}:7: category: there is no category 'familly'; did you mean family?",
        f"{BIRTH_FILE}:24: materials[certificate].name.en: the text is missing in English",
        f"{BIRTH_FILE}:26: materials[certificate].only_if.born[1]: the question 'born' has no option 'heere'; "
        "did you mean here?",
        f"{BIRTH_FILE}:29: materials[translation].copies: 'two' is no whole number",
        f"{BIRTH_FILE}:34: legal: '2 working days' is shorter than what is promised ('3 working days')",
        f"{BIRTH_FILE}:45: checked_on: '2026-13-01' is no date; write it like 2026-09-30",
        "services/marriage.yaml:5: aliases[1]: '领证' is also the alias '領證' in birth.yaml:6",
        "services/marriage.yaml:48: owners: the key 'owners' is not known; did you mean owner?",
    ]
