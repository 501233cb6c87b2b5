"""``banshi flow draw``: a kind of case as a picture."""

from datetime import UTC, datetime
from pathlib import Path

from bot.commands.failures import Problems
from content.loader import load_hall
from content.paths import sample_pack
from domain.languages import Language
from views.flow_chart import drawn


def draw(name: str, *, hall: Path | None, language: str | None) -> int:
    """Print a flow of a pack as Mermaid; the hall's first language unless another is asked for."""
    pack = hall or sample_pack()
    loaded, problems = load_hall(pack, today=datetime.now(UTC).date())
    if loaded is None:
        raise Problems("\n".join(map(str, problems)))
    flow = loaded.flow(name)
    if flow is None:
        there = ", ".join(flow.id for flow in loaded.flows) or "none"
        raise Problems(f"The pack has no flow {name!r}; it has {there}.")
    print(drawn(flow, hall=loaded, language=Language(language) if language else loaded.facts.languages[0]), end="")
    return 0
