"""A fresh pack for every test."""

from pathlib import Path

import pytest

from tests.content.packs import Pack, write_pack


@pytest.fixture
def pack(tmp_path: Path) -> Pack:
    """A small pack without problems."""
    return write_pack(tmp_path / "pack")
