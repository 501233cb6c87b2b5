"""Where the files that come with the product lie, in a checkout and in an installed wheel alike."""

from importlib.resources import files
from pathlib import Path

_CONTENT = Path(str(files("content")))


def sample_pack() -> Path:
    """The sample hall's pack."""
    return _CONTENT / "halls" / "sample"


def starter_pack() -> Path:
    """The files that ``content.starter`` writes for a new hall."""
    return _CONTENT / "starter"


def product_traditional() -> Path:
    """The override file for Traditional Chinese of the product's own words."""
    return _CONTENT / "labels" / "zh-Hant.yaml"


def canary_file() -> Path:
    """The flow of the hidden case that tries the deadlines."""
    return _CONTENT / "canary.yaml"
