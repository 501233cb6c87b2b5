"""The page of settings names every variable with its default, and shows examples that work."""

import os
import re
from typing import Any, get_args

import pytest

from bot.settings import Settings, load_settings
from tests.kit.sources import ROOT, product_files, repository_files

ROW = re.compile(r"^\| `(BANSHI_[A-Z_]+)` \| (.+?) \| (.+?) \| `(.+?)` \|$", re.MULTILINE)
VARIABLE = re.compile(r"\bBANSHI_[A-Z_]+")
NO_VALUE = {
    "BANSHI_TOKEN": "must be set",
    "BANSHI_HALL": "the sample hall",
    "BANSHI_STAFF_CHATS": "none",
    "BANSHI_ALERTS_TO": "nowhere",
    "BANSHI_ALERTS_PASSWORD": "none",
    "BANSHI_CLOCK_URL": "unset: the machine's clock",
    "BANSHI_WEBHOOK_URL": "unset: the bot polls",
    "BANSHI_WEBHOOK_SECRET": "must be set with `BANSHI_WEBHOOK_URL`",
    "BANSHI_BACKUP_DIR": "none",
    "BANSHI_BACKUP_KEY_FILE": "none",
    "BANSHI_POSTGRES_BIN": "the system's",
}
"""What the page says where a default cannot be written as a value."""
DRILLS = {"BANSHI_FAULT", "BANSHI_BOTAPI_JSON"}
"""Read by drills and tests alone; docs/architecture.md and docs/sandbox.md have them."""
ROWS = ROW.findall((ROOT / "docs/settings.md").read_text())


def fields() -> dict[str, Any]:
    """Variable -> field."""
    return {f"BANSHI_{name.upper()}": field for name, field in Settings.model_fields.items()}


def test_every_setting_has_a_row_and_every_row_a_setting() -> None:
    assert [variable for variable, *_ in ROWS] == list(fields())


@pytest.mark.parametrize(("variable", "default"), [row[:2] for row in ROWS])
def test_the_default_is_the_one_of_the_code(variable: str, default: str) -> None:
    actual = fields()[variable].get_default(call_default_factory=True)

    assert default == NO_VALUE.get(variable, f"`{actual}`")


@pytest.mark.parametrize(("variable", "example"), [(row[0], row[3]) for row in ROWS])
def test_the_example_is_accepted(variable: str, example: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("BANSHI_")]:
        monkeypatch.delenv(name)
    given: dict[str, Any] = {} if variable == "BANSHI_TOKEN" else {"token": "123456789:" + "a" * 35}
    if variable == "BANSHI_WEBHOOK_URL":
        given["webhook_secret"] = "s" * 32
    if variable == "BANSHI_CLOCK_URL":
        given["api_url"] = example
    monkeypatch.setenv(variable, example)

    settings = load_settings(_env_file=None, **given)

    assert getattr(settings, variable.removeprefix("BANSHI_").lower()) != fields()[variable].default


def test_all_that_is_allowed_for_logs_is_listed() -> None:
    [allowed] = [row[2] for row in ROWS if row[0] == "BANSHI_LOG_LEVEL"]

    assert set(re.findall("[A-Z]+", allowed)) == set(get_args(fields()["BANSHI_LOG_LEVEL"].annotation))


def test_no_page_and_no_module_names_a_variable_that_does_not_exist() -> None:
    pages = [path for path in repository_files() if path.suffix == ".md"]
    named = {name for path in (*pages, *product_files()) for name in VARIABLE.findall((ROOT / path).read_text())}

    assert set(fields()) <= named
    assert named - set(fields()) - DRILLS - {"BANSHI_"} == set()
