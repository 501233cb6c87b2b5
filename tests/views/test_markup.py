"""Any text at all becomes messages that Telegram takes, with nothing lost and nothing read as markup."""

from html import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.wire import bodies
from views.markup import Entity, Rich, parse_html, split, utf16_length
from views.screen import Screen

LETTERS = st.one_of(
    st.sampled_from("a b\n\n办事大厅，。 <&>\"'\t"),
    st.sampled_from(
        ["😀", "👨‍👩‍👧", "𠮷", "é", "\u202e", "\u200b", "\xa0", "&lt;", "</b>", "<a href=x>"]
    ),  # Telegram's own traps
    st.characters(exclude_categories=["Cs"]),
)
TEXTS = st.lists(LETTERS, max_size=200).map("".join)


@st.composite
def rich_texts(draw: st.DrawFn) -> Rich:
    """A text with properly nested entities at letter borders."""
    text = draw(TEXTS.filter(str.strip)).strip()
    borders = [utf16_length(text[:at]) for at in range(len(text) + 1)]
    stretches = draw(st.lists(st.tuples(st.integers(0, len(text) - 1), st.integers(1, 40)), max_size=8))
    entities = [Entity("bold", borders[at], borders[min(at + size, len(text))] - borders[at]) for at, size in stretches]
    return Rich(text, tuple(entities))


def within(part: Rich, entity: Entity) -> str:
    """The letters an entity covers; raises when it cuts a surrogate pair."""
    units = part.text.encode("utf-16-le")
    return units[2 * entity.offset : 2 * (entity.offset + entity.length)].decode("utf-16-le")


@settings(max_examples=300)
@given(rich_texts(), st.integers(2, 60))
def test_parts_are_short_enough_and_joined_again_they_are_the_text(rich: Rich, limit: int) -> None:
    parts = split(rich, limit=limit)
    assert "".join(part.text for part in parts) == rich.text
    assert all(0 < utf16_length(part.text) <= limit for part in parts)
    for part in parts:
        for entity in part.entities:
            assert entity.length > 0
            assert 0 <= entity.offset <= entity.offset + entity.length <= utf16_length(part.text)
            within(part, entity)
    covered = sum(entity.length for part in parts for entity in part.entities)
    assert covered == sum(entity.length for entity in rich.entities), "a cut entity goes on in the next part"


@settings(max_examples=20)
@given(TEXTS.filter(str.strip), st.integers(1, 200))
def test_the_longest_texts_fit_telegrams_limit(text: str, times: int) -> None:
    for part in split(Rich((text * times).strip())):
        assert utf16_length(part.text) <= 4096


@settings(max_examples=300)
@given(TEXTS)
def test_what_people_write_is_never_read_as_markup(text: str) -> None:
    rich = parse_html(escape(text))
    assert rich.text == text.strip()
    assert rich.entities == ()


@settings(max_examples=200)
@given(TEXTS.filter(str.strip), TEXTS.filter(str.strip))
def test_tags_around_any_words_become_entities_around_them(before: str, inside: str) -> None:
    rich = parse_html(f"  {escape(before)}<b>{escape(inside)}</b> ")
    assert rich.text == (before + inside).strip()
    [bold] = rich.entities
    assert within(rich, bold).strip() == inside.strip()


def test_entities_nest_and_carry_their_links() -> None:
    rich = parse_html(
        '<b>一 <i>二</i></b> <a href="https://example.org/?a=1&amp;b=2">三</a> <blockquote expandable>四</blockquote>'
    )
    assert rich.text == "一 二 三 四"
    assert [(e.type, within(rich, e), e.url) for e in rich.entities] == [
        ("bold", "一 二", None),
        ("italic", "二", None),
        ("text_link", "三", "https://example.org/?a=1&b=2"),
        ("expandable_blockquote", "四", None),
    ]


@pytest.mark.parametrize(
    "html", ["<p>x</p>", "<br>", "<b>x", "x</b>", "<b><i>x</b></i>", "<a>x</a>", '<a href="">x</a>']
)
def test_html_that_telegram_would_refuse_is_a_mistake_of_ours(html: str) -> None:
    with pytest.raises(ValueError, match="<"):
        parse_html(html)


def test_a_text_is_cut_at_line_ends() -> None:
    assert [part.text for part in split(Rich("one\ntwo\nthree"), limit=9)] == ["one\ntwo\n", "three"]


def test_a_stretch_of_blanks_makes_no_empty_message() -> None:
    texts = [body["text"] for body in bodies(Screen(Rich("a" + " " * 9000 + "b")))]
    assert len(texts) == 2
    assert all(text.strip() for text in texts)
