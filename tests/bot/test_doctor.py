"""The doctor asks the running bot how it does, and tries the paths of alerts."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.cli import PROBLEMS, main
from bot.commands.doctor import doctor
from tests.bot.health.sinks import open_address
from tests.bot.health.ward import open_ward
from tests.handlers.few import discreet_pack
from tests.kit.town import STAFF_GROUP, TOKEN, open_town


@pytest.fixture
def _as_an_operator(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    monkeypatch.chdir(tmp_path_factory.mktemp("empty"))
    monkeypatch.setenv("BANSHI_TOKEN", TOKEN)


@pytest.mark.usefixtures("_as_an_operator")
async def test_the_doctor_asks_the_bot_and_sends_a_test_by_every_path(
    database_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async with open_address() as address, open_ward(database_url) as ward:
        await ward.look()
        monkeypatch.setenv("BANSHI_DATABASE_URL", database_url)
        monkeypatch.setenv("BANSHI_API_URL", ward.town.url)
        monkeypatch.setenv("BANSHI_STAFF_CHATS", f"main={STAFF_GROUP}")
        monkeypatch.setenv("BANSHI_HEALTH_LISTEN", f"127.0.0.1:{ward.health.server.port}")
        monkeypatch.setenv("BANSHI_ALERTS_TO", address.url)
        # The town lives some days ahead of the doctor's machine.
        monkeypatch.setattr("actions.alerts.TRIAL_VALID", timedelta(days=3650))
        await doctor(with_alert=True)
        shown = capsys.readouterr().out
        assert f"✓ health: the bot at 127.0.0.1:{ward.health.server.port} is ready" in shown
        assert "✓ alerts: administrators in Telegram: 1; POST to an address" in shown
        assert "✓ test alert: was taken" in shown
        assert "s3cr3t" not in shown
        assert [post["alert"] for post in address.posts] == ["trial"]

        await ward.town.settle()
        assert (await ward.admin.reads()).startswith("🔔")

        address.status = 500
        ward.health.refuse()
        await doctor(with_alert=True)
        shown = capsys.readouterr().out
        assert "✗ health: running: shutting down" in shown
        assert "✗ test alert: was not taken: HTTP 500" in shown


@pytest.mark.usefixtures("_as_an_operator")
@pytest.mark.parametrize(
    ("rights", "said"),
    [
        ({"can_manage_topics": True}, "✓ staff group main: a forum"),
        ({"can_manage_topics": False}, "✗ staff group main: the bot may not manage topics"),
        ({"can_manage_topics": True, "can_delete_messages": False}, "✗ staff group main: the bot may not delete"),
    ],
)
async def test_the_doctor_says_which_right_the_bot_lacks_in_a_staff_group(
    database_url: str,
    rights: dict[str, bool],
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    async with open_town(database_url) as town:
        await town.control("member", chat_id=STAFF_GROUP, bot=True, status="administrator", rights=rights)
        monkeypatch.setenv("BANSHI_DATABASE_URL", database_url)
        monkeypatch.setenv("BANSHI_API_URL", town.url)
        monkeypatch.setenv("BANSHI_STAFF_CHATS", f"main={STAFF_GROUP}")
        monkeypatch.setenv("BANSHI_HALL", str(discreet_pack(tmp_path)))
        await doctor()
        assert said in capsys.readouterr().out


@pytest.mark.usefixtures("_as_an_operator")
def test_the_doctor_says_when_nobody_would_be_told(
    database_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("BANSHI_DATABASE_URL", database_url)
    monkeypatch.setenv("BANSHI_API_URL", "http://127.0.0.1:1")
    monkeypatch.setenv("BANSHI_HEALTH_LISTEN", "127.0.0.1:1")
    assert main(["doctor"]) == PROBLEMS
    shown = capsys.readouterr().out
    assert "✗ alerts: administrators in Telegram: 0; no second path" in shown
    assert "nobody answers at 127.0.0.1:1" in shown
