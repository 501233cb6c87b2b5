"""A desk whose slots are planned, on each of the two databases."""

from collections.abc import AsyncIterator

import pytest

from storage.db import Database
from tests.kit.booking import BookingDesk


@pytest.fixture
async def desk(database: Database) -> AsyncIterator[BookingDesk]:
    """One counter, half an hour a place; when everything is over, everything agrees."""
    desk = BookingDesk(database)
    await desk.opens()
    yield desk
    assert await desk.drift() == []
