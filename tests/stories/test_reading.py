"""Whoever writes a story is told every mistake at once, with its line and what to write instead."""

from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.cli import PROBLEMS, main
from sandbox.stories.lines import quoted
from sandbox.stories.loader import load_stories, load_story
from sandbox.stories.models import Story
from sandbox.stories.moments import next_date, seconds_of
from sandbox.stories.written import read_written

HEAD = "title: {zh: 试一试, en: A try}\npeople: {李阳: zh-hans}\nsteps:\n"


def read(place: Path, steps: str, *, head: str = HEAD) -> tuple[Story | None, list[str]]:
    """A story with these steps, and what is wrong with it as `line: reason`."""
    file = place / "try.yaml"
    file.write_text(head + steps, "utf-8")
    story, problems = load_story(file)
    return story, [str(problem).removeprefix(f"{file}:") for problem in problems]


def test_a_step_is_read_as_it_is_written(tmp_path: Path) -> None:
    story, problems = read(
        tmp_path,
        "  - 李阳 starts\n"
        "  - 李阳 says: 你好\n"
        "  - 王敏 sees: {words: [你好, 李阳], buttons: 接手, times: 1}\n"
        "  - kill the bot\n"
        "  - time: 2 hours\n",
    )
    assert problems == []
    assert story
    assert [(step.who, step.verb, dict(step.fields)) for step in story.steps] == [
        ("李阳", "starts", {}),
        ("李阳", "says", {"text": "你好"}),
        ("王敏", "sees", {"words": ("你好", "李阳"), "buttons": ("接手",), "times": 1}),
        ("", "kill the bot", {}),
        ("", "time", {"to": "2 hours"}),
    ]
    assert story.steps[2].written == "王敏 sees: words 你好 + 李阳, buttons 接手, times 1"
    assert [step.line for step in story.steps] == [4, 5, 6, 7, 8]


@pytest.mark.parametrize(
    ("steps", "said"),
    [
        ("  - 李阳 say: 你好\n", "4: '李阳 say' is no step we know; did you mean says?"),
        ("  - 李羊 says: 你好\n", "4: nobody is called '李羊'; did you mean 李阳?"),
        ("  - 张三 says: 你好\n", "4: nobody is called '张三'; write  张三: zh-hans  under people:"),
        ("  - 李阳 says:\n", "4: 李阳 says: say text"),
        ("  - 李阳 sees: {buton: 发送}\n", "4: 李阳 sees: 'buton' is not known here; did you mean buttons?"),
        ("  - 李阳 sees: {times: 2}\n", "4: 李阳 sees: say which words or buttons"),
        ("  - 李阳 sees: {words: 你好, times: often}\n", "4: 李阳 sees: times is a whole number, at least 1"),
        ("  - 李阳 edits: 你好\n", "4: 李阳 edits: write from: … and to: … below it"),
        ("  - 李阳 starts: now\n", "4: 李阳 starts: nothing follows here"),
        ("  - 李阳 shares: {thing: location, at: here}\n", '4: 李阳 shares: at is a point like  "30.27, 120.16"'),
        ("  - desk says: 你好\n", "4: the desk only sees and does not see; let a clerk do it"),
        ("  - 李阳 sends: cat\n", "4: 李阳 sends: 'cat' is not known; write one of photo, document, voice, video"),
        ("  - time: tomorrow\n", "4: time: write one like  2 hours,  3 days,  30 April 09:00,  next working day"),
        ("  - time: 31 April 09:00\n", "4: time: write one like"),
        ("  - time: 30 April 24:00\n", "4: time: write one like"),
        ("  - fault: rain\n", "4: fault: 'rain' is not known; write one of too fast"),
        ("  - [李阳, 你好]\n", "4: a step is one line like  - 陈晓 says: 你好"),
        ("  - 李阳 says: 你好: 再见\n", "4: cannot be read as YAML"),
        (
            "  - 李阳 says: '你好\n  - 李阳 starts\n",
            "4: cannot be read as YAML: a quote that begins here is not closed",
        ),
        ("  - 李阳 says：你好\n  - 李阳 starts\n", "4: '李阳 says：你好' is no step we know; did you mean says?"),
        (
            "  - 李阳 says: １２\n  - 李阳 says: a\x07\n",
            "5: cannot be read as YAML: a character that editors do not show, U+0007; delete it",
        ),
        (
            "  - 李阳 says: a\u2028b\n  - 李阳 starts\n",
            "4: cannot be read as YAML: a character that editors do not show, U+2028; delete it",
        ),
    ],
)
def test_a_mistake_is_named_with_its_line_and_what_to_write(tmp_path: Path, steps: str, said: str) -> None:
    story, problems = read(tmp_path, steps)
    assert story is None
    assert problems[0].startswith(said)


def test_a_list_in_place_of_a_text_is_one_mistake_however_deep_or_large_it_is(tmp_path: Path) -> None:
    _, problems = read(tmp_path, "  - 李阳 sends: [photo]\n")
    assert problems == ["4: 李阳 sends: file is no text; put it in quotes"]
    _, problems = read(tmp_path, f"  - 李阳 says: {'[' * 250}{']' * 250}\n")
    assert problems == ["4: 李阳 says: text is no text; put it in quotes"]
    layers = [f"&a{n} [{', '.join([f'*a{n - 1}' if n else 'x'] * 10)}]" for n in range(9)]
    _, problems = read(tmp_path, "", head=f"title: {{zh: [{', '.join(layers)}], en: x}}\nsteps: [kill the bot]\n")
    assert problems == ["1: title: the text is missing under zh:"]
    _, problems = read(tmp_path, f"  - 李阳 sees: {{words: [{', '.join(layers)}]}}\n")
    assert problems == ["4: 李阳 sees: words is a text or a list of texts; put it in quotes"]


@given(text=st.text(min_size=1) | st.text(alphabet="01ａ１~nul-: #\x07\x7f\x85\u2028\u3000\ufeff", min_size=1))
@example(text="000123")
@example(text="null")
def test_whatever_was_said_is_read_back_as_it_was_said(text: str) -> None:
    said = quoted(text)
    values = read_written(f"alone: {said}\nbeside: {{a: {said}, b: 1}}\n").values
    assert [str(values["alone"]), str(values["beside"].values["a"])] == [text, text]


def test_all_mistakes_are_named_at_once(tmp_path: Path) -> None:
    head = "titel: x\npeople: {陈晓: zh-hans}\nsteps:\n"
    _, problems = read(tmp_path, "  - 陈晓 say: 你好\n  - 王五 starts\n", head=head)
    assert [line.partition(":")[0] for line in problems] == ["1", "2", "4", "5", "1"]


@pytest.mark.parametrize("whole", ["", "- 你好\n", "title: x\n", "steps: []\n", "a: [\n", "\x00"])
def test_whatever_a_file_holds_it_is_a_problem_and_no_crash(tmp_path: Path, whole: str) -> None:
    story, problems = read(tmp_path, "", head=whole)
    assert story is None
    assert problems


def test_a_broken_story_does_not_keep_the_others_from_being_played(tmp_path: Path) -> None:
    (tmp_path / "broken.yaml").write_text("steps: 1\n", "utf-8")
    (tmp_path / "good.yaml").write_text(f"{HEAD}  - 李阳 starts\n", "utf-8")
    stories, problems = load_stories(tmp_path)
    assert [story.name for story in stories] == ["good"]
    assert {problem.file.name for problem in problems} == {"broken.yaml"}


def test_spans_of_time_are_what_they_say() -> None:
    assert (seconds_of("1 day"), seconds_of("2 weeks")) == (86_400, 14 * 86_400)


@pytest.mark.parametrize(
    ("now", "written", "moment"),
    [
        ("2026-11-28T13:20:05+08:00", "30 April 09:00", "2027-04-30T09:00+08:00"),
        ("2027-04-30T08:59:59+08:00", "30 April 09:00", "2027-04-30T09:00+08:00"),
        ("2027-04-30T09:00:00+08:00", "30 April 09:00", "2028-04-30T09:00+08:00"),
        ("2096-03-01T00:00:00+00:00", "29 February 12:30", "2104-02-29T12:30+00:00"),
    ],
)
def test_a_date_is_the_next_one_for_the_clock_never_goes_back(now: str, written: str, moment: str) -> None:
    assert next_date(written, now=datetime.fromisoformat(now)) == datetime.fromisoformat(moment)


def test_the_check_of_a_pack_finds_mistakes_in_its_stories(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["new", str(tmp_path / "hall")]) == 0
    assert main(["check", str(tmp_path / "hall")]) == 0
    (tmp_path / "hall" / "stories" / "first.yaml").unlink()
    (tmp_path / "hall" / "stories" / "first.yaml").write_text(f"{HEAD}  - 李阳 say: 你好\n", "utf-8")
    assert main(["check", str(tmp_path / "hall")]) == PROBLEMS
    assert "first.yaml:4: '李阳 say' is no step we know" in capsys.readouterr().out


def test_a_tour_of_a_story_that_does_not_exist_names_those_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["demo", "--tour", "nothing"]) == PROBLEMS
    assert "checklist" in capsys.readouterr().err
