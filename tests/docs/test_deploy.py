"""What stands in deploy/ names settings, commands and services that exist, and gives a stop the time it may take."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.cli import WRONG_SETTINGS, build_parser
from bot.process import SHUTDOWN
from bot.settings import Settings, load_settings
from gateway.webhook import LARGEST, STORING
from tests.kit.sources import ROOT

DEPLOY = ROOT / "deploy"
FILES = sorted(path for path in DEPLOY.iterdir() if path.is_file())
VARIABLE = re.compile(r"\bBANSHI_[A-Z_]+")
UNIT = (DEPLOY / "banshi@.service").read_text()
PROXY = (DEPLOY / "nginx.conf").read_text()


def compose() -> dict[str, Any]:
    services: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"]
    return services


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_variable_is_a_setting(path: Path) -> None:
    known = {f"BANSHI_{name.upper()}" for name in Settings.model_fields}
    assert set(VARIABLE.findall(path.read_text())) <= known


def test_the_example_is_accepted_and_asks_for_a_webhook() -> None:
    lines = (DEPLOY / "banshi.env.example").read_text().splitlines()
    pairs = [line.partition("=")[::2] for line in lines if line and not line.startswith("#")]
    given: dict[str, Any] = {name.removeprefix("BANSHI_").lower(): value for name, value in pairs}
    settings = load_settings(_env_file=None, **given)
    assert settings.webhook_url
    assert settings.database_url.startswith("postgresql://")


def test_a_stop_has_the_time_it_may_take() -> None:
    [patience] = re.findall(r"^TimeoutStopSec=(\d+)$", UNIT, re.MULTILINE)
    assert int(patience) > SHUTDOWN
    for name in ("banshi-1", "banshi-2"):
        assert int(compose()[name]["stop_grace_period"].removesuffix("s")) > SHUTDOWN


def test_the_unit_does_not_retry_wrong_settings_and_is_like_that_of_one_bot() -> None:
    assert f"RestartPreventExitStatus={WRONG_SETTINGS}\n" in UNIT
    [single] = re.findall(r"```ini\n# /etc/systemd/system/banshi.service\n(.*?)```", operations(), re.DOTALL)
    shared = {line for line in single.splitlines() if "=" in line} - {
        "Description=Banshi",
        "After=network-online.target",
    }
    assert shared <= set(UNIT.splitlines())


def operations() -> str:
    return (ROOT / "docs/operations.md").read_text()


def test_services_run_commands_there_are() -> None:
    for name in ("migrate", "banshi-1", "banshi-2"):
        assert build_parser().parse_args(compose()[name]["command"])
    assert 'CMD ["run"]' in (DEPLOY / "Dockerfile").read_text()


def test_the_proxy_knows_every_replica_by_its_port() -> None:
    behind = re.findall(r"server (\S+):8080 ", (DEPLOY / "replicas-compose.conf").read_text())
    assert behind == [name for name in compose() if name.startswith("banshi-")]
    for name in behind:
        assert compose()[name]["environment"]["BANSHI_WEBHOOK_LISTEN"].endswith(":8080")
    [listen] = re.findall(r"BANSHI_WEBHOOK_LISTEN=(\S+)$", UNIT, re.MULTILINE)
    here = re.findall(r"server (\S+) ", (DEPLOY / "replicas-systemd.conf").read_text())
    assert here == [listen.replace("%i", number) for number in "12"]


def test_the_proxy_turns_to_the_next_replica_and_lets_through_what_the_bot_takes() -> None:
    assert "proxy_next_upstream error timeout http_503 non_idempotent;" in PROXY
    [size] = re.findall(r"client_max_body_size (\d+)m;", PROXY)
    assert int(size) << 20 == LARGEST
    [patience] = re.findall(r"proxy_read_timeout (\d+)s;", PROXY)
    assert int(patience) > STORING
