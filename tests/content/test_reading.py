"""A file that YAML cannot make sense of is one clear problem and hides nothing else."""

import pytest

from content.written import load
from tests.content.packs import BIRTH, Pack

BIRTH_FILE = "services/birth.yaml"

UNREADABLE = {
    "a tab": (
        "owner: 综合",
        "\towner: 综合",
        "48: (file): cannot be read as YAML: a tab; indent with spaces",
    ),
    "a second colon": (
        "owner: 综合",
        "owner: a: b",
        "48: (file): cannot be read as YAML: a second ': ' in one line, or the line above goes on here; "
        "put a text that contains ': ' in quotes, or check the indentation and the ': ' above",
    ),
    "an open quote": (
        "owner: 综合",
        "owner: 'a",
        "48: (file): cannot be read as YAML: a quote that begins here is not closed",
    ),
    "an open bracket": (
        "[几天办好]",
        "[几天办好",
        "41: (file): cannot be read as YAML: a bracket that begins here is not closed; "
        "or put a text that contains [ ] { } in quotes",
    ),
    "a star": (
        "owner: 综合",
        "owner: *x",
        "48: (file): cannot be read as YAML: put a text that begins with * in quotes",
    ),
    "two documents": (
        "owner: 综合",
        "---\nowner: 综合",
        "48: (file): cannot be read as YAML: a second document begins here (---); one file holds one",
    ),
    "a wide colon": (
        "owner: 综合",
        "owner：综合",
        "48: (file): cannot be read as YAML: a line without ': ' (not '：', and with a space), "
        "or a quote that is not closed",
    ),
    "a text behind a quote": (
        "owner: 综合",
        'owner: "综合" 窗口',
        "48: (file): cannot be read as YAML: the indentation does not fit the lines above, a line does not begin with "
        "'key: ', or a text goes on behind its closing quote or bracket; put all of it in quotes",
    ),
    "a backslash": (
        "owner: 综合",
        'owner: "C:\\Users"',
        "48: (file): cannot be read as YAML: a \\ between \" quotes; put the text between ' quotes",
    ),
    "what there is no hint for": (
        "owner: 综合",
        "owner: !综合",
        "48: (file): cannot be read as YAML: did not find expected whitespace or line break; "
        "put a text with unusual signs in quotes",
    ),
    "a control character": (
        "owner: 综合",
        "owner: a\x07",
        "48: (file): contains a character that editors do not show, U+0007; delete it",
    ),
    "a line that no editor breaks": (
        "owner: 综合",
        "owner: a\u2028b",
        "48: (file): contains a character that editors do not show, U+2028; delete it",
    ),
    "two files put together": (
        "owner: 综合",
        "\ufeffowner: 综合",
        "48: (file): contains a character that editors do not show, U+FEFF; delete it",
    ),
    "a second list": (
        "owner: 综合",
        "owner: - a",
        "48: (file): cannot be read as YAML: a '- ' within a line; begin a line with it, or put the text in quotes",
    ),
    "a line further left": (
        "owner: 综合",
        "owner:\n    a: 1\n  b: 2",
        "50: (file): cannot be read as YAML: the indentation does not fit the lines above, a line does not begin with "
        "'key: ', or a text goes on behind its closing quote or bracket; put all of it in quotes",
    ),
    "an anchor twice": (
        "owner: 综合",
        "owner: [&x a, &x b]",
        "48: (file): cannot be read as YAML: an &anchor of this name stands above already; write texts out instead",
    ),
    "too deep": (
        "owner: 综合",
        "owner: " + "[" * 3000,
        "48: (file): cannot be read as YAML: is nested too deeply, or an *alias leads back to itself; write it out",
    ),
    "an alias of itself": (
        "owner: 综合",
        "owner: &x [*x]",
        "48: (file): is nested too deeply, or an *alias leads back to itself; write it out",
    ),
    "an empty file": (BIRTH, "# nothing yet\n", "1: (file): is empty"),
    "a list": (BIRTH, "- birth\n", "1: (file): is no group of keys; write 'key: value' lines below it"),
}


@pytest.mark.parametrize(("old", "new", "said"), UNREADABLE.values(), ids=UNREADABLE.keys())
def test_an_unreadable_file_is_one_problem_and_hides_no_other_file(pack: Pack, old: str, new: str, said: str) -> None:
    pack.change(BIRTH_FILE, old, new)
    pack.change("services/marriage.yaml", "area: general", "area: tax")

    assert pack.problems() == [
        f"{BIRTH_FILE}:{said}",
        "services/marriage.yaml:8: area: there is no area 'tax'; hall.yaml has general",
    ]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("no", "no"),
        ("on", "on"),
        ("09:30", "09:30"),
        ("１２３", "１２３"),
        ("2026-10-01", "2026-10-01"),
        ("1.2.3", "1.2.3"),
        ("'1'", "1"),
        ("true", True),
        ("1_000", 1000),
        ("-7", -7),
        ("0x1F", 31),
        ("1.5", 1.5),
        ("~", None),
        ("", None),
    ],
)
def test_plain_words_mean_what_they_do_in_yaml_1_2(written: str, value: object) -> None:
    assert load(f"key: {written}\n") == {"key": value}


def test_aliases_that_blow_up_are_refused_quickly(pack: Pack) -> None:
    layers = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    layers += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 9)]
    pack.write(BIRTH_FILE, "\n".join(layers))

    assert pack.problems() == [
        f"{BIRTH_FILE}:1: (file): unfolds to more than 50000 values; write texts out instead of using *aliases"
    ]


def test_a_file_in_another_encoding_is_shown_at_its_first_foreign_line(pack: Pack) -> None:
    (pack.root / BIRTH_FILE).write_bytes(BIRTH.encode("gb18030"))

    assert pack.problems() == [f"{BIRTH_FILE}:2: (file): is not UTF-8; save the file in the encoding UTF-8"]


def test_a_file_with_a_byte_order_mark_and_dos_line_ends_is_read(pack: Pack) -> None:
    (pack.root / BIRTH_FILE).write_bytes(b"\xef\xbb\xbf" + BIRTH.replace("\n", "\r\n").encode())

    assert pack.problems() == []


def test_a_key_written_twice_is_shown_at_the_second(pack: Pack) -> None:
    pack.change(BIRTH_FILE, "owner: 综合", "owner: 综合\nowner: 乙")

    assert pack.problems() == [f"{BIRTH_FILE}:49: owner: is written twice; the first is in line 48"]


def test_a_tag_has_no_meaning(pack: Pack) -> None:
    pack.change(BIRTH_FILE, "owner: 综合", "owner: !hall 综合")

    assert pack.problems() == [f"{BIRTH_FILE}:48: owner: the tag !hall has no meaning here; put the text in quotes"]
