"""``banshi posters``: what hangs at the entrances and stands on the counters, with codes to scan."""

from datetime import UTC, datetime
from pathlib import Path

from bot.commands.failures import Problems
from content.loader import load_hall
from content.paths import sample_pack
from domain.languages import Language
from views.line.posters import posters


def write(file: Path, *, bot: str, hall: Path | None, language: str | None) -> int:
    """Write a page for each area of a pack; the hall's first language unless another is asked for."""
    pack = hall or sample_pack()
    loaded, problems = load_hall(pack, today=datetime.now(UTC).date())
    if loaded is None:
        raise Problems("\n".join(map(str, problems)))
    facts = loaded.facts
    page = posters(Language(language) if language else facts.languages[0], facts, bot=bot.removeprefix("@"))
    try:
        file.write_text(page, "utf-8")
    except OSError as error:
        raise Problems(f"{file} cannot be written: {error.strerror}.") from None
    print(f"{len(facts.areas)} pages in {file}: open it in a browser and print it.")
    return 0
