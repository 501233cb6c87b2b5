"""How a text is read before it is searched for."""

import pytest

from answers.everyday import ACTIONS, CONCEPTS, DEFAULT_ACTION, POLITE
from answers.normalise import concepts, normalise, without_politeness
from answers.pinyin import readings, split_syllables
from answers.wording import read


@pytest.mark.parametrize(
    ("typed", "read_as"),
    [
        ("　ＡＢＣ　１２３", "abc 123"),
        ("辦理護照", "办理护照"),
        ("Lǚxíng", "lvxing"),
        ("a\x00b\ud800c", "a b c"),
        ("㈱", "(株)"),
    ],
)
def test_every_way_of_writing_comes_to_one_form(typed: str, read_as: str) -> None:
    assert normalise(typed) == read_as


def test_politeness_is_taken_off_and_the_matter_stays() -> None:
    assert without_politeness("请问护照怎么办理") == "护照"
    assert without_politeness("你好") == ""


@pytest.mark.parametrize(
    ("letters", "syllables"),
    [
        ("jiehun", ("jie", "hun")),
        ("lvyou", ("lv", "you")),
        ("fangan", ("fan", "gan")),
        ("shuang", ("shuang",)),
        ("library", ()),
        ("x" * 5_000, ()),
        ("a" * 5_000, ()),
    ],
)
def test_unspaced_pinyin_is_cut_into_syllables(letters: str, syllables: tuple[str, ...]) -> None:
    assert split_syllables(letters) == syllables


def test_a_character_keeps_its_common_readings() -> None:
    assert readings("行") == ("xing", "hang")


def test_english_that_could_be_pinyin_is_read_as_english() -> None:
    assert not read("change name").is_pinyin
    assert read("gai ming").is_pinyin


def test_everyday_words_are_recognised_in_characters_english_and_pinyin() -> None:
    assert "replace" in concepts("证丢了")
    assert "replace" in concepts("i lost it")
    assert "replace" in read("zheng diule").concepts
    assert "vehicle" not in concepts("a card")


def test_the_everyday_words_are_written_as_they_are_compared() -> None:
    for word in (*POLITE, *(word for words in CONCEPTS.values() for word in words)):
        assert word == normalise(word)
    assert DEFAULT_ACTION < ACTIONS < CONCEPTS.keys()
