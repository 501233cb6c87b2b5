"""Commands say what they did, or what is wrong and what to do; scripts can rely on their exit codes."""

import socket
from pathlib import Path

import pytest

from bot.cli import CANNOT_RUN, PROBLEMS, WRONG_SETTINGS, main
from content.paths import sample_pack

TOKEN = "123456789:" + "a" * 35


@pytest.fixture(autouse=True)
def place(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A directory of its own, with a database that does not exist yet."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BANSHI_TOKEN", TOKEN)
    monkeypatch.setenv("BANSHI_DATABASE_URL", f"sqlite:///{tmp_path}/banshi.db")
    monkeypatch.setenv("BANSHI_API_URL", "http://127.0.0.1:9")
    return tmp_path


def test_the_sample_pack_passes_its_check(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(sample_pack())]) == 0
    assert "no errors" in capsys.readouterr().out


def test_a_broken_pack_fails_its_check_with_file_line_path_and_reason(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["new", str(place / "hall")]) == 0
    [service] = (place / "hall" / "services").glob("*.yaml")
    service.write_text(service.read_text("utf-8").replace("title:", "titel:", 1), "utf-8")
    assert main(["check", str(place / "hall")]) == PROBLEMS
    shown = capsys.readouterr().out
    assert f"{service}:" in shown
    assert "titel" in shown


def test_a_new_pack_passes_the_check_and_does_not_overwrite_anything(place: Path) -> None:
    assert main(["new", str(place / "hall")]) == 0
    assert main(["check", str(place / "hall")]) == 0
    assert main(["new", str(place / "hall")]) == PROBLEMS


def test_a_flow_is_drawn_and_an_unknown_one_named_with_those_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["flow", "draw", "complaint"]) == 0
    assert "submitted --> investigating: 受理" in capsys.readouterr().out
    assert main(["flow", "draw", "complaint", "--language", "en"]) == 0
    assert "submitted --> investigating: Accept" in capsys.readouterr().out

    assert main(["flow", "draw", "complain"]) == PROBLEMS
    assert (
        "it has appeal, cohandling, complaint, enquiry, guide-report, praise, rectification, suggestion"
        in capsys.readouterr().err
    )


def test_nobody_is_invited_for_an_area_the_hall_does_not_have(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["staff", "invite", "--role", "clerk", "--area", "a", "--area", "z"]) == PROBLEMS
    assert "no area 'z'; it has a, b, c, d, e" in capsys.readouterr().err


def test_history_is_compared_with_its_seals(
    place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    key = place / "key"
    assert main(["migrate"]) == 0
    assert main(["verify", "cases"]) == 0
    assert main(["backup", "--new-key", str(key)]) == 0
    monkeypatch.setenv("BANSHI_BACKUP_KEY_FILE", str(key))
    capsys.readouterr()

    assert main(["verify", "audit"]) == 0
    assert f"0:{'0' * 64}" in capsys.readouterr().out
    assert main(["verify", "audit", "--head", f"3:{'a' * 64}"]) == PROBLEMS
    assert "cut off" in capsys.readouterr().out
    assert main(["verify", "audit", "--head", "three"]) == PROBLEMS
    assert "no head of the chain" in capsys.readouterr().err


def test_the_bot_does_not_start_before_the_database_is_migrated(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run"]) == CANNOT_RUN
    assert "banshi migrate" in capsys.readouterr().err


def test_migrating_twice_changes_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["migrate"]) == 0
    assert main(["migrate"]) == 0
    first, second = capsys.readouterr().out.splitlines()
    assert first.startswith("schema none -> ")
    assert second.split()[1] == second.split()[3]


def test_wrong_settings_have_an_exit_code_of_their_own(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("BANSHI_TOKEN", "nonsense")
    assert main(["run"]) == WRONG_SETTINGS
    assert "BANSHI_TOKEN" in capsys.readouterr().err


def test_a_question_is_answered_on_the_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", "孩子上户口要带什么"]) == 0
    assert "birth-registration" in capsys.readouterr().out


def test_nobody_is_staff_at_first_and_a_wrong_dismissal_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    main(["migrate"])
    assert main(["staff", "list"]) == 0
    assert "banshi staff invite" in capsys.readouterr().out
    assert main(["staff", "dismiss", "42"]) == PROBLEMS


def test_an_invite_needs_telegram_for_the_name_of_the_bot(capsys: pytest.CaptureFixture[str]) -> None:
    main(["migrate"])
    assert main(["staff", "invite", "--role", "clerk"]) == CANNOT_RUN
    assert "not reached" in capsys.readouterr().err


def test_dead_letters_can_be_listed_and_wrong_numbers_are_explained(capsys: pytest.CaptureFixture[str]) -> None:
    main(["migrate"])
    assert main(["dead", "list"]) == 0
    for wrong in ("7", "u7", "m1"):
        assert main(["dead", "show", wrong]) == PROBLEMS
    assert main(["dead", "retry", "u7"]) == PROBLEMS
    assert main(["dead", "settle", "m7"]) == PROBLEMS
    assert "dead list" in capsys.readouterr().err


def test_a_reload_without_a_running_bot_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["reload"]) == CANNOT_RUN
    assert "No bot is running" in capsys.readouterr().err


def test_the_doctor_finds_what_is_wrong_and_says_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor"]) == PROBLEMS
    shown = capsys.readouterr().out
    assert "✗ schema" in shown
    assert "banshi migrate" in shown
    assert "✗ Telegram" in shown
    assert TOKEN not in shown


@pytest.mark.parametrize("port", ["99999", "-1", "web"])
@pytest.mark.parametrize("command", ["demo", "sandbox"])
def test_a_port_that_cannot_be_is_wrong_usage(command: str, port: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([command, f"--port={port}"])
    assert ended.value.code == 2
    assert "from 0 to 65535" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["demo", "sandbox"])
def test_a_taken_port_is_told_before_anything_is_made(
    command: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("bot.demo.running.Database", lambda _: pytest.fail("the database was touched"))
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        assert main([command, "--port", str(other.getsockname()[1])]) == CANNOT_RUN
    assert "is taken" in capsys.readouterr().err
