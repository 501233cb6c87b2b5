"""What every test may ask for by name."""

from collections.abc import Iterator
from functools import cache
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, settings

from bot.logs import configure_logs
from content.written import compose

pytest_plugins = ("tests.kit.postgres", "tests.kit.database", "tests.kit.town", "tests.backup.workshop")

# A machine that does much else is no fault of what is tested; and where CI is set, hypothesis draws the same each time.
settings.register_profile(
    "patient", settings(), deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("patient")


@pytest.fixture(scope="session", autouse=True)
def _logs_as_in_production() -> None:
    configure_logs("DEBUG")


@pytest.fixture(scope="session", autouse=True)
def _no_file_of_a_pack_is_parsed_twice() -> Iterator[None]:
    """A test that changes a pack changes a line or two of thirty files, which take a second."""
    with patch("content.written.compose", cache(compose)):
        yield
