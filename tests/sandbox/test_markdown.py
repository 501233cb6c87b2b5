"""MarkdownV2: what becomes of it, and the exact words for what is broken."""

from contextlib import suppress
from typing import Any

import pytest

from sandbox.errors import ApiError
from sandbox.text.markdown import parse_markdown
from sandbox.text.old_markdown import parse_old_markdown
from tests.sandbox.town import CITIZEN, Town

RESERVED = "is reserved and must be escaped with the preceding '\\'"
BROKEN = [
    ("🏟 🏟_abacaba", "Can't find end of Italic entity at byte offset 9"),
    ("*a_b*", "Can't find end of Bold entity at byte offset 4"),
    ("__u", "Can't find end of Underline entity at byte offset 0"),
    ("~s", "Can't find end of Strikethrough entity at byte offset 0"),
    ("||x", "Can't find end of Spoiler entity at byte offset 0"),
    ("`c", "Can't find end of Code entity at byte offset 0"),
    ("```c", "Can't find end of Pre entity at byte offset 0"),
    ("```py\nc", "Can't find end of PreCode entity at byte offset 0"),
    ("[a", "Can't find end of TextUrl entity at byte offset 0"),
    ("[a](b", "Can't find end of a URL at byte offset 4"),
    ("![a", "Can't find end of CustomEmoji entity at byte offset 0"),
    ("![a]", "The entity must contain a tg://emoji or tg://time URL"),
    ("![a](tg://user?id=1)", "Invalid tg://emoji or tg://time URL specified"),
    (">*a\nb*", "Can't find end of Bold entity at byte offset 1"),
    (">a||b\n", "Can't find end of Spoiler entity at byte offset 2"),
    *((f"9{sign}17", f"Character '{sign}' {RESERVED}") for sign in "].{}()#+-=|>!"),
]
GOOD: list[tuple[str, str, list[dict[str, Any]]]] = [
    ("*粗*", "粗", [{"type": "bold", "offset": 0, "length": 1}]),
    (
        "😀__u _both_ *b*__",
        "😀u both b",
        [
            {"type": "underline", "offset": 2, "length": 8},
            {"type": "italic", "offset": 4, "length": 4},
            {"type": "bold", "offset": 9, "length": 1},
        ],
    ),
    (
        "~s~ ||p||",
        "s p",
        [{"type": "strikethrough", "offset": 0, "length": 1}, {"type": "spoiler", "offset": 2, "length": 1}],
    ),
    ("`a*b\\``", "a*b`", [{"type": "code", "offset": 0, "length": 4}]),
    ("```\nx.y\n```", "x.y\n", [{"type": "pre", "offset": 0, "length": 4}]),
    ("```py\n1```", "1", [{"type": "pre", "offset": 0, "length": 1, "language": "py"}]),
    ("```py```", "py", [{"type": "pre", "offset": 0, "length": 2}]),
    (
        "[a](http://b.example/\\)x)",
        "a",
        [{"type": "text_link", "offset": 0, "length": 1, "url": "http://b.example/)x"}],
    ),
    ("[b\\.example]", "b.example", [{"type": "text_link", "offset": 0, "length": 9, "url": "http://b.example/"}]),
    ("[a](nonsense)", "a", []),
    ("[a](tg://user?id=7)", "a", [{"type": "text_mention", "offset": 0, "length": 1, "user_id": 7}]),
    ("![👍](tg://emoji?id=5)", "👍", [{"type": "custom_emoji", "offset": 0, "length": 2, "custom_emoji_id": "5"}]),
    (
        "![now](tg://time?unix=5&format=t)",
        "now",
        [{"type": "date_time", "offset": 0, "length": 3, "unix_time": 5, "date_time_format": "t"}],
    ),
    (">a\n>b\nc", "a\nb\nc", [{"type": "blockquote", "offset": 0, "length": 4}]),
    (">a\n>b", "a\nb", [{"type": "blockquote", "offset": 0, "length": 3}]),
    (">a||\nb", "a\nb", [{"type": "expandable_blockquote", "offset": 0, "length": 2}]),
    (">a||", "a", [{"type": "expandable_blockquote", "offset": 0, "length": 1}]),
    ("**", "", []),
    ("9\\.17 \\> \\*", "9.17 > *", []),
]


@pytest.mark.rule("text.markdown", "errors.markup")
@pytest.mark.parametrize(("source", "tail"), BROKEN)
async def test_broken_markdown_is_refused_with_telegrams_words(town: Town, source: str, tail: str) -> None:
    reason = await town.refusal("sendMessage", chat_id=CITIZEN, text=source, parse_mode="MarkdownV2")
    assert reason == f"Bad Request: can't parse entities: {tail}"


@pytest.mark.rule("text.markdown")
@pytest.mark.parametrize(("source", "text", "entities"), GOOD)
def test_markdown_becomes_text_and_entities(source: str, text: str, entities: list[dict[str, Any]]) -> None:
    made, found = parse_markdown(source)
    assert made == text
    assert [dict(sorted(entity.items())) for entity in found] == [dict(sorted(entity.items())) for entity in entities]


@pytest.mark.rule("text.markdown")
async def test_a_message_in_markdown_is_sent(town: Town) -> None:
    sent = await town.send("*办事大厅* 9\\-17", parse_mode="MarkdownV2")
    assert (sent["text"], sent["entities"]) == ("办事大厅 9-17", [{"type": "bold", "offset": 0, "length": 4}])


@pytest.mark.parametrize("source", ["\\", "*\\", "[a](\\", "```", "`", ">", "\n", ">\n>", "![", "||", "_", "a\\\0"])
def test_no_end_of_a_text_surprises_the_parser(source: str) -> None:
    with suppress(ApiError):
        parse_markdown(source)


OLD: list[tuple[str, str, list[str]]] = [
    ("粗 *b* _i_ `c`", "粗 b i c", ["bold", "italic", "code"]),
    ("*a_b*", "a_b", ["bold"]),
    ("a\\_b \\a", "a_b \\a", []),
    ("```py\n1```", "1", ["pre"]),
    ("[a](http://b.example/)", "a", ["text_link"]),
    ("[a](nonsense)", "a", []),
    ("[b.example]", "b.example", ["text_link"]),
    ("[a](tg://user?id=7)", "a", ["text_mention"]),
    ("9.17 - (x)!", "9.17 - (x)!", []),
    ("**", "", []),
]


@pytest.mark.rule("text.old_markdown")
@pytest.mark.parametrize(("source", "text", "types"), OLD)
def test_the_old_markdown_is_read(source: str, text: str, types: list[str]) -> None:
    made, entities = parse_old_markdown(source)
    assert (made, [entity["type"] for entity in entities]) == (text, types)


@pytest.mark.rule("text.old_markdown")
@pytest.mark.parametrize(("source", "at"), [("粗*b", 3), ("_a*b*", 0), ("```x", 0), ("[a", 0)])
async def test_the_old_markdown_without_an_end_is_refused(town: Town, source: str, at: int) -> None:
    reason = await town.refusal("sendMessage", chat_id=CITIZEN, text=source, parse_mode="Markdown")
    told = f"Can't find end of the entity starting at byte offset {at}"
    assert reason == f"Bad Request: can't parse entities: {told}"
