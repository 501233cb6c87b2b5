"""What every test may ask for by name."""

import pytest

from bot.logs import configure_logs

pytest_plugins = ("tests.kit.postgres", "tests.kit.database", "tests.kit.town", "tests.backup.workshop")


@pytest.fixture(scope="session", autouse=True)
def _logs_as_in_production() -> None:
    configure_logs("DEBUG")
