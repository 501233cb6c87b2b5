"""Questions and guides line by line."""

import io
import json
from pathlib import Path

import pytest

from answers.ask import UnreadableGuides, load_guides_jsonl, serve_jsonl
from answers.index import build_index
from answers.models import Guide
from tests.answers.small_hall import GUIDES


class Flushed(io.StringIO):
    """Remembers what had been written at every flush."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def flush(self) -> None:
        self.seen.append(self.getvalue())


def test_every_line_gets_its_answer_at_once_and_a_bad_line_stops_nothing() -> None:
    asked = [
        '{"query": "结婚登记"}',
        "not json",
        '{"question": "结婚登记"}',
        "[1]",
        "",
        "[" * 100_000,
        '{"query": "\\ud800"}',
        '{"query": "今天天气怎么样"}',
    ]
    out = Flushed()

    serve_jsonl(build_index(GUIDES), (line + "\n" for line in asked), out)

    answers = [json.loads(line) for line in out.getvalue().splitlines()]
    assert len(out.seen) == len(answers) == len(asked)
    assert answers[0].keys() == {"ids", "answered", "score"}
    assert answers[0]["ids"][0] == "marriage"
    assert answers[0]["answered"] is True
    assert 0.5 < answers[0]["score"] <= 1
    assert [answer.keys() for answer in answers[1:6]] == [{"error"}] * 5
    assert answers[6] == {"ids": [], "answered": False, "score": 0.0}
    assert answers[7]["answered"] is False


def test_guides_are_read_with_and_without_what_is_optional(tmp_path: Path) -> None:
    file = tmp_path / "guides.jsonl"
    file.write_text(
        '\ufeff{"id": "a", "title": "甲", "aliases": ["乙"], "category": "丙", "body": "丁", "more": 1}\n'
        '\n{"id": "b", "title": "戊"}\n',
        encoding="utf-8",
    )

    assert load_guides_jsonl(file) == (
        Guide(id="a", title="甲", aliases=("乙",), category="丙", body="丁"),
        Guide(id="b", title="戊"),
    )


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "Expecting property name"),
        ("[]", "expected an object"),
        ('{"title": "甲"}', "id: expected a text"),
        ('{"id": "x", "title": " "}', "title: expected a text"),
        ('{"id": "x", "title": "甲", "body": null}', "body: expected a text"),
        ('{"id": "x", "title": "甲", "aliases": "乙"}', "aliases: expected a list"),
        ('{"id": "a", "title": "甲"}', "stands there twice"),
    ],
)
def test_a_bad_guide_is_named_by_file_and_line(tmp_path: Path, line: str, reason: str) -> None:
    file = tmp_path / "guides.jsonl"
    file.write_text('{"id": "a", "title": "甲"}\n' + line, encoding="utf-8")

    with pytest.raises(UnreadableGuides, match=reason) as refusal:
        load_guides_jsonl(file)

    assert str(refusal.value).startswith(f"{file}:2: ")


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "latin").write_bytes(b"\xff\xfe\xfd")

    for name in ("missing", "latin", "."):
        with pytest.raises(UnreadableGuides, match=str(tmp_path)):
            load_guides_jsonl(tmp_path / name)
