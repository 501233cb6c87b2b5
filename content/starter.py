"""Writes the small pack a new hall begins with."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from content.paths import sample_pack, starter_pack
from domain.working_time import months_later

VALID_MONTHS = 12
REVIEW_MONTHS = 6


class DirectoryNotFree(Exception):
    """The place for the new pack is a file or a directory with something in it. ``directory`` says which."""

    def __init__(self, directory: Path) -> None:
        super().__init__(f"{directory} is not empty; give a new or an empty directory")
        self.directory = directory


def write_starter(directory: Path, *, today: date) -> None:
    """Write a pack that passes the check, dated from ``today``, into a new or empty directory.

    It gets the public holidays the product knows, from the year of ``today`` on.

    Raises:
        DirectoryNotFree: there is something already; nothing was written.
        OSError: the directory cannot be written.
    """
    if directory.exists() and (not directory.is_dir() or any(directory.iterdir())):
        raise DirectoryNotFree(directory)
    dates = {
        "@version@": f"{today.year}-1",
        "@checked_on@": today.isoformat(),
        "@valid_until@": months_later(today, amount=VALID_MONTHS).isoformat(),
        "@review_by@": months_later(today, amount=REVIEW_MONTHS).isoformat(),
    }
    for source, place in _sources(today):
        text = source.read_text(encoding="utf-8")
        for mark, written in dates.items():
            text = text.replace(mark, written)
        target = directory / place
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8", newline="\n")


def _sources(today: date) -> Iterator[tuple[Path, Path]]:
    """Every file to write from, and its place in the pack."""
    origin = starter_pack()
    for source in sorted(path for path in origin.rglob("*") if path.suffix in (".yaml", ".md")):
        yield source, source.relative_to(origin)
    for year in sorted((sample_pack() / "calendar").glob("*.yaml")):
        if int(year.stem) >= today.year:
            yield year, year.relative_to(sample_pack())
