"""Wrong settings name their variable and what is allowed, all at once, and never show their values."""

from pathlib import Path

import pytest

from bot.settings import SettingsWrong, load_settings

TOKEN = "123456789:" + "a" * 35


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    monkeypatch.chdir(tmp_path_factory.mktemp("empty"))


def test_all_wrong_settings_are_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BANSHI_TOKEN", "s3cr3t-but-no-token")
    monkeypatch.setenv("BANSHI_DATABASE_URL", "mysql://me:hunter2@db")
    monkeypatch.setenv("BANSHI_STAFF_CHATS", "main:-100")
    monkeypatch.setenv("BANSHI_LOG_LEVEL", "LOUD")
    with pytest.raises(SettingsWrong) as wrong:
        load_settings()
    lines = str(wrong.value).splitlines()
    assert [line.partition(":")[0] for line in lines] == [
        "BANSHI_TOKEN",
        "BANSHI_DATABASE_URL",
        "BANSHI_STAFF_CHATS",
        "BANSHI_LOG_LEVEL",
    ]
    assert all("allowed:" in line for line in lines)
    assert "s3cr3t" not in str(wrong.value)
    assert "hunter2" not in str(wrong.value)


def test_a_missing_token_is_said_to_be_missing() -> None:
    with pytest.raises(SettingsWrong, match="BANSHI_TOKEN: is missing"):
        load_settings()


def test_a_command_that_never_calls_telegram_needs_no_token() -> None:
    assert load_settings(needs_token=False).database_url == "sqlite:///var/banshi.db"


def test_staff_chats_are_names_with_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BANSHI_TOKEN", TOKEN)
    monkeypatch.setenv("BANSHI_STAFF_CHATS", "main=-1001234567890, restricted=-100987")
    assert load_settings().staff_chats == {"main": -1001234567890, "restricted": -100987}


def test_the_token_is_not_shown_by_accident() -> None:
    assert TOKEN not in repr(load_settings(token=TOKEN))


def test_a_misspelt_line_of_the_file_is_named_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_text(f"BANSHI_TOKEN={TOKEN}\nBANSHI_BACKUP_DIRECTORY=/nowhere\n")
    with pytest.raises(SettingsWrong, match=r"BANSHI_BACKUP_DIRECTORY: .* did you mean BANSHI_BACKUP_DIR"):
        load_settings()


def test_a_misspelt_variable_is_named_with_what_was_meant(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BANSHI_TOKEN", TOKEN)
    monkeypatch.setenv("BANSHI_STAF_CHATS", "main=-100123")
    with pytest.raises(
        SettingsWrong, match="BANSHI_STAF_CHATS: is no setting of ours; did you mean BANSHI_STAFF_CHATS"
    ):
        load_settings()


def test_a_parameter_this_driver_does_not_know_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BANSHI_TOKEN", TOKEN)
    monkeypatch.setenv("BANSHI_DATABASE_URL", "postgresql://me@db/hall?sslmode=require")
    with pytest.raises(SettingsWrong, match="sslmode"):
        load_settings()


WEBHOOK = {"webhook_url": "https://bot.example.org/hall", "webhook_secret": "s" * 32}


def test_a_webhook_needs_an_address_and_a_secret() -> None:
    settings = load_settings(token=TOKEN, **WEBHOOK)
    assert settings.webhook_secret
    assert "sss" not in repr(settings)


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"webhook_secret": None}, "WEBHOOK_SECRET: is missing"),
        ({"webhook_secret": "short"}, "WEBHOOK_SECRET"),
        ({"webhook_secret": "s" * 31 + "é"}, "WEBHOOK_SECRET"),
        ({"webhook_secret": "s" * 257}, "WEBHOOK_SECRET"),
        ({"webhook_url": "http://bot.example.org"}, "WEBHOOK_URL"),
        ({"webhook_url": "https://bot.example.org/?a=1"}, "WEBHOOK_URL"),
        ({"webhook_listen": "8080"}, "WEBHOOK_LISTEN"),
        ({"webhook_connections": 0}, "WEBHOOK_CONNECTIONS"),
        ({"webhook_connections": 101}, "WEBHOOK_CONNECTIONS"),
    ],
)
def test_a_webhook_that_cannot_work_or_is_open_to_anybody_is_refused(wrong: dict[str, object], named: str) -> None:
    with pytest.raises(SettingsWrong, match=named):
        load_settings(token=TOKEN, **{**WEBHOOK, **wrong})


def test_the_sandbox_needs_no_https() -> None:
    assert load_settings(token=TOKEN, **{**WEBHOOK, "webhook_url": "http://127.0.0.1:8081"}).webhook_url


DEMO = {"api_url": "http://127.0.0.1:8081", "clock_url": "http://127.0.0.1:8081"}


def test_a_demo_may_go_by_the_clock_of_its_sandbox() -> None:
    assert load_settings(token=TOKEN, **DEMO).clock_url


@pytest.mark.parametrize(
    "real",
    [
        {"api_url": "https://api.telegram.org"},
        {"api_url": "http://10.0.0.7:8081"},
        {"clock_url": "http://10.0.0.7:8081"},
        {"database_url": "postgresql://me@db/hall"},
    ],
)
def test_nobody_moves_the_clock_of_a_real_bot(real: dict[str, str]) -> None:
    with pytest.raises(SettingsWrong, match="BANSHI_CLOCK_URL: moves the clock"):
        load_settings(token=TOKEN, **{**DEMO, **real})
