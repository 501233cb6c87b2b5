"""What the drills leave of their own processes when they are over."""

import asyncio
from pathlib import Path

import pytest

from tests.chaos.lives import House

pytestmark = pytest.mark.chaos


def test_a_house_that_is_closed_leaves_no_folder_behind() -> None:
    door = Path(asyncio.run(House.door()))
    assert door.is_socket()

    House.close()

    assert not door.parent.exists()
