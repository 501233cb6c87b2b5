"""What every test may ask for by name."""

from collections.abc import Iterator
from functools import cache
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.logs import configure_logs
from content.written import compose
from storage.db import create_async_engine

pytest_plugins = ("tests.kit.postgres", "tests.kit.database", "tests.kit.town", "tests.backup.workshop")

# A machine that does much else is no fault of what is tested; and where CI is set, hypothesis draws the same each time.
settings.register_profile(
    "patient", settings(), deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("patient")


@pytest.fixture(scope="session", autouse=True)
def _logs_as_in_production() -> None:
    configure_logs("DEBUG")


def pytest_configure(config: pytest.Config) -> None:
    """Parse no file of a pack twice: a test that changes one changes a line of thirty files, which take a second.

    From the beginning on, because some modules read the sample pack to name their tests.
    """
    parsed_once = patch("content.written.compose", cache(compose))
    parsed_once.start()
    config.add_cleanup(parsed_once.stop)


class Statements(dict[Any, Any]):
    """By what they say, whichever engine asks: SQLAlchemy's keys begin with its dialect."""

    def get(self, key: Any, default: Any = None) -> Any:
        return super().get(key[1:], default)

    def __setitem__(self, key: Any, statement: Any) -> None:
        super().__setitem__(key[1:], statement)


@pytest.fixture(scope="session", autouse=True)
def _no_statement_is_compiled_twice() -> Iterator[None]:
    """Each test has a database of its own, with an engine that knew no statement: a quarter of a test's time."""
    compiled: dict[str, Statements] = {}

    def create(*place: Any, **how: Any) -> AsyncEngine:
        engine = create_async_engine(*place, **how)
        known = compiled.setdefault(engine.dialect.name, Statements())
        engine.sync_engine.update_execution_options(compiled_cache=known)
        return engine

    with patch("storage.db.create_async_engine", create):
        yield
